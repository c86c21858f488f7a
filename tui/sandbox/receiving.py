"""What clients sent: a project that grows in memory, one batch at a time."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tui.core.sandboxing import (
    RECEIVED,
    Refusal,
    SandboxProject,
    SandboxTable,
    SqlRefused,
)
from tui.sandbox.tables import describe_project, quoted, text

MAX_ROWS = 2_000_000
MAX_COLUMNS = 500

_EVENTS, _USERS = "hive.kept.received_events", "hive.kept.received_users"

_BEGINNING: Mapping[str, Mapping[str, str]] = {
    _EVENTS: {
        "#event_name": "VARCHAR",
        "#event_time": "TIMESTAMP",
        "#server_time": "TIMESTAMP",
        "$part_date": "VARCHAR",
        "#user_id": "BIGINT",
        "#account_id": "VARCHAR",
        "#distinct_id": "VARCHAR",
    },
    _USERS: {
        "#user_id": "BIGINT",
        "#account_id": "VARCHAR",
        "#distinct_id": "VARCHAR",
        "#reg_time": "TIMESTAMP",
        "#active_time": "TIMESTAMP",
    },
}

_ORIGIN = {
    "name": "received",
    "title": "What clients sent to this sandbox",
    "licence": "yours",
    "what": "Events and users as an SDK sent them; kept in memory, and gone when the sandbox ends.",
    "honesty": "Events of track_first, track_update and track_overwrite are appended like any other.",
}

_INSERT = "INSERT INTO {table} BY NAME SELECT unnest(from_json(?, {structure}), max_depth := 2)"
_DELETE = 'DELETE FROM {table} WHERE "#user_id" IN (SELECT unnest(?::BIGINT[]))'


class Receiving:
    """One writer at a time; readers see whole batches."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._columns: dict[str, dict[str, str]] = {}
        self._rows = 0

    def append(
        self, events: Sequence[Mapping[str, Any]], users: Sequence[Mapping[str, Any]], appid: str
    ) -> tuple[SandboxProject, Sequence[SandboxTable], Sequence[str]]:
        """The project after the batch, its tables, and columns of which a value was left out. Raises
        SqlRefused when there is no room; then nothing of the batch is kept."""
        import duckdb

        with self._lock:
            if self._rows + len(events) + len(users) > MAX_ROWS:
                raise _full(f"it holds {MAX_ROWS} rows")
            before = {table: dict(columns) for table, columns in self._columns.items()}
            self._connection.execute("BEGIN")
            try:
                dropped = self._append(events, users)
                made = describe_project(self._connection, RECEIVED, _EVENTS, _USERS, _ORIGIN, appid)
                self._connection.execute("COMMIT")
            except BaseException as error:
                self._connection.execute("ROLLBACK")
                self._columns = before
                if isinstance(error, duckdb.Error):
                    raise _full(str(error).split("\n", maxsplit=1)[0]) from None
                raise
            self._rows += len(events) + len(users)
            return *made, dropped

    def _append(self, events: Sequence[Mapping[str, Any]], users: Sequence[Mapping[str, Any]]) -> list[str]:
        if not self._columns:
            for table, columns in _BEGINNING.items():
                listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
                self._connection.execute(f"CREATE TABLE {table} ({listed})")
            self._columns = {table: dict(columns) for table, columns in _BEGINNING.items()}
        if users:
            ids = [row["#user_id"] for row in users]
            self._connection.execute(_DELETE.format(table=_USERS), [ids])
        dropped: dict[str, None] = {}
        for table, rows in ((_EVENTS, events), (_USERS, users)):
            dropped |= self._insert(table, rows)
        return list(dropped)

    def _insert(self, table: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, None]:
        kept: list[dict[str, Any]] = []
        dropped: dict[str, None] = {}
        columns = self._columns[table]
        # The engine does not tell names apart by their case, so two such names are one column.
        known = {name.lower(): name for name in columns}
        for row in rows:
            fitting: dict[str, Any] = {}
            for given, value in row.items():
                name = known.setdefault(given.lower(), given)
                kind = _kind(value, columns.get(name, ""))
                if name not in columns and kind:
                    self._add_column(table, name, kind)
                if kind and columns[name] == kind:
                    fitting[name] = value
                elif value is not None:
                    dropped[name] = None
            kept.append(fitting)
        if kept:
            structure = text(json.dumps([columns]))
            sql = _INSERT.format(table=table, structure=structure)
            self._connection.execute(sql, [json.dumps(kept, default=str)])
        return dropped

    def _add_column(self, table: str, name: str, kind: str) -> None:
        if len(self._columns[table]) >= MAX_COLUMNS:
            raise _full(f"a table has at most {MAX_COLUMNS} columns")
        self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} {kind}")
        self._columns[table][name] = kind


def _kind(value: Any, column: str) -> str:
    """The engine's type of a value; empty for what cannot be kept."""
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, int | float):
        return "BIGINT" if column == "BIGINT" and isinstance(value, int) else "DOUBLE"
    if isinstance(value, datetime.datetime):
        return "TIMESTAMP"
    if isinstance(value, str):
        return "VARCHAR"
    return "VARCHAR[]" if isinstance(value, list) else ""


def _full(why: str) -> SqlRefused:
    return SqlRefused(f"the sandbox cannot keep what was sent: {why}", reason=Refusal.LIMIT)
