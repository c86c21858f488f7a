"""What a project holds, as the API tells it: tables, events, properties and cohorts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """What a property describes."""

    EVENT = "event"
    USER = "user"


@dataclass(frozen=True, slots=True)
class SchemaProperty:
    """One property, which is also a column of its owner's table.

    `type` is the vendor's word for it (`string`, `number`, `bool`, `datetime`, `list`, …); empty where the
    answer does not say.
    """

    name: str
    owner: Owner
    type: str = ""
    title: str = ""
    virtual: bool = False
    """Computed by the service from other columns."""


@dataclass(frozen=True, slots=True)
class SchemaEvent:
    name: str
    title: str = ""
    virtual: bool = False
    properties: tuple[str, ...] = ()
    """Names of the properties that are known to come with it; empty where the answer does not say."""


@dataclass(frozen=True, slots=True)
class SchemaCohort:
    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SchemaTable:
    """A table as SQL names it, such as `ta.v_event_1`, and its columns, unquoted, in their order."""

    name: str
    columns: tuple[str, ...] = ()
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class SchemaProject:
    """A project that the key, or a login name, can see. `id` is what a profile names it by."""

    id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """A project's schema as it was at `fetched_at` (seconds since the epoch)."""

    project: str
    tables: tuple[SchemaTable, ...] = ()
    events: tuple[SchemaEvent, ...] = ()
    properties: tuple[SchemaProperty, ...] = ()
    cohorts: tuple[SchemaCohort, ...] = ()
    fetched_at: float = 0.0
    problems: tuple[str, ...] = ()
    """What could not be fetched or read, one sentence each; the rest is still true."""
    projects: tuple[SchemaProject, ...] = ()
    """Empty where nobody asked for them."""

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Tables and their columns, as explanations want them."""
        return {table.name: table.columns for table in self.tables}


def quoted_name(name: str) -> str:
    """A column as SQL takes it whatever it holds: `#`, `$`, `@`, spaces, a reserved word."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text literal, such as the name of an event."""
    return "'" + text.replace("'", "''") + "'"
