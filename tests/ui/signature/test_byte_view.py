"""Bytes shown so that the eye finds what it usually misses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.ui.widgets.raw.byte_view import ROW, WIDE, hex_lines, oddities


@given(st.binary(max_size=200), st.sampled_from([ROW, ROW // 2]))
def test_every_byte_is_there_once_and_nothing_acts_on_a_terminal(data: bytes, in_row: int) -> None:
    lines = hex_lines(data, in_row)
    pairs = [pair for line in lines for pair in line[6 : 6 + in_row * 3 - 1].split()]
    assert bytes.fromhex("".join(pairs)) == data
    assert all(line.isprintable() for line in lines)
    assert all(len(line) <= (WIDE if in_row == ROW else 40) for line in lines)


def test_blanks_and_line_ends_are_visible() -> None:
    assert hex_lines(b"a \t\r\n\x00\xff")[0].endswith("a·→␍↵␀░")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" a", ["begins with a blank"]),
        (b"a\n", ["ends with a blank or line end"]),
        (b'"a"', ["quotation mark"]),
        (b"a\r\nb", ["CR LF"]),
        (b"\xef\xbb\xbfa", ["byte order mark", "beyond ASCII"]),
        (b"\xff", ["not valid UTF-8"]),
        ("é".encode(), ["beyond ASCII"]),
        (b"plain", []),
        (b"", []),
    ],
)
def test_oddities_are_named(data: bytes, words: list[str]) -> None:
    found = oddities(data)
    assert len(found) == len(words)
    assert all(word in note for word, note in zip(words, found, strict=True))
