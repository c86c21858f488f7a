"""Quick charts: the same in plain Python and by the engine, and honest about what they leave out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.ui.inspect.asking import NAMES, event_rows, events, number, text
from tui.core.charting import Bars, Histogram, Lines, Scatter
from tui.core.table import NULL_CELL, Cell, Column, RowSource, Table
from tui.results import SpoolAnswerStore
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess
from tui.workbench.asking.verbs import Asking
from tui.workbench.charting import Measure, QuickKind, QuickSpec, quick, quick_chart, suggested


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("charts")
    store = SpoolAnswerStore(folder / "answers")
    engine = LocalEngine(EngineProcess(folder / "engine"), store)
    numbers = iter(range(1_000_000))
    yield Asking(engine, lambda: f"{next(numbers)}", store.delete)
    engine.close()
    assert not list((folder / "answers").glob("*local*"))


def table(*rows: tuple[Cell, ...], names: tuple[str, ...] = ("x", "y", "g")) -> Table:
    return Table("", tuple(Column(name) for name in names), rows)


TIMES = table(
    *(
        (text(f"2024-0{1 + n % 3}-{1 + n % 28:02d} 10:{n % 60:02d}:00"), number(n), text("ab"[n % 2]))
        for n in range(900)
    )
)


@pytest.mark.parametrize("kind", [QuickKind.LINE, QuickKind.BAR])
@pytest.mark.parametrize(
    ("source", "x", "y", "group"),
    [(events(300), 2, 1, 3), (events(900), 0, 1, None), (events(300), 1, None, 2), (TIMES, 0, 1, 2)],
)
def test_few_rows_and_many_give_the_same_chart(
    asking: Asking,
    monkeypatch: pytest.MonkeyPatch,
    kind: QuickKind,
    source: Table,
    x: int,
    y: int | None,
    group: int | None,
) -> None:
    def ask(sql: str) -> list[tuple[Cell, ...]]:
        return asking.figures(sql, source)

    for measure in (Measure.MEAN, Measure.GREATEST):
        spec = QuickSpec(kind, x, y, group, measure)
        here = quick_chart(source, spec, None, asking.statistics)
        with monkeypatch.context() as patch:
            patch.setattr(quick, "IN_PYTHON", 0)
            assert quick_chart(source, spec, ask, asking.statistics) == here


def draw(source: RowSource, spec: QuickSpec, asking: Asking) -> object:
    return quick_chart(source, spec, None, asking.statistics).picture


def test_measures_against_brute_numbers_and_gaps_stay_gaps(asking: Asking) -> None:
    source = table(
        (text("a"), number(1), text("g")),
        (text("a"), text("-"), text("g")),
        (text("a"), number(5), text("g")),
        (text("b"), NULL_CELL, text("g")),
        (NULL_CELL, number(7), text("g")),
    )
    wanted = {
        Measure.SUM: (6.0, None, 7.0),
        Measure.MEAN: (3.0, None, 7.0),
        Measure.COUNT: (3.0, 1.0, 1.0),
        Measure.LEAST: (1.0, None, 7.0),
        Measure.GREATEST: (5.0, None, 7.0),
    }
    for measure, values in wanted.items():
        picture = draw(source, QuickSpec(QuickKind.LINE, 0, 1, None, measure), asking)
        assert isinstance(picture, Lines)
        assert picture.labels == ("a", "b", "null")
        assert picture.series[0].values == values


def test_what_is_made_coarser_sampled_or_left_out_is_said(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = partial(quick_chart, ask=None, count=asking.statistics)
    by_time = make(TIMES, QuickSpec(QuickKind.LINE, 0, 1))
    assert "put together by" in by_time.note or len(by_time.numbers.rows) <= 400
    many = table(*((number(n), number(n), text(str(n % 30))) for n in range(5_000)))
    assert "200 equal parts" in make(many, QuickSpec(QuickKind.LINE, 0, 1)).note
    assert "40 of 5,000 bars" in make(many, QuickSpec(QuickKind.BAR, 0, 1)).note
    assert "8 of 30 groups" in make(many, QuickSpec(QuickKind.LINE, 0, 1, 2)).note
    scatter = make(many, QuickSpec(QuickKind.SCATTER, 0, 1))
    assert "Sampled: 1,667 of 5,000 rows, evenly spread" in scatter.note
    assert isinstance(scatter.picture, Scatter)
    assert len(scatter.picture.clouds[0].points) == 1_667
    histogram = make(events(300), QuickSpec(QuickKind.HISTOGRAM, 1))
    assert isinstance(histogram.picture, Histogram)
    assert sum(part.count for part in histogram.picture.bins) == 270
    assert "30 rows without a number" in histogram.note


def test_the_first_guess() -> None:
    assert suggested(TIMES) == QuickSpec(QuickKind.LINE, 0, 1)
    assert suggested(events()) == QuickSpec(QuickKind.BAR, 2, 0)
    assert suggested(table((text("a"), text("b"), text("c")))) == QuickSpec(
        QuickKind.BAR, 0, None, None, Measure.COUNT
    )
    assert suggested(table((number(1),), names=("n",))) == QuickSpec(QuickKind.HISTOGRAM, 0)
    assert suggested(table()) is None


def test_bars_come_with_the_greatest_first(asking: Asking) -> None:
    picture = draw(events(60), QuickSpec(QuickKind.BAR, 2, 1), asking)
    assert isinstance(picture, Bars)
    sums = dict.fromkeys(NAMES, 0)
    for row in event_rows(60):
        sums[row[2].text] += int(row[1].text or 0)
    assert [(bar.label, bar.value) for bar in picture.bars] == sorted(sums.items(), key=lambda pair: -pair[1])
