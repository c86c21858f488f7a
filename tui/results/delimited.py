"""One CSV or TSV record as cells. Such formats know text only; empty text is not told from null."""

from __future__ import annotations

import re

from tui.core.table import Cell, CellKind
from tui.results.json_rows import raw_cell

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


class FieldSplitter:
    """Splits records of one delimiter as the csv module does: quotes count at a field's start only."""

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self._quoted = re.compile(rb'"([^"]*(?:""[^"]*)*)(?:"|\Z)([^' + re.escape(delimiter) + rb"]*)")

    def cells(self, record: bytes) -> list[Cell]:
        if b'"' not in record:
            fields = record.split(self._delimiter)
        else:
            fields = self._fields(record)
        return [_cell(field) for field in fields]

    def _fields(self, record: bytes) -> list[bytes]:
        fields, position, size = [], 0, len(record)
        while True:
            quoted = self._quoted.match(record, position)
            if quoted is not None:
                fields.append(quoted.group(1).replace(b'""', b'"') + quoted.group(2))
                end = quoted.end()
            else:
                end = record.find(self._delimiter, position)
                end = size if end < 0 else end
                fields.append(record[position:end])
            if end >= size:
                return fields
            position = end + 1


def _cell(field: bytes) -> Cell:
    try:
        return Cell(CellKind.TEXT, field.decode())
    except UnicodeDecodeError:
        return raw_cell(field)


def looks_like(text: str) -> CellKind | None:
    """What a field's text stands for, to align its column; None when it is empty."""
    if not text:
        return None
    return CellKind.NUMBER if _NUMBER.fullmatch(text) else CellKind.TEXT
