"""Rows as text, written by the engine: SQL expressions that print each type as Trino prints it.

NaN and infinities are strings in JSON, as in Trino's own client protocol, since JSON has no such
numbers. Rows (`row(…)`) are lists of their fields, timestamps carry three digits of a second. How
the vendor's server prints decimals, NaN and nested values is not documented; this is the sandbox's
choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.core.table import RowFormat

_NAMES = {
    "VARCHAR": "varchar",
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "UTINYINT": "smallint",
    "USMALLINT": "integer",
    "UINTEGER": "bigint",
    # DuckDB's sum() of integers is wider than Trino's; Trino calls both bigint.
    "UBIGINT": "bigint",
    "HUGEINT": "bigint",
    "UHUGEINT": "bigint",
    "BIGNUM": "bigint",
    "FLOAT": "real",
    "DOUBLE": "double",
    "DATE": "date",
    "TIME": "time(3)",
    "TIMESTAMP": "timestamp(3)",
    "TIMESTAMP_S": "timestamp(0)",
    "TIMESTAMP_MS": "timestamp(3)",
    "TIMESTAMP_NS": "timestamp(9)",
    "TIMESTAMP WITH TIME ZONE": "timestamp(3) with time zone",
    "INTERVAL": "interval day to second",
    "BLOB": "varbinary",
    "JSON": "json",
    "UUID": "uuid",
    '"NULL"': "unknown",
    "NULL": "unknown",
}

CALLED = "trino_interval_text"
"""The macro that a row's text may call."""

_NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_WIDE = {"HUGEINT", "UHUGEINT", "BIGNUM"}
_FLOATS = {"FLOAT", "DOUBLE"}


def trino_type(duck_type: str) -> str:
    """Trino's name of a DuckDB type."""
    if duck_type.endswith("]"):
        return f"array({trino_type(_element(duck_type))})"
    if duck_type.startswith("MAP("):
        key, value = _split(duck_type[4:-1])
        return f"map({trino_type(key)}, {trino_type(value)})"
    if duck_type.startswith(("STRUCT(", "TUPLE(")):
        fields = _fields(duck_type)
        return f"row({', '.join(f'{name} {trino_type(kind)}'.strip() for name, kind in fields)})"
    if duck_type.startswith("DECIMAL"):
        return duck_type.lower()
    return _NAMES.get(duck_type, duck_type.lower())


def row_expression(columns: Sequence[tuple[str, str, str]], row_format: RowFormat) -> str:
    """One SQL expression that prints a whole row. `columns` are (reference, name, DuckDB type)."""
    match row_format:
        case RowFormat.JSON_ARRAY | RowFormat.JSON_OBJECT if all(_is_plain(kind) for _, _, kind in columns):
            # The engine's own function is the fastest where it prints exactly what is wanted.
            if row_format is RowFormat.JSON_ARRAY:
                return (
                    f"CAST(json_array({', '.join(_plain(ref, kind) for ref, _, kind in columns)}) AS VARCHAR)"
                )
            pairs = ", ".join(f"{_text(name)}, {_plain(ref, kind)}" for ref, name, kind in columns)
            return f"CAST(json_object({pairs}) AS VARCHAR)"
        case RowFormat.JSON_ARRAY:
            return _joined([_json(ref, kind) for ref, _, kind in columns], "[", ",", "]")
        case RowFormat.JSON_OBJECT:
            parts = [f"to_json({_text(name)}) || ':' || {_json(ref, kind)}" for ref, name, kind in columns]
            return _joined(parts, "{", ",", "}")
        case RowFormat.CSV:
            return _joined([_field(ref, kind) for ref, _, kind in columns], "", ",", "")
        case RowFormat.TSV:
            return _joined([_field(ref, kind) for ref, _, kind in columns], "", "\t", "")


def _joined(parts: Sequence[str], opening: str, separator: str, closing: str) -> str:
    joined = f" || {_text(separator)} || ".join(f"({part})" for part in parts)
    return f"{_text(opening)} || {joined} || {_text(closing)}"


def _is_plain(kind: str) -> bool:
    return kind in _NUMBERS | {"VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP", "UUID"} | _FLOATS


def _plain(ref: str, kind: str) -> str:
    if kind == "TIMESTAMP":
        return _timestamp(ref)
    if kind in _FLOATS:
        return f"CASE WHEN isfinite({ref}) OR {ref} IS NULL THEN to_json({ref}) ELSE {_not_finite(ref)} END"
    return ref


