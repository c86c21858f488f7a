"""Asked again while rows still arrive: the same as if asked at once, and only the new rows are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.results.readers import LineReader, texts
from tui.core.cancel import CancelToken
from tui.core.results_ports import Chip, ChipKind, SortKey, ViewSpec
from tui.core.table import RowSource
from tui.results import SpoolAnswer, SpoolAnswerStore, worker_columns
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess
from tui.results.engine_source import facts_of
from tui.results.worker_columns import ColumnStore, connect
from tui.results.worker_tokens import write_columns

HEAD = b'{"data":{"headers":["a","b"]},"return_code":0}\n'
PARTS = [
    b'[3,"x"]\n[1,null]\n[2,"y"]\n[4',
    b',"z"]\n[0.5,"w"]\n[]\n',
    b'[12345678901234567890123,"v"]\n["text",7]\n',
]
"""The second brings fractions, the third a number that no double holds, and a text among the numbers."""


def coming(tmp_path: Path) -> Iterator[SpoolAnswer]:
    """The same answer after each part, and whole at the end."""
    store = SpoolAnswerStore(tmp_path / "answers")
    writer = store.create("x", LineReader())
    writer.write(HEAD)
    for part in PARTS:
        writer.write(part)
        answer = store.open("x")
        assert answer is not None
        yield answer
    writer.finish(complete=True)
    whole = store.open("x")
    assert whole is not None
    yield whole


def test_each_state_of_a_growing_answer_is_asked_as_a_whole(
    large: LocalEngine, small: LocalEngine, tmp_path: Path
) -> None:
    specs = [
        ViewSpec(sort=(SortKey(0, True),)),
        ViewSpec(sort=(SortKey(1), SortKey(0))),
        ViewSpec((Chip(ChipKind.FILTER, "a >= 1"),)),
    ]
    for answer in coming(tmp_path):
        for spec in specs:
            found = [engine.view(answer, spec, CancelToken()) for engine in (large, small)]
            one, other = ([view.source_row(row) for row in range(view.row_count)] for view in found)
            assert one == other
        figures = [engine.statistics(answer, 0, CancelToken()) for engine in (large, small)]
        assert figures[0].distinct == figures[1].distinct
        assert (figures[0].rows, figures[0].maximum) == (figures[1].rows, figures[1].maximum)


def test_tables_of_a_growing_answer_are_equally_long(tmp_path: Path) -> None:
    engine = LocalEngine(EngineProcess(tmp_path / "engine"), SpoolAnswerStore(tmp_path / "kept"), small=-1)
    try:
        sql = "SELECT count(r1.a), count(r1.b), count(v.b), (SELECT count(*) FROM r1)"
        sql += " FROM r1 LEFT JOIN v USING (a)"
        found = []
        for number, answer in enumerate(coming(tmp_path)):
            view = engine.view(answer, ViewSpec((Chip(ChipKind.FILTER, "a = 1 or a = 2"),)), CancelToken())
            tables: dict[str, RowSource] = {"r1": answer, "v": view}
            result = engine.query(sql, tables, f"local{number}", CancelToken()).answer
            found += texts(result.window(0, 1))
        assert [row[3] for row in found] == ["3", "6", "8", "8"]
        assert [row[:3] for row in found] == [
            ["3", "2", "1"],
            ["5", "4", "1"],
            ["7", "6", "1"],
            ["7", "6", "1"],
        ]
    finally:
        engine.close()


def test_only_what_came_since_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts: list[tuple[list[int], int]] = []

    def watched(*given: Any) -> None:
        starts.append((list(given[2]), given[5]))
        write_columns(*given)

    monkeypatch.setattr(worker_columns, "write_columns", watched)
    folder = tmp_path / "engine"
    folder.mkdir()
    store = ColumnStore(connect(folder), folder)
    asked = iter([[0], [0, 1], [0, 1], [0, 1]])
    for answer in coming(tmp_path):
        source = store.source(facts_of(answer))
        columns = store.columns(source, next(asked), lambda share: None)
        assert {column.rows for column in columns} == {answer.row_count}
    assert starts == [([0], 0), ([0], 3), ([1], 0), ([0, 1], 6)]
    assert [(c.numbers, c.texts, c.exact) for c in columns] == [(6, 1, "TEXT"), (1, 5, "DOUBLE")]
    shorter = facts_of(answer) | {"rows": 3, "key": "older"}
    [again] = store.columns(store.source(shorter), [0], lambda share: None)
    assert again.rows == 3
    store.connection.close()
