"""Answers of private profiles: they go with the program that fetched them, also when it was killed."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PREFIX = "private-"


def clear_private(folder: Path, is_gone: Callable[[str], bool]) -> int:
    """Remove the answers named `private-<token>-<id>` of programs that are gone. How many there were."""
    removed = 0
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            stem, _, ending = entry.name.partition(".")
            if not stem.startswith(PREFIX) or not is_gone(stem.removeprefix(PREFIX).rpartition("-")[0]):
                continue
            with suppress(OSError):
                Path(entry.path).unlink()
                removed += ending == "answer"
    return removed
