"""Tables of the analysis models whose answers are known from working public clients.

Event analysis: `x` labels, `y` a list with one object per metric, its key the metric's name, its value
group rows whose `values[i]` belongs to `x[i]`. Retention: `y` keyed 0 kept, 1 lost, 2 extra metric, then
by cohort date. Distribution: `y` keyed by label of `x`. Funnel: step names `z`, users per step `y`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tui.core.exact_json import cell_of, compact
from tui.core.operation import RequestDraft
from tui.core.table import ABSENT_CELL, Cell, CellKind, Column, Table

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_RETENTION = {"0": "Kept", "1": "Lost", "2": "Extra metric"}
_COMPUTED = "The shares are computed here; the counts are the server's."


class _Unexpected(Exception):
    """The data has not the layout that this reader knows."""


def event_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    """One row per metric and group, one column per period; a second table for the server's totals."""
    try:
        return _event_tables(draft, data)
    except _Unexpected:
        return ()


def retention_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    """One row per cohort and group: its size, then period 0, 1, …; one table per kind of count."""
    try:
        return _retention_tables(draft, data)
    except _Unexpected:
        return ()


def funnel_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    """One row per step with its users and shares, or one row per group with a column per step."""
    try:
        return _funnel_tables(draft, data)
    except _Unexpected:
        return ()


def distribution_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    """One row per period and group, one column per bucket."""
    try:
        return _distribution_tables(draft, data)
    except _Unexpected:
        return ()


# ---- event -------------------------------------------------------------------------------------


def _event_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    periods = _labels(data.get("x"))
    found = [(name, row) for name, rows in _metrics(data.get("y")) for row in rows]
    names = _group_names(draft, [row for _, row in found])
    rows, totals = [], []
    stages = list(dict.fromkeys(key for _, row in found for key in _stage(row)))
    for metric, row in found:
        values = _list(row.get("values"))
        if len(values) != len(periods):
            raise _Unexpected
        head = (Cell(CellKind.TEXT, metric), *_group_cells(row, len(names)))
        rows.append((*head, *(value_cell(v) for v in values)))
        stage = _stage(row)
        totals.append((*head, *(value_cell(stage[k]) if k in stage else ABSENT_CELL for k in stages)))
    tables = [_table("Event analysis", ["metric", *names], periods, rows)]
    if stages:
        tables.append(_table("Totals of the whole period", ["metric", *names], stages, totals))
    return tuple(tables)


def _metrics(y: Any) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    for entry in _list(y):
        for name, rows in _object(entry).items():
            yield name, [_object(row) for row in _list(rows)]


def _stage(row: Mapping[str, Any]) -> Mapping[str, Any]:
    stage = row.get("stageValue")
    return stage if isinstance(stage, Mapping) else {}


# ---- retention ---------------------------------------------------------------------------------


def _retention_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    order = {label: number for number, label in enumerate(_labels(data.get("x")))}
    tables = []
    for key, cohorts in _object(data.get("y")).items():
        found = [(date, _object(row)) for date, rows in _object(cohorts).items() for row in _list(rows)]
        found.sort(key=lambda pair: order.get(pair[0], len(order)))
        names = _group_names(draft, [row for _, row in found])
        width = max((len(_list(row.get("values"))) for _, row in found), default=0)
        rows = [
            (Cell(CellKind.TEXT, date), *_group_cells(row, len(names)), *_padded(row, width))
            for date, row in found
        ]
        if rows:
            heads = ["users", *(f"period {n}" for n in range(width - 1))][:width]
            title = _RETENTION.get(key, f"Series {key}")
            tables.append(_table(title, ["cohort", *names], heads, rows))
    if not tables:
        raise _Unexpected
    return (*tables, *_averages(draft, data.get("state_avg")))


def _averages(draft: RequestDraft, averages: Any) -> tuple[Table, ...]:
    if not isinstance(averages, Mapping):
        return ()
    tables = []
    for key, listed in averages.items():
        found = [_object(row) for row in _list(listed)]
        names = _group_names(draft, found)
        width = max((len(_list(row.get("values"))) for row in found), default=0)
        rows = [(*_group_cells(row, len(names)), *_padded(row, width)) for row in found]
        if rows:
            note = "Rates as fractions. To which period each value belongs is not documented."
            title = f"{_RETENTION.get(key, f'Series {key}')}: the server's average over cohorts"
            tables.append(_table(title, names, [f"value {n}" for n in range(width)], rows, note))
    return tuple(tables)


# ---- funnel ------------------------------------------------------------------------------------


def _funnel_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    steps, counts = _labels(data.get("z")), _list(data.get("y"))
    if counts and all(isinstance(entry, Mapping) for entry in counts):
        return (_grouped_funnel(draft, steps, counts),)
    if len(counts) != len(steps) or any(isinstance(entry, list | Mapping) for entry in counts):
        raise _Unexpected
    rows = []
    for number, (step, count) in enumerate(zip(steps, counts, strict=True)):
        before = counts[number - 1] if number else None
        first = counts[0] if number else None
        rows.append((Cell(CellKind.TEXT, step), value_cell(count), share(count, before), share(count, first)))
    return (_table("Funnel", ["step"], ["users", "of the step before", "of the first"], rows, _COMPUTED),)


