"""Event analysis: metrics per period and group, over the events of a range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui.providers.te.sandbox.models.answers import LAYOUT_KEY, Result, text
from tui.providers.te.sandbox.models.groups import group_expression, group_expressions, group_names
from tui.providers.te.sandbox.models.measures import Measure, measure_of
from tui.providers.te.sandbox.models.people import slice_condition, users_of
from tui.providers.te.sandbox.models.query import Query, between, listed, names, selected
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.models.timing import COMPARED, Bucket, Range, bucket_of
from tui.providers.te.sandbox.parameters import parameter_error

Cells = dict[tuple[str, ...], dict[int, Any]]

COMPARED_LAYOUT = (
    "comparedX and comparedY hold the second period, laid out like x and y; this is the sandbox's own."
)


def analyze(query: Query) -> Result:
    """`x`, `y` as working clients read them. Of `stageValue` only the member names are public: here
    sumValue adds the values up, avgValue divides that by the periods, avgRoundValue rounds it to a
    whole number, and the intact ones leave out periods that the range cuts or that are not over."""
    _refuse_unknown(query)
    asked, bucket, events = query.range(), bucket_of(query.view), query.events()
    x, y = _series(query, events, asked, bucket)
    data: dict[str, Any] = {"x": x, "y": y}
    own = ""
    if query.view.get("comparedByTime"):
        data["comparedX"], data["comparedY"] = _series(query, events, query.range(COMPARED), bucket)
        data[LAYOUT_KEY] = own = COMPARED_LAYOUT
    rows = [
        [metric, *_padded(row["group_cols"], len(group_names(query.view))), period, value]
        for entry in y
        for metric, found in entry.items()
        for row in found
        for period, value in zip(x, row["values"], strict=True)
    ]
    return Result(data, ["metric", *group_names(query.view), "period", "value"], rows, own)


def users(query: Query) -> Result:
    """The users behind one cell: `sliceDate`, `sliceGroupVal` and `eventIndex` name it."""
    _refuse_unknown(query)
    asked, bucket, events = query.range(), bucket_of(query.view), query.events()
    number = int(query.call.values.get("eventIndex", 0))
    if number >= len(events):
        raise parameter_error("eventIndex", f"there are {len(events)} metrics, counted from 0")
    st = query.statement()
    measure = measure_of(st, events[number], f"events[{number}]", st.subject(query.subject))
    groups = _groups(query, st, events[number], number)
    cell = slice_condition(query, st, bucket, asked, groups)
    where = f"{between(st, asked)} AND {measure.rows} AND {query.whole_filter(st)} AND {cell}"
    return users_of(query, st, f'SELECT e."#user_id" {st.tables()} WHERE {where}')


def _series(
    query: Query, events: Sequence[Mapping[str, Any]], asked: Range, bucket: Bucket
) -> tuple[list[str], list[dict[str, Any]]]:
    numbers = bucket.numbers(asked)
    y = []
    for index, event in enumerate(events):
        measure, cells = _cells(query, event, index, asked, bucket)
        rows = [
            _row(query, measure, group, values, numbers, asked, bucket) for group, values in cells.items()
        ]
        y.append({measure.name: rows})
    return [bucket.label(number) for number in numbers], y


def _cells(
    query: Query, event: Mapping[str, Any], index: int, asked: Range, bucket: Bucket
) -> tuple[Measure, Cells]:
    """Values by group, then period; the greatest groups first."""
    st = query.statement()
    measure = measure_of(st, event, f"events[{index}]", st.subject(query.subject))
    groups = _groups(query, st, event, index)
    keys = names("g", len(groups))
    where = f"{between(st, asked)} AND {measure.rows} AND {query.whole_filter(st)}"
    grouped = f"GROUP BY p{listed(keys)}"
    cells = (
        f"SELECT {bucket.sql(st.time)} AS p{selected(groups, keys)}, {measure.sql} AS v "
        f"{st.tables()} WHERE {where} {grouped}"
    )
    if not groups:
        rows = query.run(st, cells)
        return measure, {(): {row[0]: row[1] for row in rows}}
    joined = ", ".join(keys)
    rows = query.run(
        st,
        f"WITH cells AS ({cells}), top AS (SELECT {joined}, sum(v) AS weight, count(*) OVER () AS total "  # noqa: S608
        f"FROM cells GROUP BY {joined} ORDER BY weight DESC NULLS LAST, {joined} LIMIT {query.limit}) "
        f"SELECT p, v, total, {joined} FROM cells JOIN top USING ({joined}) "
        f"ORDER BY weight DESC NULLS LAST, {joined}, p",
    )
    found: Cells = {}
    for period, value, _, *labels in rows:
        found.setdefault(tuple(labels), {})[period] = value
    if rows:
        query.cut(rows[0][2])
    return measure, found


def _row(
    query: Query,
    measure: Measure,
    group: tuple[str, ...],
    values: Mapping[int, Any],
    numbers: range,
    asked: Range,
    bucket: Bucket,
) -> dict[str, Any]:
    shown = []
    for number in numbers:
        begun = bucket.size == "total" or bucket.begin(number) < query.now
        empty = 0 if measure.count and begun else None
        shown.append(values.get(number, empty))
    whole = [v for n, v in zip(numbers, shown, strict=True) if bucket.whole(n, asked, query.now)]
    stage = _stage(shown, "") | _stage(whole, "intact")
    return {
        "group_cols": list(group),
        "values": [text(value, percent=measure.percent) for value in shown],
        "stageValue": {name: text(value, percent=measure.percent) for name, value in stage.items()},
    }


def _stage(values: Sequence[Any], prefix: str) -> dict[str, Any]:
    present = [value for value in values if value is not None]
    total = sum(present) if present else None
    mean = total / len(values) if total is not None else None
    rounded = round(mean) if mean is not None else None
    if prefix:
        return {"intactSumValue": total, "intactAvgRoundValue": rounded}
    return {"sumValue": total, "avgValue": mean, "avgRoundValue": rounded}


def _groups(query: Query, st: Statement, event: Mapping[str, Any], index: int) -> list[str]:
    """The splits of the query, then those of `eventSplit` that are meant for this event."""
    groups = group_expressions(st, query.view.get("groupBy"))
    splits = query.view.get("eventSplit") or []
    splits = [splits] if isinstance(splits, Mapping) else splits
    if not isinstance(splits, list) or not all(isinstance(split, Mapping) for split in splits):
        raise parameter_error("eventView.eventSplit", "needs {event, groupByProp} or a list of them")
    wanted = event.get("eventSplitIndexes")
    for number, split in enumerate(splits):
        chosen = (
            number in wanted
            if isinstance(wanted, list)
            else _split_event(split) in (event.get("eventName"), index)
        )
        if chosen:
            groups.append(_split(st, split, f"eventView.eventSplit[{number}].groupByProp"))
    return groups


def _split_event(split: Mapping[str, Any]) -> Any:
    """The event's name, from the documented object or as it is."""
    event = split.get("event")
    return event.get("eventName") if isinstance(event, Mapping) else event


def _split(st: Statement, split: Mapping[str, Any], place: str) -> str:
    prop = split.get("groupByProp")
    entry = {"columnName": prop, "tableType": "event"} if isinstance(prop, str) else prop
    return group_expression(st, entry, place)


def _refuse_unknown(query: Query) -> None:
    feature = query.view.get("queryFeature")
    if isinstance(feature, Mapping) and feature.get("globalQueryOn"):
        raise parameter_error(
            "eventView.queryFeature.globalQueryOn", "its effect is not public; the sandbox has none"
        )


def _padded(labels: Sequence[str], width: int) -> list[str]:
    # A split of one event adds labels that other rows do not have; in lines they share one column.
    if len(labels) <= width:
        return [*labels, *[""] * (width - len(labels))]
    return [*labels[: width - 1], " / ".join(labels[max(0, width - 1) :])] if width else []
