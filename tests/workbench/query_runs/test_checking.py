"""What is expected of an answer against the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui.core.envelope import Envelope, Tone
from tui.core.exchange import Exchange, ExchangeState, Timing
from tui.core.request import UnsignedRequest
from tui.core.saved_queries import Assertions, CellCheck
from tui.core.table import NULL_CELL, Cell, CellKind, Column, Table
from tui.workbench.query_runs.checking import differences, expected_words

EXCHANGE = Exchange(
    "x",
    "p",
    "p",
    "te",
    "sql-query",
    UnsignedRequest("POST", "http://h", "/"),
    ExchangeState.FINISHED,
    0.0,
    envelope=Envelope("0", tone=Tone.GOOD),
    timing=Timing(total=2.0),
    complete=True,
)
NUMBER = CellKind.NUMBER
ROWS = Table(
    "t",
    (Column("day"), Column("users")),
    (
        (Cell(CellKind.TEXT, "mon"), Cell(NUMBER, "12345678901234567890.50")),
        (Cell(CellKind.TEXT, "tue"), NULL_CELL),
    ),
)

GOOD = [
    Assertions(),
    Assertions(rows=2, rows_min=2, rows_max=2, seconds_max=2.0),
    Assertions(columns=("day", "users"), has_columns=("users",), types={"users": "number", "day": "text"}),
    Assertions(cells=(CellCheck(0, "users", "12345678901234567890.5"), CellCheck(-1, 0, "tue"))),
    Assertions(cells=(CellCheck(0, "users", None, 1.0, 1e30),)),
]
WRONG = [
    (Assertions(code="-1008"), "The code is 0, not -1008."),
    (Assertions(rows=3), "The answer has 2 rows, not 3."),
    (Assertions(rows_min=3), "fewer than 3"),
    (Assertions(rows_max=1), "more than 1"),
    (Assertions(seconds_max=1.0), "more than 1"),
    (Assertions(columns=("users", "day")), "The columns are day, users, not users, day."),
    (Assertions(has_columns=("country",)), "The columns country are missing"),
    (Assertions(types={"day": "number"}), "The column day holds mon in row 0, which is no number."),
    (Assertions(types={"x": "number"}), "The column x is missing"),
    (Assertions(cells=(CellCheck(2, "day", "x"),)), "There is no cell at row 2, column day."),
    (Assertions(cells=(CellCheck(0, 7, "x"),)), "There is no cell at row 0, column 7."),
    (Assertions(cells=(CellCheck(0, "users", "12345678901234567890.51"),)), "not 12345678901234567890.51"),
    (Assertions(cells=(CellCheck(1, "users", "null"),)), "stands null, not null"),
    (Assertions(cells=(CellCheck(0, "day", None, 1.0),)), "mon, which is no number"),
    (Assertions(cells=(CellCheck(0, "users", None, None, 5.0),)), "more than 5"),
]


@pytest.mark.parametrize("expected", GOOD, ids=expected_words)
def test_as_expected(expected: Assertions) -> None:
    assert differences(expected, EXCHANGE, ROWS) == []


@pytest.mark.parametrize(("expected", "said"), WRONG, ids=[said for _, said in WRONG])
def test_every_difference_is_said(expected: Assertions, said: str) -> None:
    (found,) = differences(expected, EXCHANGE, ROWS)
    assert said in found


def test_an_error_code_is_not_plain_success_unless_it_is_expected() -> None:
    failed = replace(EXCHANGE, envelope=Envelope("-1008", "no", Tone.BAD))
    assert differences(Assertions(), failed, None) == ["The code is -1008, not plain success: no"]
    assert differences(Assertions(code="-1008"), failed, None) == []
    assert differences(Assertions(code="-1008", rows=1), failed, None) == ["The answer holds no rows."]
