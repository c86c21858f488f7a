"""A draft as the bytes of a request: query pairs, and the body in each of the five encodings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui.core.display import safe
from tui.core.encoding import (
    Pairs,
    form_bytes,
    multipart_bytes,
    parameter_text,
    parameters,
    typed_json,
)
from tui.core.exact_json import compact_bytes
from tui.core.failures import InvalidInput
from tui.core.fields import FieldKind, FieldProblem, FieldSpec, Place
from tui.core.operation import Operation, Payload, RequestDraft
from tui.providers.te.operations import aliases, local_fields

MAX_FILE_BYTES = 200_000_000
"""The larger of the manual's two limits: 200 MB for dimension tables, 100 MB for data tables."""


def encoded_query(operation: Operation, draft: RequestDraft) -> Pairs:
    return _pairs(operation, draft.query)


def _pairs(operation: Operation, values: Mapping[str, Any]) -> Pairs:
    sent = {k: v for k, v in values.items() if (operation.id, k) not in local_fields()}
    other = {name: extra for (owner, name), extra in aliases().items() if owner == operation.id}
    return parameters(sent, other)


def encoded_body(operation: Operation, draft: RequestDraft) -> tuple[str, bytes]:
    """Content type and bytes. Raises InvalidInput: JSON that is none, a file that cannot be read."""
    match operation.payload:
        case Payload.NONE:
            return "", b""
        case Payload.FORM:
            return f"{Payload.FORM}; charset=utf-8", form_bytes(_pairs(operation, draft.form))
        case Payload.JSON if draft.text is not None:
            return Payload.JSON.value, typed_json(draft.text)
        case Payload.JSON:
            return Payload.JSON.value, compact_bytes(_with_aliases(operation, draft.body))
        case Payload.CSV:
            return _csv(draft)
        case Payload.MULTIPART:
            return _multipart(operation, draft)


def _with_aliases(operation: Operation, body: Any) -> Any:
    if not isinstance(body, Mapping):
        return {} if body is None else body
    found: dict[str, Any] = {}
    for name, value in body.items():
        found[name] = value
        for spelling in aliases().get((operation.id, name), ()):
            found.setdefault(spelling, value)
    return found


def _csv(draft: RequestDraft) -> tuple[str, bytes]:
    if draft.text:
        return f"{Payload.CSV}; charset=utf-8", draft.text.encode("utf-8", "surrogatepass")
    path = draft.form.get("file")
    if not path:
        raise InvalidInput([FieldProblem("file", "name a CSV file, or type the CSV text")])
    # Nobody knows the encoding of a file; its bytes go out as they are.
    return Payload.CSV.value, _file("file", path)[1]


def _multipart(operation: Operation, draft: RequestDraft) -> tuple[str, bytes]:
    specs = {spec.name: spec for spec in operation.fields_at(Place.FORM)}
    parts: list[tuple[str, str | None, bytes]] = []
    for name, value in draft.form.items():
        if value in (None, ""):
            continue
        if _is_file(specs.get(name)):
            filename, content = _file(name, value)
            parts.append((name, filename, content))
        else:
            parts.append((name, None, parameter_text(value).encode("utf-8", "surrogatepass")))
    return multipart_bytes(parts)


def _is_file(spec: FieldSpec | None) -> bool:
    return spec is not None and spec.kind is FieldKind.PATH


def _file(field: str, value: Any) -> tuple[str, bytes]:
    """Name and bytes of a local file. Raises InvalidInput; nothing was sent then."""
    path = Path(str(value)).expanduser()
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is not an existing file"
            raise InvalidInput([FieldProblem(field, f"“{safe(str(path), 80)}” {what}")])
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InvalidInput([FieldProblem(field, "is larger than the 200 MB that the manual allows")])
        return path.name, path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name is not valid"
        raise InvalidInput([FieldProblem(field, f"cannot be read: {reason}")]) from None
