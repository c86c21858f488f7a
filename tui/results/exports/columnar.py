"""Parquet, written by the engine from its loaded columns."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tui.results.exports.cells import unique_names
from tui.results.exports.target import create_private, sync
from tui.results.worker_columns import ColumnStore
from tui.results.worker_typed import typed

_COPY = "COPY ({query}) TO {path} (FORMAT PARQUET, COMPRESSION ZSTD)"
_COUNT = "SELECT count(*) FROM {table}"
_WHOLE = "SELECT {items} FROM {tables}"
_ORDERED = (
    "SELECT {names} FROM (SELECT {items}, {first}.rowid AS {row} FROM {tables}) AS whole"
    " JOIN chosen ON chosen.r = whole.{row} ORDER BY chosen.rowid"
)


def write_parquet(
    store: ColumnStore, request: dict[str, Any], path: Path, on_share: Callable[[float], None]
) -> dict[str, Any]:
    """A new file at `path`. Raises OSError, and the engine's own errors."""
    source = store.source(request["source"])
    known = list(source.answer.columns)
    places = list(range(len(known))) if request["columns"] is None else list(request["columns"])
    names = unique_names([known[place] for place in places])
    loaded = store.columns(source, places, on_share)
    types = [typed(column, narrow=True) for column in loaded]
    pairs = zip(types, names, strict=True)
    items = ", ".join(f"{kind.expression} AS {quoted(name)}" for kind, name in pairs)
    tables = list(dict.fromkeys(column.table for column in loaded))
    joint = " POSITIONAL JOIN ".join(tables)
    rows = source.spool.row_count
    query = _WHOLE.format(items=items, tables=joint)
    if request["order"]:
        chosen = store.row_numbers(Path(request["order"]), "chosen")
        [(rows,)] = store.run(_COUNT.format(table=chosen))
        row = quoted("row" + "_" * max(map(len, names)))
        wanted = ", ".join(f"whole.{quoted(name)}" for name in names)
        query = _ORDERED.format(names=wanted, items=items, tables=joint, first=tables[0], row=row)
    made = store.folder / "made.parquet"
    made.unlink(missing_ok=True)
    store.run(_COPY.format(query=query, path=literal(str(made))))
    # The engine writes in its own folder only; this process may write where it was told to.
    with made.open("rb") as finished, create_private(path) as file:
        shutil.copyfileobj(finished, file, 1 << 20)
        sync(file)
    made.unlink()
    notes = [f"Column “{n}” {t.note}." for t, n in zip(types, names, strict=True) if t.note]
    if any(kind.type == "DOUBLE" for kind in types):
        notes.append("Numbers keep their value; their spelling (1.10, 1e3) is not kept by Parquet.")
    return {"rows": rows, "neutralised": 0, "notes": notes}


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""').replace("\0", "␀") + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
