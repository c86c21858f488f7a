"""A short-lived process that makes one call to the system keyring and can be killed.

Run as a script by `keyring_store`. A keyring call can block for ever (a frozen daemon, a window that
nobody sees), and a thread that blocks keeps the program from ending; a process does not.

In: one JSON object on standard input, `{"op": "probe|get|set|delete", "service", "username",
"secret"}`. Out: JSON lines; `{"waiting": true}` when a window of the keyring may be open, and last an
object with `state` and, after `get`, `secret`. Nothing secret is in arguments, environment or stderr.
Imports nothing of this program, so that it starts fast.
"""

from __future__ import annotations

import configparser
import contextlib
import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any, Protocol

BACKENDS = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
}
"""The back ends that keep a secret encrypted, by class path. All others are refused unloaded: one that
stores nothing or plain text reports success all the same."""

CHAINER = "keyring.backends.chainer.ChainerBackend"
"""keyring's own "several back ends"; read here as no choice at all, over the list above."""

MOST_COPIES = 5
"""Items with the same name that a deletion removes; more than one exists only by accident."""

Answer = dict[str, Any]
Announce = Callable[[], None]


class Backend(Protocol):
    @property
    def priority(self) -> float: ...

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class _Stop(Exception):
    """The call ends here; `args[0]` is the state, `args[1]` more facts."""

    def __init__(self, state: str, **facts: str) -> None:
        super().__init__(state)
        self.answer: Answer = {"state": state, **facts}


def chosen_backend() -> str:
    """The class path that the environment or keyring's own file names; empty when neither does."""
    named = os.environ.get("PYTHON_KEYRING_BACKEND", "").strip()
    if named:
        return named
    from keyring.util import platform_

    parser = configparser.RawConfigParser()
    try:
        parser.read(os.path.join(platform_.config_root(), "keyringrc.cfg"), encoding="utf-8")  # noqa: PTH118 - the library gives a Path on one system and text on others
        return parser.get("backend", "default-keyring", fallback="").strip()
    except (configparser.Error, OSError, UnicodeError):
        return "an unreadable keyringrc.cfg"


def usable_backends() -> list[Backend]:
    """Allowed back ends that work here, best first. The file's `keyring-path` is never obeyed."""
    chosen = chosen_backend()
    if chosen not in ("", CHAINER, *BACKENDS):
        raise _Stop("refused", backend=chosen)
    usable = []
    for path in [chosen] if chosen in BACKENDS else list(BACKENDS):
        module, _, name = path.rpartition(".")
        # A back end that does not fit this system fails in its own way: import, priority or making.
        with contextlib.suppress(Exception):
            kind = getattr(importlib.import_module(module), name)
            usable.append((float(kind.priority), kind()))
    usable.sort(key=lambda pair: pair[0], reverse=True)
    if not usable:
        raise _Stop("none")
    return [backend for _, backend in usable]


def title_of(backend: Backend) -> str:
    kind = type(backend)
    return BACKENDS.get(f"{kind.__module__}.{kind.__qualname__}", "keyring")


def lock_state(backend: Backend) -> str:
    """open | locked | not-set-up for a Secret Service; unknown for others. Opens no window."""
    if title_of(backend) != "Secret Service":
        return "unknown"
    try:
        import secretstorage
    except ImportError:
        return "unknown"
    with contextlib.closing(secretstorage.dbus_init()) as bus:
        try:
            locked = secretstorage.Collection(bus).is_locked()
        except secretstorage.ItemNotFoundException:
            return "not-set-up"
    return "locked" if locked else "open"


def can_ask(backend: Backend) -> bool:
    """Whether the keyring could open a window of its own."""
    if title_of(backend) in ("macOS Keychain", "Windows Credential Manager"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def perform(request: Answer, announce: Announce) -> Answer:
    """One call. Raises what the back end raises."""
    backends = usable_backends()
    first = backends[0]
    state = lock_state(first)
    facts = {"backend": title_of(first)}
    operation = request["op"]
    if operation == "probe":
        return {"state": "ok" if state in ("open", "unknown") else state, **facts}
    if state == "not-set-up" and operation == "delete":
        return {"state": "ok", **facts}
    if state != "open" and can_ask(first):
        announce()
    elif state in ("locked", "not-set-up"):
        return {"state": state, **facts}
    name = (request["service"], request["username"])
    if operation == "get":
        found = _get(backends, name)
        return {"state": "missing", **facts} if found is None else {"state": "ok", "secret": found, **facts}
    if operation == "set":
        first.set_password(*name, request["secret"])
        return {"state": "ok", **facts}
    return {"state": _delete(backends, name), **facts}


def _get(backends: list[Backend], name: tuple[str, str]) -> str | None:
    found = backends[0].get_password(*name)
    for other in backends[1:]:
        if found is not None:
            break
        # Stored earlier, when another back end came first. Its failures say nothing about the first.
        with contextlib.suppress(Exception):
            found = other.get_password(*name)
    return found


def _delete(backends: list[Backend], name: tuple[str, str]) -> str:
    from keyring.errors import PasswordDeleteError

    for position, backend in enumerate(backends):
        with contextlib.suppress(*([Exception] if position else [PasswordDeleteError])):
            for _ in range(MOST_COPIES):
                backend.delete_password(*name)
    return "ok" if backends[0].get_password(*name) is None else "still-there"


def explained(error: BaseException) -> Answer:
    """The state that an exception of a back end stands for; its text is never passed on."""
    from keyring import errors

    if isinstance(error, _Stop):
        return error.answer
    names = {type(e).__name__ for e in (error, error.__cause__, error.__context__) if e is not None}
    if isinstance(error, errors.KeyringLocked) or "LockedException" in names:
        return {"state": "locked"}
    if "PromptDismissedException" in names:
        return {"state": "dismissed"}
    if isinstance(error, errors.NoKeyringError):
        return {"state": "none"}
    return {"state": "died", "kind": type(error).__name__}


def main() -> None:
    # Back ends may print; the answer's way out is kept apart from everything they do.
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # KWallet shows the program's name, which it takes from here.
    sys.argv[:] = ["assay"]

    def say(answer: Answer) -> None:
        out.write(json.dumps(answer) + "\n")
        out.flush()

    request = json.loads(sys.stdin.buffer.read())
    try:
        answer = perform(request, lambda: say({"waiting": True}))
    except BaseException as error:  # noqa: BLE001 - back ends raise anything; all of it becomes a state
        answer = explained(error)
    say(answer)


if __name__ == "__main__":
    # Where this program runs out of a folder of its own, keyring lies there, and nowhere else.
    sys.path.append(os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))  # noqa: PTH100, PTH118, PTH120  # pathlib alone takes as long as the rest
    main()
