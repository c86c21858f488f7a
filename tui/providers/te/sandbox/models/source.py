"""What a model reads: one project's tables, the names in them, and objects made through the API."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.sandboxing import SandboxDatabase, SandboxProject, SandboxTable, TableKind
from tui.providers.te.sandbox.envelope import TARGET_MISSING, Rejected


class Kind(StrEnum):
    """What a property holds, in the words of error messages."""

    TEXT = "text"
    NUMBER = "numbers"
    BOOLEAN = "true or false"
    TIME = "times"
    LIST = "lists"


_NUMBERS = ("bigint", "integer", "double", "real", "smallint", "tinyint", "decimal")


def kind_of(trino_type: str) -> Kind:
    """The kind of a column from Trino's name of its type."""
    name = trino_type.lower()
    if name.startswith("array"):
        return Kind.LIST
    if name.startswith(_NUMBERS):
        return Kind.NUMBER
    if name.startswith(("timestamp", "date")):
        return Kind.TIME
    return Kind.BOOLEAN if name == "boolean" else Kind.TEXT


@dataclass(frozen=True, slots=True)
class Objects:
    """What callers made in a project and models may use: cohorts as members by name, virtual events
    as their rule by name, names of virtual properties (which the sandbox does not compute)."""

    cohorts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    virtual_events: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    virtual_properties: frozenset[str] = frozenset()
    version: int = 0
    """Grows with every change; a result computed for another version is not reused."""


@dataclass(frozen=True, slots=True)
class Source:
    """One project as the models see it."""

    project: SandboxProject
    events: SandboxTable
    users: SandboxTable
    objects: Objects
    event_names: frozenset[str]

    @property
    def today(self) -> datetime.date:
        return datetime.date.fromisoformat(self.project.today)

    def kind(self, column: str, table: TableKind) -> Kind | None:
        """The kind of a column of a table; None when it has no such column."""
        columns = self.events.columns if table is TableKind.EVENT else self.users.columns
        found = next((one for one in columns if one.name == column), None)
        return kind_of(found.type) if found else None


def source_of(database: SandboxDatabase, project_id: int, objects: Objects, cancel: CancelToken) -> Source:
    """Raises Rejected when the project has no data."""
    project = next((one for one in database.projects() if one.id == project_id), None)
    tables = {table.kind: table for table in database.tables(project_id)}
    if project is None or len(tables) < 2:
        raise Rejected(TARGET_MISSING, f"project {project_id} holds no data")
    events = tables[TableKind.EVENT]
    names = database.fetch(f'SELECT DISTINCT "#event_name" FROM {events.full_name}', cancel=cancel)  # noqa: S608 - own name
    return Source(project, events, tables[TableKind.USER], objects, frozenset(row[0] for row in names))
