"""The data sets that are shipped, as tables of the engine under the names of ThinkingEngine.

A data set is read when the first statement asks for it; until then its tables are empty, and what is
known of them comes from the statistics in the files.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tui.core.sandboxing import SandboxProject, SandboxTable
from tui.sandbox.tables import as_kept, describe_project, described, quoted, text

FOLDER = Path(__file__).parent / "data"

_USERS = 'SELECT * FROM {file} ORDER BY "#user_id"'

_EVENTS = """
SELECT strftime(e."#event_time", '%Y-%m-%d') AS "$part_date", u."#account_id", {columns}
FROM {file} e JOIN {users} u USING ("#user_id")
ORDER BY e."#event_time", e.file_row_number
"""


@cache
def origins() -> dict[int, dict[str, Any]]:
    """What data/ORIGINS.toml says of each project, by its number."""
    said = (FOLDER / "ORIGINS.toml").read_text(encoding="utf-8")
    return {int(number): entry for number, entry in tomllib.loads(said).items()}


def appid_of(project: int, name: str) -> str:
    """The APPID of a project of the sandbox: the same at every start, in the form of the vendor's."""
    return hashlib.sha256(f"assay sandbox {project} {name}".encode()).hexdigest()[:32]


def describe(connection: Any) -> tuple[tuple[SandboxProject, ...], tuple[SandboxTable, ...]]:
    """Make the tables of every project, empty, and describe them from what their files say of themselves."""
    projects: list[SandboxProject] = []
    tables: list[SandboxTable] = []
    connection.execute("CREATE SCHEMA hive.kept")
    for number, origin in origins().items():
        shipped = Shipped(number, origin)
        for statement in shipped.statements(connection, "CREATE TABLE {table} AS {rows} LIMIT 0"):
            connection.execute(statement)
        project, made = describe_project(
            connection,
            number,
            shipped.events,
            shipped.users,
            origin,
            appid_of(number, origin["name"]),
            counted=(shipped.event_file, shipped.user_file),
        )
        projects.append(project)
        tables += made
    return tuple(projects), tuple(tables)


def files() -> list[str]:
    """The files that `fill` reads."""
    return [str(FOLDER / origin[key]) for origin in origins().values() for key in ("users", "events")]


def fill(connection: Any, number: int) -> None:
    """Put the rows of a project into its tables."""
    shipped = Shipped(number, origins()[number])
    for statement in shipped.statements(connection, "INSERT INTO {table} {rows}"):
        connection.execute(statement)


class Shipped:
    """The tables and files of one project, in the engine's SQL."""

    def __init__(self, number: int, origin: Mapping[str, Any]) -> None:
        self.events, self.users = f"hive.kept.events_{number}", f"hive.kept.users_{number}"
        self.user_file = f"read_parquet({text(FOLDER / origin['users'])})"
        self.event_file = f"read_parquet({text(FOLDER / origin['events'])}, file_row_number = true)"

    def statements(self, connection: Any, how: str) -> list[str]:
        """`how` with the table and its rows, for the users and then for the events."""
        columns = ", ".join(
            f"{as_kept('e.' + quoted(name), kind)} AS {quoted(name)}"
            for name, kind in described(connection, self.event_file).items()
            if name != "file_row_number"
        )
        rows = _EVENTS.format(columns=columns, file=self.event_file, users=self.user_file)
        return [
            how.format(table=self.users, rows=_USERS.format(file=self.user_file)),
            how.format(table=self.events, rows=rows),
        ]
