from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.exact_json import NumberText, cell_of, compact, compact_bytes, parse_exact, what_is
from tui.core.table import Cell, CellKind

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "text",
    ["0.10", "1e400", "-0", "-0.0", "9007199254740993", "123456789012345678901234567890", "1E+2", "9" * 5000],
)
def test_a_number_keeps_every_character(text: str) -> None:
    parsed = parse_exact(f'{{"n": {text}}}')
    assert parsed.problem == ""
    assert str(parsed.value["n"]) == text
    assert compact(parsed.value) == f'{{"n":{text}}}'
    assert cell_of(parsed.value["n"]) == Cell(CellKind.NUMBER, text)


def test_whole_numbers_stay_numbers() -> None:
    assert parse_exact("[1]").value[0] + 1 == 2


def test_repeated_keys_are_noted_and_the_last_counts() -> None:
    parsed = parse_exact(b'{"a": 1, "a": 2, "b": {"a": 3}}')
    assert parsed.value == {"a": 2, "b": {"a": 3}}
    assert parsed.notes == ("The key “a” stands twice in one object; the last value counts.",)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_json_does_not_have_is_noted_and_shown_as_it_came(word: str) -> None:
    parsed = parse_exact(f"[{word}]")
    assert word in parsed.notes[0]
    assert cell_of(parsed.value[0]) == Cell(CellKind.NUMBER, word)


def test_bytes_that_are_not_utf8_are_noted() -> None:
    parsed = parse_exact(b'{"a": "\xff"}')
    assert parsed.value == {"a": "�"}
    assert "not valid UTF-8 at byte 8" in parsed.notes[0]


def test_a_byte_order_mark_is_no_obstacle() -> None:
    parsed = parse_exact(b"\xef\xbb\xbf[1]")
    assert parsed.value == [1]
    assert "byte order mark" in parsed.notes[0]


def test_too_deep_a_document_is_a_problem_and_no_crash() -> None:
    assert "nested too deeply" in parse_exact("[" * 200_000).problem


def test_a_deep_document_that_was_read_can_be_written() -> None:
    text = "[" * 900 + "]" * 900
    parsed = parse_exact(text)
    if not parsed.problem:
        assert compact(parsed.value) == text


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    parsed = parse_exact(data)
    assert parsed.problem == "" or parsed.value is None


@given(JSON_VALUES)
def test_written_and_read_again_it_is_the_same(value: Any) -> None:
    assert parse_exact(compact(value)).value == value
    assert json.loads(compact_bytes(value).decode("utf-8")) == value


def test_a_lone_surrogate_becomes_its_escape() -> None:
    assert compact_bytes({"a": "\ud800"}) == b'{"a":"\\ud800"}'


def test_key_order_and_characters_are_kept() -> None:
    assert compact_bytes({"b": "ä中", "a": [True, None]}) == '{"b":"ä中","a":[true,null]}'.encode()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "true"),
        ({}, "an object"),
        ([1, 2], "a list of 2"),
        ("x", 'the text "x"'),
        (3, "the number 3"),
        (NumberText("0.10"), "the number 0.10"),
    ],
)
def test_types_in_words(value: Any, words: str) -> None:
    assert what_is(value) == words
