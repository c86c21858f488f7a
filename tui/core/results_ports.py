"""The roles around kept answers: asking them again locally, and writing them to files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tui.core.answers import Answer
from tui.core.cancel import CancelToken
from tui.core.table import Cell, RowSource

OnFraction = Callable[[float], None]
"""Told the share done, 0 to 1, in the thread that asked or another; never after the call returned."""


# ---- views -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SortKey:
    """Sort by a column, by position. Numbers by value first, then texts by code point, then null."""

    column: int
    descending: bool = False


class ChipKind(StrEnum):
    FILTER = "filter"
    """`text` is an expression of `core.filtering`."""
    SEARCH = "search"
    """`text` occurs in any cell, A to Z in either case."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One removable filter; those of a view all have to hold."""

    kind: ChipKind
    text: str


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """What a view shows. Empty: every row in its original order."""

    chips: tuple[Chip, ...] = ()
    sort: tuple[SortKey, ...] = ()
    """The first key counts most; equal rows keep their original order."""


class View(RowSource, Protocol):
    """Some rows of a source in some order, as it was when the view was made."""

    @property
    def base(self) -> RowSource: ...

    @property
    def spec(self) -> ViewSpec: ...

    @property
    def preview(self) -> bool:
        """Only the first rows of the order; the whole view follows."""
        ...

    def source_row(self, row: int) -> int:
        """The number in the source of a row of the view. Raises IndexError."""
        ...

    def close(self) -> None:
        """Release the file of row numbers. A closed view has no rows."""
        ...


# ---- statistics --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """`low` <= value < `high`; the last bin includes its end."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """Figures of one column over all rows of a source. Texts are the server's own characters."""

    rows: int
    nulls: int = 0
    absent: int = 0
    numbers: int = 0
    distinct: int = 0
    """Different texts, null not counted."""
    distinct_exact: bool = True
    minimum: str = ""
    maximum: str = ""
    """Of the numbers when there are any, else of the texts by code point."""
    mean: float | None = None
    quantiles: tuple[tuple[float, float], ...] = ()
    """(share, value): of the numbers, interpolated between neighbours."""
    top: tuple[tuple[Cell, int], ...] = ()
    """The most frequent values with their counts, most frequent first; null is not among them."""
    histogram: tuple[Bin, ...] = ()
    note: str = ""
    """What is approximate or left out, one sentence."""


# ---- exports -----------------------------------------------------------------------------------


class ExportFormat(StrEnum):
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    NDJSON = "ndjson"
    MARKDOWN = "md"
    PARQUET = "parquet"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    exact: bool = False
    """Leave cells that a spreadsheet would run as formulas as they are."""
    overwrite: bool = False
    columns: tuple[int, ...] | None = None
    """Which columns, in which order; None for all."""


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    path: str
    rows: int
    size: int
    """Bytes of the file."""
    neutralised: int = 0
    """Cells that got an apostrophe in front so that no spreadsheet runs them."""
    notes: tuple[str, ...] = ()
    """What the format could not hold as it was, one sentence each."""


class Exporter(Protocol):
    def export(
        self,
        source: RowSource,
        path: str,
        file_format: ExportFormat,
        options: ExportOptions,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ExportOutcome:
        """Write beside `path`, then take its name; mode 0600. Raises FileProblem, Refused when the file
        is there and may not be overwritten, Cancelled; then `path` is as it was."""
        ...


class RowText(Protocol):
    """The rows of one source as UTF-8 text while they arrive, each once. For one thread.

    A source that was cut off gets no end: a JSON array then stays open, so that no reader takes it for
    whole.
    """

    @property
    def written(self) -> int:
        """Rows given so far."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What is worth telling about the columns, one sentence each; known once text was given."""
        ...

    def more(self) -> Iterator[bytes]:
        """The head, once, and the rows that have come since the last call. Raises FileProblem."""
        ...

    def end(self) -> bytes:
        """What follows the last row."""
        ...


class RowTexts(Protocol):
    def live(self, source: RowSource, file_format: ExportFormat) -> RowText:
        """Cells exactly as they are, also those that a spreadsheet would run. Raises InvalidInput for a
        format that is no text."""
        ...


class TextFiles(Protocol):
    def write_text(self, text: str, path: str, *, overwrite: bool) -> ExportOutcome:
        """A file of this text, UTF-8, mode 0600, written beside and renamed; its `rows` are 0. Raises
        FileProblem, Refused when the file is there and may not be overwritten; then nothing changed."""
        ...


# ---- the engine --------------------------------------------------------------------------------


class ResultEngine(Protocol):
    """Sorts, filters and asks kept answers. Every call blocks: use a worker thread."""

    def view(
        self,
        source: RowSource,
        spec: ViewSpec,
        cancel: CancelToken,
        *,
        on_fraction: OnFraction | None = None,
        on_preview: Callable[[View], None] | None = None,
    ) -> View:
        """A view over the rows that are there now. `on_preview` gets the first rows of a large sort
        before the whole order is known. Raises InvalidInput for a chip that cannot be read, Cancelled
        within 0.2 s of the token."""
        ...

    def statistics(
        self,
        source: RowSource,
        column: int,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ColumnStatistics: ...

    def query(
        self,
        sql: str,
        tables: Mapping[str, RowSource],
        result_id: str,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> LocalAnswer:
        """One SELECT over the tables of these names; the result is kept under `result_id`. Raises
        InvalidInput for a statement that is no SELECT or that the engine refuses."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """What local SQL made: an answer in the answer store."""

    id: str
    answer: Answer
    notes: tuple[str, ...] = ()
    """What was rounded or shown as text, one sentence each."""
    tables: Sequence[str] = ()
