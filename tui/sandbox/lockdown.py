"""An engine that can read its own tables and nothing else.

What DuckDB itself cannot be told to refuse (writes to its catalog, PREPARE, query('…')) is refused
before, by the translator: one SELECT over known tables.

The limit of 1 GB holds for tables, sorts, joins and aggregates. It does not hold for what a function
builds within a batch of rows: texts and lists, above all lists of lists from lambdas, are counted late
or not at all. `trino.growth` bounds those, and a statement by which the process grows by more than 1 GB
is interrupted between two batches.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from tui.sandbox.tables import text

CONFIG: dict[str, Any] = {
    "memory_limit": "1GB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    # Trino's semantics: 7/2 is 3, a division by zero is an error, NULLs sort last.
    "integer_division": True,
    "error_on_division_by_zero": True,
    "default_null_order": "NULLS LAST",
}

CURSORS = 12
"""Statements that can run at once. Cursors are made before the engine is locked, because a cursor
has session settings of its own (the progress bar) that cannot be set afterwards."""


def open_engine(
    fill: Callable[[Any], None], *, threads: int = 0, readable: Sequence[str] = ()
) -> tuple[Any, list[Any]]:
    """A new in-memory engine, filled by `fill` and then locked; the connection and its cursors. The
    files in `readable` stay readable for the program's own statements; the guard lets no other name one."""
    import duckdb

    config = CONFIG | {"threads": threads or min(4, os.cpu_count() or 2)}
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("ATTACH ':memory:' AS hive")
    connection.execute("CREATE SCHEMA hive.ta")
    fill(connection)
    if readable:
        connection.execute(f"SET allowed_paths = [{', '.join(map(text, readable))}]")
    cursors = []
    for _ in range(CURSORS):
        cursor = connection.cursor()
        cursor.execute("SET enable_progress_bar = false")
        cursors.append(cursor)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection, cursors
