"""Small tables and objects for people and programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from tui.cli import stdout
from tui.cli.formats import TableRows
from tui.core.table import Cell, CellKind, Column


def tell_object(value: object) -> int:
    """One JSON value, indented; exit code 0."""
    return stdout.text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def tell_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Aligned columns under a head; exit code 0."""
    table = TableRows()
    table.begin([Column(name) for name in head])
    cells = [tuple(Cell(CellKind.TEXT, word) for word in row) for row in rows]
    return stdout.text(table.rows(cells) if cells else table.end())
