"""Exports: what went in comes out, nothing runs, and the file is whole or not there."""

from __future__ import annotations

import json
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.results.engine.values import LINES, ODD_LINES, answer_of
from tests.results.exports.reading import delimited, sheet
from tests.results.readers import LineReader, keep
from tui.core.cancel import CancelToken
from tui.core.exact_json import cell_of as exact_cell
from tui.core.exact_json import parse_exact
from tui.core.failures import AssayError, Cancelled, FileProblem, InvalidInput, Refused
from tui.core.results_ports import ExportFormat, ExportOptions, ExportOutcome, SortKey, ViewSpec
from tui.core.table import Cell, CellKind, Column, RowFormat, RowSource, Table
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess
from tui.results.exports.exporter import FileExporter
from tui.results.exports.workbook import Workbook

PLAIN = ExportOptions()
EXACT = ExportOptions(exact=True)
HOSTILE = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", " =1", "\ufeff=1", "＝1+1",
    '=HYPERLINK("http://evil.invalid","x")', "-2+3+cmd|' /C calc'!D2", "\n=1",
]  # fmt: skip
HARMLESS = ["-", "-5", "+5", "-1e9", "a=b", "", " ", "5%", "-1.50", "'=1", '"']


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    process = EngineProcess(tmp_path_factory.mktemp("exports") / "engine")
    yield process
    process.close()


@pytest.fixture(scope="module")
def here(process: EngineProcess) -> FileExporter:
    return FileExporter(process)


@pytest.fixture(scope="module")
def there(process: EngineProcess) -> FileExporter:
    return FileExporter(process, small=-1)


def table(*rows: list[Any], names: str = "abc") -> Table:
    width = max(map(len, rows), default=1)
    columns = tuple(Column(name) for name in names[:width])
    return Table("t", columns, tuple(tuple(map(exact_cell, row)) for row in rows))


