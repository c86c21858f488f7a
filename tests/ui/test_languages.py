"""Explanations in the reader's language: every page whole at 80x24, and a change of language at once."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input

from tests.ui.driving import shows, type_text, until
from tests.ui.inspect.cast import FAILED, document, exchange, inspecting
from tui.codes import own_errors, pages, translator
from tui.core.exchange import ExchangeState
from tui.core.explaining import plain_explanation
from tui.core.language import Language
from tui.core.wrapping import cells
from tui.ui.preferences import Preferences
from tui.ui.widgets.error_page import page_lines
from tui.ui.widgets.reading import Line, Reading

PAGES = [page for catalog in pages().catalogs() for page in catalog]


class OneReading(App[None]):
    def __init__(self, lines: list[Line]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield Reading(self._lines)


@pytest.mark.parametrize("language", Language)
async def test_every_page_is_whole_in_the_app_at_80_columns(language: Language) -> None:
    said = [line for page in PAGES for line in page_lines(page, translator(language))]
    # A sentence that many pages share is looked at once.
    lines = list(dict.fromkeys(said))
    app = OneReading(lines)
    async with app.run_test(size=(80, 24)):
        reading = app.query_one(Reading)
        shown = list(reading.children)
        assert len(shown) == len(lines)
        for line, widget in zip(lines, shown, strict=True):
            strips = widget.render_lines(widget.outer_size.region)
            rows = [strip.text.rstrip() for strip in strips]
            assert "".join("".join(rows).split()).removeprefix("•") == "".join(line.text.split())
            assert all(cells(row) <= 80 for row in rows)
            assert all(any(word in row for row in rows) for word in line.text.split() if word.isascii())


def test_the_setting_and_the_locale_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert Preferences.of({}).language is Language.JAPANESE
    assert Preferences.of({"language": "zh"}).language is Language.CHINESE


async def test_a_language_chosen_in_the_palette_tells_the_open_explanation_anew_and_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, japanese = own_errors().page("connection-lost"), translator(Language.JAPANESE)
    found = plain_explanation(page, evidence=["Nobody has translated this."])
    monkeypatch.setattr("tui.workbench.inspecting.Inspecting.explain", lambda self, exchange_id: found)
    failed = exchange(failure=FAILED, envelope=None, state=ExchangeState.FAILED)
    async with inspecting(failed, document(b"")) as inspect:
        app, pilot = inspect.app, inspect.pilot
        await inspect.press("x")
        await inspect.shows("What this exchange shows", page.title, page.causes[0])
        await pilot.press("ctrl+p")
        await type_text(pilot, "日本語")
        await shows(pilot, "Language 日本語")
        await pilot.press("enter")
        told = japanese.page(page)
        await inspect.shows(japanese.say("heading", "shows"), told.title, told.causes[0])
        # A sentence without translation stays as it is, and the page says so.
        await inspect.shows("Nobody has translated this.")
        await inspect.press("G")
        await inspect.shows(japanese.say("line", "english"), japanese.say("who", "network"))
        await until(pilot, lambda: inspect.fake.settings.kept.get("language") == "ja", "remembering")
        await app.run_action("app.explain_code")
        await until(pilot, lambda: bool(app.screen.query(Input)), "the question")
        await type_text(pilot, "-7")
        await pilot.press("enter")
        await shows(pilot, japanese.say("heading", "page"))
