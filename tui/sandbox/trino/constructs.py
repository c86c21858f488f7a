"""Constructs other than functions that DuckDB means otherwise: arithmetic, casts, subscripts, UNNEST."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from tui.core.sandboxing import SqlRefused
from tui.sandbox.trino import kinds
from tui.sandbox.trino.arithmetic import DAYS
from tui.sandbox.trino.catalogue import TEMPLATES
from tui.sandbox.trino.rewrites import arguments, refused

_TYPES = frozenset(
    getattr(exp.DType, name)
    for name in (
        *("BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "TEXT"),
        *("CHAR", "VARBINARY", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "JSON", "UUID"),
        *("ARRAY", "MAP", "STRUCT"),
    )
)


def filtered(write: Any, node: exp.Filter) -> str:
    """FILTER on an aggregate that is written as more than one function moves inside."""
    inner = node.this
    condition = write.sql(node.expression.this)
    if isinstance(inner, exp.Anonymous) and str(inner.this).lower() in ("map_agg", "multimap_agg"):
        parts = arguments(write, inner, 2)
        whole = TEMPLATES[str(inner.this).lower()].format(*parts)
        return whole.replace(" IS NOT NULL))", f" IS NOT NULL AND ({condition})))")
    return f"{write.sql(inner)} FILTER (WHERE {condition})"


def added(write: Any, node: exp.Add) -> str:
    left, right = node.this, node.expression
    if isinstance(left, exp.Interval):
        left, right = right, left
    if isinstance(right, exp.Interval):
        return f"trino_plus({write.sql(left)}, {write.sql(right)})"
    return str(write.binary(node, "+"))


def subtracted(write: Any, node: exp.Sub) -> str:
    left, right = node.this, node.expression
    if isinstance(right, exp.Interval):
        return f"trino_minus_interval({write.sql(left)}, {write.sql(right)})"
    if node.meta.get(DAYS):
        return f"trino_minus_days({write.sql(left)}, {write.sql(right)})"
    if not kinds.has_aggregate(node):
        return f"trino_minus({write.sql(left)}, {write.sql(right)})"
    return str(write.binary(node, "-"))


def divided(write: Any, node: exp.Div) -> str:
    """A quotient of decimals has as many digits as its operands, which is Trino's rule."""
    left, right = kinds.scale(node.this), kinds.scale(node.expression)
    plain = f"{write.sql(node.this)} / {write.sql(node.expression)}"
    if left is None or right is None or left == right == 0:
        return plain
    digits = max(left, right)
    exact = f"CAST({write.sql(node.this)} AS DOUBLE) / {write.sql(node.expression)}"
    return f"CAST(round({exact}, {digits}) AS DECIMAL(38, {digits}))"


def cast(write: Any, node: exp.Cast) -> str:
    target = node.to
    for part in target.find_all(exp.DataType):
        # Only types that are known by name: anything else would be written as the text it came as.
        if part.this not in _TYPES:
            raise SqlRefused(f"Unknown type: {part.sql(dialect='trino')[:60].lower()}")
    value = write.sql(node.this)
    kind = target.this
    if kind in (exp.DType.VARCHAR, exp.DType.TEXT, exp.DType.CHAR):
        text = _as_text(node.this, value)
        return f"left({text}, {write.sql(target.expressions[0])})" if target.expressions else text
    if kind is exp.DType.VARBINARY:
        raise refused("a cast to varbinary")
    pattern = _CASTS.get(kind)
    return pattern.format(value) if pattern else f"CAST({value} AS {write.sql(target)})"


_CASTS = {
    exp.DType.BIGINT: "trino_to_bigint({})",
    exp.DType.INT: "trino_to_integer({})",
    exp.DType.JSON: "to_json({})",
    exp.DType.TIMESTAMP: "CAST({} AS TIMESTAMP)",
    exp.DType.TIMESTAMPTZ: "CAST({} AS TIMESTAMP WITH TIME ZONE)",
}


def _as_text(node: exp.Expr, value: str) -> str:
    if kinds.is_json(node):
        return f"json_extract_string({value}, '$')"
    if kinds.scale(node) is not None:
        return f"CAST({value} AS VARCHAR)"
    return f"trino_varchar({value})"


def nulls_ignored(write: Any, node: exp.IgnoreNulls) -> str:
    inner = write.sql(node.this)
    return f"{inner[:-1]} IGNORE NULLS)"


def subscripted(write: Any, node: exp.Bracket) -> str:
    if len(node.expressions) != 1:
        raise refused("a subscript of more than one value")
    base, index = write.sql(node.this), write.sql(node.expressions[0])
    match kinds.container(node.this):
        case "array":
            return f"trino_at({base}, {index})"
        case "map":
            return f"trino_map_at({base}, {index})"
    return f"({base})[{index}]"


FIELDS = {
    "DOW": "isodow",
    "DAY_OF_WEEK": "isodow",
    "DOY": "doy",
    "DAY_OF_YEAR": "doy",
    "DAY_OF_MONTH": "day",
    "YOW": "isoyear",
    "YEAR_OF_WEEK": "isoyear",
}


def extracted(write: Any, node: exp.Extract) -> str:
    field = str(node.name).upper()
    return f"extract({FIELDS.get(field, field)} FROM {write.sql(node.expression)})"


def unnested(write: Any, node: exp.Unnest) -> str:
    """UNNEST as Trino means it: several arrays side by side, a map as keys and values."""
    alias = node.args.get("alias")
    names = [write.sql(name) for name in alias.columns] if alias else []
    ordinal = node.args.get("offset")
    if isinstance(ordinal, exp.Expr):
        names.append(write.sql(ordinal))
    parts: list[str] = []
    lengths: list[str] = []
    for value in node.expressions:
        text = write.sql(value)
        is_map = kinds.container(value) == "map" or (
            len(node.expressions) == 1 and len(names) == 2 and not ordinal and not kinds.container(value)
        )
        parts += [f"unnest(map_keys({text}))", f"unnest(map_values({text}))"] if is_map else []
        if not is_map:
            rows = len(names) - bool(ordinal) > len(node.expressions)
            parts.append(f"unnest({text}, max_depth := 2)" if rows else f"unnest({text})")
        lengths.append(f"cardinality({text})")
    if ordinal:
        parts.append(f"unnest(range(1, CAST(greatest({', '.join(lengths)}) AS BIGINT) + 1))")
    name = write.sql(alias, "this") if alias and alias.this else "unnested"
    columns = f"({', '.join(names)})" if names else ""
    return f"LATERAL (SELECT {', '.join(parts)}) AS {name}{columns}"
