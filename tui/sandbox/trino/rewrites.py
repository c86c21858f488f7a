"""Functions whose translation depends on their arguments, each as one writer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from tui.core.sandboxing import MESSAGE_PREFIX, Refusal, SqlRefused
from tui.sandbox.trino import kinds
from tui.sandbox.trino.timeformats import from_joda, from_mysql

INTERVALS = {
    "millisecond": "to_milliseconds({})",
    "second": "to_seconds({})",
    "minute": "to_minutes({})",
    "hour": "to_hours({})",
    "day": "to_days({})",
    "week": "to_weeks({})",
    "month": "to_months({})",
    "quarter": "to_months(3 * {})",
    "year": "to_years({})",
}


def refused(what: str) -> SqlRefused:
    return SqlRefused(f"{MESSAGE_PREFIX}{what} is not available in the sandbox", reason=Refusal.UNSUPPORTED)


def wrong_arguments(name: str) -> SqlRefused:
    return SqlRefused(f"Unexpected parameters for function {name}")


def literal(node: exp.Expr | None) -> str | None:
    """The text of a string literal; None for anything else."""
    return str(node.this) if isinstance(node, exp.Literal) and node.is_string else None


def arguments(write: Any, node: exp.Anonymous, *counts: int) -> list[str]:
    """The written arguments. Raises SqlRefused unless there are as many as one of `counts`."""
    if counts and len(node.expressions) not in counts:
        raise wrong_arguments(str(node.this).lower())
    return [write.sql(argument) for argument in node.expressions]


# ---- functions


def _concat(write: Any, node: exp.Anonymous) -> str:
    if not node.expressions:
        raise wrong_arguments("concat")
    return "(" + " || ".join(arguments(write, node)) + ")"


def _folded(macro: str) -> Callable[[Any, exp.Anonymous], str]:
    def write_it(write: Any, node: exp.Anonymous) -> str:
        parts = arguments(write, node)
        if not parts:
            raise wrong_arguments(macro)
        nulls = " OR ".join(f"({part}) IS NULL" for part in parts)
        return f"CASE WHEN {nulls} THEN NULL ELSE {macro}({', '.join(parts)}) END"

    return write_it


def _if(write: Any, node: exp.Anonymous) -> str:
    parts = arguments(write, node, 2, 3)
    return f"CASE WHEN {parts[0]} THEN {parts[1]}{f' ELSE {parts[2]}' if len(parts) == 3 else ''} END"


def _format(write: Any, node: exp.Anonymous) -> str:
    pattern = literal(node.expressions[0]) if node.expressions else None
    if pattern is None:
        raise refused("format() with a pattern that is not a literal")
    kinds_wanted = re.findall(r"%[-+ 0,#]*\d{0,3}(?:\.\d{1,2})?([a-zA-Z%])", pattern)
    values = node.expressions[1:]
    wanted = [kind for kind in kinds_wanted if kind != "%"]
    if (
        len(wanted) != len(values)
        or len(kinds_wanted) != pattern.replace("%%", "%").count("%")
        or set(wanted) - set("sdfxXeg")
    ):
        raise refused("this pattern of format()")
    parts = [
        f"trino_varchar({write.sql(value)})" if kind == "s" else write.sql(value)
        for kind, value in zip(wanted, values, strict=True)
    ]
    return f"printf({', '.join([write.sql(node.expressions[0]), *parts])})"


def _date_add(write: Any, node: exp.Anonymous) -> str:
    _, amount, value = arguments(write, node, 3)
    unit = (literal(node.expressions[0]) or "").lower()
    if unit not in INTERVALS:
        raise SqlRefused(f"'{unit}' is not a valid TIMESTAMP field")
    return f"trino_plus({value}, {INTERVALS[unit].format(f'CAST({amount} AS INTEGER)')})"


def _formatted(
    function: str, convert: Callable[[str], str | None], suffix: str = ""
) -> Callable[[Any, exp.Anonymous], str]:
    def write_it(write: Any, node: exp.Anonymous) -> str:
        value, _ = arguments(write, node, 2)
        pattern = literal(node.expressions[1])
        converted = convert(pattern) if pattern is not None else None
        if converted is None:
            raise refused(f"this pattern of {str(node.this).lower()}()")
        quoted = converted.replace("'", "''")
        return f"{function}({value}, '{quoted}'){suffix}"

    return write_it


def _regexp_replace(write: Any, node: exp.Anonymous) -> str:
    parts = arguments(write, node, 2, 3)
    if len(parts) == 2:
        return f"regexp_replace({parts[0]}, {parts[1]}, '', 'g')"
    replacement = literal(node.expressions[2])
    if replacement is None:
        raise refused("regexp_replace() with a replacement that is not a literal")
    if "${" in replacement:
        raise refused("regexp_replace() with a named group")
    turned = re.sub(r"\\\$", "\0", replacement.replace("\\\\", "\1"))
    turned = re.sub(r"\$(\d)", r"\\\1", turned).replace("\0", "$").replace("\1", "\\\\")
    quoted = turned.replace("'", "''")
    return f"regexp_replace({parts[0]}, {parts[1]}, '{quoted}', 'g')"


def _reverse(write: Any, node: exp.Anonymous) -> str:
    (value,) = arguments(write, node, 1)
    if not kinds.has_aggregate(node):
        return f"trino_reverse({value})"
    is_array = kinds.container(node.expressions[0]) == "array"
    return f"{'list_reverse' if is_array else 'reverse'}({value})"


def _sequence(write: Any, node: exp.Anonymous) -> str:
    parts = arguments(write, node, 2, 3)
    if kinds.has_aggregate(node):
        wanted = "DATE" if kinds.is_date(node.expressions[0]) else "BIGINT"
        parts[:2] = [f"CAST({part} AS {wanted})" for part in parts[:2]]
        # The engine cannot tell the type of an aggregate here, not even of a cast one.
        macro = "trino_sequence_days" if wanted == "DATE" else "trino_sequence_whole"
        if len(parts) == 3:
            raise refused("sequence() of aggregates with a step")
        return f"{macro}({', '.join(parts)})"
    return f"trino_sequence({', '.join(parts)})"


def _array_join(write: Any, node: exp.Anonymous) -> str:
    parts = arguments(write, node, 2, 3)
    separator = literal(node.expressions[1])
    if separator is None or len(separator) > 1000:
        raise refused("array_join() with a separator that is not a literal of at most 1,000 characters")
    return f"trino_array_join({', '.join(parts)})"


def _json_path(write: Any, node: exp.Anonymous) -> str:
    """A path's `["name"]` is `."name"` to the engine."""
    value, path = arguments(write, node, 2)
    text = literal(node.expressions[1])
    if text is not None:
        quoted = re.sub(r"\[[\"']([^\"'\]]+)[\"']\]", r'."\1"', text).replace("'", "''")
        path = f"'{quoted}'"
    return f"trino_{str(node.this).lower()}({value}, {path})"


