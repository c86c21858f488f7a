"""Fields, addresses and the token that stops things: the first checks anything typed goes through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.cancel import CancelToken
from tui.core.fields import FieldKind, FieldSpec, check_value, check_values, parse_text
from tui.core.request import UnsignedRequest, encode_query
from tui.core.urls import Origin, check_base_url, is_loopback, is_plain_text, join_path, origin_of


@pytest.mark.parametrize(
    "url",
    ["http://ta2:8992", "https://h.example/prefix", "http://127.0.0.1", "http://[::1]:8992/x/", "HTTP://H"],
)
def test_usable_base_urls(url: str) -> None:
    assert check_base_url(url) is None


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("ta2:8992", "begin with"),
        ("file:///etc/passwd", "begin with"),
        ("javascript:alert(1)", "begin with"),
        ("//host", "begin with"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("http://h:99999", "port"),
        ("http://h:0", "port"),
        ("http://h:x", "port"),
        ("http://user:pw@h", "user name"),
        ("http://user@h", "user name"),
        ("http://h/?token=1", "query"),
        ("http://h/?", "query"),
        ("http://h/#f", "fragment"),
        ("http://h/\r\nHost: other", "control"),
        ("http://h /", "blank"),
        ("http://[::1", "malformed"),
    ],
)
def test_refused_base_urls_say_why(url: str, word: str) -> None:
    message = check_base_url(url)
    assert message is not None
    assert word in message


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("HTTP://Host/x") == Origin("http", "host", 80)
    assert origin_of("https://host") != origin_of("http://host")
    assert origin_of("http://host:8080") != origin_of("http://host")
    assert str(origin_of("https://[::1]:8443")) == "https://[::1]:8443"
    with pytest.raises(ValueError, match="absolute"):
        origin_of("/path")


def test_plain_http_matters_only_beyond_this_machine() -> None:
    assert is_plain_text("http://ta2:8992")
    assert not is_plain_text("https://ta2")
    assert not is_plain_text("http://127.0.0.1:1")
    assert not is_plain_text("http://sandbox.invalid")
    assert is_loopback("[::1]")
    assert not is_loopback("127.0.0.1.example.com")


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("http://h", "/querySql", "http://h/querySql"),
        ("http://h/prefix/", "/open/x", "http://h/prefix/open/x"),
        ("http://h/prefix", "open/x", "http://h/prefix/open/x"),
    ],
)
def test_a_path_hangs_below_the_whole_base(base: str, path: str, url: str) -> None:
    assert join_path(base, path) == url


def test_a_shown_address_holds_the_mask_and_never_the_place_of_a_secret_alone() -> None:
    request = UnsignedRequest("GET", "http://h", "/x", (("a b", "&="),), secret_parameter="token")
    assert request.url == "http://h/x?a%20b=%26%3D"
    assert request.shown_url == "http://h/x?a%20b=%26%3D&token=••••"


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_query_comes_out_of_its_encoding_as_it_went_in(pairs: list[tuple[str, str]]) -> None:
    from urllib.parse import parse_qsl

    encoded = encode_query(tuple(pairs))
    assert encoded.isascii()
    back = parse_qsl(encoded, keep_blank_values=True, errors="surrogatepass")
    assert back == [(name, value) for name, value in pairs]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldKind.INTEGER, " 12 ", 12),
        (FieldKind.INTEGER, "9" * 30, int("9" * 30)),
        (FieldKind.NUMBER, "1.5", 1.5),
        (FieldKind.BOOLEAN, "Yes", True),
        (FieldKind.BOOLEAN, "off", False),
        (FieldKind.JSON, '{"a": [1]}', {"a": [1]}),
        (FieldKind.LIST, "a, b,,c", ["a", "b", "c"]),
        (FieldKind.MULTILINE, " as\r\nis ", " as\r\nis "),
    ],
)
def test_typed_text_becomes_a_value(kind: FieldKind, text: str, value: object) -> None:
    spec = FieldSpec("f", kind)
    parsed = parse_text(spec, text)
    assert parsed == value
    assert check_value(spec, parsed) is None


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        (FieldKind.INTEGER, "1.5", "whole number"),
        (FieldKind.NUMBER, "x", "number"),
        (FieldKind.BOOLEAN, "maybe", "true or false"),
        (FieldKind.JSON, '{"a":\n x}', "line 2, column 2"),
        (FieldKind.JSON, "NaN", "NaN is not JSON"),
        (FieldKind.JSON, "[" * 100_000, "too deeply"),
    ],
)
def test_bad_text_is_answered_in_words(kind: FieldKind, text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse_text(FieldSpec("f", kind), text)


def test_values_are_checked_by_name_and_unknown_names_left_alone() -> None:
    specs = [
        FieldSpec("a", required=True),
        FieldSpec("b", FieldKind.INTEGER, minimum=1, maximum=9),
        FieldSpec("c", FieldKind.CHOICE, choices=("x", "y")),
        FieldSpec("d", FieldKind.LIST),
        FieldSpec("e", maximum=3),
    ]
    values = {"a": "", "b": 10, "c": "z", "d": "no", "e": "long", "unknown": object()}
    problems = check_values(specs, values)
    assert [p.field for p in problems] == ["a", "b", "c", "d", "e"]
    assert check_values(specs, {"a": "1", "b": 9, "c": "x", "d": [], "e": "abc"}) == []
    assert "true/false" in str(check_value(specs[1], value=True))


def test_a_cancelled_token_runs_each_callback_once_and_late_ones_at_once() -> None:
    token, heard = CancelToken(), []
    token.on_cancel(lambda: heard.append("early"))
    remove = token.on_cancel(lambda: heard.append("removed"))
    remove()
    token.cancel()
    token.cancel()
    token.on_cancel(lambda: heard.append("late"))
    assert heard == ["early", "late"]
    assert token.cancelled
    assert token.wait(0)
