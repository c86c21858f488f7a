"""Kept answers are a cache with limits: the oldest go first, and what goes is told."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tui.core.display import human_bytes, human_count
from tui.results.sidecar import sidecar_of

MAX_BYTES = 2_000_000_000
MAX_AGE = 7 * 86400.0
"""Seconds since an answer was last written to."""

ENDING = ".answer"
PIN = ".pin"
"""A file of this ending beside an answer keeps it for good."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed; `reason` is one sentence for a person, empty when nothing was."""

    answers: int = 0
    size: int = 0
    reason: str = ""


class _Kept(NamedTuple):
    written_at: float
    size: int
    path: Path


def sweep(
    folder: Path,
    now: float,
    *,
    max_bytes: int = MAX_BYTES,
    max_age: float = MAX_AGE,
    in_use: Collection[Path] = (),
) -> Swept:
    """Remove answers older than `max_age` seconds, then the oldest until `max_bytes` are left.

    Pinned ones, those `in_use`, and those that another program is writing stay, and still count for the
    size. Never raises: what cannot be removed stays for the next time.
    """
    answers = sorted(_answers(folder))
    total = sum(answer.size for answer in answers)
    old = crowded = freed = 0
    for answer in answers:
        too_old = now - answer.written_at > max_age
        if not too_old and total <= max_bytes:
            break
        if answer.path in in_use or pin_of(answer.path).exists() or not _remove(answer.path):
            continue
        total -= answer.size
        freed += answer.size
        old += too_old
        crowded += not too_old
    _remove_orphans(folder)
    return Swept(old + crowded, freed, _sentence(old, crowded, freed, max_age, max_bytes))


def pin_of(path: Path) -> Path:
    return path.with_suffix(PIN)


def _answers(folder: Path) -> list[_Kept]:
    found = []
    with suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.endswith(ENDING) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    found.append(_Kept(status.st_mtime, status.st_size, Path(entry.path)))
    return found


def _remove(path: Path) -> bool:
    """False when it is being written or cannot be removed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            # A writer holds this lock as long as its answer grows.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
        finally:
            os.close(descriptor)
    except OSError:
        return False
    with suppress(OSError):
        sidecar_of(path).unlink(missing_ok=True)
    return True


def _remove_orphans(folder: Path) -> None:
    """Files beside an answer that is gone."""
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            path = Path(entry.path)
            stem = path.name.partition(".")[0]
            is_ours = path.name.endswith((".index", ".index.new", PIN))
            if is_ours and not (folder / f"{stem}{ENDING}").exists():
                with suppress(OSError):
                    path.unlink()


def _sentence(old: int, crowded: int, freed: int, max_age: float, max_bytes: int) -> str:
    parts = []
    if old:
        parts.append(f"{human_count(old)} older than {max_age / 86400:g} days")
    if crowded:
        parts.append(f"{human_count(crowded)} beyond {human_bytes(max_bytes)}")
    if not parts:
        return ""
    return f"Kept answers were cleared to free {human_bytes(freed)}: {' and '.join(parts)}."
