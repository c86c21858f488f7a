"""The table of a project's cohorts, `user_result_cluster_N`, with the columns that the vendor documents.

Only cohorts are played, so the columns of tags are NULL; so is `#varchar_id`, whose meaning is not public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tui.core.sandboxing import SandboxColumn, SandboxTable, TableKind
from tui.sandbox.tables import TYPES

_COLUMNS = {
    "cluster_name": "VARCHAR",
    "tag_value": "VARCHAR",
    "tag_value_num": "DOUBLE",
    "tag_value_tm": "TIMESTAMP",
    "#user_id": "BIGINT",
    "#varchar_id": "VARCHAR",
}
_INSERT = 'INSERT INTO {table} (cluster_name, "#user_id") SELECT ?, unnest(?::BIGINT[])'


def make_table(connection: Any, project: int) -> SandboxTable:
    """An empty table, in place of one that may be there."""
    name = f"user_result_cluster_{project}"
    columns = tuple(SandboxColumn(column, TYPES[kind]) for column, kind in _COLUMNS.items())
    table = SandboxTable(name, TableKind.MEMBERS, project, columns, 0)
    listed = ", ".join(f'"{column}" {kind}' for column, kind in _COLUMNS.items())
    connection.execute(f"CREATE TABLE IF NOT EXISTS {table.full_name} ({listed})")
    return table


def fill_table(connection: Any, table: SandboxTable, cohorts: Mapping[str, Iterable[int]]) -> None:
    """Replace the rows; statements that read it meanwhile see the old ones."""
    connection.execute("BEGIN")
    try:
        connection.execute(f"DELETE FROM {table.full_name}")  # noqa: S608 - a name of ours
        for name, members in cohorts.items():
            connection.execute(_INSERT.format(table=table.full_name), [name, sorted(members)])
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
