"""Copies are exact: read back, they are the values that the server sent."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.inspect.synthetic import SyntheticRows, cell_at
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind, Column, Table
from tui.ui.screens.inspect.copying import (
    MOST_ROWS,
    cell_json,
    cell_value,
    column_lines,
    row_json,
    table_tsv,
    tsv_line,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_tsv_is_read_back_as_it_was(values: list[str]) -> None:
    text = tsv_line(values)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    assert (rows or [[""]]) == [values] or values == [""]


@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=5))
def test_a_row_as_json_is_read_back_as_it_was(names: list[str], values: list[str]) -> None:
    columns = [Column(name) for name in names]
    cells = [Cell(CellKind.TEXT, value) for value in values]
    pairs = json.loads(row_json(columns, cells), object_pairs_hook=list)
    assert [value for _, value in pairs] == values
    assert len({key for key, _ in pairs}) == len(pairs) or len(set(names)) < len(names)


def test_digits_gaps_and_json_stay_what_they_are() -> None:
    cells = [
        Cell(CellKind.NUMBER, "1.10"),
        NULL_CELL,
        ABSENT_CELL,
        Cell(CellKind.TEXT, "null"),
        Cell(CellKind.NESTED, '{"a": 1.0}'),
        Cell(CellKind.BOOLEAN, "true"),
        Cell(CellKind.RAW, "{broken"),
    ]
    columns = [Column(name) for name in "abcdefg"]
    assert row_json(columns, cells) == (
        '{"a": 1.10, "b": null, "d": "null", "e": {"a": 1.0}, "f": true, "g": "{broken"}'
    )
    assert [cell_value(cell) for cell in cells[:4]] == ["1.10", "null", "", "null"]
    assert cell_json(ABSENT_CELL) == "null"


def test_names_that_repeat_and_surplus_cells_keep_their_values() -> None:
    cells = [Cell(CellKind.NUMBER, str(n)) for n in range(4)]
    assert row_json([Column("n"), Column("n"), Column("m")], cells) == (
        '{"n": 0, "n (2)": 1, "m": 2, "extra 1": 3}'
    )


def test_a_column_and_a_table_are_cut_at_ten_thousand_rows() -> None:
    source = SyntheticRows(10_000_000)
    lines = column_lines(source, 0).split("\n")
    assert len(lines) == MOST_ROWS
    assert lines[-1] == cell_at(MOST_ROWS - 1, 0).text
    small = Table("t", (Column("a"), Column("b")), ((Cell(CellKind.TEXT, "x\ty"), NULL_CELL),))
    assert table_tsv(small) == 'a\tb\n"x\ty"\tnull'
