"""CSV and TSV: records may span lines; regular and stray quotes read as the csv module reads them."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.results.readers import ERROR, LineReader, cut, keep, texts
from tui.core.table import Cell, CellKind, RowFormat
from tui.results.records import QuotedScanner

FIELDS = st.text(st.sampled_from('a1é,\t"\n\r ;\u2028')) | st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=10)
SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(
    rows=ROWS,
    sizes=SIZES,
    row_format=st.sampled_from([RowFormat.CSV, RowFormat.TSV]),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_any_table_in_any_chunks_comes_out_cell_for_cell(
    rows: list[list[str]], sizes: list[int], row_format: RowFormat, ending: str, quoting: int
) -> None:
    text = io.StringIO()
    delimiter = "," if row_format is RowFormat.CSV else "\t"
    if any("\r" in field for row in rows for field in row):
        # Unquoted, a CR at a line's end cannot be told from a part of the line end.
        quoting = csv.QUOTE_ALL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting)  # type: ignore[arg-type]  # typeshed wants the literals
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        answer = keep(Path(folder), cut(text.getvalue().encode(), sizes), LineReader(row_format))
        assert answer.row_count == len(rows)
        found = texts(answer.window(0, len(rows)))
    width = len(rows[0])
    assert found == [row + [""] * (width - len(row)) for row in rows]


@settings(max_examples=400, deadline=None)
@given(data=st.text(st.sampled_from('a,"\n\r'), max_size=40).map(str.encode), sizes=SIZES)
def test_records_end_at_the_same_places_in_every_chunking(data: bytes, sizes: list[int]) -> None:
    """Also of malformed text: the index is made in chunks, the reader splits blocks."""
    whole, parts = QuotedScanner(b","), QuotedScanner(b",")
    expected = whole.scan(data)
    ends = last = position = 0
    for chunk in cut(data, sizes):
        found = parts.scan(chunk)
        ends += found.ends
        last = position + found.last if found.ends else last
        position += len(chunk)
    assert (ends, last, parts.between) == (expected.ends, expected.last, whole.between)
    records = QuotedScanner(b",").split(data)
    assert len(records) == expected.ends + (last < len(data))


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (b'5" pipe,x', ['5" pipe', "x"]),
        (b'a,6"', ["a", '6"']),
        (b'"a"b,c', ["ab", "c"]),
        (b'"a""b",""', ['a"b', ""]),
        (b",,", ["", "", ""]),
        (b"", [""]),
        (b'"never closed', ["never closed"]),
    ],
)
def test_stray_quotes_are_characters(tmp_path: Path, line: bytes, fields: list[str]) -> None:
    answer = keep(tmp_path, b"q,w\n" + line + b"\n1,2\n", LineReader(RowFormat.CSV, header=True))
    if line != b'"never closed':
        assert texts(answer.window(1, 2)) == [["1", "2"]]
    assert [cell.text for cell in answer.window(0, 1)[0]][: len(fields)] == [
        text if line != b'"never closed' else text + "\n1,2\n" for text in fields
    ]


def test_a_quoted_header_names_columns_and_may_span_lines(tmp_path: Path) -> None:
    answer = keep(tmp_path, b'"one","two\nlines"\n"1","2"\n', LineReader(RowFormat.CSV, header=True))
    assert [column.name for column in answer.columns] == ["one", "two\nlines"]
    assert texts(answer.window(0, 9)) == [["1", "2"]]


def test_bytes_that_are_not_utf8_show_as_codes_in_their_cell_only(tmp_path: Path) -> None:
    answer = keep(tmp_path, b"ok,\xff\n", LineReader(RowFormat.CSV))
    assert answer.window(0, 1) == [(Cell(CellKind.TEXT, "ok"), Cell(CellKind.RAW, "\\xff"))]


def test_a_column_that_looks_like_numbers_is_aligned_as_one_until_it_does_not(tmp_path: Path) -> None:
    rows = b"1,x,\n-2.5e3,y,\n"
    answer = keep(tmp_path, rows, LineReader(RowFormat.CSV))
    assert [column.kind for column in answer.columns] == [CellKind.NUMBER, CellKind.TEXT, None]
    assert answer.window(0, 1)[0][0].kind is CellKind.TEXT
    late = keep(tmp_path / "late", b"1\n" * 100 + b"n/a\n", LineReader(RowFormat.CSV))
    before = late.columns[0].kind
    late.window(100, 101)
    assert (before, late.columns[0].kind) == (CellKind.NUMBER, CellKind.TEXT)


def test_an_error_instead_of_csv_holds_no_rows(tmp_path: Path) -> None:
    answer = keep(tmp_path, ERROR + b"\n", LineReader(RowFormat.CSV, header=True))
    assert (answer.row_count, answer.complete) == (0, True)
    assert answer.envelope is not None
    assert answer.envelope.code == "-1022"


def test_an_error_as_the_last_line_of_csv_ends_the_rows(tmp_path: Path) -> None:
    answer = keep(tmp_path, b"a,b\n1,2\n" + ERROR, LineReader(RowFormat.CSV, header=True))
    assert texts(answer.window(0, 9)) == [["1", "2"]]
    assert answer.envelope is not None
    assert not answer.complete


def test_a_last_row_that_merely_begins_with_a_brace_is_a_row(tmp_path: Path) -> None:
    answer = keep(tmp_path, b"a,b\n{x,2\n", LineReader(RowFormat.CSV, header=True))
    assert texts(answer.window(0, 9)) == [["{x", "2"]]
    assert answer.complete


def test_a_cut_csv_does_not_show_the_half_row(tmp_path: Path) -> None:
    answer = keep(tmp_path, b"a,b\n1,2\n3,45", LineReader(RowFormat.CSV, header=True), complete=False)
    assert texts(answer.window(0, 9)) == [["1", "2"]]
    assert answer.raw(0, 99).endswith(b"3,45")
