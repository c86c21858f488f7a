from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.casework import profile_of
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import ResponseHead
from tui.core.failures import InvalidInput
from tui.core.operation import RequestDraft
from tui.core.request import UnsignedRequest
from tui.providers.td import PROVIDER

OPERATION = PROVIDER.operations().get("signature-verify")


def encode(draft: RequestDraft, **settings: Any) -> UnsignedRequest:
    return PROVIDER.codec().encode(OPERATION, draft, profile_of("td", settings=settings))


def read(answer: Any, status: int = 200) -> Envelope:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return PROVIDER.codec().read(OPERATION, ResponseHead(status), body)


def verdict(status: Any, result: Any = "pass", env: Any = None, **more: Any) -> Envelope:
    data = {"status": status, "result": result, "env": [] if env is None else env, "version": "v2", **more}
    return read({"code": 200, "message": "success", "data": data})


# ---- requests ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"path": "/a/b", "sign": "g1f"}, b'{"path":"/a/b","sign":"g1f"}'),
        ({"sign": "", "path": ""}, b'{"sign":"","path":""}'),
        ({"path": "/a", "sign": "s", "query": None, "body": None}, b'{"path":"/a","sign":"s"}'),
        (
            {"path": "/a", "sign": "s", "query": {}, "body": ""},
            b'{"path":"/a","sign":"s","query":{},"body":""}',
        ),
        (
            {"query": {"b": "2", "a": " ü&+%20"}, "body": '{ "x": 1.0 }\r\n'},
            '{"query":{"b":"2","a":" ü&+%20"},"body":"{ \\"x\\": 1.0 }\\r\\n"}'.encode(),
        ),
        ({"query": {"n": 1, "l": [None]}}, b'{"query":{"n":1,"l":[null]}}'),
        ({"sign": "\ud800"}, b'{"sign":"\\ud800"}'),
        (None, b"{}"),
    ],
)
def test_the_parts_ride_as_they_were_typed(body: Any, expected: bytes) -> None:
    assert encode(RequestDraft("signature-verify", body=body)).body == expected


def test_the_call_is_the_documented_one() -> None:
    request = encode(RequestDraft("signature-verify", body={"path": "/a"}))
    assert (request.method, request.url) == ("POST", "https://sg.apitd.net/signature/v2?partner_code=acme")
    assert request.secret_parameter == "partner_key"
    assert dict(request.headers)["Content-Type"] == "application/json"


def test_a_partner_code_in_the_draft_is_a_test_and_goes_first() -> None:
    other = encode(RequestDraft("signature-verify", query={"partner_code": "b c"}))
    assert other.query == (("partner_code", "b c"),)
    none = encode(RequestDraft("signature-verify", query={"partner_code": None}))
    assert none.query == ()


def test_a_body_typed_by_hand_is_sent_as_typed_or_refused() -> None:
    text = '{ "path": null, "sign": "a", "sign": "b" }'
    assert encode(RequestDraft("signature-verify", text=text)).body == text.encode()
    with pytest.raises(InvalidInput):
        encode(RequestDraft("signature-verify", text="{"))


def test_a_verification_is_never_repeated_and_its_sign_is_sensitive() -> None:
    assert not OPERATION.repeatable
    assert not OPERATION.mutates
    assert [spec.name for spec in OPERATION.fields if spec.sensitive] == ["sign"]
    assert PROVIDER.signature is not None
    assert PROVIDER.signature.operation == OPERATION.id
    assert PROVIDER.probe(profile_of("td")) is None


@pytest.mark.parametrize("body", [{}, {"path": "", "sign": ""}, {"path": "/a"}])
def test_leaving_a_part_out_is_a_test_and_no_mistake(body: Any) -> None:
    assert OPERATION.check(RequestDraft("signature-verify", body=body)) == []


def test_there_are_no_row_streams() -> None:
    assert PROVIDER.codec().row_reader(OPERATION, RequestDraft("signature-verify")) is None


# ---- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "result", "word", "tone"),
    [
        (1200, "pass", "PASS", Tone.GOOD),
        *((n, "pass", "PASS+RISK", Tone.CAUTION) for n in (1601, 1602, 1603)),
        *((n, "miss", "MISS", Tone.BAD) for n in (1101, 1102)),
        *((n, "block", "BAD FORMAT", Tone.BAD) for n in (1301, 1302, 1303, 1304)),
        *((n, "block", "FAILED CHECK", Tone.BAD) for n in (1401, 1402, 1501, 1502, 1503)),
        (1999, "pass", "UNKNOWN", Tone.UNCERTAIN),
    ],
)
def test_a_verdict_has_its_class(status: int, result: str, word: str, tone: Tone) -> None:
    envelope = verdict(status, result)
    assert (envelope.code, envelope.word, envelope.tone) == (str(status), word, tone)
    assert envelope.message == result
    assert bool(envelope.notes) == (word == "UNKNOWN")


