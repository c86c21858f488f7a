"""Figures of one loaded column by the engine; the same meaning as `statistics`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tui.results.statistics import BINS, SHARES, TOP, beyond
from tui.results.worker_columns import ColumnStore, LoadedColumn
from tui.results.worker_tokens import KINDS
from tui.results.worker_views import ViewQuery

EXACT_DISTINCT = 2_000_000
"""Values up to which different ones are counted one by one; beyond it, estimated."""

_DISTINCT = "SELECT {count} FROM {table} WHERE s < 5"
_END = "SELECT {table}.t FROM {tables} WHERE {table}.s = 0 ORDER BY {number} {way}, {table}.rowid LIMIT 1"
_TEXT_ENDS = "SELECT min(t), max(t) FROM {table} WHERE s BETWEEN 1 AND 4"
_MOMENTS = (
    "SELECT count(*), favg(d), quantile_cont(d, {shares}), min(d), max(d) FROM {table}"
    " WHERE s = 0 AND isfinite(d)"
)
_TOP = (
    "SELECT s, t, count(*) AS n FROM {table} WHERE s < 5 GROUP BY s, t"
    " ORDER BY n DESC, min(rowid) LIMIT {limit}"
)
_BINS = (
    "SELECT least({bins} - 1, CAST(floor((d - $1) / $2) AS INTEGER)) AS bin, count(*) FROM {table}"
    " WHERE s = 0 AND isfinite(d) GROUP BY bin"
)


def column_statistics(
    store: ColumnStore, request: dict[str, Any], on_share: Callable[[float], None]
) -> dict[str, Any]:
    source = store.source(request["source"])
    [column] = store.columns(source, [request["column"]], on_share)
    if not request["order"]:
        return _figures(store, column)
    picked = store.picked(column, Path(request["order"]))
    try:
        return _figures(store, picked)
    finally:
        store.drop(picked)


def _figures(store: ColumnStore, column: LoadedColumn) -> dict[str, Any]:
    table = column.table
    values = column.numbers + column.texts
    exact = values <= EXACT_DISTINCT
    count = "count(DISTINCT t)" if exact else "approx_count_distinct(t)"
    [(distinct,)] = store.run(_DISTINCT.format(table=table, count=count))
    lowest, highest = _ends(store, column)
    [(finite, mean, quantiles, low, high)] = store.run(_MOMENTS.format(table=table, shares=list(SHARES)))
    top = store.run(_TOP.format(table=table, limit=TOP))
    note = beyond(column.numbers - finite)
    if not exact:
        note = f"The number of different values is an estimate (about 2 %). {note}".strip()
    return {
        "rows": column.rows,
        "nulls": column.nulls,
        "absent": column.absent,
        "numbers": column.numbers,
        "distinct": distinct,
        "distinct_exact": exact,
        "minimum": lowest,
        "maximum": highest,
        "mean": mean,
        "quantiles": list(zip(SHARES, quantiles, strict=True)) if finite else [],
        "top": [[str(KINDS[state]), text, n] for state, text, n in top],
        "ends": [low, high] if finite else None,
        "bins": _bins(store, table, low, high) if finite else [],
        "finite": finite,
        "note": note,
    }


def _ends(store: ColumnStore, column: LoadedColumn) -> tuple[str, str]:
    if not column.numbers:
        [(low, high)] = store.run(_TEXT_ENDS.format(table=column.table))
        return low or "", high or ""
    query = ViewQuery(store, {})
    number = query.number(column)
    found = []
    for way in ("ASC", "DESC"):
        tables = query.from_clause()
        [(text,)] = store.run(_END.format(table=column.table, tables=tables, number=number, way=way))
        found.append(text)
    return found[0], found[1]


def _bins(store: ColumnStore, table: str, low: float, high: float) -> list[tuple[int, int]]:
    width = (high - low) / BINS
    if not width or width == float("inf"):
        return []
    return [(b, n) for b, n in store.run(_BINS.format(bins=BINS, table=table), [low, width])]
