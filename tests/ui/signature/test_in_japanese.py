"""The signature panel in Japanese at 80x24: our words are Japanese, marks and what was typed stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.driving import screen_text, shows, type_text, until
from tests.ui.signature import test_journeys
from tests.ui.signature.test_journeys import below, panel
from tui.core.language import Language
from tui.core.wording import Wording, use
from tui.core.wrapping import cells, is_wide
from tui.ui.screens.signature.words import told_words
from tui.wordings import wording


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ASSAY_LANGUAGE", "ja")
    use(wording(Language.JAPANESE))
    yield
    use(Wording())


@pytest.mark.usefixtures("japanese")
async def test_a_request_is_verified_and_its_tampering_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(test_journeys, "FORM", ("パス", "判定はまだありません"))
    async with panel(tmp_path / "home", monkeypatch) as (pilot, _):
        await type_text(pilot, "/api/order")
        await pilot.press("ctrl+g", "ctrl+r")
        await shows(pilot, "✓ PASS  1200", "▸2 フォーム", "^r 検証", "署名値", "1 回検証済み")
        await pilot.press("ctrl+t")
        await shows(pilot, "テストとケース", "改ざんマトリクス", "小さな変更を 1 つずつ")
        await pilot.press("enter")
        await shows(pilot, "署名値の供給元", "sandbox td（SANDBOX）に最大 24 回の呼び出し")
        await pilot.press("f7")
        await shows(pilot, "まだ何も送信していません", "パス：1 文字変更   期待：BAD FORMAT")
        await pilot.press("escape")
        await shows(pilot, "署名値の供給元")
        await pilot.press("ctrl+r")
        await shows(pilot, "パス  ✓ BOUND（署名対象）", "24 回の呼び出し", "✗ FAILED CHECK 1402")
        assert max(map(cells, screen_text(pilot.app).splitlines())) <= 80
        await pilot.press("ctrl+s")
        await shows(pilot, "ケースとして保存", "期待するクラス", "BAD FORMAT  署名値の形式ではない")
        await pilot.press("enter")
        await shows(pilot, "cases.toml", "api-order")
        await pilot.press("escape", "e")
        await shows(pilot, "レポートを書き出す")
        await pilot.press("enter")
        await until(pilot, lambda: b"NOT BOUND" in below(tmp_path).get("report.md", b""), "a report")
    report = (tmp_path / "report.md").read_text("utf-8")
    assert "24 passed; 24 calls on sandbox td" in report, "reports are English"
    assert not is_wide(report)


@pytest.mark.parametrize(
    ("english", "japanese_text"),
    [
        ("3 as expected, 1 not sent", "期待どおり 3 件、未送信 1 件"),
        ("path: left out, another path", "パス：省略、別のパス"),
        ("again after 10.00 s: not noticed", "10.00 s 後に再使用：検出されず"),
        ("FAILED CHECK, code 1402 or 1401", "FAILED CHECK、コード 1402 または 1401"),
        ("/a, b: c   no leading slash", "/a, b: c   先頭スラッシュなし"),
        ("a path, of somebody: else", "a path, of somebody: else"),
    ],
)
@pytest.mark.usefixtures("japanese")
def test_own_words_are_told_piece_by_piece_and_foreign_ones_stay(english: str, japanese_text: str) -> None:
    assert told_words(english) == japanese_text
    use(Wording())
    assert told_words(english) == english
