"""Comparisons that Trino refuses and DuckDB would quietly convert: a number with a text, a time with a text.

They are the commonest surprise of people who test a query elsewhere, so they are refused here too, as
far as the column's type is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from tui.core.sandboxing import SandboxTable, SqlRefused
from tui.sandbox.trino.text import place_at

_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}


def check_comparisons(tree: exp.Expr, sql: str, tables: Sequence[SandboxTable]) -> None:
    """Raises SqlRefused for a column compared with a literal of another family of types."""
    types = column_types(tree, tables)
    for node in tree.find_all(*_OPERATORS, exp.Between, exp.In):
        column = node.this
        if isinstance(node, exp.Between):
            found = _mismatch(column, node.args["low"], types)
            high = _literal_type(node.args["high"])
            if found and high:
                message = f"Cannot check if {found[0]} is BETWEEN {found[1]} and {high}"
                raise SqlRefused(message, **_after(column, sql))
        elif isinstance(node, exp.In):
            found = next((f for value in node.expressions if (f := _mismatch(column, value, types))), None)
            if found:
                message = f"IN value and list items must be the same type: {found[0]}"
                raise SqlRefused(message, **_after(column, sql))
        else:
            _check_pair(node, sql, types)


def _check_pair(node: exp.Expr, sql: str, types: Mapping[str, str]) -> None:
    operator = _OPERATORS[type(node)]
    left, right = node.this, node.expression
    found = _mismatch(left, right, types)
    if found:
        message = f"Cannot apply operator: {found[0]} {operator} {found[1]}"
        raise SqlRefused(message, **_after(left, sql))
    found = _mismatch(right, left, types)
    if found:
        raise SqlRefused(f"Cannot apply operator: {found[1]} {operator} {found[0]}", **_after(left, sql))


def column_types(tree: exp.Expr, tables: Sequence[SandboxTable]) -> dict[str, str]:
    """Types by lower-case name, of the columns that are the same in all tables and renamed nowhere."""
    read = {node.name.lower() for node in tree.find_all(exp.Table)}
    types: dict[str, str] = {}
    unsure: set[str] = set()
    for table in tables:
        if table.name not in read:
            continue
        for column in table.columns:
            name = column.name.lower()
            if types.setdefault(name, column.type) != column.type:
                unsure.add(name)
    unsure |= {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    unsure |= {name.name.lower() for alias in tree.find_all(exp.TableAlias) for name in alias.columns}
    return {name: kind for name, kind in types.items() if name not in unsure}


def _mismatch(one: Any, other: Any, types: Mapping[str, str]) -> tuple[str, str] | None:
    """Both types when one is text and the other is not; a column or a cast comes first."""
    kind, given = _value_type(one, types), _literal_type(other)
    if kind is None or given is None:
        return None
    return (kind, given) if kind.startswith("varchar") != given.startswith("varchar") else None


def _value_type(node: Any, types: Mapping[str, str]) -> str | None:
    if isinstance(node, exp.Column):
        return types.get(node.name.lower())
    if isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast):
        kinds = {exp.DType.DATE: "date", exp.DType.TIMESTAMP: "timestamp(3)", exp.DType.BIGINT: "bigint"}
        return kinds.get(node.to.this)
    return _literal_type(node)


def _literal_type(value: Any) -> str | None:
    if isinstance(value, exp.Neg):
        return _literal_type(value.this)
    if not isinstance(value, exp.Literal):
        return None
    if value.is_string:
        return f"varchar({len(str(value.this))})"
    text = str(value.this).lower()
    if "e" in text:
        return "double"
    if "." in text:
        whole, _, digits = text.partition(".")
        return f"decimal({len(whole) + len(digits)},{len(digits)})"
    return "integer" if int(text) < 2**31 else "bigint"


def _after(node: exp.Expr, sql: str) -> Any:
    """The place of the operator that follows a column or literal; Trino points there."""
    ends = [part.meta["end"] for part in node.find_all(exp.Identifier, exp.Literal) if "end" in part.meta]
    if not ends:
        return {}
    offset = max(ends) + 1
    while offset < len(sql) and sql[offset].isspace():
        offset += 1
    return place_at(sql, offset)
