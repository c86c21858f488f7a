"""A full draft of every route, made from the catalogue: one value for each field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Operation, Payload, RequestDraft

CSV_TEXT = "id,city\r\n1,Bücher & Co\n"
FILE_BYTES = b"1,2\r\n\xff\n"


def value_of(spec: FieldSpec, folder: Path) -> Any:
    match spec.kind:
        case FieldKind.INTEGER:
            return int(spec.minimum or 7)
        case FieldKind.NUMBER:
            return 8
        case FieldKind.BOOLEAN:
            return True
        case FieldKind.LIST:
            return list(spec.choices[:2]) or ["a b", "ü"]
        case FieldKind.JSON:
            return [{"b": "ü", "a": None}]
        case FieldKind.PATH:
            return str(folder / "ids.csv")
        case FieldKind.SQL:
            return "SELECT \"#ip\", 'ü+&' FROM v_event_1\nWHERE \"$part_date\" = '2024-01-01'"
        case _ if spec.choices:
            return spec.choices[0]
        case _:
            return "x ü/&=+"


def full_draft(operation: Operation, folder: Path) -> RequestDraft:
    (folder / "ids.csv").write_bytes(FILE_BYTES)
    parts: dict[Place, dict[str, Any]] = {place: {} for place in Place}
    body: dict[str, Any] = {}
    for spec in operation.fields:
        value = value_of(spec, folder)
        if spec.place is not Place.BODY:
            parts[spec.place][spec.name] = value
            continue
        node = body
        *way, last = spec.name.split(".")
        for key in way:
            node = node.setdefault(key, {})
        node[last] = value
    text = CSV_TEXT if operation.payload is Payload.CSV else None
    has_body = operation.payload is Payload.JSON
    return RequestDraft(operation.id, parts[Place.QUERY], parts[Place.FORM], body if has_body else None, text)
