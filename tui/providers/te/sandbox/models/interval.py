"""Interval analysis: the time from a first event to the next second one.

A second event pairs with the latest first event before it when no other second event lies between, so
A A B B gives one pair. The same event as first and second gives the gaps between its neighbours. With
`relationProp` only events with the same value of the property are looked at together. The first event
lies in the range, and the pair belongs to its period and group; the gap is at most the window.

The answer is the sandbox's own: `y` holds one flat object per period and group with `count` of pairs,
`users`, and in seconds `max`, `upper_quartile`, `median`, `lower_quartile`, `min`, `mean`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from tui.providers.te.sandbox.models.answers import LAYOUT_KEY, NO_VALUE, Result, text
from tui.providers.te.sandbox.models.funnel import window_of
from tui.providers.te.sandbox.models.groups import OVERALL, group_expressions, group_names
from tui.providers.te.sandbox.models.measures import event_condition
from tui.providers.te.sandbox.models.people import users_of
from tui.providers.te.sandbox.models.query import Query, between, listed, names, selected
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.models.timing import Range, bucket_of
from tui.providers.te.sandbox.parameters import parameter_error

OWN = "The layout of interval answers is not public; one object per period and group is the sandbox's own."
STATISTICS = {
    "max": "max(gap)",
    "upper_quartile": "quantile_cont(gap, 0.75)",
    "median": "quantile_cont(gap, 0.5)",
    "lower_quartile": "quantile_cont(gap, 0.25)",
    "min": "min(gap)",
    "mean": "avg(gap)",
}


def analyze(query: Query) -> Result:
    splits = group_names(query.view)
    found = _statistics(query, grouped=False)
    grouped = _statistics(query, grouped=True) if splits else {}
    weights: dict[tuple[str, ...], int] = {}
    for (_, group), statistics in grouped.items():
        weights[group] = weights.get(group, 0) + statistics[0]
    ordered = sorted(weights, key=lambda group: (-weights[group], group))
    query.cut(len(ordered))
    bucket = bucket_of(query.view)
    numbers = bucket.numbers(query.range())
    everything: dict[tuple[int, tuple[str, ...]], tuple[Any, ...]] = found | grouped
    y: list[dict[str, Any]] = []
    for number in numbers:
        for group in [(), *ordered[: query.limit]]:
            values = everything.get((number, group))
            row: dict[str, Any] = {"x": bucket.label(number)}
            row |= {"groupCols": list(group) or [OVERALL] * len(splits)} if splits else {}
            count, users, *numbers_found = values or (0, 0, *[None] * len(STATISTICS))
            row |= {"count": count, "users": users}
            row |= {name: text(value) for name, value in zip(STATISTICS, numbers_found, strict=True)}
            if not group or values:
                y.append(row)
    data = {"x": [bucket.label(number) for number in numbers], "y": y, LAYOUT_KEY: OWN}
    heads = ["period", *splits, "count", "users", *STATISTICS]
    lines = [
        [
            row["x"],
            *row.get("groupCols", []),
            *(row.get(name, NO_VALUE) for name in ("count", "users", *STATISTICS)),
        ]
        for row in y
    ]
    return Result(data, heads, lines, OWN)


def users(query: Query) -> Result:
    """The users with at least one pair."""
    st = query.statement()
    pairs, _ = _pairs(query, st, grouped=False, subject="#user_id")
    return users_of(query, st, f"SELECT s FROM ({pairs})")  # noqa: S608 - values are bound


def _statistics(query: Query, *, grouped: bool) -> dict[tuple[int, tuple[str, ...]], tuple[Any, ...]]:
    st = query.statement()
    pairs, keys = _pairs(query, st, grouped=grouped)
    columns, width = listed(keys), len(keys)
    rows = query.run(
        st,
        f"SELECT p{columns}, count(*), count(DISTINCT s), {', '.join(STATISTICS.values())} "  # noqa: S608
        f"FROM ({pairs}) GROUP BY p{columns}",
    )
    return {(row[0], tuple(row[1 : 1 + width])): tuple(row[1 + width :]) for row in rows}


def _pairs(query: Query, st: Statement, *, grouped: bool, subject: str = "") -> tuple[str, list[str]]:
    """SQL of one row per pair: s, p, gap in seconds, the group's labels; and the labels' names."""
    first, second = _events(query)
    asked, bucket = query.range(), bucket_of(query.view)
    window = window_of(query, "eventView.windowsGapValue", "eventView.windowsGapUnit")
    groups = group_expressions(st, query.view.get("groupBy")) if grouped else []
    keys = names("g", len(groups))
    begins, ends = event_condition(st, *first), event_condition(st, *second)
    link = _link(st, first, second, begins)
    everything = Range(asked.begin, asked.end + datetime.timedelta(seconds=window))
    where = f"{between(st, everything)} AND ({begins} OR {ends}) AND {query.whole_filter(st)}"
    base = (
        f'SELECT {st.subject(subject or query.subject)} AS s, {st.time} AS t, e."#event_id" AS i, '
        f"{link} AS link, {bucket.sql(st.time)} AS p, {begins} AND {between(st, asked)} AS a, {ends} AS b"
        f"{selected(groups, keys)} {st.tables()} WHERE {where}"
    )
    carried = "".join(f", lag({key}) OVER w AS {key}" for key in keys)
    lagged = (
        "SELECT s, b, lag(a) OVER w AS a, lag(p) OVER w AS p, "  # noqa: S608 - values are bound
        f"(epoch_us(t) - epoch_us(lag(t) OVER w)) / 1e6 AS gap{carried} "
        f"FROM ({base}) WHERE link IS NOT NULL "
        "WINDOW w AS (PARTITION BY s, link ORDER BY t, i)"
    )
    return f"SELECT s, p, gap{listed(keys)} FROM ({lagged}) WHERE a AND b AND gap <= {window}", keys  # noqa: S608


def _events(query: Query) -> tuple[tuple[Mapping[str, Any], str], tuple[Mapping[str, Any], str]]:
    found: dict[str, tuple[Mapping[str, Any], str]] = {}
    for number, event in enumerate(query.events(least=2, most=2)):
        found[str(event["type"])] = event, f"events[{number}]"
    if len(found) < 2:
        raise parameter_error("events", "one entry of type first and one of type second are required")
    return found["first"], found["second"]


def _link(
    st: Statement, first: tuple[Mapping[str, Any], str], second: tuple[Mapping[str, Any], str], begins: str
) -> str:
    """The value by which both events are linked; a constant when there is no relation."""
    columns = []
    for event, place in (first, second):
        relation = event.get("relationProp")
        if not relation:
            continue
        if not isinstance(relation, Mapping) or not relation.get("property"):
            raise parameter_error(f"{place}.relationProp", "needs {property, …}")
        operator, shift = relation.get("relationPropNumberOperator"), relation.get("relationOperatorValue")
        if operator not in (None, "", "r_eq") or shift not in (None, "", 0, "0"):
            raise parameter_error(
                f"{place}.relationProp",
                "only r_eq with the value 0 is known in public; the sandbox plays that",
            )
        prop = relation["property"]
        name = prop.get("columnName") if isinstance(prop, Mapping) else prop
        columns.append(st.column(str(name), "event", f"{place}.relationProp.property"))
    if not columns:
        return "0"
    if len(columns) < 2:
        raise parameter_error("events", "relationProp is needed on both events")
    texts = [f"CAST({column.sql} AS VARCHAR)" for column in columns]
    if texts[0] == texts[1]:
        return texts[0]
    return f"CASE WHEN {begins} THEN {texts[0]} ELSE {texts[1]} END"
