"""The verbs around kept answers, over the real engine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.results.readers import LineReader, keep, texts
from tui.core.failures import InvalidInput, NotFound
from tui.core.results_ports import Chip, ChipKind, SortKey, ViewSpec
from tui.results import SpoolAnswer, SpoolAnswerStore
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess
from tui.workbench.asking.verbs import MAX_TABLES, Asking


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    engine = LocalEngine(EngineProcess(tmp_path / "engine"), SpoolAnswerStore(tmp_path / "answers"))
    numbers = itertools.count(1)
    yield Asking(engine, lambda: f"id{next(numbers)}")
    engine.close()


def answer(tmp_path: Path, name: str = "one") -> SpoolAnswer:
    return keep(tmp_path / "kept", b'[3,"c"]\n[1,"a"]\n[2,"b"]\n', LineReader(), name=name)


def test_filters_become_chips_that_can_be_removed(asking: Asking, tmp_path: Path) -> None:
    source = answer(tmp_path)
    chip = asking.filter_chip(source, " #1 > 1 ")
    assert chip == Chip(ChipKind.FILTER, "#1 > 1")
    spec = asking.with_chip(asking.with_chip(ViewSpec(), chip), asking.search_chip("C"))
    assert asking.with_chip(spec, chip) == spec
    assert texts(asking.view(source, spec).window(0, 9)) == [["3", "c"]]
    fewer = asking.without_chip(spec, asking.search_chip("C"))
    assert asking.view(source, fewer).row_count == 2
    with pytest.raises(InvalidInput) as caught:
        asking.filter_chip(source, "#1 >")
    assert "at character 5" in caught.value.evidence[0]


def test_sorting_a_column_goes_round(asking: Asking, tmp_path: Path) -> None:
    source = answer(tmp_path)
    spec = asking.sorted_by(ViewSpec(), 0)
    assert texts(asking.view(source, spec).window(0, 9, [0])) == [["1"], ["2"], ["3"]]
    spec = asking.sorted_by(spec, 0)
    assert spec.sort == (SortKey(0, descending=True),)
    assert asking.sorted_by(spec, 1, add=True).sort == (SortKey(0, descending=True), SortKey(1))
    assert asking.sorted_by(spec, 1).sort == (SortKey(1),)
    assert asking.sorted_by(spec, 0) == ViewSpec()


def test_kept_answers_have_names_for_sql(asking: Asking, tmp_path: Path) -> None:
    one, other = answer(tmp_path), answer(tmp_path, "two")
    assert [asking.keep(one), asking.keep(other), asking.keep(one)] == ["r1", "r2", "r1"]
    name, found = asking.query('SELECT sum(r1."column 1") AS total FROM r1, r2')
    assert name == "r3"
    assert texts(found.answer.window(0, 1)) == [["18"]]
    name, _ = asking.query("SELECT total + 1 FROM r3")
    assert list(asking.tables()) == ["r1", "r2", "r3", "r4"]
    asking.forget("r2")
    with pytest.raises(NotFound):
        asking.table("r2")
    assert asking.table("r1") is one


def test_the_oldest_table_gives_its_name_up(asking: Asking, tmp_path: Path) -> None:
    spec = ViewSpec()
    source = answer(tmp_path)
    names = [asking.keep(asking.view(source, spec)) for _ in range(MAX_TABLES + 1)]
    assert list(asking.tables()) == names[1:]


def test_figures_of_a_column(asking: Asking, tmp_path: Path) -> None:
    found = asking.statistics(answer(tmp_path), 0)
    assert (found.rows, found.minimum, found.maximum, found.mean) == (3, "1", "3", 2.0)
    with pytest.raises(InvalidInput):
        asking.statistics(answer(tmp_path, "again"), 7)
