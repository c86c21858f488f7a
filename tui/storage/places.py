"""The four folders as they are. Nothing is created or changed by looking."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tui.core.diagnosing import Place
from tui.storage.paths import Paths


def places(paths: Paths) -> Sequence[Place]:
    named = (("config", paths.config), ("data", paths.data), ("cache", paths.cache), ("state", paths.state))
    return [_place(name, path) for name, path in named]


def _place(name: str, path: Path) -> Place:
    try:
        # A folder that is not there yet has the room and the rights of the nearest one above it.
        there = next(folder for folder in (path, *path.parents) if folder.exists())
        status = there.stat()
        return Place(
            name,
            str(path),
            exists=path.is_dir(),
            mode=status.st_mode & 0o7777 if path.is_dir() else 0,
            own=status.st_uid == os.geteuid() or there != path,
            writable=there.is_dir() and os.access(there, os.W_OK | os.X_OK),
            free=shutil.disk_usage(there).free,
        )
    except OSError as error:
        said = (error.strerror or type(error).__name__).lower()
        return Place(name, str(path), exists=False, writable=False, detail=said)