def _lambda(node: exp.Anonymous, position: int, count: int) -> exp.Lambda:
    found = node.expressions[position] if len(node.expressions) > position else None
    if not isinstance(found, exp.Lambda) or len(found.expressions) != count:
        raise wrong_arguments(str(node.this).lower())
    return found


def _body(write: Any, function: exp.Lambda, values: list[str]) -> str:
    """The body of a lambda with its parameters replaced by expressions such as `e.key`."""
    names = {str(p.name).lower(): value for p, value in zip(function.expressions, values, strict=True)}
    body = function.this.copy()
    holder = exp.Paren(this=body)
    for part in list(holder.find_all(exp.Identifier, exp.Column)):
        if isinstance(part, exp.Column) and (part.table or part.name.lower() not in names):
            continue
        if isinstance(part, exp.Identifier) and isinstance(part.parent, exp.Column | exp.Lambda | exp.Dot):
            continue
        if part.name.lower() in names:
            part.replace(exp.Var(this=names[part.name.lower()]))
    return str(write.sql(holder))


def _reduce(write: Any, node: exp.Anonymous) -> str:
    if len(node.expressions) != 4:
        raise wrong_arguments("reduce")
    finish = _lambda(node, 3, 1)
    values, start, step = (write.sql(part) for part in node.expressions[:3])
    return f"list_transform([list_reduce({values}, {step}, {start})], {write.sql(finish)})[1]"


def _zip_with(write: Any, node: exp.Anonymous) -> str:
    function = _lambda(node, 2, 2)
    left, right = (write.sql(part) for part in node.expressions[:2])
    name = _fresh(function)
    body = _body(write, function, [f"{name}[1]", f"{name}[2]"])
    return f"list_transform(list_zip({left}, {right}), lambda {name}: {body})"


def _entries(kept: str) -> Callable[[Any, exp.Anonymous], str]:
    """map_filter, transform_values, transform_keys: over a map's entries, by key and value."""

    def write_it(write: Any, node: exp.Anonymous) -> str:
        function = _lambda(node, 1, 2)
        name = _fresh(function)
        body = _body(write, function, [f"{name}.key", f"{name}.value"])
        entries = f"map_entries({write.sql(node.expressions[0])})"
        if kept == "filter":
            return f"map_from_entries(list_filter({entries}, lambda {name}: {body}))"
        pair = f"row({name}.key, {body})" if kept == "values" else f"row({body}, {name}.value)"
        return f"map_from_entries(list_transform({entries}, lambda {name}: {pair}))"

    return write_it


def _fresh(function: exp.Lambda) -> str:
    """A name for the one parameter of the lambda we write; unlike those of lambdas around it."""
    depth = 0
    node: exp.Expr | None = function
    while node is not None:
        depth += isinstance(node, exp.Lambda)
        node = node.parent
    return f"trino_e{depth}"


SPECIAL: dict[str, Callable[[Any, exp.Anonymous], str]] = {
    "concat": _concat,
    "greatest": _folded("greatest"),
    "least": _folded("least"),
    "if": _if,
    "format": _format,
    "date_add": _date_add,
    "date_format": _formatted("strftime", from_mysql),
    "date_parse": _formatted("strptime", from_mysql),
    "format_datetime": _formatted("strftime", from_joda),
    "parse_datetime": _formatted("strptime", from_joda, "::TIMESTAMP WITH TIME ZONE"),
    "regexp_replace": _regexp_replace,
    "reduce": _reduce,
    "zip_with": _zip_with,
    "array_join": _array_join,
    "reverse": _reverse,
    "sequence": _sequence,
    "json_extract": _json_path,
    "json_extract_scalar": _json_path,
    "json_size": _json_path,
    "map_filter": _entries("filter"),
    "transform_values": _entries("values"),
    "transform_keys": _entries("keys"),
}
