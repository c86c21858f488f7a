"""What can be proposed in any text: Trino's functions and keywords."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple


class Function(NamedTuple):
    """`call` shows its arguments; `takes` is False where it is written without brackets."""

    name: str
    call: str
    about: str
    takes: bool = True


@cache
def functions() -> tuple[Function, ...]:
    """Every function that is proposed, the commoner ones first."""
    text = resources.files("tui.sql").joinpath("functions.toml").read_text("utf-8")
    data = tomllib.loads(text)
    found = [_function(line, takes=True) for line in data["functions"].split("\n") if line]
    found += [_function(line, takes=False) for line in data["constants"].split("\n") if line]
    return tuple(found)


def _function(line: str, *, takes: bool) -> Function:
    call, _, about = line.partition(" | ")
    name = call.partition("(")[0].partition(" ")[0]
    return Function(name, call, about, takes)


START = ("SELECT", "WITH")

AFTER: dict[str, tuple[str, ...]] = {
    "": ("SELECT", "WITH", "AS"),
    "with": ("AS", "SELECT", "RECURSIVE"),
    "select": ("FROM", "AS", "DISTINCT", "OVER (", "FILTER (WHERE"),
    "from": (
        "WHERE", "JOIN", "LEFT JOIN", "ON", "GROUP BY", "ORDER BY", "LIMIT", "CROSS JOIN UNNEST(",
        "INNER JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "AS", "UNION ALL", "USING (", "HAVING",
    ),
    "on": ("AND", "OR", "WHERE", "JOIN", "LEFT JOIN", "GROUP BY", "ORDER BY", "LIMIT"),
    "where": (
        "AND", "OR", "GROUP BY", "ORDER BY", "LIMIT", "IN (", "NOT IN (", "BETWEEN", "LIKE", "IS NULL",
        "IS NOT NULL", "NOT LIKE", "HAVING", "UNION ALL",
    ),
    "group by": ("ORDER BY", "HAVING", "LIMIT", "UNION ALL"),
    "having": ("AND", "OR", "ORDER BY", "LIMIT", "BETWEEN", "IN ("),
    "order by": ("DESC", "ASC", "LIMIT", "NULLS LAST", "NULLS FIRST", "OFFSET"),
    "limit": ("UNION ALL",),
}  # fmt: skip
"""What can follow a value in each part of a query, the commonest first."""

BEFORE: dict[str, tuple[str, ...]] = {
    "select": ("DISTINCT", "CASE", "NULL", "TRUE", "FALSE", "ARRAY[", "INTERVAL", "DATE", "TIMESTAMP"),
    "where": (
        "NOT", "EXISTS (", "CASE", "DATE", "TIMESTAMP", "INTERVAL", "NULL", "TRUE", "FALSE",
    ),
    "order by": ("CASE",),
    "group by": ("GROUPING SETS (", "ROLLUP (", "CUBE ("),
}  # fmt: skip
"""What can begin a value in each part of a query."""

CASE_WORDS = ("WHEN", "THEN", "ELSE", "END")
