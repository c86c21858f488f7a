"""What a provider can do, as data: one `Operation` per route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tui.core.confidence import Confidence
from tui.core.fields import FieldProblem, FieldSpec, Place, check_values


class AnswerShape(StrEnum):
    """What kind of body an operation answers with."""

    ENVELOPE = "envelope"
    """One JSON document."""
    ROWS = "rows"
    """A stream of lines, one row each; the first line may be an envelope."""
    BYTES = "bytes"
    """A file."""


class Payload(StrEnum):
    """How the request body is encoded."""

    NONE = "none"
    JSON = "application/json"
    FORM = "application/x-www-form-urlencoded"
    MULTIPART = "multipart/form-data"
    CSV = "text/csv"


class Editor(StrEnum):
    """Which editor a front end opens first."""

    FORM = "form"
    SQL = "sql"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of a provider.

    `mutates` alone tells reads from writes; the method does not. `fields_known` is False when no
    public source lists the parameters: the front end then says so and offers a free body.
    `repeatable` is False when sending twice differs from sending once although nothing is written
    (a signature verification uses the sign up): such a call is never retried.
    """

    id: str
    group: str
    title: str
    method: str
    path: str
    payload: Payload = Payload.NONE
    fields: tuple[FieldSpec, ...] = ()
    mutates: bool = False
    repeatable: bool = True
    answer: AnswerShape = AnswerShape.ENVELOPE
    editor: Editor = Editor.FORM
    confidence: Confidence = Confidence.DOCUMENTED
    fields_known: bool = True
    token_scope: str = ""
    notes: str = ""
    source: str = ""
    example: Mapping[str, Any] = field(default_factory=dict)
    """A body or form that works in the sandbox; the editor starts with it."""

    def fields_at(self, place: Place) -> tuple[FieldSpec, ...]:
        return tuple(spec for spec in self.fields if spec.place is place)

    def check(self, draft: RequestDraft) -> list[FieldProblem]:
        """Field errors by wire name; an empty list means the draft may be sent."""
        problems = check_values(self.fields_at(Place.QUERY), draft.query)
        problems += check_values(self.fields_at(Place.FORM), draft.form)
        body_fields = self.fields_at(Place.BODY)
        if body_fields and draft.text is None:
            problems += check_values(body_fields, flatten(draft.body, body_fields))
        return problems


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What a person is composing: JSON-able, free of secrets, safe to save.

    `query` and `form` are by wire name. `body` is the JSON body, unknown fields included. `text` is
    a body typed by hand (JSON that does not parse yet, CSV text); when set, it goes before `body`.
    """

    operation: str
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    text: str | None = None


def flatten(body: Any, fields: Sequence[FieldSpec]) -> dict[str, Any]:
    """The values that dotted field names point at; absent ones are left out."""
    found: dict[str, Any] = {}
    for spec in fields:
        value = body
        for key in spec.name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is not None:
            found[spec.name] = value
    return found


class OperationCatalog:
    """A provider's operations in their documented order."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._by_id = {operation.id: operation for operation in operations}
        if len(self._by_id) != len(operations):
            raise ValueError("two operations share an id")

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, operation_id: object) -> bool:
        return operation_id in self._by_id

    def get(self, operation_id: str) -> Operation:
        """Raises KeyError for an unknown id."""
        return self._by_id[operation_id]

    def groups(self) -> dict[str, list[Operation]]:
        grouped: dict[str, list[Operation]] = {}
        for operation in self:
            grouped.setdefault(operation.group, []).append(operation)
        return grouped