def written(
    exporter: FileExporter,
    source: RowSource,
    file_format: ExportFormat,
    options: ExportOptions = PLAIN,
) -> tuple[Path, ExportOutcome]:
    path = Path(mkdtemp()) / f"out.{file_format}"
    outcome = exporter.export(source, str(path), file_format, options, CancelToken())
    assert list(path.parent.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600
    assert (outcome.path, outcome.size) == (str(path), path.stat().st_size)
    return path, outcome


def values_of(source: RowSource) -> list[dict[str, Any]]:
    """What a JSON export has to hold, exactly."""
    names = ["a", "b", "c"]
    rows = []
    for row in source.window(0, source.row_count):
        found: dict[str, Any] = {}
        for place, cell in enumerate(row):
            name = names[place] if place < 3 else f"column_{place + 1}"
            if cell.kind in (CellKind.NUMBER, CellKind.BOOLEAN, CellKind.NESTED):
                found[name] = parse_exact(cell.text).value
            elif cell.kind is not CellKind.ABSENT:
                found[name] = None if cell.kind is CellKind.NULL else cell.text
        rows.append(found)
    return rows


MIXED = st.lists(st.one_of(LINES.map(lambda rows: rows[:4]), ODD_LINES.map(lambda x: [x])), max_size=4).map(
    lambda groups: [line for group in groups for line in group]
)


@settings(max_examples=60)
@given(MIXED, st.booleans())
def test_json_holds_every_value_digit_for_digit(
    here: FileExporter, there: FileExporter, lines: list[bytes], helped: bool
) -> None:
    source = answer_of(lines)
    exporter = there if helped else here
    wanted = values_of(source)
    path, outcome = written(exporter, source, ExportFormat.JSON)
    assert parse_exact(path.read_bytes()).value == wanted
    json.loads(path.read_bytes(), parse_constant=pytest.fail)
    path, _ = written(exporter, source, ExportFormat.NDJSON)
    assert [parse_exact(line).value for line in path.read_bytes().split(b"\n")[:-1]] == wanted
    assert outcome.rows == source.row_count
    assert outcome.notes == ()


@settings(max_examples=60)
@given(MIXED, st.sampled_from([ExportFormat.CSV, ExportFormat.TSV]), st.booleans())
def test_delimited_text_holds_every_text(
    here: FileExporter, there: FileExporter, lines: list[bytes], file_format: ExportFormat, helped: bool
) -> None:
    source = answer_of([line for line in lines if b"\\u0000" not in line and b"\0" not in line])
    path, outcome = written(there if helped else here, source, file_format, EXACT)
    rows = delimited(path, "\t" if file_format is ExportFormat.TSV else ",")
    assert rows == [["a", "b", "c"], *[[c.text for c in row] for row in source.window(0, source.row_count)]]
    assert outcome.neutralised == 0


@settings(max_examples=40)
@given(MIXED)
def test_a_workbook_holds_every_text_and_no_rounded_number(
    here: FileExporter, there: FileExporter, lines: list[bytes]
) -> None:
    source = answer_of(lines)
    path, _ = written(there if len(lines) % 2 else here, source, ExportFormat.XLSX)
    for row, shown in zip(source.window(0, 99), sheet(path)[1:], strict=True):
        for cell, text in zip(row, shown, strict=True):
            if cell.kind is CellKind.BOOLEAN:
                assert text == str(int(cell.text == "true"))
            else:
                # XML readers turn a line break of any kind into LF.
                wanted = None if cell.kind in (CellKind.NULL, CellKind.ABSENT) else cell.text
                assert text == wanted


@settings(max_examples=25)
@given(MIXED)
def test_parquet_holds_every_number_and_text(here: FileExporter, lines: list[bytes]) -> None:
    from decimal import Decimal

    source = answer_of(lines)
    path, _ = written(here, source, ExportFormat.PARQUET)
    with duckdb.connect() as engine:
        rows = engine.execute("FROM read_parquet(?)", [str(path)]).fetchall()
    assert len(rows) == source.row_count
    for row, shown in zip(source.window(0, 99), rows, strict=True):
        for cell, value in zip(row, shown, strict=False):
            if cell.kind in (CellKind.NULL, CellKind.ABSENT):
                assert value is None
            elif isinstance(value, bool):
                assert cell.text == str(value).lower()
            elif isinstance(value, str):
                assert value == cell.text
            else:
                assert Decimal(str(value)) == Decimal(cell.text)


@pytest.mark.parametrize("file_format", [ExportFormat.CSV, ExportFormat.TSV, ExportFormat.XLSX])
def test_nothing_runs_in_a_spreadsheet_and_it_is_said(here: FileExporter, file_format: ExportFormat) -> None:
    source = table(*[[text] for text in [*HOSTILE, *HARMLESS, -5]])
    path, outcome = written(here, source, file_format)
    assert outcome.neutralised == len(HOSTILE)
    assert str(len(HOSTILE)) in outcome.notes[0]
    if file_format is ExportFormat.XLSX:
        shown = [row[0] for row in sheet(path)[1:]]
        assert shown[0] == "=1+1"
        return
    shown = [row[0] for row in delimited(path, "\t" if file_format is ExportFormat.TSV else ",")[1:]]
    assert shown == [f"'{text}" for text in HOSTILE] + [*HARMLESS, "-5"]
    path, outcome = written(here, source, file_format, EXACT)
    assert outcome.notes == ()
    assert delimited(path, "\t" if file_format is ExportFormat.TSV else ",")[1] == ["=1+1"]


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(
            st.sampled_from([*HOSTILE, *HARMLESS, "plain", "日本", "a;b", "<&>", None, 5]),
            min_size=3,
            max_size=3,
        )
    )
)
def test_the_quick_way_writes_the_same_bytes(
    here: FileExporter, there: FileExporter, rows: list[list[Any]]
) -> None:
    source = answer_of([json.dumps(row, ensure_ascii=False).encode() for row in rows])
    for file_format in (ExportFormat.CSV, ExportFormat.TSV, ExportFormat.NDJSON):
        (slow, one), (quick, other) = (written(e, source, file_format) for e in (here, there))
        assert slow.read_bytes() == quick.read_bytes()
        assert one.neutralised == other.neutralised
    (slow, one), (quick, other) = (written(e, source, ExportFormat.XLSX) for e in (here, there))
    assert sheet(slow) == sheet(quick)
    assert one.neutralised == other.neutralised


def test_markdown_stays_a_table(here: FileExporter) -> None:
    source = table(["a|b", "x\ny", 1], ["\x1b[31m", "<b>*é*", None])
    path, _ = written(here, source, ExportFormat.MARKDOWN)
    assert path.read_text("utf-8").splitlines() == [
        "| a | b | c |",
        "| --- | --- | --- |",
        "| a\\|b | x<br>y | 1 |",
        "| ␛\\[31m | \\<b\\>\\*é\\* |  |",
    ]


@pytest.mark.parametrize("file_format", list(ExportFormat))
def test_a_view_of_an_answer_in_its_order(
    here: FileExporter, there: FileExporter, process: EngineProcess, file_format: ExportFormat
) -> None:
    source = answer_of([json.dumps([n, f"t{n}", None]).encode() for n in range(50)])
    view = LocalEngine(process).view(source, ViewSpec(sort=(SortKey(0, True),)), CancelToken())
    options = ExportOptions(columns=(1, 0))
    paths = [written(exporter, view, file_format, options)[0] for exporter in (here, there)]
    if file_format is ExportFormat.PARQUET:
        with duckdb.connect() as engine:
            rows = engine.execute("FROM read_parquet(?)", [str(paths[0])]).fetchall()
        assert rows == [(f"t{n}", n) for n in reversed(range(50))]
        return
    if file_format is ExportFormat.XLSX:
        assert (
            sheet(paths[0])
            == sheet(paths[1])
            == [["b", "a"], *[[f"t{n}", str(n)] for n in range(49, -1, -1)]]
        )
        return
    data = paths[0].read_bytes()
    assert data == paths[1].read_bytes()
    assert data.index(b"t49") < data.index(b"t10") < data.index(b"t0")


