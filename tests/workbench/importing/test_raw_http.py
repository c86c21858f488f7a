"""Requests pasted as they stand on the wire."""

from __future__ import annotations

import pytest

from tui.core.failures import InvalidInput
from tui.workbench.importing import parse_raw_http

HEAD = "POST /api/order?b=2&a=1 HTTP/1.1\nHost: shop.example:8443\nX-TD-Sign: g00\nX-A: 1\nX-A: 2\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_line_ends(end: str) -> None:
    request = parse_raw_http((HEAD + "\n").replace("\n", end).encode() + b'{"a":\r\n 1}')
    assert request.method == "POST"
    assert request.url == "https://shop.example:8443/api/order?b=2&a=1"
    assert request.headers == (("X-TD-Sign", "g00"), ("X-A", "1"), ("X-A", "2"))
    assert request.body == b'{"a":\r\n 1}'
    assert request.notes == ("The text names no scheme; https:// is assumed.",)


def test_pseudo_headers_of_http_2() -> None:
    text = ":method: PUT\n:scheme: http\n:authority: x.example\n:path: /p?q=1\nx-td-sign: g1\n\nbody"
    request = parse_raw_http(text)
    assert (request.method, request.url, request.body) == ("PUT", "http://x.example/p?q=1", b"body")
    assert request.headers == (("x-td-sign", "g1"),)
    assert request.notes == ()


def test_an_absolute_address_and_a_folded_header() -> None:
    request = parse_raw_http("GET http://x.example/a#b HTTP/1.1\nX-Long: one\n  two\n\n")
    assert request.url == "http://x.example/a"
    assert request.headers == (("X-Long", "one two"),)


def test_the_body_is_as_long_as_the_head_says() -> None:
    assert parse_raw_http("POST / HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc\n").body == b"abc"
    longer = parse_raw_http("POST / HTTP/1.1\nHost: x\nContent-Length: 3\n\nabcdef")
    assert (longer.body, "longer than Content-Length" in longer.notes[-1]) == (b"abc", True)
    shorter = parse_raw_http("POST / HTTP/1.1\nHost: x\nContent-Length: 9\n\nabc")
    assert (shorter.body, "line ends may have changed" in shorter.notes[-1]) == (b"abc", True)


def test_chunks_are_joined_or_left_alone() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert parse_raw_http(head + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").body == b"abcde"
    kept = parse_raw_http(head + b"no chunks")
    assert (kept.body, "does not" in kept.notes[-1]) == (b"no chunks", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello\n\n", "line 1 is no request line"),
        ("GET / HTTP/1.1\n\n", "names no host"),
        ("GET / HTTP/1.1\nHost: x\nno header here\n\n", "line 3 is no header"),
    ],
)
def test_what_cannot_be_read_is_told_by_line(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_raw_http(text)
    assert words in caught.value.evidence[0]
