"""Retention: who did the first event in a period, and came back for the second in later ones.

A user belongs to the cohort of every period in which the first event was done, and to the group of the
earliest such event in it. Period 0 is the cohort's own: the second event anywhere in it counts, before
the first one too. Lost in period k means no second event in any of the periods 1 … k. `y` holds "0" for
statType retention, "1" for lost, and "2" when there is an extra metric, computed over the cohort's users
in that period. `state_avg[…][k]` is the sum of the counts over the sum of the sizes of the cohorts that
have reached period k.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tui.providers.te.sandbox.models.answers import NO_VALUE, Result, text
from tui.providers.te.sandbox.models.groups import OVERALL, group_expressions, group_names
from tui.providers.te.sandbox.models.measures import event_condition, measure_of
from tui.providers.te.sandbox.models.people import slice_condition, users_of
from tui.providers.te.sandbox.models.query import Query, between, listed, names, selected
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.models.timing import Bucket, Range, bucket_of
from tui.providers.te.sandbox.parameters import parameter_error

MAX_UNITS = 366
Key = tuple[int, tuple[str, ...]]
"""A cohort: its period, and the labels of its group."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The events by their part in the analysis, with their place in the request."""

    first: tuple[Mapping[str, Any], str]
    second: tuple[Mapping[str, Any], str]
    extra: tuple[Mapping[str, Any], str] | None
    units: int
    bucket: Bucket
    asked: Range

    @property
    def later(self) -> Range:
        """The range in which second events count."""
        last = self.bucket.numbers(self.asked)[-1] + self.units
        return Range(self.bucket.begin(self.bucket.number(self.asked.begin)), self.bucket.begin(last + 1))


def analyze(query: Query) -> Result:
    parts = _parts(query)
    numbers = parts.bucket.numbers(parts.asked)
    sizes = _sizes(query, parts)
    kind = "1" if query.view.get("statType") == "lost" else "0"
    counts = _lost(query, parts, sizes) if kind == "1" else _kept(query, parts)
    shown: dict[str, Callable[[Key, int], Any]] = {kind: lambda key, k: counts.get((*key, k), 0)}
    if parts.extra is not None:
        extra, zero = _extra(query, parts)
        shown["2"] = lambda key, k: extra.get((*key, k), zero)
    groups = _shown_groups(query, sizes)
    y, averages = {}, {}
    for name, value in shown.items():
        y[name] = {
            parts.bucket.label(n): [
                _row(query, parts, (n, group), sizes, value, name)
                for group in groups
                if not group or (n, group) in sizes
            ]
            for n in numbers
        }
        if name != "2":
            averages[name] = [_average(query, parts, group, sizes, value, name) for group in groups]
    data = {"x": [parts.bucket.label(n) for n in numbers], "y": y, "state_avg": averages}
    splits = group_names(query.view)
    columns = ["series", "cohort", *splits, "users", *[f"period {k}" for k in range(parts.units + 1)]]
    rows = [
        [name, date, *(row["groupCols"] or [OVERALL] * len(splits)), *row["values"]]
        for name, cohorts in y.items()
        for date, found in cohorts.items()
        for row in found
    ]
    return Result(data, columns, rows)


def users(query: Query) -> Result:
    """The cohort's users: those who did the first event."""
    parts = _parts(query)
    st = query.statement()
    groups = group_expressions(st, query.view.get("groupBy"))
    cell = slice_condition(query, st, parts.bucket, parts.asked, groups)
    where = f"{between(st, parts.asked)} AND {_condition(query, st, parts.first)} AND {cell}"
    return users_of(query, st, f'SELECT e."#user_id" {st.tables()} WHERE {where}')


