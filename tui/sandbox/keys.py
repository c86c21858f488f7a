"""Random keys. Of every key only the SHA-256 is kept; the profile's own is handed out as a Secret."""

from __future__ import annotations

import hashlib
import secrets
import threading

from tui.core.ports import Clock
from tui.core.sandboxing import RECEIVED, Entry, KeyCheck, KeyStanding, SandboxState
from tui.core.secret import Secret

SPACE = "keys"
APPIDS = "appids"


class Keys:
    """Plays core.sandboxing.SandboxKeys.

    The company key of a start lives in this process only, so two programs that run at once do not
    lock each other out. Keys made with `make` are shared through the state, and retire the earlier
    keys of their scope, the start's own included.
    """

    def __init__(self, state: SandboxState, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._lock = threading.Lock()
        self._appid = ""
        self._own: dict[str, tuple[Secret, str, float]] = {}

    def credential(self, provider: str) -> Secret:
        return self._started(provider)[0]

    def begin(self, provider: str) -> str:
        """The company key of this start as text, to be shown to a person once. It is made anew: a key
        that was handed out as a Secret before stops working."""
        with self._lock:
            return self._start(provider)

    def appid(self) -> str:
        """The APPID with which clients send to this start, made at the first call."""
        with self._lock:
            if not self._appid:
                self._appid = secrets.token_hex(16)
        entry: Entry = {"at": self._clock(), "project": RECEIVED}
        digest = _digest(self._appid)
        self._state.update(APPIDS, lambda entries: entries.update({digest: entry}))
        return self._appid

    def project_of(self, appid: str) -> int | None:
        own = self._appid
        return RECEIVED if own and secrets.compare_digest(_digest(appid), _digest(own)) else None

    def is_appid(self, appid: str) -> bool:
        """Whether some start of the sandbox made this APPID, in this process or another."""
        return _digest(appid) in self._state.update(APPIDS, dict)

    def check(self, provider: str, key: str) -> KeyCheck:
        if not key:
            return KeyCheck(KeyStanding.MISSING)
        digest = _digest(key)
        _, own, since = self._started(provider)
        entries = self._state.update(SPACE, dict)
        if secrets.compare_digest(digest, own):
            retired = any(
                entry.get("provider") == provider and entry.get("project") is None and entry["at"] > since
                for entry in entries.values()
            )
            return KeyCheck(KeyStanding.RETIRED if retired else KeyStanding.VALID)
        entry = entries.get(digest)
        if entry is None or entry.get("provider") != provider:
            return KeyCheck(KeyStanding.UNKNOWN)
        standing = KeyStanding.RETIRED if entry.get("retired") else KeyStanding.VALID
        return KeyCheck(standing, entry.get("project"))

    def make(self, provider: str, project: int | None = None) -> Secret:
        return Secret(self.make_text(provider, project))

    def make_text(self, provider: str, project: int | None = None) -> str:
        """As `make`, for the command that shows the new key to a person."""
        key = secrets.token_hex(32)
        made: Entry = {
            "at": self._clock(),
            "provider": provider,
            "project": project,
            "retired": False,
        }

        def replace(entries: dict[str, Entry]) -> None:
            for entry in entries.values():
                if entry.get("provider") == provider and entry.get("project") == project:
                    entry["retired"] = True
            entries[_digest(key)] = made

        self._started(provider)
        self._state.update(SPACE, replace)
        return key

    def _started(self, provider: str) -> tuple[Secret, str, float]:
        with self._lock:
            if provider not in self._own:
                self._start(provider)
            return self._own[provider]

    def _start(self, provider: str) -> str:
        key = secrets.token_hex(32)
        self._own[provider] = Secret(key), _digest(key), self._clock()
        return key


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
