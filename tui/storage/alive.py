"""Whether the program that began something still runs: told by a lock that dies with its process.

A process number is reused and means another process in a container that shares the folder; the lock of
a file is dropped by the system at the very moment its holder ends, however it ends.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
from contextlib import suppress
from pathlib import Path

from tui.storage.atomic import try_lock

_NAME = re.compile(r"\d{1,10}-[0-9a-f]{16}")
_PREFIX = ".alive-"
_FLAGS = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC


class Presence:
    """This instance's sign of life in a folder. `token` names it: process number and random text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.token = f"{os.getpid()}-{secrets.token_hex(8)}"
        self._descriptor: int | None = None
        self._guard = threading.Lock()

    def announce(self) -> None:
        """Take the lock; without a usable folder there is none, and nobody will ask for it either."""
        with self._guard, suppress(OSError):
            while self._descriptor is None:
                path = self._file(self.token)
                descriptor = os.open(path, _FLAGS | os.O_CREAT, 0o600)
                # Another instance may be sweeping and take the new file for one left behind.
                if try_lock(descriptor) and path.exists():
                    self._descriptor = descriptor
                else:
                    os.close(descriptor)

    def sweep(self) -> None:
        """Remove the signs of life of instances that have ended."""
        with suppress(OSError):
            for entry in list(os.scandir(self._folder)):
                if entry.name.startswith(_PREFIX):
                    self.is_gone(entry.name.removeprefix(_PREFIX))

    def is_gone(self, token: str) -> bool:
        """Whether the instance of that token has ended. Cleans up after it."""
        if token == self.token:
            return False
        if not _NAME.fullmatch(token):
            return True
        try:
            descriptor = os.open(self._file(token), _FLAGS)
        except OSError:
            return True
        try:
            if not try_lock(descriptor):
                return False
            with suppress(OSError):
                self._file(token).unlink()
            return True
        finally:
            os.close(descriptor)

    def leave(self) -> None:
        with self._guard:
            if self._descriptor is not None:
                with suppress(OSError):
                    self._file(self.token).unlink()
                os.close(self._descriptor)
                self._descriptor = None

    def _file(self, token: str) -> Path:
        return self._folder / f"{_PREFIX}{token}"
