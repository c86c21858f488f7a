"""A verdict as a table: field and value. There are no series in this API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.exact_json import cell_of
from tui.core.operation import Operation, RequestDraft
from tui.core.table import Cell, CellKind, Column, Table


def layout(operation: Operation, draft: RequestDraft, data: Any) -> tuple[Table, ...]:
    """One table of the verdict's fields; nothing when the data is not an object."""
    if not isinstance(data, Mapping) or "status" not in data:
        return ()
    rows = tuple((Cell(CellKind.TEXT, name), cell_of(value)) for name, value in data.items())
    return (Table("Verdict", (Column("field"), Column("value")), rows),)
