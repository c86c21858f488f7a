"""Projects that a user loaded: files below the cache folder, kept for a while, opened read-only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.core.failures import FileProblem, NotFound
from tui.core.ports import Clock
from tui.core.sandboxing import SandboxProject, SandboxTable
from tui.sandbox.datasets import appid_of
from tui.sandbox.tables import describe_project, text

KEPT_SECONDS = 30 * 86_400
"""How long a loaded project stays."""

FIRST_NUMBER, LAST_NUMBER = 4, 9999

DATA, ABOUT = "data.duckdb", "project.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """One loaded project: its number, its file, and what is said of it."""

    number: int
    file: Path
    about: Mapping[str, Any]


class Library:
    """The loaded projects of one state folder. Reading it never fails; what is damaged is left out."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder / "projects"
        self._clock = clock

    def loaded(self) -> Iterator[Loaded]:
        """Those whose time has not run out, by number."""
        oldest = self._clock() - KEPT_SECONDS
        for number, folder in self._folders():
            about = _about(folder)
            if about is not None and about["at"] >= oldest and (folder / DATA).is_file():
                yield Loaded(number, folder / DATA, about)

    def free_number(self) -> int:
        taken = {number for number, _ in self._folders()}
        return next(n for n in range(FIRST_NUMBER, LAST_NUMBER + 1) if n not in taken)

    def keep(self, number: int, made: Path, about: Mapping[str, Any]) -> None:
        """Take a finished data file in, in place of what the number held. Raises FileProblem."""
        target = self.folder / str(number)
        said = json.dumps({**about, "at": self._clock()}, ensure_ascii=False)
        try:
            (made.parent / ABOUT).write_text(said, encoding="utf-8")
            shutil.rmtree(target, ignore_errors=True)
            made.parent.rename(target)
        except OSError as error:
            raise FileProblem(
                f"The loaded project cannot be kept in {target}.", evidence=[str(error.strerror)]
            ) from None

    def remove(self, number: int) -> None:
        """Raises NotFound, FileProblem."""
        folder = self.folder / str(number)
        if not folder.is_dir():
            raise NotFound(
                f"No project {number} was loaded.", next_step="List the projects with: assay sandbox data"
            )
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise FileProblem(f"{folder} cannot be removed.", evidence=[str(error.strerror)]) from None

    def sweep(self) -> None:
        """Remove what has run out, and what an interrupted load left."""
        kept = {one.number for one in self.loaded()}
        for number, folder in self._folders():
            if number not in kept:
                shutil.rmtree(folder, ignore_errors=True)
        oldest = self._clock() - 86_400
        for rest in self.folder.glob("loading-*"):
            if rest.stat().st_mtime < oldest:
                shutil.rmtree(rest, ignore_errors=True)

    def attach(self, connection: Any) -> Iterator[tuple[SandboxProject, tuple[SandboxTable, ...]]]:
        """The projects as tables of an engine that is not locked yet; one that cannot be opened, as
        one of another version of the engine, is left out."""
        import duckdb

        for one in self.loaded():
            name = f"loaded_{one.number}"
            try:
                connection.execute(f"ATTACH {text(one.file)} AS {name} (READ_ONLY)")
                appid = appid_of(one.number, one.about["name"])
                events, users = f"{name}.main.events", f"{name}.main.users"
                project, tables = describe_project(connection, one.number, events, users, one.about, appid)
            except duckdb.Error:
                continue
            yield project, tuple(tables)

    def _folders(self) -> list[tuple[int, Path]]:
        try:
            return sorted((int(path.name), path) for path in self.folder.iterdir() if path.name.isdecimal())
        except OSError:
            return []


def _about(folder: Path) -> dict[str, Any] | None:
    try:
        about = json.loads((folder / ABOUT).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    good = isinstance(about, dict) and isinstance(about.get("name"), str)
    return about if good and isinstance(about.get("at"), int | float) else None
