"""Pastes of any kind: importers answer or refuse in words, and never crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.importing.corpus import MARK
from tui.core.display import safe
from tui.core.failures import InvalidInput
from tui.workbench.importing import (
    CapturedRequest,
    find_sign,
    import_text,
    parse_curl,
    parse_raw_http,
    read_har,
)

CORPUS = Path(__file__).parents[1] / "workbench" / "importing"
COMMANDS = [
    path.read_bytes().partition(MARK)[0].decode("utf-8", "replace")
    for path in sorted((CORPUS / "curl").glob("*.txt"))
]
PIECES = [
    *(
        "curl ",
        "http://x/",
        " -H ",
        " -d ",
        " --json ",
        " -F a=b",
        " -G",
        " --next ",
        " -",
        " --",
        " -X",
        " -u",
    ),
    *(
        "'",
        '"',
        "$'",
        '$"',
        "\\",
        "\\\n",
        "^",
        '^"',
        "^\n",
        "`",
        "$(",
        "${",
        "&",
        "|",
        ";",
        ">",
        "<",
        "#",
        "\r",
    ),
    *(
        "@f",
        "a: b",
        ":",
        ";",
        "=",
        "\\u",
        "\\ud83d",
        "\\x",
        "\\0",
        "\\c",
        "%",
        "?",
        "[",
        "\x00",
        "\udcff",
        "é",
    ),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def tried(read: Callable[[Any], Any], given_value: Any) -> Any:
    """The outcome, or None for a refusal in words."""
    try:
        return read(given_value)
    except InvalidInput as error:
        words = error.evidence[0]
    assert words == safe(words) != ""
    return None


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join), st.booleans())
def test_any_command(text: str, windows: bool) -> None:
    found = tried(lambda t: parse_curl("curl " + t, windows=windows), text)
    if found is not None:
        find_sign(found)


@given(st.sampled_from(COMMANDS), st.integers(0, 400), st.integers(0, 40), st.sampled_from(PIECES))
def test_cut_and_spoilt_commands(text: str, at: int, length: int, piece: str) -> None:
    tried(import_text, text[:at] + piece + text[at + length :])


@given(st.text() | st.binary())
@settings(max_examples=200)
def test_any_text(data: str | bytes) -> None:
    tried(read_har, data)
    tried(parse_raw_http, data)
    if isinstance(data, str):
        tried(import_text, data)


MEMBERS = [
    *("method", "url", "headers", "postData", "bodySize", "text", "params", "name", "value", "encoding"),
    *("request", "response", "status", "fileName"),
]


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "request": JSON
                | st.dictionaries(
                    st.sampled_from(MEMBERS),
                    JSON | st.just("https://x.example/") | st.just("base64"),
                    max_size=7,
                ),
                "response": JSON,
                "startedDateTime": JSON,
            },
        ),
        max_size=3,
    )
)
def test_any_archive(entries: list[Any]) -> None:
    har = read_har(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    assert len(har.entries) == len(entries)
    for entry in har.entries:
        assert (entry.request is None) == bool(entry.problem)
        if entry.request is not None:
            find_sign(entry.request)


@given(
    st.sampled_from(["GET", ":method: GET", "POST", ""]),
    st.lists(
        st.sampled_from(["Host: x", "A:", ": b", " c", "Content-Length: 5", "Transfer-Encoding: chunked"])
    ),
    st.binary(max_size=30),
)
def test_any_raw_request(first: str, lines: list[str], body: bytes) -> None:
    text = "\r\n".join([f"{first} / HTTP/1.1" if first[:1] != ":" else first, *lines]).encode()
    tried(parse_raw_http, text + b"\r\n\r\n" + body)


@given(st.text(max_size=30), st.binary(max_size=40))
def test_the_finder_never_fails(url: str, body: bytes) -> None:
    found = find_sign(CapturedRequest("POST", url, (("x-sign", url), ("td-session-path", url)), body))
    assert isinstance(found.query, dict)
