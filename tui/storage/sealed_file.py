"""The file of encrypted secrets: read whole, replaced whole, one writer at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tui.storage.atomic import clear_strays, locked, read_regular, write_atomic

LIMIT = 16_000_000
"""Bytes; thousands of secrets fit."""


class SealedSecretsFile:
    """Plays `SealedFile`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> str:
        return str(self._path)

    def read(self) -> bytes | None:
        return read_regular(self._path, LIMIT)

    def change(self, change: Callable[[bytes | None], bytes]) -> None:
        with locked(self._path.parent):
            clear_strays(self._path.parent)
            write_atomic(self._path, change(self.read()))
