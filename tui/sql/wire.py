"""What the program and its helper process for SQL say to each other: one JSON object a line both ways.

A request is `{"id", "do", "sql", …}` and holds `facts` and `schema` when they are other ones than before;
an answer is `{"id", "done"}` or `{"id", "refused"}`, the problems of an InvalidInput.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from tui.core.schema import (
    Owner,
    Schema,
    SchemaCohort,
    SchemaEvent,
    SchemaProject,
    SchemaProperty,
    SchemaTable,
)
from tui.core.sql_assist import Completion, CompletionKind, SqlFacts, SqlFix, SqlNotice, SqlSize


def line_of(message: Mapping[str, Any]) -> bytes:
    """One line, in ASCII, so that a lone surrogate goes through as it is."""
    return json.dumps(message, default=_members).encode("ascii") + b"\n"


def _members(value: Any) -> Any:
    if is_dataclass(value):
        return {part.name: getattr(value, part.name) for part in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError


def facts_of(found: Mapping[str, Any]) -> SqlFacts:
    return SqlFacts(**{name: _tupled(value) for name, value in found.items()})


def schema_of(found: Mapping[str, Any]) -> Schema:
    def several(name: str, kind: Any, **read: Any) -> tuple[Any, ...]:
        made = []
        for item in found[name]:
            parts = {part: read.get(part, _tupled)(value) for part, value in item.items()}
            made.append(kind(**parts))
        return tuple(made)

    return Schema(
        found["project"],
        tables=several("tables", SchemaTable, owner=lambda owner: Owner(owner) if owner else None),
        events=several("events", SchemaEvent),
        properties=several("properties", SchemaProperty, owner=Owner),
        cohorts=several("cohorts", SchemaCohort),
        fetched_at=found["fetched_at"],
        problems=tuple(found["problems"]),
        projects=several("projects", SchemaProject),
    )


def notice_of(found: Mapping[str, Any]) -> SqlNotice:
    fix = found["fix"]
    return SqlNotice(**{**found, "fix": SqlFix(**fix) if fix is not None else None})


def completion_of(found: Mapping[str, Any]) -> Completion:
    return Completion(**{**found, "kind": CompletionKind(found["kind"])})


def size_of(found: Mapping[str, Any]) -> SqlSize:
    return SqlSize(**found)


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
