"""Every route of the catalogue: an envelope, its example, required parameters, the token, the key's scope."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.providers.casework import profile_of
from tests.providers.te.samples import CSV_TEXT
from tests.providers.te_sandbox.playing import Player
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Operation, Payload, RequestDraft
from tui.providers.te import PROVIDER
from tui.providers.te.operations import local_fields, operations
from tui.providers.te.sandbox.own_parameters import own_fields

ALL = list(operations())
REQUIRED = [
    (operation, spec.name)
    for operation in ALL
    for spec in operation.fields
    if spec.required and (operation.id, spec.name) not in local_fields()
]
NAMES = [f"{operation.id}-{name}" for operation, name in REQUIRED]


def plausible(operation: Operation) -> dict[str, Any]:
    """The example, or a value of the right type for every required parameter, as nested wire values."""
    if operation.example:
        return json.loads(json.dumps(dict(operation.example)))  # type: ignore[no-any-return]  # a deep copy as JSON
    values: dict[str, Any] = {}
    for spec in operation.fields:
        if not spec.required or spec.kind is FieldKind.PATH:
            continue
        node = values
        *way, last = spec.name.split(".") if operation.payload is Payload.JSON else [spec.name]
        for key in way:
            node = node.setdefault(key, {})
        node[last] = value(spec)
    return values


def value(spec: FieldSpec) -> Any:
    match spec.kind:
        case FieldKind.INTEGER:
            return max(1, int(spec.minimum or 1))
        case FieldKind.BOOLEAN:
            return True
        case FieldKind.LIST:
            return ["x"]
        case FieldKind.JSON:
            return {}
        case _:
            return spec.choices[0] if spec.choices else "x"


def file_of(operation: Operation) -> bytes | None:
    return CSV_TEXT.encode() if operation.payload is Payload.MULTIPART else None


def send(player: Player, operation: Operation, values: dict[str, Any], without: str = "", **more: Any) -> Any:
    if operation.payload is Payload.MULTIPART:
        query = {k: v for k, v in values.items() if k != without}
        file = None if without == "file" else file_of(operation)
        return player.call(operation, file=file, **query, **more)
    return player.send(operation, values, without)


@pytest.mark.parametrize("operation", ALL, ids=[operation.id for operation in ALL])
def test_every_route_answers_an_envelope_or_what_it_promises(fresh: Player, operation: Operation) -> None:
    played = send(fresh, operation, plausible(operation))
    assert played.answer.status == 200
    if operation.answer == "bytes":
        assert played.body.startswith(b"kind,name")
        return
    code = played.code
    assert code == 0 or code in range(-3009, 0) or code < -10000
    if code != 0:
        assert played.message.startswith(("sandbox: ", "sql ", "line ")), played.message


@pytest.mark.parametrize("operation", ALL, ids=[operation.id for operation in ALL])
def test_every_route_takes_the_bytes_that_the_codec_makes(
    fresh: Player, operation: Operation, tmp_path: Path
) -> None:
    parts: dict[Place, dict[str, Any]] = {place: {} for place in Place}
    values = plausible(operation)
    places = {spec.name: spec.place for spec in operation.fields}
    by_payload = {Payload.JSON: Place.BODY, Payload.FORM: Place.FORM}
    elsewhere = by_payload.get(operation.payload, Place.QUERY)
    for spec in own_fields(operation.id):
        # Where nothing public lists the parameters, the sandbox takes its own.
        if spec.required:
            values.setdefault(spec.name, value(spec))
    for name, given in values.items():
        parts[places.get(name, elsewhere)][name] = given
    if operation.payload is Payload.MULTIPART:
        (tmp_path / "ids.csv").write_text(CSV_TEXT)
        for spec in operation.fields:
            if spec.kind is FieldKind.PATH:
                parts[spec.place][spec.name] = str(tmp_path / "ids.csv")
    draft = RequestDraft(
        operation.id,
        parts[Place.QUERY],
        parts[Place.FORM],
        parts[Place.BODY] if operation.payload is Payload.JSON else None,
        CSV_TEXT if operation.payload is Payload.CSV else None,
    )
    played = fresh.wire(PROVIDER.codec().encode(operation, draft, profile_of("te")))
    assert played.answer.status == 200
    if operation.answer != "bytes":
        assert "is required and empty" not in played.message
        assert played.code == 0 or played.message.startswith(("sandbox: ", "sql ", "line ")), played.message


@pytest.mark.parametrize("operation", [o for o in ALL if o.example], ids=[o.id for o in ALL if o.example])
def test_every_example_succeeds(shipped: Player, operation: Operation) -> None:
    played = send(shipped, operation, plausible(operation))
    assert played.code == 0, played.message


@pytest.mark.parametrize(("operation", "name"), REQUIRED, ids=NAMES)
def test_a_required_parameter_left_out_is_named(shipped: Player, operation: Operation, name: str) -> None:
    played = send(shipped, operation, plausible(operation), without=name)
    assert played.code == -1008
    assert name in played.message


@pytest.mark.parametrize(
    "operation", [o for o in ALL if own_fields(o.id)], ids=[o.id for o in ALL if own_fields(o.id)]
)
def test_own_parameters_are_named_and_said_to_be_ours(fresh: Player, operation: Operation) -> None:
    for spec in own_fields(operation.id):
        if not spec.required:
            continue
        body = plausible(operation) | {
            one.name: value(one) for one in own_fields(operation.id) if one.required
        }
        body = {k: v for k, v in body.items() if k != spec.name}
        played = fresh.call(operation, body, **(body if operation.method == "GET" else {}))
        assert (played.code, spec.name in played.message) == (-1008, True), played.message
        if spec.name not in [known.name for known in operation.fields]:
            assert "the sandbox takes its own" in played.message


@pytest.mark.parametrize("operation", ALL, ids=[operation.id for operation in ALL])
def test_no_route_answers_without_a_valid_token(shipped: Player, operation: Operation) -> None:
    assert shipped.call(operation, key="wrong").code == -1014
    assert shipped.call(operation, key="").code == -1008


@pytest.mark.parametrize("operation", ALL, ids=[operation.id for operation in ALL])
def test_company_routes_refuse_the_key_of_a_project(fresh: Player, operation: Operation) -> None:
    key = fresh.services.keys.make("te", 1).reveal()
    code = fresh.call(operation, key=key).code if operation.answer != "bytes" else None
    company = operation.token_scope.startswith("company")
    assert company or code != -1006
    if company and code is not None:
        assert code == -1006


def test_the_key_of_a_project_opens_that_project_only(fresh: Player) -> None:
    key = fresh.services.keys.make("te", 1).reveal()
    assert fresh.call("event-meta-list", key=key, projectId=1).code == 0
    assert fresh.call("event-meta-list", key=key, projectId=2).code == -1006
    assert fresh.call("event-meta-list", projectId=99).code == -1023


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "parameter body: is not valid JSON"),
        (b"[1]", "parameter body: needs a JSON object"),
        (b'{"projectId": "1"}', "projectId: needs a whole number"),
        (b'{"projectId": 1, "metricModes": "EVENT"}', "metricModes: needs a list"),
        (b"[" * 100_000, "parameter body"),
    ],
)
def test_bodies_that_are_not_what_they_should_be(shipped: Player, body: bytes, words: str) -> None:
    played = shipped.call("metric-list", raw=body)
    assert played.code == -1008
    assert words in played.message


def test_routes_that_cannot_be_played_say_why(shipped: Player) -> None:
    assert "parameters of this route are unknown in public" in shipped.call("dashboards-import").message
    assert "data sets" in shipped.call("project-create", {"projectName": "x"}).message