def test_a_table_in_memory_as_parquet(here: FileExporter) -> None:
    path, _ = written(here, table([1, "x"], [None, "y"]), ExportFormat.PARQUET)
    with duckdb.connect() as engine:
        assert engine.execute("FROM read_parquet(?)", [str(path)]).fetchall() == [(1, "x"), (None, "y")]


def test_names_that_repeat_become_keys(here: FileExporter) -> None:
    columns = (Column("d"), Column("d"), Column(""), Column("d_2"))
    source = Table("t", columns, ((Cell(CellKind.NUMBER, "1"),) * 4,))
    path, _ = written(here, source, ExportFormat.NDJSON)
    assert json.loads(path.read_bytes()) == {"d": 1, "d_3": 1, "column_3": 1, "d_2": 1}


def test_members_that_come_late_are_columns_of_every_row(here: FileExporter) -> None:
    source = keep(Path(mkdtemp()), b'{"a":1}\n' * 600 + b'{"z":2}\n', LineReader(RowFormat.JSON_OBJECT))
    path, _ = written(here, source, ExportFormat.CSV)
    assert delimited(path)[0] == ["a", "z"]
    assert delimited(path)[-1] == ["", "2"]


def test_more_rows_than_a_sheet_takes_go_on_the_next(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with path.open("wb") as file:
        book = Workbook(file, exact=False, max_rows=3)
        book.begin([Column("n")])
        book.rows([(Cell(CellKind.NUMBER, str(n)),) for n in range(5)])
        book.end()
    assert [sheet(path, number) for number in (1, 2, 3)] == [
        [["n"], ["0"], ["1"]],
        [["n"], ["2"], ["3"]],
        [["n"], ["4"]],
    ]
    assert "3 sheets" in book.notes()[0]


def test_what_excel_cannot_hold_is_said(here: FileExporter) -> None:
    path, outcome = written(here, table([12345678901234567890, "é" * 40_000, "_x0041_"]), ExportFormat.XLSX)
    [_, [number, long, coded]] = sheet(path)
    assert (number, long, coded) == ("12345678901234567890", "é" * 32_767, "_x0041_")
    assert len(outcome.notes) == 2


def test_a_file_that_is_there_is_not_touched_unless_told(here: FileExporter, tmp_path: Path) -> None:
    path = tmp_path / "kept.csv"
    path.write_text("mine")
    with pytest.raises(Refused):
        here.export(table([1]), str(path), ExportFormat.CSV, ExportOptions(), CancelToken())
    assert path.read_text() == "mine"
    here.export(table([1]), str(path), ExportFormat.CSV, ExportOptions(overwrite=True), CancelToken())
    assert path.read_text() == "a\n1\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["no/such/folder/x.csv", "folder"])
def test_a_place_that_cannot_be_written_is_told(here: FileExporter, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileProblem) as caught:
        here.export(table([1]), str(tmp_path / place), ExportFormat.CSV, ExportOptions(), CancelToken())
    assert caught.value.code == "file-unwritable"
    assert place in caught.value.message


def test_a_full_disk_leaves_nothing_half(here: FileExporter, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    source = table(*[["x" * 1000] for _ in range(2000)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(AssayError) as caught:
            here.export(source, str(tmp_path / "x.csv"), ExportFormat.CSV, ExportOptions(), CancelToken())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code == "disk-full"
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_nothing(there: FileExporter, tmp_path: Path) -> None:
    source = answer_of([b'[%d,"some text",null]' % n for n in range(200_000)])
    for file_format in (ExportFormat.XLSX, ExportFormat.PARQUET):
        token = CancelToken()
        shares: list[float] = []
        timer = threading.Timer(0.05, token.cancel)
        timer.start()
        with pytest.raises(Cancelled):
            there.export(source, str(tmp_path / "x"), file_format, ExportOptions(), token, shares.append)
        stopped = time.monotonic()
        timer.join()
        assert time.monotonic() - stopped < 0.2
        assert list(tmp_path.iterdir()) == []


def test_a_column_that_is_not_there_is_refused(here: FileExporter, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        here.export(
            table([1]), str(tmp_path / "x"), ExportFormat.CSV, ExportOptions(columns=(3,)), CancelToken()
        )


def test_an_answer_that_was_cut_off_says_so(here: FileExporter, tmp_path: Path) -> None:
    source = keep(tmp_path / "answers", b"[1]\n[2]\n", LineReader(), complete=False)
    _, outcome = written(here, source, ExportFormat.NDJSON)
    assert "not complete" in outcome.notes[-1]
