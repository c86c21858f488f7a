"""The values of `analysis` as SQL aggregates, and formulas over them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.sandboxing import Refusal, SqlRefused
from tui.providers.te.sandbox.models import formulas
from tui.providers.te.sandbox.models.filters import condition
from tui.providers.te.sandbox.models.source import Kind
from tui.providers.te.sandbox.models.statement import Column, Statement
from tui.providers.te.sandbox.parameters import parameter_error

WITHOUT_PROPERTY = ("TOTAL_TIMES", "TRIG_USER_NUM", "PER_CAPITA_TIMES")
COUNTS = frozenset(
    {
        "TOTAL_TIMES", "TRIG_USER_NUM", "DISTINCT", "TRUE", "FALSE", "IS_NOT_EMPTY", "IS_EMPTY",
        "ARRAY_DISTINCT", "ARRAY_SET_DISTINCT", "ARRAY_ITEM_DISTINCT",
    }
)  # fmt: skip
"""What is zero, and not without a value, where nothing happened."""

_NUMERIC = {"SUM": "sum", "AVG": "avg", "MAX": "max", "MIN": "min", "MEDIAN": "median"}
ANY_EVENT = "anyEvent"


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric: its SQL value per group of rows, the condition of the rows it reads, and its name."""

    name: str
    sql: str
    rows: str
    count: bool
    percent: bool = False


def event_condition(st: Statement, event: Mapping[str, Any], place: str) -> str:
    """The condition of one entry of `events`: its name and its own filters."""
    name = str(event.get("eventName", ""))
    own = condition(st, event.get("relation"), event.get("filts"), f"{place}.filts")
    return f"({named_event(st, name, f'{place}.eventName')} AND {own})"


def named_event(st: Statement, name: str, place: str) -> str:
    """The condition of an event by name, `anyEvent` and virtual events included."""
    if name == ANY_EVENT:
        return "TRUE"
    rule = st.source.objects.virtual_events.get(name)
    if rule is not None:
        parts = [
            f"({named_event(st, str(part.get('eventName')), place)} AND "
            f"{condition(st, part.get('relation'), part.get('filts'), place)})"
            for part in rule.get("events", [])
        ]
        return f"({' OR '.join(parts) or 'FALSE'})"
    if name not in st.source.event_names:
        raise parameter_error(place, f"project {st.source.project.id} has no event {name[:60]!r}")
    return f'e."#event_name" = {st.bind(name)}'


def measure_of(st: Statement, event: Mapping[str, Any], place: str, subject: str) -> Measure:
    """The metric of one entry of `events`. Raises Rejected (-1008)."""
    if event.get("type") == "customized":
        return _formula(st, event, place, subject)
    analysis = str(event.get("analysis", ""))
    rows = event_condition(st, event, place)
    sql = aggregate(st, analysis, event, place, subject, rows)
    name = f"{event.get('eventName', '')}.{analysis}"
    return Measure(name, sql, rows, analysis in COUNTS)


def aggregate(
    st: Statement,
    analysis: str,
    event: Mapping[str, Any],
    place: str,
    subject: str,
    rows: str = "",
    table: str = "event",
) -> str:
    """One aggregate over the rows that fulfil `rows` (all when empty)."""
    only = f" FILTER (WHERE {rows})" if rows else ""
    users = f"count(DISTINCT {subject}){only}"
    if analysis == "TOTAL_TIMES":
        return f"count(*){only}"
    if analysis == "TRIG_USER_NUM":
        return users
    if analysis == "PER_CAPITA_TIMES":
        return _ratio(f"count(*){only}", users)
    quota = str(event.get("quota") or "")
    if not quota:
        raise parameter_error(f"{place}.quota", f"{analysis} needs a property")
    column = st.column(quota, table, f"{place}.quota")
    if analysis == "PER_CAPITA_NUM":
        return _ratio(f"sum({_of(column, Kind.NUMBER, analysis, place)}){only}", users)
    if analysis in _NUMERIC:
        number = f"CAST({_of(column, Kind.NUMBER, analysis, place)} AS DOUBLE)"
        return f"{_NUMERIC[analysis]}({number}){only}"
    if analysis == "PERCENTILE":
        share = st.bind(_percent(event.get("analysisParams"), place) / 100)
        number = f"CAST({_of(column, Kind.NUMBER, analysis, place)} AS DOUBLE)"
        return f"quantile_cont({number}, CAST({share} AS DOUBLE)){only}"
    return _counted(column, analysis, place, rows)


