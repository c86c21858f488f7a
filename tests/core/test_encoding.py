from __future__ import annotations

import email
from email import policy
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.encoding import form_bytes, multipart_bytes, parameter_text, parameters, typed_json
from tui.core.failures import InvalidInput


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a b"),
        (True, "true"),
        (7, "7"),
        (1.5, "1.5"),
        ([1, "x"], '[1,"x"]'),
        ({"a": None}, '{"a":null}'),
    ],
)
def test_a_parameter_as_text(value: Any, text: str) -> None:
    assert parameter_text(value) == text


def test_parameters_keep_order_leave_out_the_empty_and_repeat_other_spellings() -> None:
    values = {"b": 1, "a": "", "c": None, "d": False}
    assert parameters(values, {"b": ["bb"]}) == (("b", "1"), ("bb", "1"), ("d", "false"))


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=5))
def test_a_form_is_read_back_as_it_was(pairs: list[tuple[str, str]]) -> None:
    body = form_bytes(tuple(pairs))
    assert parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="surrogatepass") == pairs


def test_a_form_with_a_lone_surrogate_is_bytes_all_the_same() -> None:
    assert form_bytes((("a", "\ud800"),)) == b"a=%ED%A0%80"


def test_typed_json_goes_out_byte_for_byte() -> None:
    text = '{ "b":1,\r\n "a": 0.10 }'
    assert typed_json(text) == text.encode()


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", "[NaN]", "[" * 200_000])
def test_typed_text_that_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        typed_json(text)
    assert caught.value.problems[0].field == "body"


def test_typed_json_may_hold_numbers_of_any_length() -> None:
    text = "9" * 5000
    assert typed_json(text) == text.encode()


@given(st.binary(max_size=200), st.text(min_size=1, max_size=20))
def test_a_multipart_body_is_read_back_as_it_was(content: bytes, filename: str) -> None:
    kind, body = multipart_bytes([("file", filename, content), ("note", None, b"x")])
    assert multipart_bytes([("file", filename, content), ("note", None, b"x")]) == (kind, body)
    boundary = kind.split("boundary=")[1].encode()
    parts = body.split(b"--" + boundary)
    assert parts[0] == b""
    assert parts[-1] == b"--\r\n"
    head, _, rest = parts[1].partition(b"\r\n\r\n")
    assert rest == content + b"\r\n"
    assert head.count(b"\r\n") == 2


def test_a_multipart_body_is_what_a_mail_parser_reads() -> None:
    kind, body = multipart_bytes([("file", 'a"b.csv', b"1,2\n")])
    message = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=policy.HTTP)
    part = next(iter(message.iter_parts()))
    assert part.get_filename() == "a%22b.csv"
    assert part.get_content() == b"1,2\n"
