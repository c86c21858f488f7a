"""`array || element`: Trino puts the element at the end or the beginning; DuckDB joins arrays only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from tui.core.sandboxing import SandboxTable
from tui.sandbox.trino import kinds
from tui.sandbox.trino.comparisons import column_types

_SCALARS = (
    exp.Literal,
    exp.Boolean,
    exp.Neg,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.Mod,
    exp.Predicate,
    exp.Interval,
    exp.CurrentDate,
    exp.CurrentTimestamp,
    exp.Extract,
)
_TEXTS = frozenset(
    {"lower", "upper", "trim", "ltrim", "rtrim", "substr", "substring", "replace", "date_format"}
)


def wrap_elements(tree: exp.Expr, tables: Sequence[SandboxTable]) -> None:
    """Put brackets around what certainly is one element beside what certainly is an array. Innermost
    first: `a || 1 || 2` joins an array twice."""
    types = column_types(tree, tables)
    arrays: set[int] = set()
    for node in reversed(list(tree.find_all(exp.DPipe))):
        left, right = (_is_array(side, types, arrays) for side in (node.this, node.expression))
        if left or right:
            arrays.add(id(node))
        if left and _is_element(node.expression, types):
            node.set("expression", exp.Array(expressions=[node.expression]))
        elif right and _is_element(node.this, types):
            node.set("this", exp.Array(expressions=[node.this]))


def _is_array(node: exp.Expr, types: Mapping[str, str], arrays: set[int]) -> bool:
    """`arrays`: the joins that are known to give one."""
    node = node.unnest() if isinstance(node, exp.Paren) else node
    if isinstance(node, exp.DPipe):
        return id(node) in arrays
    return kinds.container(node) == "array" or _type(node, types).startswith("array")


def _is_element(node: exp.Expr, types: Mapping[str, str]) -> bool:
    if isinstance(node, exp.Paren):
        return _is_element(node.this, types)
    if isinstance(node, exp.Column):
        kind = _type(node, types)
        return bool(kind) and not kind.startswith("array")
    if isinstance(node, exp.Cast):
        return node.to.this not in (exp.DType.ARRAY, exp.DType.MAP)
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower() in _TEXTS
    return isinstance(node, _SCALARS) or kinds.is_date(node) or kinds.scale(node) is not None


def _type(node: exp.Expr, types: Mapping[str, str]) -> str:
    return types.get(node.name.lower(), "") if isinstance(node, exp.Column) else ""
