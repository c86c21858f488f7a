"""Local SQL: one SELECT over answers as typed tables; its rows as JSON lines."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from tui.results.exports.cells import json_text, unique_names
from tui.results.exports.columnar import quoted
from tui.results.worker_asked import Asked
from tui.results.worker_columns import ColumnStore
from tui.results.worker_typed import typed

_VIEW = "CREATE OR REPLACE TEMP VIEW {name} AS SELECT {items} FROM {tables}"
_PICKED = (
    "CREATE OR REPLACE TEMP VIEW {name} AS SELECT {items} FROM"
    " (SELECT {inner}, {first}.rowid AS {row} FROM {tables}) AS whole"
    " JOIN {picked} AS picked ON picked.r = whole.{row} ORDER BY picked.rowid"
)
BATCH = 1_000


class StatementRefused(Exception):
    """Not one SELECT."""


def run_query(
    store: ColumnStore, request: dict[str, Any], on_share: Callable[[float], None]
) -> dict[str, Any]:
    """Write the result to `request["out"]`: a head with the columns' names, then a JSON array a row."""
    sql = one_select(request["sql"])
    used = [table for table in request["tables"] if mentions(sql, table["name"])]
    notes: list[str] = []
    try:
        asked = Asked(store.connection, sql)
        _align(used)
        for number, table in enumerate(used):
            notes += _make_table(store, table, number, asked, on_share)
        cursor = store.connection.execute(sql)
        try:
            facts = _write(cursor, Path(request["out"]))
        finally:
            cursor.fetchall()
    finally:
        for table in used:
            store.run(f"DROP VIEW IF EXISTS {quoted(table['name'])}")
    return {"rows": facts[0], "notes": notes + facts[1], "tables": [table["name"] for table in used]}


def one_select(sql: str) -> str:
    """The statement. Raises StatementRefused; the engine's own errors for what it cannot parse."""
    import duckdb

    statements = duckdb.extract_statements(sql)
    if len(statements) != 1:
        raise StatementRefused(f"There are {len(statements)} statements; write exactly one SELECT.")
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = statements[0].type.name
        raise StatementRefused(f"This is {kind}; only SELECT can be asked of kept answers.")
    return str(statements[0].query)


def _align(tables: Sequence[dict[str, Any]]) -> None:
    """Tables of one answer that grows are all as long as the longest of them: they share columns."""
    newest: dict[int, dict[str, Any]] = {}
    for table in sorted(tables, key=lambda table: int(table["source"]["rows"])):
        newest[table["source"]["stream"]] = table["source"]
    for table in tables:
        table["source"] = newest[table["source"]["stream"]]


def mentions(sql: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql, re.IGNORECASE) is not None


def _make_table(
    store: ColumnStore, table: dict[str, Any], number: int, asked: Asked, on_share: Callable[[float], None]
) -> list[str]:
    source = store.source(table["source"])
    names = _names([column.name for column in source.answer.columns])
    places = asked.places(table["name"], names)
    loaded = store.columns(source, places, on_share)
    types = dict(zip(places, map(typed, loaded), strict=True))
    # A column that is not read keeps its name and place, so that every message stays the same.
    items = ", ".join(
        f"{types[place].expression if place in types else 'NULL'} AS {quoted(name)}"
        for place, name in enumerate(names)
    )
    tables = list(dict.fromkeys(column.table for column in loaded))
    joint = " POSITIONAL JOIN ".join(tables)
    if not names:
        store.run(f"CREATE OR REPLACE TEMP VIEW {quoted(table['name'])} AS SELECT NULL AS empty LIMIT 0")
    elif table["order"]:
        picked = store.row_numbers(Path(table["order"]), f"picked{number}")
        outer = ", ".join(f"whole.{quoted(name)}" for name in names)
        row = quoted("row" + "_" * max(map(len, names)))
        name = quoted(table["name"])
        store.run(
            _PICKED.format(
                name=name, items=outer, inner=items, first=tables[0], row=row, tables=joint, picked=picked
            )
        )
    else:
        store.run(_VIEW.format(name=quoted(table["name"]), items=items, tables=joint))
    return [
        f"In {table['name']}, column “{names[place]}” {kind.note}."
        for place, kind in types.items()
        if kind.note
    ]


def _names(given: Sequence[str]) -> list[str]:
    """Names that differ also for SQL, which does not tell capitals from small letters."""
    from tui.core.table import Column

    found: list[str] = []
    used: set[str] = set()
    for name in unique_names([Column(name) for name in given]):
        unique, number = name, 2
        while unique.lower() in used:
            unique, number = f"{name}_{number}", number + 1
        used.add(unique.lower())
        found.append(unique)
    return found


class _Values:
    """Values of the engine as JSON, and what was changed on the way."""

    def __init__(self) -> None:
        self.odd = 0

    def text(self, value: Any) -> str:
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float):
            if not math.isfinite(value):
                self.odd += 1
                return json.dumps(str(value))
            return repr(value)
        if isinstance(value, Decimal):
            return format(value, "f")
        return self._other(value)

    def _other(self, value: Any) -> str:
        if isinstance(value, str):
            return json_text(value)
        if isinstance(value, bytes | bytearray | memoryview):
            return json_text(bytes(value).hex())
        if isinstance(value, list | tuple):
            return "[" + ",".join([self.text(item) for item in value]) + "]"
        if isinstance(value, dict):
            pairs = [json_text(str(key)) + ":" + self.text(item) for key, item in value.items()]
            return "{" + ",".join(pairs) + "}"
        if isinstance(value, datetime.datetime):
            return json_text(value.isoformat(" "))
        return json_text(str(value))


def _write(cursor: Any, out: Path) -> tuple[int, list[str]]:
    names = [str(column[0]) for column in cursor.description]
    values = _Values()
    rows = 0
    with out.open("xb", buffering=1 << 18) as file:
        file.write(('{"columns":[' + ",".join(map(json_text, names)) + "]}\n").encode())
        while batch := cursor.fetchmany(BATCH):
            rows += len(batch)
            _put(file, values, batch)
    notes = []
    if values.odd:
        notes.append(f"{values.odd:,} values are NaN or infinite, which JSON does not have; they are text.")
    return rows, notes


def _put(file: IO[bytes], values: _Values, batch: Sequence[Sequence[Any]]) -> None:
    lines = ["[" + ",".join([values.text(value) for value in row]) + "]\n" for row in batch]
    file.write("".join(lines).encode())
