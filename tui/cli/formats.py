"""Rows as text: JSON, NDJSON, CSV and a table. Pure; every value keeps the server's own digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Protocol

from tui.core.display import safe
from tui.core.table import Cell, CellKind, Column

Row = tuple[Cell, ...]

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\Z", re.ASCII)
_ESCAPED = re.compile("[\ud800-\udfff\u2028\u2029]")
_NEEDS_QUOTES = re.compile(r'[",\r\n]|\A\s|\s\Z')

MAX_WIDTH = 60
"""Columns of a table cell, beyond which it is cut with an ellipsis; the other formats never cut."""


class RowFormat(Protocol):
    """One way to write rows. `begin` once, `rows` any number of times, `end` once after the last.

    A transfer that was cut off has no `end`: a JSON array then stays open, so that no reader takes
    it for whole.
    """

    def begin(self, columns: Sequence[Column]) -> str: ...

    def rows(self, rows: Iterable[Row]) -> str: ...

    def end(self) -> str: ...


def unique_names(columns: Sequence[Column]) -> list[str]:
    """Column names as keys: a repeated name gets its number, `day`, `day_2`; an empty one its place."""
    used: set[str] = set()
    names = []
    taken = {column.name for column in columns}
    for place, column in enumerate(columns, start=1):
        wanted = column.name or f"column_{place}"
        name, number = wanted, 2
        while name in used or (name != column.name and name in taken):
            name, number = f"{wanted}_{number}", number + 1
        used.add(name)
        names.append(name)
    return names


def json_text(text: str) -> str:
    """A JSON string. Line separators of JavaScript and lone surrogates become escapes."""
    if text.isascii():
        return encode_basestring(text)
    if _ESCAPED.search(text):
        return encode_basestring_ascii(text)
    return encode_basestring(text)


def json_value(cell: Cell) -> str:
    """A cell as JSON, numbers digit for digit; what is no JSON number (NaN) becomes text."""
    match cell.kind:
        case CellKind.NULL | CellKind.ABSENT:
            return "null"
        case CellKind.BOOLEAN:
            return cell.text
        case CellKind.NUMBER if _NUMBER.match(cell.text):
            return cell.text
        case CellKind.NESTED:
            return cell.text
        case _:
            return json_text(cell.text)


class _Objects:
    """Rows as JSON objects; a cell that the row does not have is left out."""

    def __init__(self) -> None:
        self._keys: list[str] = []

    def columns(self, columns: Sequence[Column]) -> None:
        self._keys = [f"{json_text(name)}: " for name in unique_names(columns)]

    def object(self, row: Row) -> str:
        keys = self._keys
        if len(row) > len(keys):
            surplus = range(len(keys) + 1, len(row) + 1)
            keys = [*keys, *(f"{json_text(f'column_{n}')}: " for n in surplus)]
        pairs = [
            key + json_value(cell)
            for key, cell in zip(keys, row, strict=False)
            if cell.kind is not CellKind.ABSENT
        ]
        return "{" + ", ".join(pairs) + "}"


class NdjsonRows:
    """One JSON object a line."""

    def __init__(self) -> None:
        self._objects = _Objects()

    def begin(self, columns: Sequence[Column]) -> str:
        self._objects.columns(columns)
        return ""

    def rows(self, rows: Iterable[Row]) -> str:
        return "".join(self._objects.object(row) + "\n" for row in rows)

    def end(self) -> str:
        return ""


class JsonRows:
    """One JSON array of objects, an object a line."""

    def __init__(self) -> None:
        self._objects = _Objects()
        self._first = True

    def begin(self, columns: Sequence[Column]) -> str:
        self._objects.columns(columns)
        return "["

    def rows(self, rows: Iterable[Row]) -> str:
        parts = []
        for row in rows:
            parts.append(("\n" if self._first else ",\n") + self._objects.object(row))
            self._first = False
        return "".join(parts)

    def end(self) -> str:
        return "]\n" if self._first else "\n]\n"


class CsvRows:
    """RFC 4180 with a header line. Null is nothing, empty text is a pair of quotes."""

    def begin(self, columns: Sequence[Column]) -> str:
        return self._line(Cell(CellKind.TEXT, column.name) for column in columns)

    def rows(self, rows: Iterable[Row]) -> str:
        return "".join(self._line(row) for row in rows)

    def end(self) -> str:
        return ""

    @staticmethod
    def _line(cells: Iterable[Cell]) -> str:
        line = ",".join(_csv_value(cell) for cell in cells)
        # A line of nothing would be no row to most readers.
        return (line or '""') + "\r\n"


def _csv_value(cell: Cell) -> str:
    if cell.kind in (CellKind.NULL, CellKind.ABSENT):
        return ""
    if cell.text == "" or _NEEDS_QUOTES.search(cell.text):
        return '"' + cell.text.replace('"', '""') + '"'
    return cell.text


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


FORMATS: dict[str, Callable[[], RowFormat]] = {
    "table": TableRows,
    "json": JsonRows,
    "ndjson": NdjsonRows,
    "csv": CsvRows,
}
