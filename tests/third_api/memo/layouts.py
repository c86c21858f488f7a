"""A list of memos as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.exact_json import cell_of
from tui.core.table import Column, Table

COLUMNS = ("id", "tag", "text")


def layout(data: Any) -> tuple[Table, ...]:
    """One table, or none when the data is no list of memos."""
    if not isinstance(data, list) or not all(isinstance(memo, Mapping) for memo in data):
        return ()
    rows = tuple(tuple(cell_of(memo.get(name)) for name in COLUMNS) for memo in data)
    return (Table("Memos", tuple(Column(name) for name in COLUMNS), rows),)
