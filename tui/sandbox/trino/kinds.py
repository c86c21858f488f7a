"""What can be told of a value's type from the statement alone; None wherever it cannot."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from tui.sandbox.trino.catalogue import KINDS


def container(node: exp.Expr) -> str | None:
    """`array` or `map` when the value certainly is one."""
    node = node.unnest() if isinstance(node, exp.Paren) else node
    if isinstance(node, exp.Array):
        return "array"
    if isinstance(node, exp.Cast):
        kinds = {exp.DType.ARRAY: "array", exp.DType.MAP: "map"}
        return kinds.get(node.to.this)
    if isinstance(node, exp.Anonymous):
        name = str(node.this).lower()
        return next((kind for kind in ("array", "map") if name in KINDS[kind]), None)
    return None


def has_aggregate(node: exp.Expr) -> bool:
    """Whether the engine cannot tell the value's type when it chooses among macros."""
    return any(str(call.this).lower() in KINDS["aggregate"] for call in node.find_all(exp.Anonymous)) or bool(
        node.find(exp.GroupConcat)
    )


def is_date(node: exp.Expr) -> bool:
    """Whether the value certainly is a day without a time."""
    if isinstance(node, exp.Paren):
        return is_date(node.this)
    if isinstance(node, exp.Cast):
        return node.to.this is exp.DType.DATE
    if isinstance(node, exp.Anonymous):
        name = str(node.this).lower()
        if name in ("min", "max", "any_value", "arbitrary", "lag", "lead", "first_value", "last_value"):
            return bool(node.expressions) and is_date(node.expressions[0])
        if name in ("date_trunc", "date_add"):
            return bool(node.expressions) and is_date(node.expressions[-1])
        return name in KINDS["date"]
    if isinstance(node, exp.Window | exp.Filter):
        return is_date(node.this)
    if isinstance(node, exp.Column):
        # A name given somewhere in the statement to a day; not a column of that same name.
        named = [a.this for a in node.root().find_all(exp.Alias) if a.alias.lower() == node.name.lower()]
        return bool(named) and all(not isinstance(n, exp.Column) and is_date(n) for n in named)
    return isinstance(node, exp.CurrentDate)


def is_json(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and str(node.this).lower() in KINDS["json"]


def scale(node: exp.Expr) -> int | None:
    """Digits behind the point of an exact number: 0 for whole numbers; None for doubles and unknowns."""
    match node:
        case exp.Paren() | exp.Neg() | exp.Filter() | exp.Window():
            return scale(node.this)
        case exp.Literal():
            text = str(node.this).lower()
            return None if node.is_string or "e" in text else len(text.partition(".")[2])
        case exp.Cast():
            return _cast_scale(node)
        case exp.Mul():
            return _combined(node, lambda a, b: a + b)
        case exp.Add() | exp.Sub() | exp.Div():
            return _combined(node, max)
        case exp.Anonymous():
            return _function_scale(node)
    return None


def _function_scale(node: exp.Anonymous) -> int | None:
    name = str(node.this).lower()
    if name in KINDS["whole"]:
        return 0
    if name in KINDS["keeping"] and node.expressions:
        return scale(node.expressions[0])
    return None


def _cast_scale(node: exp.Cast) -> int | None:
    if node.to.this in (exp.DType.BIGINT, exp.DType.INT, exp.DType.SMALLINT, exp.DType.TINYINT):
        return 0
    if node.to.this is exp.DType.DECIMAL:
        digits = node.to.expressions
        return int(digits[1].name) if len(digits) > 1 else 0
    return None


def _combined(node: exp.Binary, rule: Callable[[int, int], int]) -> int | None:
    left, right = scale(node.this), scale(node.expression)
    return None if left is None or right is None else rule(left, right)
