"""Writes the commit that a wheel is built from beside its metadata, where `assay doctor` finds it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter has no public name
    """An editable install runs the files themselves, so that nothing about it is written down."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        commit = "" if version == "editable" else _commit(Path(self.root))
        if self.target_name != "wheel" or not commit:
            return
        folder = tempfile.mkdtemp()
        file = Path(folder) / "build.json"
        file.write_text(json.dumps({"commit": commit}))
        build_data["extra_metadata"][str(file)] = "build.json"


def _commit(root: Path) -> str:
    """Seven digits, with a `+` where files differ from it; empty away from git."""
    if not (root / ".git").exists():
        return ""
    try:
        return _git(root, "rev-parse", "--short=7", "HEAD") + (
            "+" if _git(root, "status", "--porcelain", "--untracked-files=no") else ""
        )
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(root: Path, *words: str) -> str:
    command = ["git", "-C", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  # words of our own
