"""Path analysis: how sessions go on after an anchor event, or how they came to it.

Events of a user, ordered by time, form a session until a pause longer than the given gap. Only events
named in `event_names` (with `anyEvent` all) and the anchor take part. In each session a path begins at
the first anchor (`initial_event`), or ends at the last one and is followed backwards
(`termination_event`); step 1 is the anchor. At most ten steps are followed. Per step the `col_limit`
most frequent nodes are kept (0 keeps all) and the others are one node “(more)”.

The answer is the sandbox's own: `nodes` (id, step, name, sessions, users, and `ended`, the sessions that
go no further within ten steps) and `links` (source, target, value in sessions; source is earlier).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.providers.te.sandbox.models.answers import LAYOUT_KEY, Result
from tui.providers.te.sandbox.models.filters import condition
from tui.providers.te.sandbox.models.funnel import UNITS
from tui.providers.te.sandbox.models.groups import bounds, label
from tui.providers.te.sandbox.models.measures import named_event
from tui.providers.te.sandbox.models.people import users_of
from tui.providers.te.sandbox.models.query import Query, between
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.models.timing import PATH
from tui.providers.te.sandbox.parameters import parameter_error

MAX_STEPS = 10
MORE = "(more)"
OWN = "The layout of path answers is not public; nodes and links are the sandbox's own."


def analyze(query: Query) -> Result:
    st = query.statement()
    rows = query.run(
        st,
        f"WITH {_named(query, st)}, linked AS "  # noqa: S608 - values are bound
        "(SELECT *, lead(n) OVER (PARTITION BY s, k ORDER BY step) AS next FROM named) "
        "SELECT grouping(next), step, n, next, count(*) AS sessions, count(DISTINCT s), "
        "count(*) FILTER (WHERE step = last) FROM linked "
        "GROUP BY GROUPING SETS ((step, n), (step, n, next)) ORDER BY step, sessions DESC, n, next",
    )
    nodes = [(step, n, sessions, users, ended) for whole, step, n, _, sessions, users, ended in rows if whole]
    links = [(row[1], row[2], row[3], row[4]) for row in rows if not row[0] and row[3] is not None]
    backwards = query.call.values["events.source_type"] == "termination_event"
    shown = [
        {"id": f"{step}:{n}", "step": step, "name": n, "sessions": sessions, "users": users, "ended": ended}
        for step, n, sessions, users, ended in nodes
    ]
    joined = []
    for step, one, next_one, sessions in links:
        ends = [f"{step}:{one}", f"{step + 1}:{next_one}"]
        source, target = reversed(ends) if backwards else ends
        joined.append({"source": source, "target": target, "value": sessions})
    lines = [[link["source"], link["target"], link["value"]] for link in joined]
    data = {"nodes": shown, "links": joined, LAYOUT_KEY: OWN}
    return Result(data, ["source", "target", "value"], lines, OWN)


def users(query: Query) -> Result:
    """The users with at least one path."""
    st = query.statement()
    return users_of(query, st, f"WITH {_named(query, st)} SELECT s FROM named")  # noqa: S608 - values are bound


def _named(query: Query, st: Statement) -> str:
    """WITH parts that end in `named`: one row per session and step, s, k, step, n, last."""
    base = _base(query, st)
    unit = UNITS[query.call.values["eventView.session_type"]]
    gap = st.bind(int(query.call.values["eventView.session_interval"]) * unit * 1_000_000)
    by_time = "(PARTITION BY s ORDER BY t, i)"
    backwards = query.call.values["events.source_type"] == "termination_event"
    order = "t DESC, i DESC" if backwards else "t, i"
    limit = int(query.call.values["eventView.col_limit"])
    kept = f"CASE WHEN place <= {limit} THEN n ELSE {st.bind(MORE)} END" if limit else "n"
    return (
        f"base AS ({base}), "  # noqa: S608 - values are bound
        f"pauses AS (SELECT *, CAST(epoch_us(t) - epoch_us(lag(t) OVER {by_time}) > {gap} AS INTEGER) "
        "AS pause FROM base), "
        "sessions AS (SELECT *, coalesce(sum(pause) OVER (PARTITION BY s ORDER BY t, i "
        "ROWS UNBOUNDED PRECEDING), 0) AS k FROM pauses), "
        f"placed AS (SELECT *, row_number() OVER (PARTITION BY s, k ORDER BY {order}) AS r FROM sessions), "
        "anchored AS (SELECT *, r - min(CASE WHEN anchor THEN r END) OVER (PARTITION BY s, k) + 1 AS step "
        "FROM placed), "
        f"steps AS (SELECT s, k, step, n, max(step) OVER (PARTITION BY s, k) AS last FROM anchored "
        f"WHERE step BETWEEN 1 AND {MAX_STEPS}), "
        "ranks AS (SELECT step, n, row_number() OVER (PARTITION BY step ORDER BY count(*) DESC, n) AS place "
        "FROM steps GROUP BY step, n), "
        f"named AS (SELECT s, k, step, {kept} AS n, last FROM steps JOIN ranks USING (step, n))"
    )


def _base(query: Query, st: Statement) -> str:
    """SQL of the events that take part: s, t, i, the node's name n, and whether it is an anchor."""
    events = _object(query.call.body.get("events"), "events")
    source = _object(events.get("source_event"), "events.source_event")
    tests = [
        named_event(st, str(name), "events.event_names") for name in query.call.values["events.event_names"]
    ]
    anchor = named_event(st, str(source.get("event_name")), "events.source_event.event_name")
    anchor = f"({anchor} AND {_compound(st, source.get('filter'), 'events.source_event.filter')})"
    people = _compound(st, events.get("user_filter"), "events.user_filter")
    where = f"{between(st, query.range(PATH))} AND ({' OR '.join([*tests, anchor])}) AND {people}"
    return (
        f'SELECT e."#user_id" AS s, {st.time} AS t, e."#event_id" AS i, {_node_name(st, events)} AS n, '
        f"{anchor} AS anchor {st.tables()} WHERE {where}"
    )


def _node_name(st: Statement, events: Mapping[str, Any]) -> str:
    """The event's name, with the value of a property behind it where `by_fields` splits the event."""
    name = 'e."#event_name"'
    fields = events.get("by_fields") or []
    if not isinstance(fields, list):
        raise parameter_error("events.by_fields", "needs a list")
    cases = []
    for number, entry in enumerate(fields):
        place = f"events.by_fields[{number}]"
        field = _object(entry, place)
        column = st.column(str(field.get("field")), str(field.get("table_type") or "event"), f"{place}.field")
        own = field.get("range_type") == "user_defined"
        cuts = bounds(field.get("range"), f"{place}.range") if own else []
        test = named_event(st, str(field.get("event_name")), f"{place}.event_name")
        cases.append(f"WHEN {test} THEN {name} || '(' || {label(st, column, cuts, f'{place}.range')} || ')'")
    return f"CASE {' '.join(cases)} ELSE {name} END" if cases else name


def _compound(st: Statement, node: Any, place: str) -> str:
    if not node:
        return "TRUE"
    found = _object(node, place)
    return condition(st, found.get("relation"), found.get("filts"), f"{place}.filts")


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise parameter_error(place, "needs an object")
    return value
