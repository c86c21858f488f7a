from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.bodies import foreign_body, html_title, read_object
from tui.core.exchange import ResponseHead

OK = ResponseHead(200)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "The answer is empty (HTTP 200)."),
        (b"  \r\n", "only blanks"),
        (b"<!DOCTYPE html><html><title>Sign in</title></html>", "a web page, titled “Sign in”"),
        (b"\n <html><body>x</body></html>", "a web page"),
        (b"<?xml version='1.0'?><error/>", "XML"),
        (b"\x1f\x8b\x08\x00abc", "bytes that are not text, beginning 1f 8b"),
        (b"\x00\x01\x02", "bytes that are not text"),
        (b"[1,2,3]", "a list of 3 instead of a JSON object"),
        (b'"hello"', 'the text "hello" instead of a JSON object'),
        (b"42", "the number 42 instead of a JSON object"),
        (b"null", "null instead of a JSON object"),
        (b"upstream error", "not valid JSON at line 1, column 1"),
        (b'{"a": 1', "not valid JSON at line 1"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_a_body_is_instead_of_an_object(body: bytes, words: str) -> None:
    document = read_object(OK, body)
    assert document.value is None
    assert words in document.problem


def test_an_object_with_odd_head_is_read_and_noted() -> None:
    head = ResponseHead(500, "Oops", (("Content-Type", "text/html;charset=utf-8"),))
    document = read_object(head, b'{"a": 1}')
    assert document.value == {"a": 1}
    assert document.notes == (
        "The HTTP status is 500 Oops.",
        "The answer calls itself text/html and is JSON; it is read as JSON.",
    )


def test_a_title_is_made_safe_and_short() -> None:
    title = html_title(b"<title>\x1b[31mred\x07 " + b"x" * 150 + b"</title>")
    assert "\x1b" not in title
    assert len(title) <= 80


def test_a_problem_never_carries_control_characters() -> None:
    document = read_object(OK, b"\x1b]52;c;RVZJTA==\x07 no json")
    assert "\x1b" not in document.problem
    assert "\x07" not in document.problem


@given(st.binary(max_size=300), st.integers(100, 599))
def test_no_body_raises(body: bytes, status: int) -> None:
    document = read_object(ResponseHead(status), body)
    assert (document.value is None) == bool(document.problem)
    assert isinstance(foreign_body(ResponseHead(status), body), str)