def _counted(column: Column, analysis: str, place: str, rows: str) -> str:
    only = f" FILTER (WHERE {rows})" if rows else ""
    also = f"{rows} AND " if rows else ""
    match analysis:
        case "DISTINCT":
            return f"count(DISTINCT {column.sql}){only}"
        case "TRUE":
            return f"count(*) FILTER (WHERE {also}{_of(column, Kind.BOOLEAN, analysis, place)})"
        case "FALSE":
            return f"count(*) FILTER (WHERE {also}NOT {_of(column, Kind.BOOLEAN, analysis, place)})"
        case "IS_NOT_EMPTY":
            return f"count({column.sql}){only}"
        case "IS_EMPTY":
            return f"count(*) FILTER (WHERE {also}{column.sql} IS NULL)"
        case "ARRAY_DISTINCT":
            return f"count(DISTINCT {_of(column, Kind.LIST, analysis, place)}){only}"
        case "ARRAY_SET_DISTINCT":
            items = _of(column, Kind.LIST, analysis, place)
            return f"count(DISTINCT list_sort(list_distinct({items}))){only}"
        case "ARRAY_ITEM_DISTINCT":
            items = _of(column, Kind.LIST, analysis, place)
            return f"coalesce(len(list_distinct(flatten(list({items}){only}))), 0)"
        case _:
            raise parameter_error(f"{place}.analysis", f"{analysis[:40]!r} is not known")


def _of(column: Column, kind: Kind, analysis: str, place: str) -> str:
    if column.kind is not kind:
        raise parameter_error(
            f"{place}.quota", f"{analysis} needs {kind}, and {column.name} holds {column.kind}"
        )
    return column.sql


def _ratio(part: str, whole: str) -> str:
    # The engine divides whole numbers as Trino does; a mean needs its fraction.
    return f"CAST({part} AS DOUBLE) / nullif({whole}, 0)"


def _percent(value: Any, place: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if not 1 <= number <= 100:
        raise parameter_error(f"{place}.analysisParams", "PERCENTILE needs a number from 1 to 100")
    return number


# ---- formulas


def _formula(st: Statement, event: Mapping[str, Any], place: str, subject: str) -> Measure:
    text = str(event.get("customEvent") or "")
    if event.get("customFilters"):
        raise parameter_error(
            f"{place}.customFilters", "how they are laid out is not public; the sandbox takes none"
        )
    if event.get("quotaEntities"):
        raise parameter_error(
            f"{place}.quotaEntities", "how they are laid out is not public; the sandbox takes none"
        )
    tree = formulas.parse(text, f"{place}.customEvent")
    own = condition(st, event.get("relation"), event.get("filts"), f"{place}.filts")
    rows: list[str] = []

    def term(name: str) -> str:
        event_name, prop, analysis = split_term(st, name, f"{place}.customEvent")
        wanted = f"({named_event(st, event_name, f'{place}.customEvent')} AND {own})"
        rows.append(wanted)
        entry = {"quota": prop, "analysisParams": event.get("analysisParams")}
        sql = aggregate(st, analysis, entry, place, subject, wanted)
        return f"CAST({sql} AS DOUBLE)"

    sql = formulas.sql(tree, st.bind, term)
    return Measure(text, sql, f"({' OR '.join(rows)})", False, event.get("format") == "FORMAT_PERCENT")


def split_term(st: Statement, name: str, place: str) -> tuple[str, str, str]:
    """Event, property and analysis of `event.ANALYSIS` or `event.property.ANALYSIS`."""
    head, _, analysis = name.rpartition(".")
    if analysis not in (*WITHOUT_PROPERTY, *_NUMERIC, *COUNTS, "PER_CAPITA_NUM", "PERCENTILE") or not head:
        raise formulas.invalid(place, f"{name[:60]!r} is not event.ANALYSIS or event.property.ANALYSIS")
    if analysis in WITHOUT_PROPERTY:
        return head, "", analysis
    known = [*st.source.event_names, *st.source.objects.virtual_events, ANY_EVENT]
    # Names may hold dots themselves; the longest event that fits wins.
    events = sorted((one for one in known if head.startswith(f"{one}.")), key=len)
    if not events:
        raise formulas.invalid(place, f"{name[:60]!r} names no event and property of the project")
    return events[-1], head[len(events[-1]) + 1 :], analysis


_PATTERN_FAULTS = re.compile(
    "regex|regular expression|invalid perl operator|invalid escape|invalid character class|repetition"
    "|invalid named|missing [])]|trailing backslash",
    re.IGNORECASE,
)
"""What the engine's matcher (RE2) says about a pattern it does not take."""


def bad_pattern(error: SqlRefused) -> bool:
    """Whether the engine refused a regular expression that was bound as a value."""
    return error.reason is Refusal.RUNTIME and _PATTERN_FAULTS.search(str(error)) is not None
