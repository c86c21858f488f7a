"""Compose in Chinese at 80x24: routes, a form, SQL with a warning, a question before a write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.compose.cast import composing
from tests.ui.driving import SMALL, screen_text, shows
from tui.core.language import Language
from tui.core.wording import Wording, use
from tui.core.wrapping import cells
from tui.wordings import wording


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ASSAY_LANGUAGE", "zh")
    use(wording(Language.CHINESE))
    yield
    use(Wording())


@pytest.mark.usefixtures("chinese")
async def test_a_query_a_form_and_a_write_are_told_in_chinese() -> None:
    async with composing(size=SMALL) as compose:
        editor = compose.screen.desk.sql
        editor.text = 'SELECT "#user_id" FROM ta.v_event_1'
        await shows(compose.pilot, "1/2", '没有关于 "$part_date" 的条件', "^f 添加", "^r 发送")
        await shows(compose.pilot, "执行：task：没有 LIMIT")

        editor.text = "DROP TABLE x"
        await compose.press("ctrl+r")
        await shows(compose.pilot, "发送该语句", "DROP 会更改内容", "询问的原因", "否，不发送")
        facts = [line for line in screen_text(compose.app).splitlines() if "POST /querySql" in line]
        hosts = [line for line in screen_text(compose.app).splitlines() if "http://" in line]
        assert place_of(facts[0], "POST") == place_of(hosts[0], "http://")
        await compose.press("n")
        await shows(compose.pilot, "✗ 未发送")

        await compose.press("escape")
        await shows(
            compose.pilot, "执行 SQL 并流式返回全部结果", "自定义查询", "厂商有文档", "直接位于基础 URL"
        )
        await compose.press("slash")
        await compose.paste("漏斗分析")
        await shows(compose.pilot, "模型查询", "漏斗分析")

        await compose.open("event-analyze")
        await compose.until(lambda: bool(compose.screen.desk.form.rows), "the form")
        await shows(compose.pilot, "▸表单", "几天前", "时间粒度", "文本 · 可省略")

        await compose.open("cohort-delete")
        await compose.press("ctrl+r")
        await shows(compose.pilot, "发送更改", "“删除分群或标签”会改变状态。要发送吗？", "W 写操作")
        assert max(map(cells, screen_text(compose.app).splitlines())) <= SMALL[0]


def place_of(line: str, text: str) -> int:
    """The cell in which `text` begins."""
    return cells(line[: line.index(text)])
