"""How this copy of the program came here: as a wheel, as one file, or as the source folder itself."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import tui

PACKAGE = Path(tui.__file__).resolve().parent
BUILD = "extra_metadata/build.json"
"""Written when a wheel is built: `commit`, and `form` where it is not a wheel that was installed."""


def how_installed() -> str:
    """Such as `wheel, commit 0f73bf8`, `one file (zipapp), commit 0f73bf8+` or `editable, in FOLDER, …`.

    A `+` says that files differed from the commit when it was built.
    """
    found = _distribution()
    if found is None:
        return _words(f"source folder {PACKAGE.parent}", _head(PACKAGE.parent))
    origin = _object(found, "direct_url.json")
    if origin.get("dir_info", {}).get("editable"):
        folder = Path(unquote(urlsplit(str(origin.get("url", ""))).path))
        return _words(f"editable, in {folder}", _head(folder))
    built = _object(found, BUILD)
    commit = str(built.get("commit") or origin.get("vcs_info", {}).get("commit_id", "")[:7])
    return _words(str(built.get("form", "wheel")), commit)


def _words(form: str, commit: str) -> str:
    return f"{form}, commit {commit}" if commit else f"{form}, commit not known"


def _distribution() -> metadata.Distribution | None:
    """The installed one whose files these are."""
    try:
        found = metadata.distribution("assay")
    except metadata.PackageNotFoundError:
        return None
    origin = _object(found, "direct_url.json")
    if origin.get("dir_info", {}).get("editable"):
        mine = Path(unquote(urlsplit(str(origin.get("url", ""))).path)) == PACKAGE.parent
    else:
        mine = Path(str(found.locate_file("tui"))).resolve() == PACKAGE
    return found if mine else None


def _object(found: metadata.Distribution, name: str) -> dict[str, Any]:
    """A JSON object beside the metadata; empty when there is none."""
    try:
        value = json.loads(found.read_text(name) or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _head(folder: Path) -> str:
    """The commit that is checked out there, read from its files; empty away from git."""
    git = folder / ".git"
    try:
        if git.is_file():  # a work tree of a repository that lies elsewhere
            git = folder / git.read_text("utf-8").partition("gitdir:")[2].strip()
        head = (git / "HEAD").read_text("utf-8").strip()
        name = head.partition("ref: ")[2]
        return (_reference(git, name) if name else head)[:7]
    except (OSError, UnicodeDecodeError):
        return ""


def _reference(git: Path, name: str) -> str:
    shared = git / "commondir"
    root = git / shared.read_text("utf-8").strip() if shared.is_file() else git
    if (root / name).is_file():
        return (root / name).read_text("utf-8").strip()
    for line in (root / "packed-refs").read_text("utf-8").splitlines():
        commit, _, packed = line.partition(" ")
        if packed == name:
            return commit
    return ""
