"""Saved queries: a folder of TOML files that a person may keep in git, and the samples beside it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path

from tui.core.failures import AssayError, FileProblem, InvalidInput, NotFound, Refused
from tui.core.fields import FieldProblem
from tui.core.saved_queries import SAMPLES, QueryListing, SavedQuery, StoredQuery, is_sample, path_problem
from tui.storage.atomic import locked, read_regular, unwritable, write_atomic
from tui.storage.paths import Paths, private_folder
from tui.storage.query_codec import read_query, write_query

FOLDER_VARIABLE = "ASSAY_QUERIES"
"""Names the folder; else the setting `queries.folder` does, else it is `queries` beside the settings."""

ENDING = ".toml"
MAX_FILES = 5_000
MAX_DEPTH = 8


class FileQueryStore:
    """Plays `core.saved_queries.QueryStore`. `where` is asked at every verb: the setting may change."""

    def __init__(
        self, where: Callable[[], Path], lock_folder: Path, *, with_samples: bool = True, own: bool = True
    ) -> None:
        """`own` is False for a folder that somebody else made and cares for: it is never created."""
        self._where = where
        self._lock_folder = lock_folder
        self._with_samples = with_samples
        self._own = own

    @classmethod
    def of_user(cls, paths: Paths, settings: Callable[[], Mapping[str, object]]) -> FileQueryStore:
        """The folder that the environment or the settings name, else ours; with the samples."""

        def where() -> Path:
            named: object = os.environ.get(FOLDER_VARIABLE, "")
            if not named:
                table = settings().get("queries")
                named = table.get("folder") if isinstance(table, Mapping) else ""
            is_named = isinstance(named, str) and bool(named)
            return Path(str(named)).expanduser().absolute() if is_named else paths.config / "queries"

        return cls(where, paths.state)

    @property
    def folder(self) -> str:
        return str(self._where())

    def at(self, folder: str) -> FileQueryStore:
        """Raises NotFound where there is no such folder."""
        path = Path(folder).expanduser().absolute()
        if not path.is_dir():
            raise NotFound(f"There is no folder “{folder}”.")
        return FileQueryStore(lambda: path, self._lock_folder, with_samples=False, own=False)

    # -- reading ---------------------------------------------------------------------------------

    def listing(self) -> QueryListing:
        found: list[StoredQuery] = []
        problems: list[AssayError] = []
        for path in self._paths(problems):
            try:
                found.append(self.load(path))
            except AssayError as problem:
                problems.append(problem)
        samples = _samples() if self._with_samples else ()
        return QueryListing((*found, *samples), tuple(problems))

    def load(self, path: str) -> StoredQuery:
        if self._with_samples and is_sample(path):
            sample = next((one for one in _samples() if one.query.path.casefold() == path.casefold()), None)
            if sample is None:
                raise _missing(path, "the samples")
            return sample
        file = self._file(path)
        data = read_regular(file)
        if data is None:
            raise _missing(path, self.folder)
        return StoredQuery(read_query(path, file, data), _seen(data), str(file))

    def _paths(self, problems: list[AssayError]) -> Iterator[str]:
        """Of every file, in the order of their names. A link to a folder is not followed."""
        root, count = self._where(), 0
        for folder, folders, files in os.walk(root):
            depth = len(Path(folder).relative_to(root).parts)
            folders[:] = sorted(f for f in folders if not f.startswith(".")) if depth < MAX_DEPTH else []
            for name in sorted(files):
                if name.startswith(".") or not name.endswith(ENDING):
                    continue
                count += 1
                if count > MAX_FILES:
                    problems.append(
                        FileProblem(f"{root} holds more than {MAX_FILES} files; the rest is left out.")
                    )
                    return
                yield (Path(folder) / name).relative_to(root).as_posix().removesuffix(ENDING)

    # -- changing --------------------------------------------------------------------------------

    def save(self, query: SavedQuery, seen: str = "", *, replace: bool = False) -> StoredQuery:
        file = self._writable(query.path)
        data = write_query(query)
        with locked(self._lock_folder):
            there = read_regular(file)
            if there is not None and not replace and _seen(there) != seen:
                raise _changed(query.path, file) if seen else _taken(query.path)
            self._make_parents(file)
            write_atomic(file, data)
        return StoredQuery(query, _seen(data), str(file))

    def rename(self, path: str, new_path: str) -> None:
        file, target = self._writable(path), self._writable(new_path)
        with locked(self._lock_folder):
            if read_regular(file) is None:
                raise _missing(path, self.folder)
            # On a disk that ignores case, the new name of a query may be its own.
            if target.exists() and not target.samefile(file):
                raise _taken(new_path)
            self._make_parents(target)
            try:
                file.rename(target)
            except OSError as error:
                raise unwritable(target, error) from None
            self._drop_empty(file.parent)

    def delete(self, path: str) -> None:
        file = self._writable(path)
        with locked(self._lock_folder):
            try:
                file.unlink()
            except FileNotFoundError:
                raise _missing(path, self.folder) from None
            except OSError as error:
                raise unwritable(file, error) from None
            self._drop_empty(file.parent)

    def _make_parents(self, file: Path) -> None:
        root = self._where()
        if self._own and not root.exists():
            private_folder(root)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(file, error) from None

    def _drop_empty(self, folder: Path) -> None:
        """A folder below ours that the last query has left goes too."""
        root = self._where()
        while folder != root and folder.is_relative_to(root):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    # -- places ----------------------------------------------------------------------------------

    def _writable(self, path: str) -> Path:
        if is_sample(path):
            raise Refused(
                f"“{path}” is one of the samples that come with the program; they are never changed.",
                next_step=f"Save it under a name outside {SAMPLES}.",
            )
        return self._file(path)

    def _file(self, path: str) -> Path:
        """Raises InvalidInput for a name that is not allowed, Refused for one that leads out by a link."""
        problem = path_problem(path)
        if problem:
            raise InvalidInput([FieldProblem("name", problem)], what="The saved query's name")
        root = self._where()
        file = root.joinpath(*path.split("/")[:-1], path.rsplit("/", 1)[-1] + ENDING)
        try:
            inside = file.resolve().is_relative_to(root.resolve())
        except (OSError, RuntimeError):
            # RuntimeError is how pathlib of Python 3.11 and 3.12 reports a circle of links.
            inside = False
        if not inside:
            raise Refused(
                f"“{path}” is a link that leads out of {root}, so it is neither read nor written.",
                next_step="Put the file itself into the folder.",
            )
        return file


def _seen(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _samples() -> list[StoredQuery]:
    folder = resources.files("tui.storage").joinpath("samples")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(ENDING)), key=lambda one: one.name)
    found = []
    for file in files:
        data, path = file.read_bytes(), f"{SAMPLES}/{file.name.removesuffix(ENDING)}"
        found.append(StoredQuery(read_query(path, Path(file.name), data), _seen(data), str(file)))
    return found


def _missing(path: str, where: str) -> NotFound:
    return NotFound(
        f"There is no saved query “{path}”.",
        evidence=[f"It was looked for in {where}."],
        next_step="List them with: assay saved",
    )


def _taken(path: str) -> Refused:
    return Refused(
        f"There is a saved query “{path}” already; it was not written over.",
        next_step="Choose another name, or say that it is to be replaced.",
    )


def _changed(path: str, file: Path) -> Refused:
    return Refused(
        f"The saved query “{path}” has changed on the disk since it was opened; it was not written over.",
        evidence=[f"Its file is {file}."],
        next_step="Open it again, save under another name, or say that it is to be replaced.",
    )
