"""JSON lines become cells with the server's own characters, whatever the chunks and the values."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.results.readers import HEADER, LineReader, cut, keep, texts
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind, RowFormat

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(["\u2028", "\x85", "\n", "\r\n", '"],["', "{", "\\", "null", ""])
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(max_size=3), SCALARS, max_size=2)
SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=5)


def expected(value: Any, ensure_ascii: bool) -> Cell:
    text = json.dumps(value, ensure_ascii=ensure_ascii)
    if value is None:
        return NULL_CELL
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, text)
    if isinstance(value, str):
        return Cell(CellKind.TEXT, value)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, text)
    return Cell(CellKind.NESTED, text)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(VALUES, min_size=1, max_size=5), max_size=12),
    sizes=SIZES,
    ending=st.sampled_from(["\n", "\r\n"]),
    ensure_ascii=st.booleans(),
    last_ending=st.booleans(),
)
def test_any_rows_in_any_chunks_come_out_cell_for_cell(
    rows: list[list[Any]], sizes: list[int], ending: str, ensure_ascii: bool, last_ending: bool
) -> None:
    lines = [HEADER.decode().strip(), *(json.dumps(row, ensure_ascii=ensure_ascii) for row in rows)]
    data = (ending.join(lines) + (ending if last_ending else "")).encode()
    with tempfile.TemporaryDirectory() as folder:
        answer = keep(Path(folder), cut(data, sizes), LineReader())
        assert answer.row_count == len(rows)
        assert answer.complete
        found = answer.window(0, len(rows))
        for row, cells in zip(rows, found, strict=True):
            padding = [ABSENT_CELL] * (3 - len(row))
            assert list(cells) == [*(expected(value, ensure_ascii) for value in row), *padding]


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(["a", "b", "c", "new", "é"]), VALUES), min_size=1, max_size=9
    ),
    sizes=SIZES,
)
def test_objects_fill_their_columns_and_new_keys_append_columns(
    rows: list[dict[str, Any]], sizes: list[int]
) -> None:
    data = HEADER + "".join(json.dumps(row) + "\n" for row in rows).encode()
    with tempfile.TemporaryDirectory() as folder:
        answer = keep(Path(folder), cut(data, sizes), LineReader(RowFormat.JSON_OBJECT))
        found = answer.window(0, 99)
        names = [column.name for column in answer.columns]
    assert names[:3] == ["a", "b", "c"]
    assert set(names) == {"a", "b", "c", *(key for row in rows for key in row)}
    for row, cells in zip(rows, found, strict=True):
        shown = dict(zip(names, cells, strict=True))
        assert {k: c for k, c in shown.items() if c is not ABSENT_CELL} == {
            k: expected(v, True) for k, v in row.items()
        }


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (b"1.10", Cell(CellKind.NUMBER, "1.10")),
        (b"-0", Cell(CellKind.NUMBER, "-0")),
        (b"1e400", Cell(CellKind.NUMBER, "1e400")),
        (b"12345678901234567890123456789.00", Cell(CellKind.NUMBER, "12345678901234567890123456789.00")),
        (b"9" * 5000, Cell(CellKind.NUMBER, "9" * 5000)),
        (b"NaN", Cell(CellKind.RAW, "NaN")),
        (b"-Infinity", Cell(CellKind.RAW, "-Infinity")),
        (b'"\\ud800"', Cell(CellKind.RAW, '"\\ud800"')),
        (b'"\\ud83d\\ude00"', Cell(CellKind.TEXT, "\U0001f600")),
        (b'"\xff\xfe"', Cell(CellKind.RAW, '"\\xff\\xfe"')),
        (b'"a\tb"', Cell(CellKind.TEXT, "a\tb")),
        (b'{"k": [1.0]}', Cell(CellKind.NESTED, '{"k": [1.0]}')),
        ('"\u2028\x85"'.encode(), Cell(CellKind.TEXT, "\u2028\x85")),
        (b"[" * 300 + b"]" * 300, Cell(CellKind.NESTED, "[" * 300 + "]" * 300)),
    ],
)
def test_one_odd_value_keeps_its_characters_and_its_neighbours(
    tmp_path: Path, value: bytes, cell: Cell
) -> None:
    answer = keep(tmp_path, HEADER + b'["x",' + value + b",null]\n[1,2,3]\n", LineReader())
    first, second = answer.window(0, 2)
    assert first == (Cell(CellKind.TEXT, "x"), cell, NULL_CELL)
    assert texts([second]) == [["1", "2", "3"]]
    assert answer.raw_line(0) == b'["x",' + value + b",null]"


@pytest.mark.parametrize(
    "line",
    [b"<html>", b"42", b'["a"', b'["a"] x', b"[" * 200_000 + b"]" * 200_000, b'{"a":NaN,}', b"[NaN,]"],
    ids=range(7),
)
def test_a_line_that_is_no_row_shows_as_it_came(tmp_path: Path, line: bytes) -> None:
    answer = keep(tmp_path, HEADER + b"[1,2,3]\n" + line + b"\n[4,5,6]\n", LineReader())
    rows = answer.window(0, 9)
    assert rows[1] == (Cell(CellKind.RAW, line.decode()), ABSENT_CELL, ABSENT_CELL)
    assert texts([rows[0], rows[2]]) == [["1", "2", "3"], ["4", "5", "6"]]


def test_a_surplus_cell_shows_with_all_columns_and_a_subset_keeps_its_order(tmp_path: Path) -> None:
    answer = keep(tmp_path, HEADER + b'[1,2,3,"more"]\n[4]\n', LineReader())
    assert texts(answer.window(0, 2)) == [["1", "2", "3", "more"], ["4", "", ""]]
    assert answer.window(0, 2, [2, 0])[1] == (ABSENT_CELL, Cell(CellKind.NUMBER, "4"))
    assert texts(answer.window(0, 1, [2, 0])) == [["3", "1"]]


def test_an_object_with_odd_values_is_read_leniently(tmp_path: Path) -> None:
    line = b'{"a": NaN, "b": "\\ud800", "c": 1.50, "x y": "\t"}'
    answer = keep(tmp_path, HEADER + line + b"\nnonsense\n", LineReader(RowFormat.JSON_OBJECT))
    rows = answer.window(0, 2)
    assert texts(rows) == [["NaN", '"\\ud800"', "1.50", "\t"], ["nonsense", "", "", ""]]
    assert [cell.kind for cell in rows[1]] == [CellKind.RAW, *[CellKind.ABSENT] * 3]


def test_columns_of_the_same_name_stay_two_columns(tmp_path: Path) -> None:
    header = b'{"data":{"headers":["n","n"]},"return_code":0}\n'
    arrays = keep(tmp_path, header + b"[1,2]\n", LineReader())
    assert texts(arrays.window(0, 1)) == [["1", "2"]]
    objects = keep(tmp_path / "o", header + b'{"n":2}\n', LineReader(RowFormat.JSON_OBJECT))
    assert objects.window(0, 1) == [(Cell(CellKind.NUMBER, "2"), ABSENT_CELL)]


def test_a_stream_without_header_counts_its_columns_in_the_first_row(tmp_path: Path) -> None:
    answer = keep(tmp_path, b'["a",1]\n["b",2]\n', LineReader())
    assert [column.name for column in answer.columns] == ["column 1", "column 2"]
    assert answer.row_count == 2
    objects = keep(tmp_path / "o", b'{"k":1}\n{"l":2}\n', LineReader(RowFormat.JSON_OBJECT))
    assert [column.name for column in objects.columns] == ["k", "l"]


def test_kinds_are_guessed_from_the_first_rows_and_widened_by_later_ones(tmp_path: Path) -> None:
    rows = b"".join(b'[%d,null,"t"]\n' % n for n in range(100)) + b'["late",true,"t"]\n'
    answer = keep(tmp_path, HEADER + rows, LineReader())
    assert [column.kind for column in answer.columns] == [CellKind.NUMBER, None, CellKind.TEXT]
    answer.window(95, 101)
    assert [column.kind for column in answer.columns] == [CellKind.TEXT, CellKind.BOOLEAN, CellKind.TEXT]


def test_kinds_of_a_subset_are_learnt_at_their_own_places(tmp_path: Path) -> None:
    rows = b"[null,null,null]\n" * 64 + b'[1,"x",true]\n'
    answer = keep(tmp_path, HEADER + rows, LineReader())
    assert [column.kind for column in answer.columns] == [None, None, None]
    answer.window(64, 65, [2, 0])
    assert [column.kind for column in answer.columns] == [CellKind.NUMBER, None, CellKind.BOOLEAN]
