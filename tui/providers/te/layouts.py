"""Envelope data as tidy tables, and those as pictures.

What has not the expected layout gives no table; it is shown as a tree.

Cells carry the server's own text: a dash and null stay what they are and never become zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tui.core.exact_json import cell_of, member_cell
from tui.core.operation import Operation, RequestDraft
from tui.core.table import ABSENT_CELL, Cell, CellKind, Column, Table
from tui.providers.te.charts import charts
from tui.providers.te.model_layouts import (
    distribution_tables,
    event_tables,
    funnel_tables,
    retention_tables,
)
from tui.providers.te.sandbox_layouts import marked

__all__ = ["charts", "layout"]

_MODELS: Mapping[str, Callable[[RequestDraft, Mapping[str, Any]], tuple[Table, ...]]] = {
    "event-analyze": event_tables,
    "metric-data": event_tables,
    "user-prop-analyze": event_tables,
    "retention-analyze": retention_tables,
    "funnel-analyze": funnel_tables,
    "distribution-analyze": distribution_tables,
}
_ASSUMED = {"metric-data", "user-prop-analyze"}
"""Their layout is not public and taken to be that of event analysis; another one is no surprise."""


def layout(operation: Operation, draft: RequestDraft, data: Any) -> tuple[Table, ...]:
    """The tables of an answer's `data`; an empty tuple when its layout is not the expected one."""
    return marked(operation, draft, data, _tables(operation, draft, data))


def _tables(operation: Operation, draft: RequestDraft, data: Any) -> tuple[Table, ...]:
    model = _MODELS.get(operation.id)
    if model is not None and isinstance(data, Mapping):
        found = model(draft, data)
        if found or operation.id not in _ASSUMED:
            return found
    if isinstance(data, list):
        table = object_table(operation.title, data)
        return (table,) if table else ()
    if not isinstance(data, Mapping):
        return ()
    return _of_object(operation, data)


def _of_object(operation: Operation, data: Mapping[str, Any]) -> tuple[Table, ...]:
    listed = headed_table(operation.title, data)
    if listed:
        return (listed,)
    tables = [object_table(name, value) for name, value in data.items() if isinstance(value, list)]
    found = tuple(table for table in tables if table is not None)
    if found or operation.group == "model_query":
        return found
    facts = fact_table(operation.title, data)
    return (facts,) if facts else ()


def object_table(title: str, items: Sequence[Any]) -> Table | None:
    """A list of objects as one row each, columns in the order in which they first come up."""
    if not items or not all(isinstance(item, Mapping) for item in items):
        return None
    names = list(dict.fromkeys(key for item in items for key in item))
    rows = tuple(tuple(member_cell(item, name) for name in names) for item in items)
    return Table(title, columns_of(names, rows), rows)


def headed_table(title: str, data: Mapping[str, Any]) -> Table | None:
    """`{"headers": [names], …: [[cells], …]}` with exactly one list of rows beside the names."""
    headers = data.get("headers")
    lists = [value for key, value in data.items() if key != "headers" and isinstance(value, list)]
    if not isinstance(headers, list) or not headers or len(lists) != 1:
        return None
    if not all(isinstance(name, str) for name in headers):
        return None
    if not all(isinstance(row, list) and len(row) == len(headers) for row in lists[0]):
        return None
    rows = tuple(tuple(cell_of(value) for value in row) for row in lists[0])
    return Table(title, columns_of(headers, rows), rows)


def fact_table(title: str, data: Mapping[str, Any]) -> Table | None:
    """A small object as field and value; one level of objects inside it is named with a dot."""
    facts: list[tuple[str, Any]] = []
    for name, value in data.items():
        if isinstance(value, Mapping):
            facts += [(f"{name}.{inner}", member) for inner, member in value.items()]
        else:
            facts.append((name, value))
    if not facts:
        return None
    rows = tuple((Cell(CellKind.TEXT, name), cell_of(value)) for name, value in facts)
    return Table(title, (Column("field"), Column("value")), rows)


def columns_of(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> tuple[Column, ...]:
    """Columns with the one kind that all their present cells have, if they have one."""
    return tuple(Column(name, _kind([row[i] for row in rows])) for i, name in enumerate(names))


def _kind(cells: Sequence[Cell]) -> CellKind | None:
    kinds = {cell.kind for cell in cells if cell.kind not in (CellKind.NULL, ABSENT_CELL.kind)}
    return kinds.pop() if len(kinds) == 1 else None
