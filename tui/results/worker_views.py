"""The SQL of views: conditions and orders over loaded columns, meaning what core's Python means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tui.core.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    IsNull,
    Matches,
    Not,
    columns_of,
)
from tui.core.filtering import parse_filter
from tui.core.ordering import folded, order_text
from tui.results.worker_arrow import write_numbers
from tui.results.worker_columns import DECIMAL, DOUBLE, HUGE, TEXT, ColumnStore, LoadedColumn, Source
from tui.results.worker_tokens import searched

PREVIEW = 2_000
"""Rows of a sort that are shown before the whole order is known."""

BIG = 200_000
"""Below that many rows a sort is so fast that a preview would only flicker."""

_FITS = {
    DOUBLE: re.compile(r"-?[\d.]{1,14}", re.ASCII),
    HUGE: re.compile(r"-?\d{1,38}", re.ASCII),
    DECIMAL: re.compile(r"-?\d{1,19}(\.\d{1,19})?", re.ASCII),
}


_ROWS = "SELECT {rowid} AS r FROM {tables}{where}"
_FOUND = "{rowid} IN (FROM {table})"
_SELECTION = (
    "CREATE TABLE {table} AS FROM read_csv(?, header=false, auto_detect=false, columns={{'r': 'BIGINT'}})"
)


class ViewQuery:
    """Builds one query over the columns that it asks for."""

    def __init__(self, store: ColumnStore, loaded: dict[int, LoadedColumn]) -> None:
        self._store = store
        self._loaded = loaded
        self._tables: dict[str, None] = {}
        self.values: list[Any] = []

    def table(self, column: LoadedColumn) -> str:
        self._tables[column.table] = None
        return column.table

    def from_clause(self) -> str:
        return " POSITIONAL JOIN ".join(self._tables)

    def number(self, column: LoadedColumn, *literals: str) -> str:
        """The numbers of a column in a form that orders them, and these literals, exactly."""
        exact = column.exact
        if exact != TEXT and not all(_FITS[exact].fullmatch(text) for text in literals):
            exact = TEXT
        table = self.table(column)
        if exact == DOUBLE:
            return f"{table}.d"
        if exact == TEXT:
            self._store.key_numbers(column)
            self._tables[column.keys] = None
            return f"{column.keys}.k"
        return f"CAST(CASE WHEN {table}.s = 0 THEN {table}.t END AS {exact})"

    def condition(self, item: Condition) -> str:
        if isinstance(item, Not):
            return f"(NOT {self.condition(item.part)})"
        if isinstance(item, AllOf | AnyOf):
            joint = " AND " if isinstance(item, AllOf) else " OR "
            return "(" + joint.join([self.condition(part) for part in item.parts]) + ")"
        column = self._loaded[item.column]
        table = self.table(column)
        if isinstance(item, IsNull):
            return f"({table}.s > 4)"
        if isinstance(item, Compare):
            return self._compare(item, column)
        pattern = item.pattern if isinstance(item, Matches) else _folding(item.value)
        return f"({table}.s < 5 AND regexp_matches({table}.t, {self._value(pattern)}))"

    def _compare(self, item: Compare, column: LoadedColumn) -> str:
        table, operator = column.table, item.operator
        ordered = operator not in ("=", "!=")
        if not item.is_number:
            states = f"{table}.s BETWEEN 1 AND 4" if ordered else f"{table}.s < 5"
            return f"({states} AND {table}.t {operator} {self._value(item.value)})"
        number = self._number_test(column, operator if ordered else "=", item.value)
        if ordered:
            return number
        equal = f"({number} OR ({table}.s BETWEEN 1 AND 4 AND {table}.t = {self._value(item.value)}))"
        return equal if operator == "=" else f"({table}.s < 5 AND NOT {equal})"

    def _number_test(self, column: LoadedColumn, operator: str, literal: str) -> str:
        number = self.number(column, literal)
        if number == f"{column.keys}.k":
            value = self._value(order_text(literal))
        else:
            value = f"CAST({self._value(literal)} AS {column.exact})"
        return f"({column.table}.s = 0 AND {number} {operator} {value})"

    def order(self, places: Sequence[tuple[int, bool]]) -> str:
        """`places`: column and whether descending."""
        keys = []
        for place, descending in places:
            column = self._loaded[place]
            table = self.table(column)
            way = "DESC NULLS LAST" if descending else "ASC NULLS LAST"
            # Numbers, then texts, then null, then absent; alike cells cost no key.
            if sum(map(bool, (column.numbers, column.texts, column.nulls, column.absent))) > 1:
                keys.append(f"(CASE WHEN {table}.s = 0 THEN 0 WHEN {table}.s < 5 THEN 1 ELSE {table}.s END)")
            if column.numbers:
                keys.append(f"{self.number(column)} {way}")
            if column.texts:
                text = f"CASE WHEN {table}.s <> 0 THEN {table}.t END" if column.numbers else f"{table}.t"
                keys.append(f"{text} {way}")
        return ", ".join([*keys, f"{next(iter(self._tables))}.rowid"])

    def rowid(self) -> str:
        return f"{next(iter(self._tables))}.rowid"

    def _value(self, value: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def _folding(text: str) -> str:
    """A pattern for a text with A to Z in either case, and nothing else changed."""
    parts = []
    for char in folded(text):
        if "a" <= char <= "z":
            parts.append(f"[{char}{char.upper()}]")
        elif char.isalnum() or not char.isascii():
            parts.append(char)
        else:
            parts.append(f"\\x{{{ord(char):x}}}")
    # In single-line mode, so that nothing depends on line breaks.
    return "".join(parts)


def build_view(
    store: ColumnStore,
    request: dict[str, Any],
    on_share: Callable[[float], None],
    on_preview: Callable[[], None],
) -> dict[str, Any]:
    """Write the row numbers of a view to `request["out"]`, before that the first of a large sort to
    `request["preview"]`. Returns how many there are."""
    source = store.source(request["source"])
    out = Path(request["out"])
    names = source.facts["columns"]
    conditions = [parse_filter(text, names) for text in request["filters"]]
    sort = [(int(place), bool(descending)) for place, descending in request["sort"]]
    needed = sorted({place for item in conditions for place in columns_of(item)} | {p for p, _ in sort})
    loaded = dict(zip(needed, store.columns(source, needed, on_share), strict=True))
    selections = [_search(store, source, folded(text), i) for i, text in enumerate(request["searches"])]
    query = ViewQuery(store, loaded)
    where = [query.condition(item) for item in conditions]
    order = query.order(sort) if sort else ""
    if not loaded:
        return {"rows": _selection_only(store, selections, out)}
    where += [_FOUND.format(rowid=query.rowid(), table=name) for name in selections]
    clause = f" WHERE {' AND '.join(where)}" if where else ""
    sql = _ROWS.format(rowid=query.rowid(), tables=query.from_clause(), where=clause)
    if sort and source.spool.row_count > BIG:
        _write(store, f"{sql} ORDER BY {order} LIMIT {PREVIEW}", query.values, Path(request["preview"]))
        on_preview()
    count = _write(store, f"{sql} ORDER BY {order or query.rowid()}", query.values, out)
    for name in selections:
        store.run(f"DROP TABLE {name}")
    return {"rows": count}


def texts_matching(store: ColumnStore, pattern: str, texts: Sequence[str]) -> list[int]:
    """Which of the texts a pattern matches, by place."""
    rows = store.run(
        "SELECT i FROM (SELECT unnest($1::VARCHAR[]) AS t, generate_subscripts($1::VARCHAR[], 1) AS i)"
        " WHERE regexp_matches(t, $2)",
        [list(texts), pattern],
    )
    return [int(i) - 1 for (i,) in rows]


def _write(store: ColumnStore, sql: str, values: list[Any], out: Path) -> int:
    with out.open("xb") as file:
        relation = store.connection.sql(sql, params=values) if values else store.connection.sql(sql)
        return write_numbers(relation, file)


def _search(store: ColumnStore, source: Source, needle: str, number: int) -> str:
    path = store.folder / f"search{number}.tokens"
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"{row}\n" for row in searched(source.answer, source.spool, needle, _silent))
    name = f"found{number}"
    store.run(f"DROP TABLE IF EXISTS {name}")
    store.run(_SELECTION.format(table=name), [str(path)])
    path.unlink()
    return name


def _silent(share: float) -> None:
    """Searching is the shorter part."""


def _selection_only(store: ColumnStore, selections: Sequence[str], out: Path) -> int:
    joint = " INTERSECT ".join(f"FROM {name}" for name in selections)
    return _write(store, f"FROM ({joint}) ORDER BY r", [], out)
