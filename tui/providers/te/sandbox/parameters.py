"""Parameters of a call, read and checked by the same catalogue that the product's forms are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tui.core.fields import FieldKind, FieldProblem, FieldSpec, Place, check_values, parse_text
from tui.core.operation import Operation, Payload, flatten
from tui.core.sandboxing import SandboxRequest
from tui.providers.te.operations import items_of, local_fields
from tui.providers.te.sandbox.envelope import PARAMETER_ERROR, Rejected


@dataclass(frozen=True, slots=True)
class Call:
    """One call after its parameters were checked. `values` holds the known ones by wire name, from
    address, form and body; `body` is the JSON body, an empty object when there is none; `files` are
    the uploaded files by field name: file name and content."""

    operation: Operation
    request: SandboxRequest
    values: Mapping[str, Any]
    body: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]]

    def text(self, name: str) -> str:
        """A parameter that the catalogue may not know, from body or address; "" when left out or not text."""
        value = self.body.get(name, self.request.parameter(name))
        return value if isinstance(value, str) else ""

    def needed(self, name: str) -> str:
        """The same; raises Rejected when it is left out."""
        value = self.text(name)
        if not value:
            raise parameter_error(name, "is required by the sandbox and missing")
        return value


def parameter_error(field: str, message: str) -> Rejected:
    """-1008 that names the parameter; the wording is the sandbox's."""
    return Rejected(PARAMETER_ERROR, f"parameter {field}: {message}")


def read_call(operation: Operation, request: SandboxRequest) -> Call:
    """The call's parameters. Raises Rejected (-1008) naming the first one that is missing or mistyped."""
    body: Mapping[str, Any] = {}
    files: Mapping[str, tuple[str, bytes]] = {}
    form: Mapping[str, str] = {}
    if operation.payload is Payload.JSON:
        body = _json_object(request)
    elif operation.payload is Payload.MULTIPART:
        files = multipart(request)
    elif operation.payload is Payload.FORM:
        form = _form(request)
    values: dict[str, Any] = {}
    for spec in fields_of(operation):
        if spec.kind is FieldKind.PATH:
            _check_file(spec, files)
        elif spec.place is Place.BODY:
            values |= flatten(body, [spec])
        else:
            text = form.get(spec.name) or request.parameter(spec.name)
            values |= {spec.name: parsed_text(spec, text)} if text else {}
    checked = [spec for spec in fields_of(operation) if spec.kind is not FieldKind.PATH]
    raise_first(check_values(checked, values))
    return Call(operation, request, values, body, files)


def check_required(operation: Operation, request: SandboxRequest) -> None:
    """Raises Rejected for a required parameter of a form route that is in neither form nor address."""
    form = _form(request) if operation.payload is Payload.FORM else {}
    for spec in fields_of(operation):
        if spec.required and not (form.get(spec.name) or request.parameter(spec.name)).strip():
            raise parameter_error(spec.name, "is required and empty")


def check_items(
    operation_id: str, path: str, value: Any, *, optional: Sequence[str] = ()
) -> list[Mapping[str, Any]]:
    """The objects of a list inside the body, such as `events`, each checked by the catalogue.

    `path` is the list's dotted place. Names in `optional` may be left out whatever the catalogue says.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise parameter_error(path, "needs a list of objects")
    specs = _item_specs(operation_id).get(path, ())
    for number, item in enumerate(value):
        check_item(f"{path}[{number}]", item, [spec for spec in specs if spec.name not in optional])
        if isinstance(item, Mapping):
            _check_optional(f"{path}[{number}]", item, [spec for spec in specs if spec.name in optional])
    return list(value)


def check_item(place: str, item: Any, specs: Sequence[FieldSpec]) -> None:
    """Raises Rejected unless `item` is an object whose members fit the specs."""
    if not isinstance(item, Mapping):
        raise parameter_error(place, "needs an object")
    problems = check_values(specs, item)
    raise_first([FieldProblem(f"{place}.{problem.field}", problem.message) for problem in problems])


def raise_first(problems: Sequence[FieldProblem]) -> None:
    if problems:
        raise parameter_error(problems[0].field, problems[0].message)


def _check_optional(place: str, item: Mapping[str, Any], specs: Sequence[FieldSpec]) -> None:
    check_item(place, item, [spec for spec in specs if item.get(spec.name) not in (None, "")])


@cache
def _item_specs(operation_id: str) -> Mapping[str, tuple[FieldSpec, ...]]:
    return items_of(operation_id)


def item_specs(operation_id: str, path: str) -> tuple[FieldSpec, ...]:
    return _item_specs(operation_id).get(path, ())


def fields_of(operation: Operation) -> list[FieldSpec]:
    """The parameters that ride on the wire; what only steers this program is left out."""
    return [spec for spec in operation.fields if (operation.id, spec.name) not in local_fields()]


def parsed_text(spec: FieldSpec, text: str) -> Any:
    """The value of a parameter that came as text. Raises Rejected (-1008)."""
    try:
        return parse_text(spec, text)
    except ValueError as error:
        raise parameter_error(spec.name, str(error)) from None


def _json_object(request: SandboxRequest) -> Mapping[str, Any]:
    if not request.body.strip():
        return {}
    try:
        body = request.json()
    except ValueError:
        raise parameter_error("body", "is not valid JSON") from None
    if not isinstance(body, dict):
        raise parameter_error("body", "needs a JSON object")
    return body


def _form(request: SandboxRequest) -> dict[str, str]:
    try:
        return request.form()
    except ValueError:
        raise parameter_error("body", "is not a form in UTF-8") from None


def _check_file(spec: FieldSpec, files: Mapping[str, tuple[str, bytes]]) -> None:
    if spec.required and spec.name not in files:
        raise parameter_error(spec.name, "is required and no such file was sent")


def multipart(request: SandboxRequest) -> dict[str, tuple[str, bytes]]:
    """The parts of a multipart/form-data body by name: file name ("" for plain fields) and content."""
    _, _, boundary = request.header("content-type").partition("boundary=")
    boundary = boundary.split(";")[0].strip().strip('"')
    if not boundary:
        return {}
    parts: dict[str, tuple[str, bytes]] = {}
    for piece in (b"\r\n" + request.body).split(b"\r\n--" + boundary.encode("latin-1", "replace"))[1:]:
        head, found, content = piece.partition(b"\r\n\r\n")
        name = _attribute(head.decode("utf-8", "replace"), "name")
        if found and name:
            parts.setdefault(name, (_attribute(head.decode("utf-8", "replace"), "filename"), content))
    return parts


def _attribute(head: str, name: str) -> str:
    _, found, rest = head.partition(f'; {name}="')
    return rest.split('"')[0] if found else ""
