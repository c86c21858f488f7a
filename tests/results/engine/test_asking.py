"""Statistics by both ways alike; local SQL over answers, and nothing but answers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.results.engine.values import LINES, answer_of
from tests.results.readers import texts
from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, InvalidInput
from tui.core.results_ports import Bin, Chip, ChipKind, ColumnStatistics, LocalAnswer, ViewSpec
from tui.core.table import Cell, CellKind, Column, RowSource, Table
from tui.results import SpoolAnswerStore
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEngine]:
    folder = tmp_path_factory.mktemp("asking")
    engine = LocalEngine(EngineProcess(folder / "engine"), SpoolAnswerStore(folder / "answers"))
    yield engine
    engine.close()


NUMBERS = count(1)


def ask(engine: LocalEngine, sql: str, **tables: RowSource) -> LocalAnswer:
    return engine.query(sql, tables, f"local{next(NUMBERS)}", CancelToken())


def exactly(found: ColumnStatistics) -> ColumnStatistics:
    """Without what is computed in doubles."""
    return replace(found, mean=None, quantiles=(), histogram=())


def close(mine: float | None, other: float | None) -> bool:
    if mine is None or other is None:
        return mine is other
    return math.isclose(mine, other, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=60)
@given(LINES)
def test_both_ways_give_the_same_figures(large: LocalEngine, small: LocalEngine, lines: list[bytes]) -> None:
    source = answer_of(lines)
    for column in range(3):
        one, other = (e.statistics(source, column, CancelToken()) for e in (large, small))
        assert exactly(one) == exactly(other)
        if all(len(c[column].text) < 12 for c in source.window(0, 99)):
            assert close(one.mean, other.mean)
            assert all(close(a, b) for (_, a), (_, b) in zip(one.quantiles, other.quantiles, strict=True))
            assert sum(b.count for b in one.histogram) == sum(b.count for b in other.histogram)


@pytest.mark.parametrize("name", ["large", "small"])
def test_the_figures_of_a_column(name: str, request: pytest.FixtureRequest) -> None:
    engine: LocalEngine = request.getfixturevalue(name)
    lines = [b"[%d]" % n for n in range(101)] + [b"[7]", b"[null]", b"[]", b'["-"]']
    found = engine.statistics(answer_of(lines), 0, CancelToken())
    assert (found.rows, found.nulls, found.absent, found.numbers, found.distinct) == (105, 1, 1, 102, 102)
    assert (found.minimum, found.maximum) == ("0", "100")
    assert found.mean is not None
    assert close(found.mean, 5057 / 102)
    assert dict(found.quantiles)[0.5] == 49.5
    assert found.top[0] == (Cell(CellKind.NUMBER, "7"), 2)
    assert found.histogram[0] == Bin(0.0, 5.0, 5)
    assert sum(b.count for b in found.histogram) == 102
    assert found.distinct_exact


@pytest.mark.parametrize("name", ["large", "small"])
def test_the_figures_of_a_view_are_of_its_rows(name: str, request: pytest.FixtureRequest) -> None:
    engine: LocalEngine = request.getfixturevalue(name)
    source = answer_of([json.dumps([n, f"t{n % 3}"]).encode() for n in range(30)])
    view = engine.view(source, ViewSpec((Chip(ChipKind.FILTER, "b = t2"),)), CancelToken())
    found = engine.statistics(view, 0, CancelToken())
    assert (found.rows, found.minimum, found.maximum, found.mean) == (10, "2", "29", 15.5)
    again = engine.view(view, ViewSpec((Chip(ChipKind.FILTER, "a > 20"),)), CancelToken())
    assert [again.source_row(row) for row in range(again.row_count)] == [23, 26, 29]
    assert again.base is source


def test_an_empty_column_has_no_figures(large: LocalEngine, small: LocalEngine) -> None:
    source = answer_of([b"[null]", b"[]"])
    wanted = ColumnStatistics(rows=2, nulls=1, absent=1)
    assert [e.statistics(source, 0, CancelToken()) for e in (large, small)] == [wanted, wanted]


def test_answers_are_joined_and_the_result_is_an_answer(engine: LocalEngine) -> None:
    one = answer_of([json.dumps([n, f"user{n}", None]).encode() for n in range(5)])
    other = answer_of([json.dumps([n % 5, n * 1.5, None]).encode() for n in range(20)])
    sql = "SELECT r1.b AS who, count(*) AS n, sum(r2.b) AS total"
    sql += " FROM r1 JOIN r2 USING (a) GROUP BY 1 ORDER BY ALL"
    found = ask(engine, sql, r1=one, r2=other)
    assert [column.name for column in found.answer.columns] == ["who", "n", "total"]
    assert texts(found.answer.window(0, 2)) == [["user0", "4", "45.0"], ["user1", "4", "51.0"]]
    assert (found.answer.row_count, found.answer.complete) == (5, True)
    assert found.tables == ("r1", "r2")
    again = ask(engine, "FROM r9 WHERE n > 1", r9=found.answer)
    assert again.answer.row_count == 5


def test_numbers_stay_exact_as_far_as_a_type_holds_them(engine: LocalEngine) -> None:
    source = answer_of(
        [
            b'[12345678901234567890123456789, 0.1234567890123456789, "2024-01-01 00:00:00.000"]',
            b"[2, 1.5, null]",
        ]
    )
    found = ask(engine, "SELECT a + 1, b * 2, c FROM r1 ORDER BY a DESC", r1=source)
    assert texts(found.answer.window(0, 1)) == [
        ["12345678901234567890123456790", "0.2469135780246913578", "2024-01-01 00:00:00.000"]
    ]
    mixed = ask(engine, "SELECT a FROM r1", r1=answer_of([b"[1]", b'["-"]']))
    assert "mixes numbers" in mixed.notes[0]
    odd = ask(engine, "SELECT 'NaN'::DOUBLE, [1, NULL], {'k': 'v'}, DATE '2024-01-02', true")
    assert [c.kind for c in odd.answer.window(0, 1)[0]] == [
        CellKind.TEXT, CellKind.NESTED, CellKind.NESTED, CellKind.TEXT, CellKind.BOOLEAN,
    ]  # fmt: skip
    assert "NaN" in odd.notes[0]


def test_views_and_tables_can_be_asked(engine: LocalEngine) -> None:
    source = answer_of([json.dumps([n, n % 2, None]).encode() for n in range(10)])
    view = engine.view(source, ViewSpec((Chip(ChipKind.FILTER, "b = 1"),)), CancelToken())
    table = Table(
        "t", (Column("Day"), Column("day")), ((Cell(CellKind.TEXT, "x"), Cell(CellKind.NUMBER, "3")),)
    )
    found = ask(engine, "SELECT sum(a), (SELECT day_2 FROM t) FROM v", v=view, t=table)
    assert texts(found.answer.window(0, 1)) == [["25", "3"]]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_csv('/etc/hostname', header=false)",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_json('http://127.0.0.1:1/x')",
        "COPY (SELECT 1) TO '/tmp/stolen'",
        "ATTACH '/tmp/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "PRAGMA enable_profiling",
        "CREATE TABLE x AS SELECT 1",
        "DROP TABLE c0",
        "SELECT 1; SELECT 2",
        "",
        "SELEC 1",
        "SELECT nothing FROM nowhere",
        "CALL pragma_version()",
        "EXPORT DATABASE '/tmp/x'",
    ],
)
def test_only_a_select_over_answers_is_taken(engine: LocalEngine, sql: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(engine, sql, r1=answer_of([b"[1]"]))
    assert caught.value.evidence


def test_a_result_that_is_refused_leaves_nothing(engine: LocalEngine, tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path / "kept")
    lonely = LocalEngine(EngineProcess(tmp_path / "engine"), store)
    try:
        with pytest.raises(InvalidInput):
            lonely.query("SELECT 1/'x'", {}, "one", CancelToken())
        assert store.open("one") is None
        assert not list((tmp_path / "engine").rglob("query-*"))
    finally:
        lonely.close()


def test_without_a_store_nothing_is_asked(small: LocalEngine) -> None:
    with pytest.raises(AssayError):
        ask(small, "SELECT 1")