def _grouped_funnel(draft: RequestDraft, steps: Sequence[str], counts: Sequence[Any]) -> Table:
    names = _group_names(draft, counts)
    rows = []
    for row in counts:
        values = _list(row.get("values"))
        if len(values) != len(steps):
            raise _Unexpected
        rows.append((*_group_cells(row, len(names)), *(value_cell(v) for v in values)))
    note = "How a funnel's groups are laid out is not documented; this reading is inferred."
    return _table("Funnel by group", names, steps, rows, note)


def share(part: Any, whole: Any) -> Cell:
    """`part / whole` in percent; ABSENT where one of them is no number, or the whole is zero."""
    try:
        ratio = Decimal(str(part)) / Decimal(str(whole)) * 100
        # A share beyond a million percent is a fault of the data, and its digits could fill the memory.
        sane = abs(ratio) < 1_000_000
    except ArithmeticError:
        return ABSENT_CELL
    return Cell(CellKind.TEXT, f"{ratio:.1f} %") if sane else ABSENT_CELL


# ---- distribution ------------------------------------------------------------------------------


def _distribution_tables(draft: RequestDraft, data: Mapping[str, Any]) -> tuple[Table, ...]:
    y = _object(data.get("y"))
    periods = [label for label in _labels(data.get("x")) if label in y]
    periods += [label for label in y if label not in periods]
    found = [(period, _object(row)) for period in periods for row in _list(y[period])]
    names = _group_names(draft, [row for _, row in found])
    width = max((len(_list(row.get("values"))) for _, row in found), default=0)
    rows = [
        (Cell(CellKind.TEXT, period), *_group_cells(row, len(names)), *_padded(row, width))
        for period, row in found
    ]
    if not rows:
        raise _Unexpected
    note = "Whether a bound belongs to the bucket below or above it is not documented."
    heads = bucket_names(_list(data.get("distribution_interval")), width)
    return (_table("Distribution", ["period", *names], heads, rows, note),)


def bucket_names(bounds: Sequence[Any], width: int) -> list[str]:
    """Names of `width` buckets from their bounds, however many of them the server gives."""
    texts = [b if isinstance(b, str) else compact(b) for b in bounds]
    if len(texts) == width:
        return texts
    if texts and len(texts) == width - 1:
        between = [f"{a} … {b}" for a, b in pairwise(texts)]
        return [f"below {texts[0]}", *between, f"from {texts[-1]}"]
    if len(texts) == width + 1:
        return [f"{a} … {b}" for a, b in pairwise(texts)]
    return [f"bucket {number}" for number in range(1, width + 1)]


# ---- parts -------------------------------------------------------------------------------------


def value_cell(value: Any) -> Cell:
    """A value as it came. Text that is a plain number counts as one, for alignment and charts."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Cell(CellKind.NUMBER, str(value))
    return cell_of(value)


def _padded(row: Mapping[str, Any], width: int) -> tuple[Cell, ...]:
    cells = tuple(value_cell(value) for value in _list(row.get("values")))
    return cells + (ABSENT_CELL,) * (width - len(cells))


def _table(
    title: str, heads: Sequence[str], values: Sequence[str], rows: Sequence[tuple[Cell, ...]], note: str = ""
) -> Table:
    columns = [Column(name, CellKind.TEXT) for name in heads]
    columns += [Column(name, CellKind.NUMBER) for name in values]
    return Table(title, tuple(columns), tuple(rows), note)


def _groups_of(row: Mapping[str, Any]) -> list[Any]:
    # Snake case in event analysis, camel case everywhere else.
    groups = row.get("group_cols", row.get("groupCols"))
    return [] if groups is None else _list(groups)


def _group_cells(row: Mapping[str, Any], width: int) -> tuple[Cell, ...]:
    cells = tuple(cell_of(group) for group in _groups_of(row))
    return cells + (ABSENT_CELL,) * (width - len(cells))


def _group_names(draft: RequestDraft, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The split's properties from the draft when their number fits the answer's, else numbers."""
    width = max((len(_groups_of(row)) for row in rows), default=0)
    view = draft.body.get("eventView") if isinstance(draft.body, Mapping) else None
    splits = view.get("groupBy") if isinstance(view, Mapping) else None
    asked = (
        [s.get("columnName") for s in splits if isinstance(s, Mapping)] if isinstance(splits, list) else []
    )
    if len(asked) == width and all(isinstance(name, str) for name in asked):
        return [str(name) for name in asked]
    return [f"group {number}" for number in range(1, width + 1)]


def _labels(value: Any) -> list[str]:
    labels = [label if isinstance(label, str) else compact(label) for label in _list(value)]
    if not labels:
        raise _Unexpected
    return labels


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Unexpected
    return value


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _Unexpected
    return value
