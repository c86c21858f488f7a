"""What the engine says, in the words in which Trino says it, with the place in the original text."""

from __future__ import annotations

import re
from collections.abc import Callable

from tui.core.sandboxing import Refusal, SqlRefused
from tui.sandbox.trino.text import place_of

Maker = Callable[[re.Match[str], str], SqlRefused]


def _column(match: re.Match[str], sql: str) -> SqlRefused:
    name = match[1]
    return SqlRefused(f"Column '{name.lower()}' cannot be resolved", **place_of(sql, name))


def _qualified(match: re.Match[str], sql: str) -> SqlRefused:
    name = f"{match[1]}.{match[2]}".lower()
    return SqlRefused(f"Column '{name}' cannot be resolved", **place_of(sql, match[2], qualified=True))


def _ambiguous(match: re.Match[str], sql: str) -> SqlRefused:
    return SqlRefused(f"Column '{match[1].lower()}' is ambiguous", **place_of(sql, match[1]))


def _function(match: re.Match[str], sql: str) -> SqlRefused:
    name = match[1].lower().removeprefix("trino_")
    return SqlRefused(f"Function '{name}' not registered", **place_of(sql, name))


def _arguments(match: re.Match[str], sql: str) -> SqlRefused:
    name = match[1].lower().removeprefix("trino_")
    message = f"Unexpected parameters ({match[2].lower()}) for function {name}"
    return SqlRefused(message, **place_of(sql, name))


def _group_by(match: re.Match[str], sql: str) -> SqlRefused:
    name = match[1]
    message = f"'{name}' must be an aggregate expression or appear in GROUP BY clause"
    return SqlRefused(message, **place_of(sql, name.split(".")[-1]))


def _runtime(text: str) -> Maker:
    return lambda match, sql: SqlRefused(text.format(*match.groups()), reason=Refusal.RUNTIME)


def _semantic(text: str) -> Maker:
    return lambda match, sql: SqlRefused(text.format(*match.groups()))


_RULES: tuple[tuple[str, Maker], ...] = (
    (r'Referenced column "(.+?)" (?:was )?not found', _column),
    (r'Values list "(.+?)" does not have a column named "(.+?)"', _qualified),
    (r'Table "(.+?)" does not have a column named "(.+?)"', _qualified),
    (r'Referenced table "(.+?)" not found', _column),
    (r'Ambiguous reference to column name "(.+?)"', _ambiguous),
    (r'column "(.+?)" must appear in the GROUP BY clause', _group_by),
    (r"(?:Scalar|Aggregate|Table|Macro)? ?Function with name (\S+) does not exist", _function),
    (r"No function matches the given name and argument types '(\w+)\((.*?)\)'", _arguments),
    (r'best candidate function for the function call "(\w+)\((.*?)\)"', _arguments),
    (r"Macro (\S+)\(\) does not support the supplied arguments", _function),
    (r"Division by zero", _runtime("Division by zero")),
    (r"Could not convert string 'trino: (.*?)' to ", _runtime("{0}")),
    (
        r"Could not convert string '(.*?)(?: is not a whole number)?' to (\w+)",
        _runtime("Cannot cast '{0}' to {1}"),
    ),
    (r"Out of Memory|failed to allocate", _runtime("Query exceeded per-node memory limit of 1GB")),
    (r"(?:Overflow|Out of Range)", _runtime("numeric overflow")),
    (r"More than one row returned by a subquery", _runtime("Scalar sub-query has returned multiple rows")),
    (
        r"Cannot compare values of type (\S+) and (?:type )?(\S+)",
        _semantic("Cannot apply operator: {0} = {1}"),
    ),
    (
        r"Aggregates? (?:function calls )?cannot be nested|aggregate function calls cannot be nested",
        _semantic("Cannot nest aggregations inside aggregation"),
    ),
    (
        r"WHERE clause cannot contain aggregates",
        _semantic("WHERE clause cannot contain aggregations, window functions or grouping operations"),
    ),
    (
        r"[Mm]ax(?:imum)? (?:expression )?(?:depth|recursion)",
        _runtime("statement is too large (stack overflow during analysis)"),
    ),
)


def explain_engine_error(error: Exception, sql: str) -> SqlRefused:
    """The refusal for what the engine raised while it ran the translation of `sql`."""
    text = str(error)
    for pattern, make in _RULES:
        match = re.search(pattern, text, re.DOTALL)
        if match:
            refused = make(match, sql)
            if "Memory" in text or "allocate" in text:
                refused.reason = Refusal.LIMIT
            return refused
    first = text.split("\n", maxsplit=1)[0]
    first = re.sub(r"^[A-Z][\w ]+ Error: ", "", first)
    return SqlRefused(f"sandbox: the engine refused this statement: {first}", reason=Refusal.RUNTIME)
