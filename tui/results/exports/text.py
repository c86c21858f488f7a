"""Text formats, row by row: CSV, TSV, JSON, NDJSON, Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from tui.core.display import safe
from tui.core.results_ports import ExportFormat
from tui.core.table import Cell, CellKind, Column
from tui.results.exports.cells import is_formula, json_text, json_value, unique_names

Row = tuple[Cell, ...]
_EMPTY = (CellKind.NULL, CellKind.ABSENT)


class RowWriter(Protocol):
    """`begin` once, `rows` any number of times, `end` once."""

    neutralised: int

    def begin(self, columns: Sequence[Column]) -> bytes: ...

    def rows(self, rows: Iterable[Row]) -> bytes: ...

    def end(self) -> bytes: ...

    def notes(self) -> tuple[str, ...]: ...


def text_writer(file_format: ExportFormat, *, exact: bool) -> RowWriter:
    """Raises KeyError for a format that is not text."""
    match file_format:
        case ExportFormat.CSV:
            return Delimited(",", exact=exact)
        case ExportFormat.TSV:
            return Delimited("\t", exact=exact)
        case ExportFormat.JSON:
            return JsonObjects(between=",\n", opening="[", closing="]\n")
        case ExportFormat.NDJSON:
            return JsonLines()
        case ExportFormat.MARKDOWN:
            return Markdown()
        case _:
            raise KeyError(file_format)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


class Delimited:
    """RFC 4180 with a header line. Null is nothing, empty text a pair of quotes; a cell that a
    spreadsheet would run gets an apostrophe in front."""

    def __init__(self, delimiter: str, *, exact: bool) -> None:
        self.neutralised = 0
        self.delimiter = delimiter
        self.exact = exact
        self._needs_quotes = re.compile(r'[",;\t\r\n]|\A\s|\s\Z')

    def begin(self, columns: Sequence[Column]) -> bytes:
        return _encoded(self._line([Cell(CellKind.TEXT, column.name) for column in columns]))

    def rows(self, rows: Iterable[Row]) -> bytes:
        return _encoded("".join([self._line(row) for row in rows]))

    def end(self) -> bytes:
        return b""

    def notes(self) -> tuple[str, ...]:
        return ()

    def _line(self, cells: Sequence[Cell]) -> str:
        line = self.delimiter.join([self.field(cell) for cell in cells])
        # A line of nothing would be no row to most readers.
        return (line or '""') + "\r\n"

    def field(self, cell: Cell) -> str:
        kind, text = cell
        if kind in _EMPTY:
            return ""
        if kind is CellKind.NUMBER:
            return text
        if not self.exact and is_formula(cell):
            self.neutralised += 1
            text = "'" + text
        if not text or self._needs_quotes.search(text):
            return '"' + text.replace('"', '""') + '"'
        return text


class JsonObjects:
    """An object a row; a cell that the row does not have is left out."""

    def __init__(self, *, between: str, opening: str, closing: str, spaced: bool = False) -> None:
        """`spaced` puts a blank behind commas and colons, for text that a person may read."""
        self.neutralised = 0
        self.comma, self.colon = (", ", ": ") if spaced else (",", ":")
        self._between = between
        self._opening = opening
        self._closing = closing
        self.header: Sequence[Column] = ()
        self._keys: list[str] = []
        self.first = True

    def begin(self, columns: Sequence[Column]) -> bytes:
        self.header = columns
        self._name(len(columns))
        return self._opening.encode()

    def rows(self, rows: Iterable[Row]) -> bytes:
        return self.joined([_encoded(self._object(row)) for row in rows])

    def joined(self, objects: Sequence[bytes]) -> bytes:
        """The next objects, with what stands between them."""
        if not objects:
            return b""
        between = self._between.encode()
        start = b"" if self.first else between
        self.first = False
        return start + between.join(objects)

    def end(self) -> bytes:
        return b"" if self.first and not self._opening else self._closing.encode()

    def notes(self) -> tuple[str, ...]:
        return ()

    def _name(self, width: int) -> None:
        self._keys = [json_text(name) + self.colon for name in unique_names(self.header, width)]

    def _object(self, row: Row) -> str:
        if len(row) > len(self._keys):
            self._name(len(row))
        pairs = [
            key + json_value(cell)
            for key, cell in zip(self._keys, row, strict=False)
            if cell.kind is not CellKind.ABSENT
        ]
        return "{" + self.comma.join(pairs) + "}"


class JsonLines(JsonObjects):
    """An object a line, each ended."""

    def __init__(self, *, spaced: bool = False) -> None:
        super().__init__(between="", opening="", closing="", spaced=spaced)

    def joined(self, objects: Sequence[bytes]) -> bytes:
        return b"".join([line + b"\n" for line in objects])

    def end(self) -> bytes:
        return b""


_MARKED = re.compile(r"([\\`*_{}\[\]<>#|~$])")


class Markdown:
    """A table of GitHub's dialect. Characters that would act on it are escaped; what cannot be seen is
    shown as a symbol, because such a table is for reading."""

    def __init__(self) -> None:
        self.neutralised = 0
        self._width = 0
        self._surplus = 0

    def begin(self, columns: Sequence[Column]) -> bytes:
        self._width = len(columns)
        rule = ["---:" if column.kind is CellKind.NUMBER else "---" for column in columns]
        head = self._line([_marked(column.name) for column in columns])
        return _encoded(head + "| " + " | ".join(rule) + " |\n")

    def rows(self, rows: Iterable[Row]) -> bytes:
        lines = []
        for row in rows:
            self._surplus += len(row) > self._width
            lines.append(self._line([shown(cell) for cell in row[: self._width]]))
        return _encoded("".join(lines))

    def end(self) -> bytes:
        return b""

    def notes(self) -> tuple[str, ...]:
        if not self._surplus:
            return ()
        return (f"{self._surplus:,} rows have more cells than the header; those are left out.",)

    @staticmethod
    def _line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cells) + " |\n"


def shown(cell: Cell) -> str:
    """A cell inside of a Markdown table."""
    if cell.kind in _EMPTY:
        return ""
    return cell.text if cell.kind is CellKind.NUMBER else _marked(cell.text)


def _marked(text: str) -> str:
    if text.isascii() and text.isprintable():
        return _MARKED.sub(r"\\\1", text)
    return "<br>".join(_MARKED.sub(r"\\\1", safe(line)) for line in re.split(r"\r\n|\n|\r", text))
