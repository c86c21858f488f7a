"""Plus and minus where days may be meant: Trino gives an interval or refuses, DuckDB gives a number or a day.

Where the statement tells the operands' types, each is written as Trino means it, or refused; where it
does not, the reader is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from tui.core.sandboxing import SandboxTable, SqlRefused
from tui.sandbox.trino import kinds
from tui.sandbox.trino.comparisons import column_types
from tui.sandbox.trino.text import place_at

DAYS = "assay days"
"""Marks a difference of two days."""

_FAMILIES = {"date": "date", "times": "time", "real": "number", "double": "number", "bigin": "number"}

_NUMBERS = """
sum avg count count_if approx_distinct length cardinality sqrt ln exp power pow random rand round floor
ceil ceiling mod abs row_number rank dense_rank ntile year month day hour minute second week quarter
date_diff to_unixtime stddev variance corr strpos position levenshtein_distance json_size truncate
"""
_KEEPING = """
min max any_value arbitrary lag lead first_value last_value nth_value coalesce nullif greatest least
max_by min_by approx_percentile try
"""
_TIMES = "now from_unixtime date_parse parse_datetime from_iso8601_timestamp"

_FUNCTIONS = {
    name: kind
    for kind, names in (("number", _NUMBERS), ("time", _TIMES), ("kept", _KEEPING))
    for name in names.split()
}

_WRAPPERS = (exp.Paren, exp.Window, exp.Filter, exp.IgnoreNulls, exp.Distinct, exp.Ordered)
_ALWAYS: dict[type[exp.Expr], str] = {
    exp.Neg: "number",
    exp.Mul: "number",
    exp.Div: "number",
    exp.Mod: "number",
    exp.Extract: "number",
    exp.Interval: "interval",
    exp.CurrentDate: "date",
    exp.CurrentTimestamp: "time",
}
_DEEPEST = 40


def check_arithmetic(tree: exp.Expr, sql: str, tables: Sequence[SandboxTable]) -> tuple[str, ...]:
    """Mark differences of days, and give the notice for sums and differences of unknown types. Raises
    SqlRefused for a day plus or minus a number, which Trino does not know."""
    families = _Families(tree, column_types(tree, tables))
    uncertain: list[str] = []
    for node in tree.find_all(exp.Add, exp.Sub):
        if isinstance(node.this, exp.Interval) or isinstance(node.expression, exp.Interval):
            continue
        left, right = families.of(node.this), families.of(node.expression)
        if left == right == "date" and isinstance(node, exp.Sub):
            node.meta[DAYS] = True
        elif {left, right} == {"date", "number"}:
            sign = "+" if isinstance(node, exp.Add) else "-"
            names = ["integer" if one == "number" else str(one) for one in (left, right)]
            raise SqlRefused(f"Cannot apply operator: {names[0]} {sign} {names[1]}", **_place(node, sql))
        elif _is_uncertain(node, left, right):
            uncertain.append(node.sql(dialect="trino")[:60] if len(uncertain) < _NAMED else "…")
    if not uncertain:
        return ()
    listed = ", ".join(dict.fromkeys(uncertain))
    return (f"Unverified in the sandbox: {listed}: if days are meant, Trino answers otherwise or refuses.",)


_NAMED = 5


def _is_uncertain(node: exp.Expr, left: str | None, right: str | None) -> bool:
    """Whether one of the operands may be a day, so that the engines would differ."""
    families = {left, right}
    if None not in families or families & {"time", "interval"}:
        return False
    if isinstance(node, exp.Sub) and "number" not in families:
        # The engine's own choice among macros is right where no aggregate hides the types.
        return kinds.has_aggregate(node)
    return isinstance(node, exp.Sub) or "number" in families


class _Families:
    """The families of values of one statement: date, time, number, interval; None for what cannot be
    told."""

    def __init__(self, root: exp.Expr, types: Mapping[str, str]) -> None:
        self._root = root
        self._types = types
        self._names: dict[str, str | None] = {}

    def of(self, node: Any, depth: int = 0) -> str | None:
        if depth > _DEEPEST:
            return None
        if isinstance(node, _WRAPPERS):
            return self.of(node.this, depth + 1)
        if type(node) in _ALWAYS:
            return _ALWAYS[type(node)]
        match node:
            case exp.Literal():
                return None if node.is_string else "number"
            case exp.Cast():
                return _of_type(node.to.sql(dialect="trino").lower())
            case exp.Case():
                return self._of_case(node, depth)
            case exp.Add() | exp.Sub():
                return self._of_sum(node, depth)
            case exp.Anonymous():
                return self._of_function(node, depth)
            case exp.Column():
                return self._of_name(node.name.lower(), depth)
        return None

    def _of_case(self, node: exp.Case, depth: int) -> str | None:
        results = [branch.args.get("true") for branch in node.args["ifs"]]
        if node.args.get("default") is not None:
            results.append(node.args["default"])
        families = {self.of(one, depth + 1) for one in results if not isinstance(one, exp.Null)}
        return families.pop() if len(families) == 1 else None

    def _of_sum(self, node: exp.Expr, depth: int) -> str | None:
        left, right = self.of(node.this, depth + 1), self.of(node.expression, depth + 1)
        if isinstance(node, exp.Sub) and left == right and left in ("date", "time"):
            return "interval"
        if "interval" in (left, right):
            return right if left == "interval" else left
        return left if left == right else None

    def _of_function(self, node: exp.Anonymous, depth: int) -> str | None:
        name = str(node.this).lower()
        family = _FUNCTIONS.get(name)
        if family in ("number", "time"):
            return family
        if kinds.is_date(node):
            return "date"
        if not node.expressions:
            return None
        if name in ("date_trunc", "date_add"):
            return self.of(node.expressions[-1], depth + 1)
        return self.of(node.expressions[0], depth + 1) if family else None

    def _of_name(self, name: str, depth: int) -> str | None:
        """By the table's type, else by what the statement gives that name to, if all agree."""
        if name in self._types:
            return _of_type(self._types[name])
        if name not in self._names:
            self._names[name] = None
            given = [alias.this for alias in self._root.find_all(exp.Alias) if alias.alias.lower() == name]
            given += _listed(self._root, name)
            families = {self.of(one, depth + 1) for one in given}
            self._names[name] = families.pop() if len(families) == 1 else None
        return self._names[name]


def _of_type(name: str) -> str | None:
    if name.startswith(("decimal", "int", "small", "tiny")):
        return "number"
    return _FAMILIES.get(name[:5], _FAMILIES.get(name[:4], _FAMILIES.get(name)))


def _listed(root: exp.Expr, name: str) -> list[exp.Expr]:
    """What stands behind a name of a list such as `AS t(a, b)`."""
    found: list[exp.Expr] = []
    for alias in root.find_all(exp.TableAlias):
        names = [column.name.lower() for column in alias.columns]
        if name not in names:
            continue
        source = alias.parent
        while isinstance(source, exp.Subquery | exp.CTE | exp.SetOperation):
            source = source.this
        row: list[exp.Expr] = []
        if isinstance(source, exp.Select):
            row = [column.unalias() for column in source.expressions]
        elif isinstance(source, exp.Values) and source.expressions:
            first = source.expressions[0]
            row = first.expressions if isinstance(first, exp.Tuple) else [first]
        found.append(row[names.index(name)] if len(row) == len(names) else exp.Null())
    return found


def _place(node: exp.Expr, sql: str) -> Any:
    starts = [
        part.meta["start"] for part in node.find_all(exp.Identifier, exp.Anonymous) if "start" in part.meta
    ]
    return place_at(sql, min(starts)) if starts else {}