def _parts(query: Query) -> Parts:
    found: dict[str, tuple[Mapping[str, Any], str]] = {}
    for number, event in enumerate(query.events(least=2, most=3)):
        if event["type"] in found:
            raise parameter_error(f"events[{number}].type", f"{event['type']} stands twice")
        found[event["type"]] = event, f"events[{number}]"
    for needed in ("first", "second"):
        if needed not in found:
            raise parameter_error("events", f"an entry of type {needed} is required")
    units = int(query.call.values["eventView.unitNum"])
    if units > MAX_UNITS:
        raise parameter_error("eventView.unitNum", f"the sandbox follows at most {MAX_UNITS} periods")
    extra = found.get("simultaneous_display")
    return Parts(found["first"], found["second"], extra, units, bucket_of(query.view), query.range())


def _condition(query: Query, st: Statement, part: tuple[Mapping[str, Any], str]) -> str:
    return f"{event_condition(st, *part)} AND {query.whole_filter(st)}"


def _cohorts(query: Query, st: Statement, parts: Parts) -> tuple[str, list[str]]:
    """SQL of one row per user and cohort: s, p and the group's labels; and the labels' names."""
    groups = group_expressions(st, query.view.get("groupBy"))
    keys = names("g", len(groups))
    earliest = [f'arg_min({group}, ROW({st.time}, e."#event_id"))' for group in groups]
    where = f"{between(st, parts.asked)} AND {_condition(query, st, parts.first)}"
    row = f"{st.subject(query.subject)} AS s, {parts.bucket.sql(st.time)} AS p{selected(earliest, keys)}"
    return f"SELECT {row} {st.tables()} WHERE {where} GROUP BY s, p", keys


def _returns(query: Query, st: Statement, parts: Parts) -> str:
    """SQL of one row per user and period with a second event."""
    return (
        f"SELECT DISTINCT {st.subject(query.subject)} AS s, {parts.bucket.sql(st.time)} AS p {st.tables()} "
        f"WHERE {between(st, parts.later)} AND {_condition(query, st, parts.second)}"
    )


def _sizes(query: Query, parts: Parts) -> dict[Key, int]:
    st = query.statement()
    sql, keys = _cohorts(query, st, parts)
    rows = query.run(st, f"SELECT p, count(*){listed(keys)} FROM ({sql}) GROUP BY p{listed(keys)}")  # noqa: S608
    return _summed({(row[0], tuple(row[2:])): row[1] for row in rows})


def _kept(query: Query, parts: Parts) -> dict[tuple[int, tuple[str, ...], int], int]:
    st = query.statement()
    cohorts, keys = _cohorts(query, st, parts)
    returns = _returns(query, st, parts)
    rows = query.run(
        st,
        f"SELECT c.p, r.p - c.p AS k, count(*){listed(keys)} FROM ({cohorts}) c "  # noqa: S608 - values are bound
        f"JOIN ({returns}) r ON r.s = c.s AND r.p BETWEEN c.p AND c.p + {parts.units} "
        f"GROUP BY c.p, k{listed(keys)}",
    )
    return _summed({(row[0], tuple(row[3:]), row[1]): row[2] for row in rows})


def _lost(
    query: Query, parts: Parts, sizes: Mapping[Key, int]
) -> dict[tuple[int, tuple[str, ...], int], int]:
    """Users without a second event in the periods 1 … k: all of the cohort but those back by then."""
    st = query.statement()
    cohorts, keys = _cohorts(query, st, parts)
    returns = _returns(query, st, parts)
    first_back = (
        f"SELECT c.*, min(r.p) - any_value(c.p) AS k FROM ({cohorts}) c "  # noqa: S608 - values are bound
        f"JOIN ({returns}) r ON r.s = c.s AND r.p BETWEEN c.p + 1 AND c.p + {parts.units} GROUP BY ALL"
    )
    columns = listed(keys)
    rows = query.run(st, f"SELECT p, k, count(*){columns} FROM ({first_back}) GROUP BY p, k{columns}")  # noqa: S608
    back = _summed({(row[0], tuple(row[3:]), row[1]): row[2] for row in rows})
    lost = {}
    for (period, group), size in sizes.items():
        left = size
        for k in range(1, parts.units + 1):
            left -= back.get((period, group, k), 0)
            lost[period, group, k] = left
    return lost


