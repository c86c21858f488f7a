"""Rows as text, read back by parsers that are not ours."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.cli.formats import FILE_FORMATS, FORMATS, TableRows, display_width
from tui.core.results_ports import ExportFormat
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind, Column, Table
from tui.results.engine_process import EngineProcess
from tui.results.exports.cells import unique_names
from tui.results.exports.live import LiveText

Row = tuple[Cell, ...]


def text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value)


def number(value: str) -> Cell:
    return Cell(CellKind.NUMBER, value)


def written(name: str, columns: Sequence[str], *windows: Sequence[Row], end: bool = True) -> str:
    header = tuple(Column(c) for c in columns)
    if name == "table":
        writer = TableRows()
        parts = [writer.begin(header), *(writer.rows(rows) for rows in windows)]
        return "".join([*parts, writer.end()])
    source = Table("", header, tuple(row for rows in windows for row in rows))
    # So few rows never need the helper, so nothing is made in that folder.
    live = LiveText(EngineProcess(Path("nowhere")), source, FILE_FORMATS[name])
    data = b"".join(live.more()) + (live.end() if end else b"")
    return data.decode()


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
cells = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(text),
    st.integers().map(lambda n: number(str(n))),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: number(format(d, "f"))),
    st.booleans().map(lambda b: Cell(CellKind.BOOLEAN, "true" if b else "false")),
    st.just(NULL_CELL),
    st.just(Cell(CellKind.NESTED, '{"a":[1,2.50]}')),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    columns = draw(st.lists(names, min_size=1, max_size=5))
    row = st.tuples(*[cells] * len(columns))
    return columns, draw(st.lists(row, max_size=8))


def exact(value: str) -> Any:
    """JSON with every number as its own characters."""
    return json.loads(value, parse_float=lambda t: f"#{t}", parse_int=lambda t: f"#{t}")


def expected(cell: Cell) -> Any:
    match cell.kind:
        case CellKind.NULL:
            return None
        case CellKind.BOOLEAN:
            return cell.text == "true"
        case CellKind.NUMBER:
            return f"#{cell.text}"
        case CellKind.NESTED:
            return exact(cell.text)
        case _:
            return cell.text


@given(tables())
def test_json_is_read_back_digit_for_digit(table: tuple[list[str], list[Row]]) -> None:
    columns, rows = table
    wanted = [
        {
            key: expected(cell)
            for key, cell in zip(unique_names([Column(c) for c in columns]), row, strict=True)
        }
        for row in rows
    ]
    assert exact(written("json", columns, rows)) == wanted
    lines = written("ndjson", columns, rows).split("\n")
    assert [exact(line) for line in lines if line] == wanted


@given(tables())
def test_csv_is_read_back(table: tuple[list[str], list[Row]]) -> None:
    columns, rows = table
    found = list(csv.reader(io.StringIO(written("csv", columns, rows), newline=""), strict=True))
    assert found[0] == columns
    assert found[1:] == [["" if c.kind is CellKind.NULL else c.text for c in row] for row in rows]


@given(tables())
def test_a_table_has_one_line_a_row_and_no_character_that_acts(
    table: tuple[list[str], list[Row]],
) -> None:
    columns, rows = table
    shown = written("table", columns, rows)
    assert shown.count("\n") == len(rows) + 2
    assert not [c for c in shown if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160]


def test_repeated_and_empty_names_become_keys_of_their_own() -> None:
    columns = [Column(n) for n in ("day", "day", "", "day_2", "day")]
    found = unique_names(columns)
    assert found == ["day", "day_3", "column_3", "day_2", "day_4"]
    assert len(set(found)) == len(found)


@given(st.lists(st.sampled_from(["a", "a_2", "", "column_1", "b"]), max_size=7))
def test_keys_are_always_distinct(columns: list[str]) -> None:
    found = unique_names([Column(c) for c in columns])
    assert len(set(found)) == len(columns)


def test_numbers_that_json_does_not_have_become_text() -> None:
    row = (number("NaN"), number("-Infinity"), number("1.10"), number("9" * 40))
    assert written("ndjson", ["a", "b", "c", "d"], [row]) == (
        '{"a": "NaN", "b": "-Infinity", "c": 1.10, "d": ' + "9" * 40 + "}\n"
    )


def test_absent_cells_are_left_out_and_surplus_cells_named_by_place() -> None:
    rows = [(text("x"), ABSENT_CELL), (text("x"), NULL_CELL, number("3"))]
    assert written("ndjson", ["a", "b"], rows) == '{"a": "x"}\n{"a": "x", "b": null, "column_3": 3}\n'


def test_csv_tells_null_from_empty_text_and_never_writes_a_blank_line() -> None:
    assert written("csv", ["a", "b"], [(NULL_CELL, text("")), (text('say "hi"'), text("x\ny"))]) == (
        'a,b\r\n,""\r\n"say ""hi""","x\ny"\r\n'
    )
    assert written("csv", ["a"], [(NULL_CELL,)]) == 'a\r\n""\r\n'


def test_a_json_array_without_its_end_is_not_json() -> None:
    cut = written("json", ["a"], [(number("1"),)], end=False)
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut)


def test_empty_answers() -> None:
    assert written("json", ["a"]) == "[]\n"
    assert written("ndjson", ["a"]) == ""
    assert written("csv", ["a"]) == "a\r\n"
    assert written("table", ["a"]) == "a\n─\n"
    assert written("table", []) == "(no columns)\n"


def test_the_table_aligns_numbers_right_and_wide_characters_by_their_width() -> None:
    rows = [(text("渠道"), number("1"), NULL_CELL), (text("a"), number("250"), number("2"))]
    assert written("table", ["name", "n", "x"], rows) == (
        "name    n     x\n────  ───  ────\n渠道    1  null\na     250     2\n"
    )


def test_a_lone_surrogate_and_javascript_line_ends_are_escaped() -> None:
    assert written("ndjson", ["a"], [(text("\ud800"),)]) == '{"a": "\\ud800"}\n'
    assert written("ndjson", ["a"], [(text("\u2028"),)]) == '{"a": "\\u2028"}\n'


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_keep_their_scale(value: Decimal) -> None:
    digits = format(value, "f")
    out = written("ndjson", ["a"], [(number(digits),)])
    assert json.loads(out, parse_float=Decimal, parse_int=Decimal)["a"] == value
    assert digits in out


def test_width() -> None:
    assert [display_width(t) for t in ("abc", "渠道", "é", "")] == [3, 4, 1, 0]


def test_every_format_of_a_file_has_a_name_here() -> None:
    assert set(FILE_FORMATS.values()) == set(ExportFormat)
    assert {"table", *FILE_FORMATS} == set(FORMATS)
