"""User property analysis: one metric over the user table, per group of users and per split.

The layout is that of event analysis: `x` holds the names of the groups of `userCrowds` (one overall
column without them), `y` the metric with rows of `group_cols` and `values`. It is the sandbox's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.providers.te.sandbox.models.answers import LAYOUT_KEY, Result, text
from tui.providers.te.sandbox.models.filters import condition
from tui.providers.te.sandbox.models.groups import OVERALL, group_expressions, group_names
from tui.providers.te.sandbox.models.measures import COUNTS, aggregate
from tui.providers.te.sandbox.models.people import users_of
from tui.providers.te.sandbox.models.query import Query, listed, names, selected
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.parameters import parameter_error

OWN = "The layout of user property answers is not public; one like event analysis is the sandbox's own."


def analyze(query: Query) -> Result:
    event = query.events(most=1)[0]
    found: list[dict[tuple[str, ...], Any]] = []
    crowds = _crowds(query)
    for crowd in crowds:
        st = query.statement(users_only=True)
        groups = group_expressions(st, query.view.get("groupBy"))
        keys = names("g", len(groups))
        value = aggregate(st, str(event["analysis"]), event, "events[0]", 'u."#user_id"', table="user")
        # Without splits one row is wanted even when nobody is left; an aggregate alone gives it.
        grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
        rows = query.run(
            st,
            f"SELECT {value} AS v{selected(groups, keys)} {st.tables()} "
            f"WHERE {_filter(st, event, crowd)}{grouped} ORDER BY v DESC NULLS LAST{listed(keys)}",
        )
        found.append({tuple(row[1:]): row[0] for row in rows})
    order = list(dict.fromkeys(group for values in found for group in values))
    query.cut(len(order))
    zero = 0 if event["analysis"] in COUNTS else None
    rows_shown = [
        {"group_cols": list(group), "values": [text(values.get(group, zero)) for values in found]}
        for group in order[: query.limit]
    ]
    x = [name for name, _ in crowds]
    metric = f"{event['quota']}.{event['analysis']}"
    lines = [
        [*row["group_cols"], name, value]
        for row in rows_shown
        for name, value in zip(x, row["values"], strict=True)
    ]
    data = {"x": x, "y": [{metric: rows_shown}], LAYOUT_KEY: OWN}
    return Result(data, [*group_names(query.view), "users", metric], lines, OWN)


def users(query: Query) -> Result:
    """The users of all groups together."""
    event = query.events(most=1)[0]
    st = query.statement(users_only=True)
    tests = " OR ".join(_filter(st, event, crowd) for crowd in _crowds(query))
    return users_of(query, st, f'SELECT u."#user_id" {st.tables()} WHERE {tests}')


def _crowds(query: Query) -> list[tuple[str, tuple[Mapping[str, Any], str] | None]]:
    listed_crowds = query.view.get("userCrowds") or []
    if not isinstance(listed_crowds, list):
        raise parameter_error("eventView.userCrowds", "needs a list")
    found: list[tuple[str, tuple[Mapping[str, Any], str] | None]] = []
    for number, crowd in enumerate(listed_crowds):
        place = f"eventView.userCrowds[{number}]"
        if not isinstance(crowd, Mapping):
            raise parameter_error(place, "needs an object")
        found.append((str(crowd.get("crowdName") or f"group {number + 1}"), (crowd, place)))
    return found or [(OVERALL, None)]


def _filter(
    st: Statement, event: Mapping[str, Any], crowd: tuple[str, tuple[Mapping[str, Any], str] | None]
) -> str:
    own = condition(st, event.get("relation"), event.get("filts"), "events[0].filts")
    if crowd[1] is None:
        return own
    entry, place = crowd[1]
    return f"({own} AND {condition(st, entry.get('relation'), entry.get('filts'), f'{place}.filts')})"
