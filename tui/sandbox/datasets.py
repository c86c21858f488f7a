"""The data sets that are shipped, as tables of the engine under the names of ThinkingEngine."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from tui.core.sandboxing import SandboxProject, SandboxTable
from tui.sandbox.tables import as_kept, describe_project, described, quoted, text

FOLDER = Path(__file__).parent / "data"

_USERS = 'CREATE TABLE {users} AS SELECT * FROM {file} ORDER BY "#user_id"'

_EVENTS = """
CREATE TABLE {events} AS
SELECT strftime(e."#event_time", '%Y-%m-%d') AS "$part_date", u."#account_id", {columns}
FROM {file} e JOIN {users} u USING ("#user_id")
ORDER BY e."#event_time", e.file_row_number
"""


def origins() -> dict[int, dict[str, Any]]:
    """What data/ORIGINS.toml says of each project, by its number."""
    said = (FOLDER / "ORIGINS.toml").read_text(encoding="utf-8")
    return {int(number): entry for number, entry in tomllib.loads(said).items()}


def appid_of(project: int, name: str) -> str:
    """The APPID of a project of the sandbox: the same at every start, in the form of the vendor's."""
    return hashlib.sha256(f"assay sandbox {project} {name}".encode()).hexdigest()[:32]


def load(connection: Any) -> tuple[tuple[SandboxProject, ...], tuple[SandboxTable, ...]]:
    """Create the tables of every project and describe them."""
    projects: list[SandboxProject] = []
    tables: list[SandboxTable] = []
    connection.execute("CREATE SCHEMA hive.kept")
    for number, origin in origins().items():
        events, users = f"hive.kept.events_{number}", f"hive.kept.users_{number}"
        user_file = f"read_parquet({text(FOLDER / origin['users'])})"
        connection.execute(_USERS.format(users=users, file=user_file))
        _create_events(connection, events, users, FOLDER / origin["events"])
        appid = appid_of(number, origin["name"])
        project, made = describe_project(connection, number, events, users, origin, appid)
        projects.append(project)
        tables += made
    return tuple(projects), tuple(tables)


def _create_events(connection: Any, events: str, users: str, file: Path) -> None:
    source = f"read_parquet({text(file)}, file_row_number = true)"
    columns = [
        f"{as_kept('e.' + quoted(name), kind)} AS {quoted(name)}"
        for name, kind in described(connection, source).items()
        if name != "file_row_number"
    ]
    listed = ", ".join(columns)
    connection.execute(_EVENTS.format(events=events, users=users, file=source, columns=listed))
