"""The three routes."""

from __future__ import annotations

from functools import cache

from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Operation, OperationCatalog, Payload

LIST = Operation(
    id="memos-list",
    group="memos",
    title="List memos",
    method="GET",
    path="/v1/memos",
    fields=(
        FieldSpec("tag", label="Tag", place=Place.QUERY, help="Only memos with this tag."),
        FieldSpec("limit", FieldKind.INTEGER, label="Most", place=Place.QUERY, minimum=1, maximum=100),
    ),
)
ADD = Operation(
    id="memos-add",
    group="memos",
    title="Add a memo",
    method="POST",
    path="/v1/memos",
    payload=Payload.JSON,
    fields=(
        FieldSpec("text", label="Text", required=True, maximum=200, help="At most 200 characters."),
        FieldSpec("tag", FieldKind.CHOICE, label="Tag", choices=("todo", "idea")),
    ),
    mutates=True,
    example={"text": "Call the vendor", "tag": "todo"},
)
REMOVE = Operation(
    id="memos-remove",
    group="memos",
    title="Remove a memo",
    method="POST",
    path="/v1/memos/remove",
    payload=Payload.JSON,
    fields=(FieldSpec("id", FieldKind.INTEGER, label="Number", required=True, minimum=1),),
    mutates=True,
    example={"id": 1},
)


@cache
def operations() -> OperationCatalog:
    return OperationCatalog([LIST, ADD, REMOVE])
