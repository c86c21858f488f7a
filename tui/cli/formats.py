"""The formats of rows by name, and the table for people. Pure; every value keeps the server's own digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.core.display import safe
from tui.core.results_ports import ExportFormat
from tui.core.table import Cell, CellKind, Column

Row = tuple[Cell, ...]

TABLE = "table"
FILE_FORMATS = {
    "json": ExportFormat.JSON,
    "ndjson": ExportFormat.NDJSON,
    "csv": ExportFormat.CSV,
    "tsv": ExportFormat.TSV,
    "markdown": ExportFormat.MARKDOWN,
    "md": ExportFormat.MARKDOWN,
    "parquet": ExportFormat.PARQUET,
    "xlsx": ExportFormat.XLSX,
}
"""By the names that `--format` takes."""

BINARY = ("parquet", "xlsx")
"""For a file or a pipe; a terminal would be garbled."""

FORMATS = (TABLE, *FILE_FORMATS)

MAX_WIDTH = 60
"""Columns of a table cell, beyond which it is cut with an ellipsis; the other formats never cut."""


class TableRows:
    """Aligned columns for people. The widths come from the first rows; later wider cells push on.

    Control characters are shown as symbols wherever the table goes, so that a line is a row.
    """

    def __init__(self) -> None:
        self._header: list[str] = []
        self._widths: list[int] = []
        self._right: list[bool] = []

    def begin(self, columns: Sequence[Column]) -> str:
        self._header = [safe(column.name, MAX_WIDTH) for column in columns]
        return ""

    def rows(self, rows: Iterable[Row]) -> str:
        kept = list(rows)
        shown = [[_shown(cell) for cell in row] for row in kept]
        head = "" if self._widths else self._begin(kept, shown)
        return head + "".join(self._line(line) for line in shown)

    def end(self) -> str:
        return "" if self._widths else self._begin([], [])

    def _begin(self, rows: list[Row], shown: list[list[str]]) -> str:
        count = len(self._header)
        self._widths = [
            max([display_width(self._header[i]), *(display_width(r[i]) for r in shown if i < len(r))])
            for i in range(count)
        ]
        self._right = [
            any(r[i].kind is CellKind.NUMBER for r in rows if i < len(r))
            and all(r[i].kind in _NUMERIC for r in rows if i < len(r))
            for i in range(count)
        ]
        rule = "  ".join("─" * width for width in self._widths).rstrip(" ")
        return f"{self._line(self._header)}{rule}\n" if count else "(no columns)\n"

    def _line(self, cells: list[str]) -> str:
        parts = []
        for i, text in enumerate(cells):
            width = self._widths[i] if i < len(self._widths) else 0
            fill = " " * (width - display_width(text))
            right = i < len(self._right) and self._right[i]
            parts.append(fill + text if right else text + fill)
        return "  ".join(parts).rstrip(" ") + "\n"


_NUMERIC = (CellKind.NUMBER, CellKind.NULL, CellKind.ABSENT)


def _shown(cell: Cell) -> str:
    match cell.kind:
        case CellKind.NULL:
            return "null"
        case CellKind.ABSENT:
            return ""
        case _:
            return safe(cell.text, MAX_WIDTH)


def display_width(text: str) -> int:
    """Terminal columns of a text: wide characters count two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
