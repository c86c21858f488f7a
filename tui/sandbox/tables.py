"""How a project's tables lie in the engine: rows in one plain table, derived columns in a view over it.

The plain table of events holds what was measured, in the order of time; `#event_id`, `#uuid` and the
other columns that follow from those are computed by the view only where a statement asks for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from tui.core.sandboxing import SandboxColumn, SandboxProject, SandboxTable, TableKind

TYPES = {
    "VARCHAR": "varchar",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "timestamp(3)",
    "DATE": "date",
    "VARCHAR[]": "array(varchar)",
}
"""The engine's types that a table may have, and Trino's names of them."""

_DERIVED = {
    "#event_id": "rowid + 1",
    "#uuid": "md5('{project}-' || (rowid + 1))",
    "$part_event": '"#event_name"',
    "#server_time": '"#event_time"',
    "#zone_offset": "0.0::DOUBLE",
    "#distinct_id": '"#account_id"',
}
"""Columns of an event table that its rows need not hold."""

_DERIVED_USER = {
    "#distinct_id": '"#account_id"',
    "#update_time": '"#active_time"',
    "#event_date": "strftime(\"#active_time\", '%Y-%m-%d')",
}

_FIRST = (
    *("#event_id", "#uuid", "#event_name", "$part_event", "#event_time", "#server_time", "$part_date"),
    *("#zone_offset", "#user_id", "#account_id", "#distinct_id", "#reg_time", "#active_time"),
    *("#update_time", "#event_date"),
)
"""Built-in columns, in the order in which a table shows them."""

_VIEW = "CREATE OR REPLACE VIEW hive.ta.{name} AS SELECT {columns} FROM {rows}"
_COUNT = "SELECT count(*) FROM {rows}"
_COLUMNS = "DESCRIBE SELECT * FROM {rows}"
_DAYS = """
SELECT strftime(min("#event_time"), '%Y-%m-%d'), strftime(max("#event_time"), '%Y-%m-%d') FROM {rows}
"""


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: object) -> str:
    """A literal."""
    return "'" + str(value).replace("'", "''") + "'"


def described(connection: Any, source: str) -> dict[str, str]:
    """Columns and their types of a table, or of a query in brackets."""
    rows = connection.execute(_COLUMNS.format(rows=source)).fetchall()
    return {row[0]: str(row[1]) for row in rows}


def as_kept(reference: str, kind: str) -> str:
    """An expression with one of TYPES: the API knows no decimals, no structures, no zones."""
    if kind in TYPES:
        return reference
    if kind.startswith(("DECIMAL", "HUGEINT", "UHUGEINT", "UBIGINT", "FLOAT")):
        return f"CAST({reference} AS DOUBLE)"
    if kind in ("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"):
        return f"CAST({reference} AS INTEGER)"
    if kind == "UINTEGER":
        return f"CAST({reference} AS BIGINT)"
    if kind.startswith("TIMESTAMP"):
        return f"CAST({reference} AS TIMESTAMP)"
    if kind.endswith("]") and not kind.removesuffix("[]").endswith(("]", ")")):
        return f"CAST({reference} AS VARCHAR[])"
    if kind.startswith(("STRUCT", "MAP", "UNION")) or kind.endswith("]"):
        return f"CAST(to_json({reference}) AS VARCHAR)"
    return f"CAST({reference} AS VARCHAR)"


def make_view(connection: Any, rows: str, project: int, kind: TableKind, counted: str = "") -> SandboxTable:
    """The table that statements see, `hive.ta.v_event_N` or `hive.ta.v_user_N`, over the table `rows`.
    The rows are counted in `counted` where that is another."""
    held = described(connection, rows)
    derived = _DERIVED if kind is TableKind.EVENT else _DERIVED_USER
    columns = {name: quoted(name) for name in held}
    columns |= {name: how.format(project=project) for name, how in derived.items() if name not in held}
    order = sorted(columns, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    name = f"v_{kind.value}_{project}"
    listed = ", ".join(f"{columns[column]} AS {quoted(column)}" for column in order)
    connection.execute(_VIEW.format(name=name, columns=listed, rows=rows))
    types = described(connection, f"hive.ta.{name}")
    count = connection.execute(_COUNT.format(rows=counted or rows)).fetchone()[0]
    return SandboxTable(
        name, kind, project, tuple(SandboxColumn(c, TYPES[types[c]]) for c in order), int(count)
    )


def describe_project(
    connection: Any,
    project: int,
    events: str,
    users: str,
    origin: Mapping[str, Any],
    appid: str,
    counted: tuple[str, str] | None = None,
) -> tuple[SandboxProject, Sequence[SandboxTable]]:
    """Both views of a project over its plain tables, and the project. `counted` are the events and users
    to count and to take the days from, where the tables are not filled yet."""
    event_rows, user_rows = counted or (events, users)
    event_table = make_view(connection, events, project, TableKind.EVENT, event_rows)
    user_table = make_view(connection, users, project, TableKind.USER, user_rows)
    first, last = connection.execute(_DAYS.format(rows=event_rows)).fetchone()
    if last is None:
        first = last = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    today = datetime.date.fromisoformat(last) + datetime.timedelta(days=1)
    made = SandboxProject(
        id=project,
        name=str(origin["name"]),
        first_day=first,
        last_day=last,
        today=today.isoformat(),
        events=event_table.rows,
        users=user_table.rows,
        origin={key: "\n".join(v) if isinstance(v, list) else str(v) for key, v in origin.items()},
        appid=appid,
    )
    return made, (event_table, user_table)
