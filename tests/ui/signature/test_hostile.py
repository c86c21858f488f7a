"""Text from outside stays text in the lists of the signature panel: cases, rows of a test, what it shows."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content

from tests.hostile.corpus import PILES
from tests.ui.driving import LARGE
from tests.ui.hostile import acts
from tui.core.envelope import Tone
from tui.ui.theme import DEFAULT_THEME, ENVIRONMENT_VARIABLES, THEMES
from tui.ui.widgets.signature.list import ListEntry, SignatureList
from tui.ui.widgets.signature.rows import Finding, RowLine, TestRows, TestView


class Lists(App[None]):
    """The three widgets with one pile of hostile texts wherever a name, a path or an answer may stand."""

    CSS = "SignatureList { height: 8; } TestView { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT_THEME

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ENVIRONMENT_VARIABLES

    def compose(self) -> ComposeResult:
        yield SignatureList()
        yield TestView()

    def show(self, text: str) -> None:
        entry = ListEntry("case/a", text, text, Tone.BAD)
        self.query_one(SignatureList).show([ListEntry("", text, heading=True), entry])
        view = self.query_one(TestView)
        view.begin(Content("headline"))
        view.rows.add(RowLine("failed", text, text, Tone.BAD))
        view.show([Finding(text, text, text, Tone.GOOD)])


async def test_hostile_cases_rows_and_findings_are_inert() -> None:
    app = Lists()
    async with app.run_test(size=LARGE) as pilot:
        for text in PILES:
            app.show(text)
            await pilot.pause()
            shown = app.screen._compositor.render_strips()
            assert sum("‖" in strip.text for strip in shown) >= 4, "the texts are on the screen"
            for strip in shown:
                assert acts(strip.text) == [], repr(strip.text)
                for segment in strip:
                    if segment.style is not None:
                        assert segment.style.link is None
                        assert "@click" not in segment.style.meta
        assert app.query_one(TestRows).line_count == 1
        assert app.is_running
