"""cURL commands as people really paste them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.importing.corpus import as_data, check_golden
from tui.core.failures import InvalidInput
from tui.workbench.importing import MAX_BYTES, CapturedRequest, parse_curl, to_curl

CASES = sorted((Path(__file__).parent / "curl").glob("*.txt"))


def read(given_bytes: bytes) -> Any:
    return as_data(parse_curl(given_bytes.decode()))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    check_golden(path, read)


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 40


def test_bytes_that_are_no_text_stay_what_they_are() -> None:
    assert parse_curl(r"curl http://x/ --data-raw $'\xff\xfe\x00a'").body == b"\xff\xfe\x00a"


def test_what_is_too_large_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_curl("curl http://x/ -d " + "x" * MAX_BYTES)
    assert "larger than 10 MB" in caught.value.evidence[0]


def test_the_secret_is_a_variable_in_the_export() -> None:
    request = CapturedRequest("POST", "https://x.example/v2?partner_code=demo", (), b"{}")
    text = to_curl(request, secret_parameter="partner_key")
    assert """'&partner_key='"$ASSAY_SECRET\"""" in text
    again = parse_curl(text)
    assert again.url == "https://x.example/v2?partner_code=demo&partner_key=$ASSAY_SECRET"


def test_a_nul_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        to_curl(CapturedRequest("POST", "http://x/", (), b"a\0b"))
    assert "NUL" in caught.value.evidence[0]


TOKEN = st.text("abcXYZ-_09", min_size=1, max_size=8)
NAMES = TOKEN.map(lambda name: f"X-{name}")
# A header's value as a server gets it: no line end or NUL, no blanks at its ends.
VALUES = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=20).map(
    lambda value: value.strip(" \t")
)
ADDRESSES = st.text("abc/?&=%20'\"$`\\!(){}[]|;<>~*^äß中😀+.,:@", max_size=30).map(
    lambda rest: f"https://x.example/{rest}"
)
BODIES = st.binary(max_size=60).map(lambda data: data.replace(b"\0", b"")) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40
).map(str.encode)


@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]),
    ADDRESSES,
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    BODIES,
)
def test_what_is_exported_comes_back_the_same(
    method: str, url: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    request = CapturedRequest(method, url, tuple(headers), body)
    text = to_curl(request)
    again = parse_curl(text)
    assert (again.method, again.url, again.headers, again.body) == (method, url, tuple(headers), body)
    assert parse_curl(text.replace("\n", "\r\n")) == again
