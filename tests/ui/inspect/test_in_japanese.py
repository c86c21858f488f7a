"""Inspect in Japanese at 80x24: our words are Japanese, names and values stay, columns are aligned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.inspect.asking import asked, events
from tui.core.charting import Chart
from tui.core.language import Language
from tui.core.wording import Wording, told_each, use
from tui.core.wrapping import cells
from tui.ui.screens.inspect.chart_words import title_words
from tui.ui.widgets.counted import rows_words
from tui.wordings import wording
from tui.workbench.charting import QuickKind, QuickSpec, quick_chart


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ASSAY_LANGUAGE", "ja")
    use(wording(Language.JAPANESE))
    yield
    use(Wording())


def place_of(line: str, text: str) -> int:
    """The cell in which `text` begins."""
    return cells(line[: line.index(text)])


@pytest.mark.usefixtures("japanese")
async def test_rows_statistics_chart_and_export_are_in_japanese(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, _):
        await inspect.shows("▸1 行", "4 通信", "6 グラフ", "行 1 / 60", "並べ替え", "絞り込み")
        await inspect.press("s")
        await inspect.shows("▲")
        await inspect.press("c")
        await inspect.shows("表示中の行", "異なる値", "escape 閉じる")
        lines = inspect.text().splitlines()
        figures = [next(line for line in lines if word in line) for word in ("異なる値", "null   ")]
        assert place_of(figures[0], "異なる値") == place_of(figures[1], "null")
        values = [line.split("│")[1].split()[1] for line in figures]
        assert place_of(figures[0], values[0]) == place_of(figures[1], f" {values[1]}") + 1
        await inspect.press("escape", "e")
        await inspect.shows("エクスポート", "応答全体：60 行", "先頭行は列名", "正確に")
        lines = inspect.text().splitlines()
        words = ("カンマ区切り", "列に型あり", "文書に貼り付ける表")
        assert len({place_of(line, word) for word in words for line in lines if word in line}) == 1
        await inspect.press("escape", "6")
        await inspect.shows("▸6 グラフ", "t X U B m で変更")
        assert max(map(cells, inspect.text().splitlines())) <= 80


@pytest.mark.usefixtures("japanese")
def test_titles_keep_the_names_of_columns_and_notes_are_told_one_by_one() -> None:
    source = events()
    names = [column.name for column in source.columns]
    counted = QuickSpec(QuickKind.BAR, 0)
    chart = quick_chart(source, counted, None, lambda *_: pytest.fail("nothing is counted"))
    assert title_words(chart, counted, source) == f"{names[0]} 別の 行数"
    foreign = Chart("login and pay", chart.picture, chart.numbers)
    assert title_words(foreign, None, source) == "login and pay"
    assert title_words(Chart("Funnel: 北京", chart.picture, chart.numbers), None, source) == "ファネル: 北京"
    assert told_each("Seconds. Words of nobody.") == "単位は秒。Words of nobody."
    assert told_each("Words of him and of her.") == "Words of him and of her."
    assert rows_words(31106) == "31,106 行"
