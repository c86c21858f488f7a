from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.providers.te.evidence_sql import Engine, engine_error
from tui.providers.te.sql_text import code_only, line_of, offset_of, pieces, without_strings

SQL = st.text(alphabet="ab '\"`-*/\n;#$", max_size=40)


@given(SQL)
def test_the_pieces_are_the_whole_text_in_order(sql: str) -> None:
    assert "".join(sql[p.start : p.end] for p in pieces(sql)) == sql


@given(SQL)
def test_blanking_keeps_every_place(sql: str) -> None:
    for blanked in (code_only(sql), without_strings(sql)):
        assert len(blanked) == len(sql)
        assert [i for i, c in enumerate(sql) if c == "\n"] == [i for i, c in enumerate(blanked) if c == "\n"]


def test_only_code_is_left() -> None:
    sql = "SELECT 'it''s', \"a\"\"b\", `c` -- d\n/* e */ FROM t"
    assert code_only(sql).split() == ["SELECT", ",", ",", "FROM", "t"]
    assert without_strings(sql).split() == ["SELECT", ",", '"a""b",', "`c`", "FROM", "t"]


def test_text_that_is_not_closed_reaches_to_the_end() -> None:
    assert code_only("SELECT 'a ; b").strip() == "SELECT"
    assert code_only("SELECT /* a ; b").strip() == "SELECT"


@pytest.mark.parametrize(
    ("line", "column", "offset"),
    [(1, 1, 0), (1, 4, 3), (2, 1, 4), (2, 3, 6), (3, 1, None), (0, 1, None), (1, 9, None), (1, 0, None)],
)
def test_a_place_as_an_offset(line: int, column: int, offset: int | None) -> None:
    assert offset_of("abc\nde", line, column) == offset


def test_the_line_of_a_place() -> None:
    assert line_of("abc\nde", 2) == "de"
    assert line_of("abc", 9) == ""


@pytest.mark.parametrize(
    ("message", "engine"),
    [
        ("line 1:8: Column 'x' cannot be resolved", Engine(1, 8, "Column 'x' cannot be resolved")),
        ("Query failed: line 12:3: a\nb", Engine(12, 3, "a\nb")),
        ("sandbox: line 2:1: no", Engine(2, 1, "no")),
        ("deadline 1:8", None),
        ("", None),
    ],
)
def test_the_engines_complaint_is_found_in_a_message(message: str, engine: Engine | None) -> None:
    assert engine_error(message) == engine
