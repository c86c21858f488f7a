"""The data sets as tables of the engine, under the names and columns of ThinkingEngine."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

from tui.core.sandboxing import SandboxColumn, SandboxProject, SandboxTable, TableKind

FOLDER = Path(__file__).parent / "data"

EVENTS = """
CREATE TABLE {table} AS
SELECT row_number() OVER (ORDER BY "#event_time", file_row_number) AS "#event_id",
       md5('{project}-' || "#event_id") AS "#uuid",
       "#event_name", "#event_name" AS "$part_event",
       "#event_time", "#event_time" AS "#server_time",
       strftime("#event_time", '%Y-%m-%d') AS "$part_date", 0.0::DOUBLE AS "#zone_offset",
       "#user_id", u."#account_id", u."#account_id" AS "#distinct_id",
       COLUMNS(e.* EXCLUDE ("#event_name", "#event_time", "#user_id", file_row_number))
FROM read_parquet('{events}', file_row_number = true) e
JOIN (SELECT "#user_id", "#account_id" FROM read_parquet('{users}')) u USING ("#user_id")
ORDER BY 1
"""

USERS = """
CREATE TABLE {table} AS
SELECT "#user_id", "#account_id", "#account_id" AS "#distinct_id",
       "#reg_time", "#active_time", "#active_time" AS "#update_time",
       strftime("#active_time", '%Y-%m-%d') AS "#event_date",
       COLUMNS(* EXCLUDE ("#user_id", "#account_id", "#reg_time", "#active_time"))
FROM read_parquet('{users}') ORDER BY 1
"""


def origins() -> dict[int, dict[str, Any]]:
    """What data/ORIGINS.toml says of each project, by its number."""
    text = (FOLDER / "ORIGINS.toml").read_text(encoding="utf-8")
    return {int(number): entry for number, entry in tomllib.loads(text).items()}


def load(connection: Any) -> tuple[tuple[SandboxProject, ...], tuple[SandboxTable, ...]]:
    """Create the tables of every project and describe them."""
    projects: list[SandboxProject] = []
    tables: list[SandboxTable] = []
    for number, origin in origins().items():
        events, users = FOLDER / origin["events"], FOLDER / origin["users"]
        values = {"project": number, "events": _quoted(events), "users": _quoted(users)}
        connection.execute(EVENTS.format(table=f"hive.ta.v_event_{number}", **values))
        connection.execute(USERS.format(table=f"hive.ta.v_user_{number}", **values))
        event_table = _described(connection, f"v_event_{number}", TableKind.EVENT, number)
        user_table = _described(connection, f"v_user_{number}", TableKind.USER, number)
        tables += [event_table, user_table]
        projects.append(_project(connection, number, origin, event_table, user_table))
    return tuple(projects), tuple(tables)


def _project(
    connection: Any, number: int, origin: dict[str, Any], events: SandboxTable, users: SandboxTable
) -> SandboxProject:
    query = f'SELECT min("$part_date"), max("$part_date") FROM {events.full_name}'  # noqa: S608 - own name
    first, last = connection.execute(query).fetchone()
    today = datetime.date.fromisoformat(last) + datetime.timedelta(days=1)
    return SandboxProject(
        id=number,
        name=origin["name"],
        first_day=first,
        last_day=last,
        today=today.isoformat(),
        events=events.rows,
        users=users.rows,
        origin={key: "\n".join(v) if isinstance(v, list) else str(v) for key, v in origin.items()},
    )


def _described(connection: Any, name: str, kind: TableKind, project: int) -> SandboxTable:
    for column, duck_type, *_ in connection.execute(f"DESCRIBE hive.ta.{name}").fetchall():
        if duck_type.startswith("DECIMAL"):
            # Files hold money as decimals because that is small and exact; the API knows only doubles.
            connection.execute(f'ALTER TABLE hive.ta.{name} ALTER "{column}" TYPE DOUBLE')
    described = connection.execute(f"DESCRIBE hive.ta.{name}").fetchall()
    rows = connection.execute(f"SELECT count(*) FROM hive.ta.{name}").fetchone()[0]  # noqa: S608 - own name
    columns = tuple(SandboxColumn(row[0], TYPES[row[1]]) for row in described)
    return SandboxTable(name, kind, project, columns, rows)


TYPES = {
    "VARCHAR": "varchar",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "timestamp(3)",
    "DATE": "date",
}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
