"""Funnel: how many users went how far along the steps, within a window from their own first step.

A chain begins with a first step inside the range; each later step comes after the one before it, and
the last one at most the window's length after the first, even when that is past the end of the range.
Events at the same time are ordered by their number. A user counts once, at the furthest step of any
chain, and in the group of the first step of the chain that gets there (the latest such first step).
A week is 7 days and a month 30 in a window.
"""

from __future__ import annotations

import datetime
from typing import Any

from tui.providers.te.sandbox.models.answers import LAYOUT_KEY, Result, text
from tui.providers.te.sandbox.models.groups import OVERALL, group_expressions, group_names
from tui.providers.te.sandbox.models.measures import event_condition
from tui.providers.te.sandbox.models.people import users_of
from tui.providers.te.sandbox.models.query import Query, between, listed, names, selected
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.models.timing import Range
from tui.providers.te.sandbox.parameters import parameter_error

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}
MAX_STEPS = 30
MAX_WINDOW = 366 * 86400
OWN = "How groups are nested is not public: y as a list of {groupCols, values} is the sandbox's own."


def window_of(query: Query, value: str, unit: str) -> int:
    """The length of a window in seconds; the names are those of the request."""
    seconds = int(query.call.values[value]) * UNITS[str(query.call.values[unit])]
    if seconds > MAX_WINDOW:
        raise parameter_error(value, "the sandbox looks at most 366 days ahead")
    return seconds


def analyze(query: Query) -> Result:
    """`z` step names, `y` users per step; with groups `y` is a list of rows, the overall one first."""
    st = query.statement()
    sql, keys = _reached(query, st)
    steps = len(query.call.body["events"])
    columns = listed(keys)
    rows = query.run(st, f"SELECT reached, count(*){columns} FROM ({sql}) GROUP BY reached{columns}")  # noqa: S608
    counts: dict[tuple[str, ...], list[int]] = {(): [0] * steps}
    for reached, users, *labels in rows:
        for group in {(), tuple(labels)}:
            line = counts.setdefault(group, [0] * steps)
            line[:reached] = [count + users for count in line[:reached]]
    z = [str(event.get("eventNameDisplay") or event["eventName"]) for event in query.call.body["events"]]
    if not keys:
        values = [text(count) for count in counts[()]]
        return Result({"z": z, "y": values}, z, [values])
    ordered = sorted((group for group in counts if group), key=lambda group: (-counts[group][0], group))
    query.cut(len(ordered))
    y: list[dict[str, Any]] = [{"groupCols": [OVERALL] * len(keys), "values": [text(n) for n in counts[()]]}]
    y += [
        {"groupCols": list(group), "values": [text(n) for n in counts[group]]}
        for group in ordered[: query.limit]
    ]
    lines = [[*row["groupCols"], *row["values"]] for row in y]
    return Result({"z": z, "y": y, LAYOUT_KEY: OWN}, [*group_names(query.view), *z], lines, OWN)


def users(query: Query) -> Result:
    """The users who did the first step."""
    st = query.statement()
    sql, _ = _reached(query, st, subject="#user_id")
    return users_of(query, st, f"SELECT s FROM ({sql})")  # noqa: S608 - values are bound


def _reached(query: Query, st: Statement, subject: str = "") -> tuple[str, list[str]]:
    """SQL of one row per user: s, the furthest step, the group's labels; and the labels' names."""
    events = query.events(least=2, most=MAX_STEPS)
    window = datetime.timedelta(seconds=window_of(query, "eventView.windows_gap", "eventView.windows_gap_tu"))
    asked = query.range()
    groups = group_expressions(st, query.view.get("groupBy"))
    keys = names("g", len(groups))
    steps = [event_condition(st, event, f"events[{number}]") for number, event in enumerate(events)]
    steps[0] = f"({steps[0]} AND {between(st, asked)})"
    marks = [f"m{number}" for number in range(len(steps))]
    everything = Range(asked.begin, asked.end + window)
    base = (
        f'SELECT {st.subject(subject or query.subject)} AS s, {st.time} AS t, e."#event_id" AS i'
        f"{selected(steps, marks)}{selected(groups, keys)} {st.tables()} "
        f"WHERE {between(st, everything)} AND ({' OR '.join(steps)}) AND {query.whole_filter(st)}"
    )
    # What is carried from step to step is the latest first step: its time, number and group.
    start = "t" if not keys else f"{{'t': t, 'i': i{''.join(f', {key!r}: {key}' for key in keys)}}}"
    begun = "c{0}" if not keys else "c{0}.t"
    layers = [f"l0 AS (SELECT *, CASE WHEN m0 THEN {start} END AS c0 FROM ({base}))"]  # noqa: S608 - own names
    for number in range(1, len(steps)):
        earlier = f"max(c{number - 1}) OVER w"
        carried = (
            f"SELECT *, {earlier} AS before FROM l{number - 1} "  # noqa: S608 - own names
            "WINDOW w AS (PARTITION BY s ORDER BY t, i ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        )
        inside = f"t <= {'before' if not keys else 'before.t'} + {st.bind(window)}"
        step = f"CASE WHEN m{number} AND {inside} THEN before END AS c{number}"
        layers.append(f"l{number} AS (SELECT * EXCLUDE (before), {step} FROM ({carried}))")  # noqa: S608 - own names
    latest = ", ".join(f"max(c{number}) AS c{number}" for number in range(len(steps)))
    last = len(steps) - 1
    reached = " + ".join(
        f"CAST({begun.format(number)} IS NOT NULL AS INTEGER)" for number in range(len(steps))
    )
    furthest = f"coalesce({', '.join(f'c{number}' for number in range(last, -1, -1))})"
    labels = "".join(f", furthest.{key} AS {key}" for key in keys)
    sql = (
        f"WITH {', '.join(layers)} SELECT s, reached{labels} FROM ("  # noqa: S608 - values are bound
        f"SELECT *, {reached} AS reached, {furthest} AS furthest FROM ("
        f"SELECT s, {latest} FROM l{last} GROUP BY s) WHERE c0 IS NOT NULL)"
    )
    return sql, keys