@pytest.mark.parametrize("page", [p for p in PROVIDER.errors() if p.group == "verdict"], ids=lambda p: p.code)
def test_tone_and_word_of_a_verdict_are_those_of_its_page(page: Any) -> None:
    envelope = verdict(int(page.code), "pass")
    assert (envelope.tone, envelope.word) == (page.tone, page.word)


@pytest.mark.parametrize("code", [431, 500, 512, 513, 514, -1, 0, 404])
def test_any_other_code_is_a_service_failure_and_no_verdict(code: int) -> None:
    envelope = read({"code": code, "message": "This service is not purchased"})
    assert (envelope.code, envelope.word, envelope.tone) == (str(code), "SERVICE", Tone.BAD)
    assert envelope.message == "This service is not purchased"


def test_a_verdict_beside_a_service_failure_does_not_count() -> None:
    envelope = read({"code": 513, "data": {"status": 1200, "result": "pass"}})
    assert (envelope.code, envelope.word) == ("513", "SERVICE")


@pytest.mark.parametrize(
    ("status", "result"), [(1200, "block"), (1603, "block"), (1401, "pass"), (1101, "pass"), (1301, "PASS")]
)
def test_a_result_that_contradicts_the_status_is_flagged(status: int, result: str) -> None:
    envelope = verdict(status, result)
    assert f"contradicts status {status}" in envelope.notes[0]
    assert envelope.code == str(status)


def test_a_missing_result_is_flagged() -> None:
    assert "result is null" in verdict(1200, None).notes[0]


def test_labels_are_the_environment() -> None:
    envelope = verdict(1601, env=["root", "hack"])
    assert envelope.labels == ("root", "hack")
    assert envelope.notes == ()


def test_labels_that_nobody_documents_are_shown_and_noted() -> None:
    envelope = verdict(1601, env=["root", "moon", 3])
    assert envelope.labels == ("root", "moon", "3")
    assert envelope.notes == ("Labels that are not documented: moon, 3.",)


def test_an_environment_of_the_wrong_type_and_another_version_are_noted() -> None:
    envelope = verdict(1200, env="root", version="v3")
    assert envelope.labels == ()
    assert "env is" in envelope.notes[0]
    assert "v3" in envelope.notes[1]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"", "empty"),
        (b"<html><title>x</title>", "a web page"),
        (b"[]", "a list of 0"),
        ({}, "there is no field code; the object has: nothing"),
        ({"code": None}, "the field code is null"),
        ({"code": True}, "the field code is true"),
        ({"code": 200}, "has no data"),
        ({"code": 200, "data": []}, "has a list of 0 as data"),
        ({"code": 200, "data": {}}, "there is no field status"),
        ({"code": 200, "data": {"status": 1.5}}, "the field status is the number 1.5"),
    ],
)
def test_what_is_no_verdict_is_told_in_words(answer: Any, problem: str) -> None:
    envelope = read(answer)
    assert envelope.code is None
    assert envelope.tone in {Tone.BAD, Tone.UNCERTAIN}
    assert problem in envelope.problem


def test_numbers_that_came_as_text_count_and_are_noted() -> None:
    envelope = read({"code": "200", "data": {"status": "1200", "result": "pass"}})
    assert envelope.code == "1200"
    assert len([note for note in envelope.notes if "came as text" in note]) == 2


def test_a_verdict_is_a_table_of_its_fields() -> None:
    data = read({"code": 200, "data": {"status": 1601, "result": "pass", "env": ["root"]}}).data
    (table,) = PROVIDER.layout(OPERATION, RequestDraft("signature-verify"), data)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["status", "1601"],
        ["result", "pass"],
        ["env", '["root"]'],
    ]
    assert PROVIDER.layout(OPERATION, RequestDraft("signature-verify"), None) == ()


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.lists(st.text())


@given(
    st.fixed_dictionaries(
        {"code": VALUES | st.just(200)},
        optional={
            "data": VALUES
            | st.fixed_dictionaries(
                {},
                optional={
                    "status": VALUES | st.sampled_from([1200, 1603, 1401]),
                    "result": VALUES,
                    "env": VALUES,
                    "version": VALUES,
                },
            )
        },
    )
)
def test_no_object_raises_and_only_1200_is_good(answer: dict[str, Any]) -> None:
    envelope = read(answer)
    assert (envelope.code is None) == bool(envelope.problem)
    assert (envelope.tone is Tone.GOOD) == (envelope.word == "PASS")


@given(st.binary(max_size=300), st.integers(100, 599))
def test_no_bytes_raise(body: bytes, status: int) -> None:
    envelope = read(body, status)
    assert envelope.code is not None or envelope.problem
