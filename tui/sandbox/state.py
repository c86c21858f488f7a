"""A small memory that outlives a process: one JSON file under a lock, whose entries expire."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from tui.core.ports import Clock
from tui.core.sandboxing import Entry

T = TypeVar("T")

KEPT_SECONDS = 15 * 60
KEPT_LONGER = {
    "keys": 90 * 86_400,
    "appids": 90 * 86_400,
    "choices": 100 * 365 * 86_400,
    "used-signs": 86_400,
    "passes": 86_400,
}
"""Spaces whose entries stay longer than 15 minutes: keys are put into profiles, choices stay until
others are made, and the memory of signs may be set to a day."""

MAX_ENTRIES = 5_000
"""Per space; the oldest go first."""


class FileState:
    """Plays core.sandboxing.SandboxState. Where the folder cannot be written, it remembers in memory
    only, and `shared` is False."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path = folder / "state.json"
        self._clock = clock
        self._lock = threading.Lock()
        self._memory: dict[str, dict[str, Entry]] = {}
        self._spaces: dict[str, dict[str, Entry]] = {}
        self._seen: object = None
        self.shared = True

    def update(self, space: str, change: Callable[[dict[str, Entry]], T]) -> T:
        with self._lock, self._exclusive():
            spaces = self._read()
            entries = self._live(space, spaces.get(space, {}))
            result = change(entries)
            newest = sorted(entries.items(), key=lambda item: item[1]["at"])[-MAX_ENTRIES:]
            spaces[space] = dict(newest)
            self._write({name: kept for name, rest in spaces.items() if (kept := self._live(name, rest))})
            return result

    def peek(self, space: str) -> dict[str, Entry]:
        """The entries as they are, to be read only; without a lock, as the file is replaced as a whole."""
        with self._lock:
            stamp = self._stamp()
            if stamp is None or stamp != self._seen:
                self._spaces, self._seen = self._read(), stamp
            return self._live(space, self._spaces.get(space, {}))

    def _stamp(self) -> object:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _live(self, space: str, entries: dict[str, Entry]) -> dict[str, Entry]:
        oldest = self._clock() - KEPT_LONGER.get(space, KEPT_SECONDS)
        return {key: entry for key, entry in entries.items() if entry["at"] >= oldest}

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Hold the lock that other processes respect, where the system has one."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            self.shared = False
            yield
            return
        try:
            lock(handle)
            yield
        finally:
            os.close(handle)

    def _read(self) -> dict[str, dict[str, Entry]]:
        if not self.shared:
            return self._memory
        try:
            found: Any = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: entries for name, entries in found.items() if _well_formed(entries)}

    def _write(self, spaces: dict[str, dict[str, Entry]]) -> None:
        self._memory = spaces
        if not self.shared:
            return
        draft = self._path.with_suffix(f".{os.getpid()}.new")
        try:
            draft.unlink(missing_ok=True)
            handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(spaces, file)
            draft.replace(self._path)
        except OSError:
            self.shared = False


def _well_formed(entries: Any) -> bool:
    return isinstance(entries, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("at"), int | float) for entry in entries.values()
    )


def lock(handle: int) -> None:
    """Closing the file ends the lock."""
    try:
        import fcntl
    except ImportError:  # Windows has no flock; there one process at a time is what is promised
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