def _json(ref: str, kind: str, depth: int = 0) -> str:
    """An expression of type VARCHAR: the value as JSON text, the word null for NULL."""
    if kind in _NUMBERS | _WIDE or kind.startswith("DECIMAL") or kind == "BOOLEAN":
        return f"coalesce(CAST({ref} AS VARCHAR), 'null')"
    if kind in _FLOATS:
        finite = f"CAST(to_json({ref}) AS VARCHAR)"
        return (
            f"CASE WHEN {ref} IS NULL THEN 'null' WHEN isfinite({ref}) THEN {finite} "
            f"ELSE CAST({_not_finite(ref)} AS VARCHAR) END"
        )
    if kind.endswith("]"):
        name = f"e{depth}"
        items = f"list_transform({ref}, lambda {name}: {_json(name, _element(kind), depth + 1)})"
        return f"coalesce('[' || array_to_string({items}, ',') || ']', 'null')"
    if kind.startswith("MAP("):
        key, value = _split(kind[4:-1])
        name = f"e{depth}"
        pair = f"to_json({_shown(f'{name}.key', key)}) || ':' || {_json(f'{name}.value', value, depth + 1)}"
        items = f"list_transform(map_entries({ref}), lambda {name}: {pair})"
        return f"coalesce('{{' || array_to_string({items}, ',') || '}}', 'null')"
    if kind.startswith(("STRUCT(", "TUPLE(")):
        parts = [
            _json(f'{ref}."{name}"' if name else f"{ref}[{index}]", inner, depth)
            for index, (name, inner) in enumerate(_fields(kind), 1)
        ]
        joined = " || ',' || ".join(f"({part})" for part in parts)
        return f"CASE WHEN {ref} IS NULL THEN 'null' ELSE '[' || {joined} || ']' END"
    if kind == "JSON":
        # Trino hands json to a client as text.
        return f"coalesce(CAST(to_json(CAST({ref} AS VARCHAR)) AS VARCHAR), 'null')"
    return f"coalesce(CAST(to_json({_shown(ref, kind)}) AS VARCHAR), 'null')"


def _shown(ref: str, kind: str) -> str:
    """An expression of type VARCHAR: the value as Trino shows it, NULL for NULL."""
    if kind.startswith("TIMESTAMP"):
        return _timestamp(ref) + (" || ' UTC'" if kind.endswith("ZONE") else "")
    if kind == "TIME":
        return f"strftime(DATE '2000-01-01' + {ref}, '%H:%M:%S.%g')"
    if kind == "INTERVAL":
        return f"{CALLED}({ref})"
    if kind == "BLOB":
        return f"to_base64({ref})"
    if kind in _FLOATS:
        return f"CASE WHEN isfinite({ref}) THEN CAST({ref} AS VARCHAR) ELSE {_not_finite(ref)} ->> '$' END"
    return f"CAST({ref} AS VARCHAR)"


def _field(ref: str, kind: str) -> str:
    """A field of CSV or TSV: text in double quotes, numbers and booleans bare, NULL as nothing."""
    if kind in _NUMBERS | _WIDE | _FLOATS or kind.startswith("DECIMAL") or kind == "BOOLEAN":
        return f"coalesce({_shown(ref, kind)}, '')"
    nested = kind.endswith("]") or kind.startswith(("MAP(", "STRUCT(", "TUPLE("))
    text = f"CASE WHEN {ref} IS NOT NULL THEN {_json(ref, kind)} END" if nested else _shown(ref, kind)
    return f"coalesce('\"' || replace({text}, '\"', '\"\"') || '\"', '')"


def _timestamp(ref: str) -> str:
    return f"strftime({ref}, '%Y-%m-%d %H:%M:%S.%g')"


def _not_finite(ref: str) -> str:
    return (
        f"to_json(CASE WHEN isnan({ref}) THEN 'NaN' WHEN {ref} > 0 THEN 'Infinity' "
        f"WHEN {ref} < 0 THEN '-Infinity' END)"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _element(kind: str) -> str:
    return re.sub(r"\[\d*\]$", "", kind)


def _split(inner: str) -> list[str]:
    """Parts of `a, b(c, d), "e,f" g` at the commas of the outermost level."""
    parts, depth, start, quoted = [], 0, 0, False
    for index, char in enumerate(inner):
        if char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and not depth:
            parts.append(inner[start:index].strip())
            start = index + 1
    parts.append(inner[start:].strip())
    return parts


def _fields(kind: str) -> list[tuple[str, str]]:
    """Names and types of a STRUCT's fields; names are empty in a TUPLE."""
    parts = _split(kind[kind.index("(") + 1 : -1])
    if kind.startswith("TUPLE("):
        return [("", part) for part in parts]
    found = []
    for part in parts:
        match = re.match(r'(?:"((?:[^"]|"")*)"|(\w+)) (.+)$', part, re.DOTALL)
        if match:
            found.append((match[1] if match[1] is not None else match[2], match[3]))
    return found
