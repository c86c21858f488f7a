"""Rows as every room hands them on: cells carry the server's own text, so no digit is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class CellKind(StrEnum):
    NULL = "null"
    ABSENT = "absent"
    """The row has no such cell: a short row, or an object without the key."""
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NESTED = "nested"
    """A JSON list or object, as its own text."""
    RAW = "raw"
    """Bytes that could not be read as the format promised; shown as they came."""


class Cell(NamedTuple):
    """One value. `text` is unescaped text for TEXT, and the server's exact characters otherwise."""

    kind: CellKind
    text: str


NULL_CELL = Cell(CellKind.NULL, "")
ABSENT_CELL = Cell(CellKind.ABSENT, "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by position; names may repeat, as SQL allows."""

    name: str
    kind: CellKind | None = None
    """The kind seen so far, for alignment only; None when nothing is known."""


class RowSource(Protocol):
    """Rows by window. Safe to call from any thread; may grow between two calls."""

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def row_count(self) -> int: ...

    @property
    def complete(self) -> bool:
        """True once the last row has arrived and the transfer ended properly."""
        ...

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        """Rows start … stop-1 (fewer at the end), each with the wanted columns in the order asked.

        A row longer than the header has its surplus cells in the order they came when all columns
        are asked for; a shorter one is filled with ABSENT cells.
        """
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """A small table in memory, such as the layout of an analysis answer."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def complete(self) -> bool:
        return True

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        chosen = self.rows[max(0, start) : stop]
        if columns is None:
            return list(chosen)
        return [tuple(row[i] if i < len(row) else ABSENT_CELL for i in columns) for row in chosen]


class RowFormat(StrEnum):
    JSON_ARRAY = "json-array"
    JSON_OBJECT = "json-object"
    CSV = "csv"
    TSV = "tsv"
