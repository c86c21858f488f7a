"""Saved queries: a draft with a name, its variables and what is expected of its answer. One file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tui.core.failures import AssayError
from tui.core.operation import RequestDraft
from tui.core.variables import Variable

SAMPLES = "Samples"
"""The folder of the queries that come with the program; nothing is written below it."""

MAX_PART = 80
_FORBIDDEN = frozenset('<>:"|?*\\')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True, slots=True)
class CellCheck:
    """What one cell shall be. `row` counts from 0, from the end when negative; `column` is a name, or a
    number from 0. `equals` compares the cell's text, and numbers by their value; None for no such check."""

    row: int
    column: str | int
    equals: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Assertions:
    """What is expected of an answer. Nothing named means: plain success."""

    code: str = ""
    """The service's code; empty for plain success."""
    rows: int | None = None
    rows_min: int | None = None
    rows_max: int | None = None
    columns: tuple[str, ...] = ()
    """All names, in their order."""
    has_columns: tuple[str, ...] = ()
    """Names that are among them."""
    types: Mapping[str, str] = field(default_factory=dict)
    """By column: text, number, boolean or nested, null allowed."""
    seconds_max: float | None = None
    cells: tuple[CellCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """`path` is its place in the folder of queries, parts between /, without an ending; its last part is
    the name. `kind` is the API's id. `extra` holds keys of the file that this version does not know."""

    path: str
    kind: str
    draft: RequestDraft
    description: str = ""
    tags: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    assertions: Assertions = Assertions()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def is_sample(self) -> bool:
        return is_sample(self.path)


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A query as it lies on the disk; `seen` tells later whether the file is still the same."""

    query: SavedQuery
    seen: str
    file: str
    """Where the file is, for people."""


@dataclass(frozen=True, slots=True)
class QueryListing:
    """Every query that can be read, by path, the samples last; and what is wrong with the others."""

    queries: tuple[StoredQuery, ...] = ()
    problems: tuple[AssayError, ...] = ()


class QueryStore(Protocol):
    """A folder of saved queries. Verbs block and raise FileProblem; no name leads out of the folder."""

    @property
    def folder(self) -> str:
        """Where the files are, for people."""
        ...

    def at(self, folder: str) -> QueryStore:
        """The store of another folder, which must be there, without the samples."""
        ...

    def listing(self) -> QueryListing:
        """Never raises."""
        ...

    def load(self, path: str) -> StoredQuery:
        """Raises NotFound, FileProblem."""
        ...

    def save(self, query: SavedQuery, seen: str = "", *, replace: bool = False) -> StoredQuery:
        """Write it. `seen` is that of the file as it was loaded, empty for a new one; a file that is not
        as it was seen is only written over with `replace`. Raises Refused, InvalidInput."""
        ...

    def rename(self, path: str, new_path: str) -> None:
        """Raises NotFound, and Refused where the new place is taken."""
        ...

    def delete(self, path: str) -> None:
        """Raises NotFound, Refused."""
        ...


def is_sample(path: str) -> bool:
    return path.partition("/")[0].casefold() == SAMPLES.casefold()


def path_problem(path: str) -> str:
    """What is wrong with a query's path; empty when nothing is. A good one is safe on every system."""
    parts = path.split("/")
    if len(parts) > 8:
        return "has more than 8 folders"
    for part in parts:
        if not part.strip():
            return "has an empty name between its slashes" if len(parts) > 1 else "is empty"
        if part in {".", ".."}:
            return f"“{part}” would lead out of the folder"
        if part.startswith("."):
            return f"“{part}” begins with a dot, which hides a file"
        if part != part.strip() or part.endswith("."):
            return f"“{part}” begins or ends with a blank, or ends with a dot"
        if not part.isprintable() or _FORBIDDEN & set(part):
            return 'holds one of < > : " | ? * \\ or a character that cannot be seen'
        if len(part) > MAX_PART or len(part.encode()) > 200:
            return f"has a name of more than {MAX_PART} characters"
        if part.partition(".")[0].casefold() in _RESERVED:
            return f"“{part}” is a name that some systems keep for devices"
    return ""


def fitting_path(text: str) -> str:
    """A path that is allowed, made of any text, such as a request's name in another tool; never empty."""
    parts = []
    for part in text.split("/")[:8]:
        clean = "".join(" " if not c.isprintable() or c in _FORBIDDEN else c for c in part)
        clean = " ".join(clean.split()).lstrip(".")[:60].strip(" .")
        if clean:
            parts.append(f"{clean} query" if clean.partition(".")[0].casefold() in _RESERVED else clean)
    return "/".join(parts) or "query"
