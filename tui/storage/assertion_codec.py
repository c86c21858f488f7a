"""What is expected of a saved query's answer, as the table `[expect]` of its file.

[expect]
rows = 12                        # or rows_min, rows_max
columns = ["day", "users"]       # all, in this order; has_columns for some of them
types = { users = "number" }
seconds_max = 5
code = "-1008"                   # where an error is what is expected

[[expect.cells]]
row = 0                          # the first; -1 is the last
column = "users"
equals = 17                      # or min, max
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tui.core.saved_queries import Assertions, CellCheck

TYPES = ("text", "number", "boolean", "nested")
_KEYS = {
    "code",
    "rows",
    "rows_min",
    "rows_max",
    "columns",
    "has_columns",
    "types",
    "seconds_max",
    "cells",
}
_CELL = {"row", "column", "equals", "min", "max"}


class WrongKey(ValueError):
    """A key of the table cannot be used; says which and why."""


def read_assertions(table: Mapping[str, Any]) -> Assertions:
    """Raises WrongKey."""
    _only(table, _KEYS, "expect.")
    code = table.get("code", "")
    cells = table.get("cells", [])
    types = table.get("types", {})
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise WrongKey("expect.cells is no list of tables")
    if not isinstance(types, dict) or not all(kind in TYPES for kind in types.values()):
        raise WrongKey(f"expect.types is no table of {', '.join(TYPES)} by column")
    return Assertions(
        str(code) if isinstance(code, str | int) else _no("code", "text"),
        _count(table, "rows"),
        _count(table, "rows_min"),
        _count(table, "rows_max"),
        _names(table, "columns"),
        _names(table, "has_columns"),
        dict(types),
        _number(table, "seconds_max"),
        tuple(_cell(cell) for cell in cells),
    )


def write_assertions(expected: Assertions) -> dict[str, Any]:
    table: dict[str, Any] = {
        "code": expected.code or None,
        "rows": expected.rows,
        "rows_min": expected.rows_min,
        "rows_max": expected.rows_max,
        "columns": list(expected.columns) or None,
        "has_columns": list(expected.has_columns) or None,
        "types": dict(expected.types) or None,
        "seconds_max": expected.seconds_max,
        "cells": [_cell_table(cell) for cell in expected.cells] or None,
    }
    return {key: value for key, value in table.items() if value is not None}


def _cell(table: Mapping[str, Any]) -> CellCheck:
    _only(table, _CELL, "expect.cells.")
    row, column, equals = table.get("row", 0), table.get("column", 0), table.get("equals")
    if not _is_whole(row):
        raise WrongKey("expect.cells.row is no whole number")
    if not (isinstance(column, str) or (_is_whole(column) and column >= 0)):
        raise WrongKey("expect.cells.column is neither a name nor a number from 0")
    if equals is not None and not isinstance(equals, str):
        # As JSON writes it: that is how a server does.
        if not isinstance(equals, int | float):
            raise WrongKey("expect.cells.equals is no text, number, true or false")
        equals = json.dumps(equals)
    if equals is None and not {"min", "max"} & set(table):
        raise WrongKey("expect.cells has a cell without equals, min and max")
    return CellCheck(row, column, equals, _number(table, "min"), _number(table, "max"))


def _cell_table(cell: CellCheck) -> dict[str, Any]:
    table = {
        "row": cell.row,
        "column": cell.column,
        "equals": cell.equals,
        "min": cell.minimum,
        "max": cell.maximum,
    }
    return {key: value for key, value in table.items() if value is not None}


def _only(table: Mapping[str, Any], known: set[str], above: str) -> None:
    for key in table:
        if key not in known:
            raise WrongKey(f"{above}{key} is not known; there are {', '.join(sorted(known))}")


def _no(key: str, what: str) -> Any:
    raise WrongKey(f"expect.{key} is no {what}")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(table: Mapping[str, Any], key: str) -> int | None:
    value = table.get(key)
    if value is not None and (not _is_whole(value) or value < 0):
        _no(key, "number of rows")
    return value


def _number(table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value - value != 0:
        _no(key, "number")
    return float(value)


def _names(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        _no(key, "list of names")
    return tuple(value)
