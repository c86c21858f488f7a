"""Splits: the entries of `groupBy` as SQL expressions that give a label.

A property without value is labelled "(null)". Times are split by day. `propertyRange` holds the bounds
of a numeric split, as a list or as text with commas; labels are (-∞,a), [a,b) … [z,+∞). These labels
are the sandbox's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from tui.providers.te.sandbox.models.source import Kind
from tui.providers.te.sandbox.models.statement import Column, Statement
from tui.providers.te.sandbox.parameters import check_item, item_specs, parameter_error

NULL_LABEL = "(null)"
OVERALL = "总体"
"""The label of the row over all groups, as the vendor writes it."""

MAX_BOUNDS = 100


def group_expressions(st: Statement, group_by: Any, place: str = "eventView.groupBy") -> list[str]:
    """One SQL text expression per split. Raises Rejected (-1008)."""
    if group_by in (None, []):
        return []
    if not isinstance(group_by, list):
        raise parameter_error(place, "needs a list of {columnName, tableType}")
    return [group_expression(st, entry, f"{place}[{number}]") for number, entry in enumerate(group_by)]


def group_expression(st: Statement, entry: Any, place: str) -> str:
    check_item(place, entry, item_specs("event-analyze", "eventView.groupBy"))
    name, table = str(entry["columnName"]), str(entry["tableType"])
    if table in ("cluster", "user_cluster"):
        members = st.source.objects.cohorts.get(name)
        if members is None:
            raise parameter_error(
                f"{place}.columnName", f"there is no cohort {name[:60]!r} with members in the sandbox"
            )
        inside = f"list_contains({st.bind(sorted(members))}::BIGINT[], {st.user_id})"
        return f"CASE WHEN {inside} THEN 'true' ELSE 'false' END"
    column = st.column(name, table, f"{place}.columnName")
    return label(
        st, column, bounds(entry.get("propertyRange"), f"{place}.propertyRange"), f"{place}.propertyRange"
    )


def label(st: Statement, column: Column, cuts: Sequence[float], place: str) -> str:
    """The label of a property's value, cut at `cuts` when there are some."""
    if cuts:
        if column.kind is not Kind.NUMBER:
            raise parameter_error(place, f"bounds need numbers, and {column.name} holds {column.kind}")
        return _ranged(st, column, cuts)
    if column.kind is Kind.TIME:
        return f"coalesce(strftime({column.sql}, '%Y-%m-%d'), {st.bind(NULL_LABEL)})"
    return f"coalesce(CAST({column.sql} AS VARCHAR), {st.bind(NULL_LABEL)})"


def bounds(value: Any, place: str) -> list[float]:
    """Bounds as numbers in rising order; empty when there are none."""
    if value in (None, "", []):
        return []
    if isinstance(value, str):
        text = value.strip()
        try:
            value = (
                json.loads(text)
                if text.startswith("[")
                else [part for part in text.split(",") if part.strip()]
            )
        except (ValueError, RecursionError):
            raise parameter_error(place, "is not a list of numbers") from None
    if not isinstance(value, list) or len(value) > MAX_BOUNDS:
        raise parameter_error(place, f"needs a list of at most {MAX_BOUNDS} numbers")
    try:
        numbers = [float(part) for part in value]
    except (TypeError, ValueError):
        raise parameter_error(place, "needs a list of numbers") from None
    if any(a >= b for a, b in pairwise(numbers)) or not all(math.isfinite(n) for n in numbers):
        raise parameter_error(place, "needs rising numbers")
    return numbers


def range_labels(cuts: Sequence[float]) -> list[str]:
    """The names of the ranges between bounds, one more than there are bounds."""
    texts = [f"{cut:.15g}" for cut in cuts]
    between = [f"[{a},{b})" for a, b in pairwise(texts)]
    return [f"(-∞,{texts[0]})", *between, f"[{texts[-1]},+∞)"]


def _ranged(st: Statement, column: Column, cuts: Sequence[float]) -> str:
    names = range_labels(cuts)
    parts = [f"WHEN {column.sql} IS NULL THEN {st.bind(NULL_LABEL)}"]
    parts += [
        f"WHEN {column.sql} < {st.bind(cut)} THEN {st.bind(name)}"
        for cut, name in zip(cuts, names[:-1], strict=True)
    ]
    return f"CASE {' '.join(parts)} ELSE {st.bind(names[-1])} END"


def group_names(view: Mapping[str, Any]) -> list[str]:
    """The properties of the splits by name, for the headers of row answers."""
    entries = view.get("groupBy")
    if not isinstance(entries, list):
        return []
    return [str(entry.get("columnName")) for entry in entries if isinstance(entry, Mapping)]
