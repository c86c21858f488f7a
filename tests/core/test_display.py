"""What is shown cannot act on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.display import human_bytes, human_count, human_seconds, safe


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_acts_gets_through(text: str) -> None:
    for char in safe(text):
        code = ord(char)
        assert code >= 0x20
        assert not 0x7F <= code <= 0x9F
        assert not 0xD800 <= code <= 0xDFFF
        assert not 0x200B <= code <= 0x200F
        assert not 0x202A <= code <= 0x202E
        assert not 0x2066 <= code <= 0x2069
        assert not 0xE0000 <= code <= 0xE0FFF


@given(st.text())
def test_only_line_feeds_stay_when_lines_are_kept(text: str) -> None:
    shown = safe(text, keep_lines=True)
    assert all(ord(char) >= 0x20 or char == "\n" for char in shown)
    assert shown.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [bold]text[/]", "plain [bold]text[/]"),
        ("a\x1b[31mred", "a␛[31mred"),
        ("\x1b]52;c;RVZJTA==\x07", "␛]52;c;RVZJTA==␇"),
        ("\x9b31m", "⟨009B⟩31m"),
        ("abc\u202edef", "abc⟨202E⟩def"),
        ("\ud800", "⟨D800⟩"),
        ("a\tb\r\n", "a␉b␍␊"),
        ("日本語 é", "日本語 é"),
        ("x" + "\u0301" * 50, "x" + "\u0301" * 4),
        ("❤\ufe0f", "❤"),
        ("zero\u200bwidth", "zero⟨200B⟩width"),
    ],
)
def test_what_a_person_sees_instead(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_a_limit_cuts_with_an_ellipsis() -> None:
    assert safe("abcdef", 4) == "abc…"
    assert safe("abc", 4) == "abc"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (163_000_000, "163.0 MB"), (10**13, "10.0 TB")],
)
def test_sizes(count: int, text: str) -> None:
    assert human_bytes(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0081, "8 ms"), (1.4249, "1.42 s"), (59.99, "59.99 s"), (185, "3:05 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert human_seconds(seconds) == text


def test_counts() -> None:
    assert human_count(31106) == "31,106"
