"""The system keyring: encrypted at rest by the operating system, asked through a killable process."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.core.display import human_seconds, safe
from tui.core.failures import VaultError
from tui.core.secret import Secret
from tui.core.vault_ports import StoreHealth
from tui.vault.handing_over import plain_text

SERVICE = "assay"
"""The name under which all items lie. Item names are random: labels are readable by every program."""

CALL_LIMIT = 5.0
"""Seconds for a call; a good one takes 0.2."""

PROMPT_LIMIT = 60.0
"""Seconds for a call while the keyring's own window may be open."""

GATE = Path(__file__).with_name("keyring_gate.py")

_ELSEWHERE = "Or keep the secret in an environment variable, a command's output, or for this session only."


@dataclass(frozen=True, slots=True)
class _Trouble:
    code: str
    sentence: str
    next_step: str


TROUBLES = {
    "none": _Trouble(
        "keyring-missing",
        "No system keyring can be reached from this session.",
        f"Start one: on a desktop, log in there; over SSH, run within `dbus-run-session`. {_ELSEWHERE}",
    ),
    "locked": _Trouble(
        "keyring-locked",
        "The system keyring is locked.",
        f"Unlock it in the desktop's password manager, then try again. {_ELSEWHERE}",
    ),
    "dismissed": _Trouble(
        "keyring-locked",
        "The keyring's own window was closed without unlocking it.",
        "Try again and unlock it in that window.",
    ),
    "not-set-up": _Trouble(
        "keyring-not-set-up",
        "The keyring service is running, but there is no keyring in it yet.",
        f"Make one in the desktop's password manager. {_ELSEWHERE}",
    ),
    "timeout": _Trouble(
        "keyring-timeout",
        "The system keyring did not answer in time.",
        f"Look for a window of the keyring on another screen, or restart its service. {_ELSEWHERE}",
    ),
    "refused": _Trouble(
        "keyring-refused",
        "The keyring that is configured here is not known to keep secrets encrypted; it is not used.",
        "Remove PYTHON_KEYRING_BACKEND, or the default-keyring line in keyringrc.cfg, then try again.",
    ),
    "died": _Trouble(
        "keyring-failed",
        "The system keyring broke off in the middle of a call.",
        f"Try again; it may have restarted locked. {_ELSEWHERE}",
    ),
    "failed": _Trouble(
        "keyring-failed",
        "The process that asks the system keyring did not work.",
        f"Check the installation of this program. {_ELSEWHERE}",
    ),
    "missing": _Trouble(
        "secret-missing",
        "The system keyring holds no secret for this profile.",
        "Store it again with the profile's secret action.",
    ),
    "still-there": _Trouble(
        "keyring-failed",
        "The system keyring still holds the secret after its deletion.",
        "Delete it in the desktop's password manager: its name there is assay.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Reply:
    state: str
    backend: str = ""
    kind: str = ""
    secret: Secret | None = None


class KeyringStore:
    """Plays `SecretStore`. Not for two threads at once: wrap it in `Remembering`."""

    name = "keyring"

    def __init__(self, call_limit: float = CALL_LIMIT, prompt_limit: float = PROMPT_LIMIT) -> None:
        self._call_limit = call_limit
        self._prompt_limit = prompt_limit

    def health(self) -> StoreHealth:
        reply = self._call("probe")
        title = "System keyring"
        if reply.state == "ok":
            return StoreHealth(
                self.name, title, usable=True, detail=f"{reply.backend}, encrypted by the system."
            )
        trouble = self._error(reply)
        return StoreHealth(self.name, title, usable=False, detail=trouble.message, remedy=trouble.next_step)

    def new_locator(self, wanted: str) -> str:
        """A random name; what was wanted does not matter."""
        return secrets.token_hex(16)

    def where(self, locator: str) -> str:
        return "the system keyring"

    def read(self, locator: str) -> Secret:
        reply = self._call("get", locator)
        if reply.secret is None:
            raise self._error(reply)
        return reply.secret

    def write(self, locator: str, secret: Secret) -> None:
        reply = self._call("set", locator, secret)
        if reply.state != "ok":
            raise self._error(reply)

    def delete(self, locator: str) -> None:
        reply = self._call("delete", locator)
        if reply.state != "ok":
            raise self._error(reply)

    def _call(self, operation: str, locator: str = "", secret: Secret | None = None) -> _Reply:
        """One call; a second one when the keyring's service died in the first."""
        deadline = time.monotonic() + self._call_limit
        reply = self._once(operation, locator, secret, deadline)
        if reply.state == "died" and time.monotonic() + 0.5 < deadline:
            time.sleep(0.3)
            reply = self._once(operation, locator, secret, deadline)
        return reply

    def _once(self, operation: str, locator: str, secret: Secret | None, deadline: float) -> _Reply:
        request = {"op": operation, "service": SERVICE, "username": locator}
        try:
            process = subprocess.Popen(  # noqa: S603 - our own script, nothing of it is input
                # -P: the working folder is not searched, so no keyring.py lying there is run.
                [sys.executable, "-P", str(GATE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError):
            return _Reply("failed")
        lines: queue.SimpleQueue[_Reply | None] = queue.SimpleQueue()
        talk = threading.Thread(
            target=_talk, args=(process, request, secret, lines), name="keyring-call", daemon=True
        )
        talk.start()
        try:
            return self._wait(lines, deadline)
        finally:
            _end(process)
            talk.join(1.0)

    def _wait(self, lines: queue.SimpleQueue[_Reply | None], deadline: float) -> _Reply:
        while True:
            try:
                reply = lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                return _Reply("timeout")
            if reply is None:
                return _Reply("failed")
            if reply.state != "waiting":
                return reply
            deadline = time.monotonic() + self._prompt_limit

    def _error(self, reply: _Reply) -> VaultError:
        trouble = TROUBLES.get(reply.state, TROUBLES["failed"])
        evidence = []
        if reply.state == "timeout":
            evidence.append(f"The limit is {human_seconds(self._call_limit)}.")
        if reply.backend:
            evidence.append(f"Keyring: {safe(reply.backend, 120)}.")
        if reply.kind:
            evidence.append(f"It failed with {safe(reply.kind, 60)}.")
        return VaultError(trouble.sentence, code=trouble.code, evidence=evidence, next_step=trouble.next_step)


def _talk(
    process: subprocess.Popen[bytes],
    request: dict[str, Any],
    secret: Secret | None,
    lines: queue.SimpleQueue[_Reply | None],
) -> None:
    """Hand the request over and the answers back; ends when the process does."""
    try:
        _hand_over(process, request, secret)
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(_reply(line))
    except (OSError, ValueError):
        # The process was killed or wrote something else than JSON.
        return
    finally:
        lines.put(None)


def _hand_over(process: subprocess.Popen[bytes], request: dict[str, Any], secret: Secret | None) -> None:
    """Write the request, and with it the secret, to the process that asks the keyring."""
    assert process.stdin is not None
    with process.stdin as stdin:
        if secret is None:
            stdin.write(json.dumps(request).encode("ascii"))
        else:
            stdin.write(json.dumps({**request, "secret": plain_text(secret)}).encode("ascii"))


def _reply(line: bytes) -> _Reply:
    answer = json.loads(line)
    if answer.get("waiting"):
        return _Reply("waiting")
    found = answer.get("secret")
    return _Reply(
        state=str(answer.get("state", "failed")),
        backend=str(answer.get("backend", "")),
        kind=str(answer.get("kind", "")),
        secret=None if found is None else Secret(str(found)),
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and whatever it started, and reap it."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