def _extra(query: Query, parts: Parts) -> tuple[dict[tuple[int, tuple[str, ...], int], Any], int | None]:
    """The extra metric over the cohort's users, per period; and its value where nothing happened."""
    if parts.extra is None:
        return {}, None
    found: dict[tuple[int, tuple[str, ...], int], Any] = {}
    zero: int | None = None
    # An average over all groups is not the sum of theirs, so the overall row is computed on its own.
    for overall in (True, False):
        st = query.statement()
        cohorts, keys = _cohorts(query, st, parts)
        keys = [] if overall else keys
        measure = measure_of(st, parts.extra[0], parts.extra[1], st.subject(query.subject))
        zero = 0 if measure.count else None
        rows = query.run(
            st,
            f"SELECT c.p, {parts.bucket.sql(st.time)} - c.p AS k, {measure.sql}{listed(keys)} {st.tables()} "
            f"JOIN ({cohorts}) c ON c.s = {st.subject(query.subject)} WHERE {between(st, parts.later)} "
            f"AND {measure.rows} AND {query.whole_filter(st)} AND {parts.bucket.sql(st.time)} "
            f"BETWEEN c.p AND c.p + {parts.units} GROUP BY c.p, k{listed(keys)}",
        )
        found |= {(row[0], tuple(row[3:]), row[1]): row[2] for row in rows}
    return found, zero


def _summed(counts: dict[Any, int]) -> dict[Any, int]:
    """The counts, and for each the sum over all groups under the empty group."""
    total: dict[Any, int] = {}
    for key, count in counts.items():
        overall = (key[0], (), *key[2:])
        total[overall] = total.get(overall, 0) + count
    return counts | total


def _shown_groups(query: Query, sizes: Mapping[Key, int]) -> list[tuple[str, ...]]:
    """The overall row, then the groups with most users, as many as the limit allows."""
    weights: dict[tuple[str, ...], int] = {}
    for (_, group), size in sizes.items():
        weights[group] = weights.get(group, 0) + size
    weights.pop((), None)
    ordered = sorted(weights, key=lambda group: (-weights[group], group))
    query.cut(len(ordered))
    return [(), *ordered[: query.limit]]


def _row(
    query: Query,
    parts: Parts,
    key: Key,
    sizes: Mapping[Key, int],
    value: Callable[[Key, int], Any],
    name: str,
) -> dict[str, Any]:
    size = sizes.get(key, 0)
    begun = [parts.bucket.begin(key[0] + k) < query.now for k in range(parts.units + 1)]
    width = len(group_names(query.view))
    values = [
        text(value(key, k)) if begun[k] and not (name == "1" and k == 0) else NO_VALUE
        for k in range(parts.units + 1)
    ]
    return {
        "groupCols": list(key[1]) or [OVERALL] * width,
        "initNum": size,
        "isTotal": 0 if key[1] else 1,
        "invalidIndex": begun.index(False) + 1 if False in begun else -1,
        "includeToday": parts.bucket.number(query.now) in range(key[0], key[0] + parts.units + 1),
        "values": [str(size) if begun[0] else NO_VALUE, *values],
    }


def _average(
    query: Query,
    parts: Parts,
    group: tuple[str, ...],
    sizes: Mapping[Key, int],
    value: Callable[[Key, int], Any],
    name: str,
) -> dict[str, Any]:
    rates = []
    numbers = parts.bucket.numbers(parts.asked)
    for k in range(parts.units + 1):
        reached = [(n, group) for n in numbers if parts.bucket.begin(n + k) < query.now]
        whole = sum(sizes.get(key, 0) for key in reached)
        known = whole and not (name == "1" and k == 0)
        rates.append(text(sum(value(key, k) for key in reached) / whole if known else None))
    return {"groupCols": list(group) or [OVERALL] * len(group_names(query.view)), "values": rates}
