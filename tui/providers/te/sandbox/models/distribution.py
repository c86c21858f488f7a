"""Distribution: a value per user and period, and how many users have a value in which bucket.

`distribution_interval` holds the bounds; a value on a bound belongs to the bucket above it. Buckets:
`user_defined` has the bounds of `quotaIntervalArr`; `discrete` has one per value, and then
`distribution_interval` holds the values themselves; `def` is `discrete` for at most ten different
values, else about ten steps of 1, 2 or 5 times a power of ten. Users without the event do not count.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tui.providers.te.sandbox.models.answers import Result, text
from tui.providers.te.sandbox.models.groups import (
    OVERALL,
    bounds,
    group_expressions,
    group_names,
    range_labels,
)
from tui.providers.te.sandbox.models.measures import measure_of
from tui.providers.te.sandbox.models.people import slice_condition, users_of
from tui.providers.te.sandbox.models.query import Query, between, listed, names, selected
from tui.providers.te.sandbox.models.timing import Bucket, Range, bucket_of
from tui.providers.te.sandbox.parameters import parameter_error

FEW_VALUES = 10
MAX_VALUES = 1000
Counts = dict[tuple[str, ...], dict[int, dict[float, int]]]
"""Users by group, period and value."""


def analyze(query: Query) -> Result:
    event = query.events(most=1)[0]
    asked, bucket = query.range(), bucket_of(query.view)
    overall = _counts(query, event, asked, bucket, grouped=False)
    grouped = _counts(query, event, asked, bucket, grouped=True) if group_names(query.view) else {}
    counted = [
        found
        for counts in (overall, grouped)
        for by_period in counts.values()
        for found in by_period.values()
    ]
    values = sorted({value for found in counted for value in found})
    cuts, discrete = _buckets(event, values)
    weights = {
        group: sum(sum(found.values()) for found in periods.values()) for group, periods in grouped.items()
    }
    ordered = sorted(weights, key=lambda group: (-weights[group], group))
    query.cut(len(ordered))
    width = len(group_names(query.view))
    numbers = bucket.numbers(asked)
    lines = [([OVERALL] * max(1, width), overall.get((), {}))]
    lines += [(list(group), grouped[group]) for group in ordered[: query.limit]]
    y: dict[str, list[dict[str, Any]]] = {
        bucket.label(n): [
            {"groupCols": labels, "values": _placed(periods.get(n, {}), cuts, discrete)}
            for labels, periods in lines
        ]
        for n in numbers
    }
    shown = [text(cut) for cut in cuts]
    heads = shown if discrete else range_labels(cuts)
    rows = [[date, *row["groupCols"], *row["values"]] for date, found in y.items() for row in found]
    data = {"x": [bucket.label(n) for n in numbers], "distribution_interval": shown, "y": y}
    return Result(data, ["period", *(group_names(query.view) or ["group"]), *heads], rows)


def users(query: Query) -> Result:
    """The users who have a value."""
    event = query.events(most=1)[0]
    asked, bucket = query.range(), bucket_of(query.view)
    st = query.statement()
    measure = measure_of(st, event, "events[0]", st.subject(query.subject))
    cell = slice_condition(query, st, bucket, asked, group_expressions(st, query.view.get("groupBy")))
    where = f"{between(st, asked)} AND {measure.rows} AND {query.whole_filter(st)} AND {cell}"
    return users_of(query, st, f'SELECT e."#user_id" {st.tables()} WHERE {where}')


def _counts(query: Query, event: Mapping[str, Any], asked: Range, bucket: Bucket, *, grouped: bool) -> Counts:
    st = query.statement()
    measure = measure_of(st, event, "events[0]", st.subject(query.subject))
    groups = group_expressions(st, query.view.get("groupBy")) if grouped else []
    keys = names("g", len(groups))
    where = f"{between(st, asked)} AND {measure.rows} AND {query.whole_filter(st)}"
    per_user = (
        f"SELECT {st.subject(query.subject)} AS s, {bucket.sql(st.time)} AS p{selected(groups, keys)}, "
        f"CAST({measure.sql} AS DOUBLE) AS v {st.tables()} WHERE {where} GROUP BY s, p{listed(keys)}"
    )
    found: Counts = {}
    for period, value, users, *labels in query.run(
        st,
        f"SELECT p, v, count(*){listed(keys)} FROM ({per_user}) WHERE v IS NOT NULL AND isfinite(v) "  # noqa: S608
        f"GROUP BY p, v{listed(keys)}",
    ):
        found.setdefault(tuple(labels), {}).setdefault(period, {})[value] = users
    return found


def _buckets(event: Mapping[str, Any], values: Sequence[float]) -> tuple[list[float], bool]:
    """Bounds, or with True the values that have a bucket each."""
    kind = event.get("intervalType") or "def"
    if kind == "user_defined":
        cuts = bounds(event.get("quotaIntervalArr"), "events[0].quotaIntervalArr")
        if not cuts:
            raise parameter_error("events[0].quotaIntervalArr", "user_defined needs bounds")
        return cuts, False
    if kind == "discrete" or len(values) <= FEW_VALUES:
        if len(values) > MAX_VALUES:
            raise parameter_error("events[0].intervalType", f"discrete would have over {MAX_VALUES} buckets")
        return list(values), True
    step = nice_step((values[-1] - values[0]) / FEW_VALUES)
    first = math.floor(values[0] / step) + 1
    last = math.ceil(values[-1] / step)
    return [float(f"{number * step:.12g}") for number in range(first, max(first + 1, last))], False


def nice_step(rough: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def _placed(found: Mapping[float, int], cuts: Sequence[float], discrete: bool) -> list[int]:
    if discrete:
        return [found.get(cut, 0) for cut in cuts]
    counts = [0] * (len(cuts) + 1)
    for value, users in found.items():
        counts[sum(1 for cut in cuts if cut <= value)] += users
    return counts
