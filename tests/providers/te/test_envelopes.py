from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.envelope import Envelope, Tone
from tui.core.exact_json import NumberText
from tui.core.exchange import ResponseHead
from tui.providers.te import PROVIDER

OK = ResponseHead(200)
OPERATIONS = {op.id: op for op in PROVIDER.operations()}


def read(body: bytes | dict[str, Any], operation: str = "event-analyze", head: ResponseHead = OK) -> Envelope:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return PROVIDER.codec().read(OPERATIONS[operation], head, data)


def test_a_good_answer() -> None:
    envelope = read(
        b'{"return_code":0,"return_message":"success","data":{"x":[],"n":12345678901234567890.10,'
        b'"result_generate_time":"2024-05-01 10:00:00"},"stackMessage":"","showStackMessage":false}'
    )
    assert (envelope.code, envelope.tone, envelope.word) == ("0", Tone.GOOD, "OK")
    assert envelope.generated_at == "2024-05-01 10:00:00"
    assert envelope.data["n"] == NumberText("12345678901234567890.10")
    assert envelope.problem == ""
    assert envelope.stack == ""


def test_an_error_keeps_message_and_stack() -> None:
    envelope = read({"return_code": -1008, "return_message": "token is empty", "stackMessage": "at a.b(C:1)"})
    assert (envelope.code, envelope.tone, envelope.word) == ("-1008", Tone.BAD, "ERROR")
    assert envelope.message == "token is empty"
    assert envelope.stack == "at a.b(C:1)"


@pytest.mark.parametrize("page", list(PROVIDER.errors()), ids=lambda page: page.code)
def test_tone_and_word_of_a_code_are_those_of_its_page(page: Any) -> None:
    envelope = read({"return_code": int(page.code), "return_message": "x"})
    assert (envelope.code, envelope.tone, envelope.word) == (page.code, page.tone, page.word)


def test_the_state_of_a_failed_task_does_not_look_good() -> None:
    envelope = read({"return_code": 0, "data": {"taskId": "a", "status": "FAILED"}}, "sql-task-info")
    assert envelope.code == "0"
    assert envelope.tone is Tone.CAUTION
    assert "FAILED" in envelope.notes[0]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b"<html><title>TE console</title></html>", "a web page, titled “TE console”"),
        (b"Bad Gateway", "not valid JSON"),
        (b"[]", "a list of 0"),
        (b"3", "the number 3"),
        (b"{}", "without return_code; it has: nothing"),
        (b'{"code":0,"msg":"x"}', "without return_code; it has: code, msg"),
        (b'{"return_code":null}', "return_code is null"),
        (b'{"return_code":true}', "return_code is true"),
        (b'{"return_code":1.5}', "return_code is the number 1.5"),
        (b'{"return_code":"abc"}', 'return_code is the text "abc"'),
        (b'{"return_code":{}}', "return_code is an object"),
    ],
)
def test_what_is_no_envelope_is_told_in_words(body: bytes, problem: str) -> None:
    envelope = read(body)
    assert envelope.code is None
    assert envelope.tone is Tone.BAD
    assert problem in envelope.problem


def test_a_code_that_came_as_text_counts_and_is_noted() -> None:
    envelope = read({"return_code": "-1005"})
    assert envelope.code == "-1005"
    assert "came as text" in envelope.notes[0]


def test_the_http_status_is_noted_beside_a_code() -> None:
    envelope = read({"return_code": 0}, head=ResponseHead(500, "Internal"))
    assert envelope.code == "0"
    assert envelope.notes == ("The HTTP status is 500 Internal.",)


def test_repeated_keys_bad_bytes_and_nan_are_noted() -> None:
    envelope = read(b'{"return_code":-1,"return_code":0,"return_message":"\xff","data":NaN}')
    assert envelope.code == "0"
    text = " ".join(envelope.notes)
    assert "stands twice" in text
    assert "not valid UTF-8" in text
    assert "NaN" in text


def test_texts_of_the_wrong_type_become_their_json() -> None:
    envelope = read({"return_code": -1, "return_message": {"a": 1}, "stackMessage": ["x"]})
    assert envelope.message == '{"a":1}'
    assert envelope.stack == '["x"]'


def test_a_row_stream_is_read_by_its_first_line() -> None:
    body = b'{"return_code":0,"return_message":"success","data":{"headers":["a"]}}\n[1]\n[2]\n'
    assert read(body, "sql-query").code == "0"


def test_an_empty_row_stream_says_what_that_may_mean() -> None:
    envelope = read(b"", "sql-query")
    assert envelope.word == "EMPTY"
    assert envelope.tone is Tone.CAUTION
    assert "csv" in envelope.notes[-1]


def test_a_file_is_no_problem_where_a_file_is_expected() -> None:
    envelope = read(b"a,b\n1,2\n", "blacklist-download")
    assert (envelope.code, envelope.problem, envelope.word) == (None, "", "FILE")
    assert read({"return_code": -1006}, "blacklist-download").code == "-1006"


ENVELOPES = st.fixed_dictionaries(
    {
        "return_code": st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.floats()
        | st.lists(st.none())
    },
    optional={
        "return_message": st.none() | st.text() | st.integers(),
        "data": st.none() | st.text() | st.dictionaries(st.text(), st.integers() | st.text()),
        "stackMessage": st.none() | st.text() | st.booleans(),
    },
)


@given(st.binary(max_size=400), st.sampled_from(sorted(OPERATIONS)), st.integers(100, 599))
def test_no_bytes_raise(body: bytes, operation: str, status: int) -> None:
    envelope = read(body, operation, ResponseHead(status))
    assert envelope.code is not None or envelope.problem or envelope.word == "FILE"


@given(ENVELOPES)
def test_no_object_raises_and_each_has_a_code_or_a_problem(value: dict[str, Any]) -> None:
    envelope = read(value)
    assert (envelope.code is None) == bool(envelope.problem)
    assert isinstance(envelope.message, str)
    assert isinstance(envelope.stack, str)
