"""The card of the tour: one move at a time, in a place of its own above the status line."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.core.wording import tr, tr_later
from tui.ui.widgets.literal import literal
from tui.ui.widgets.paragraph import Paragraph

BACK, SKIP, LEAVE = tr_later("back"), tr_later("skip"), tr_later("leave")


class Shown(NamedTuple):
    """What the card says. `key` is empty where nothing is waited for."""

    title: str
    key: str
    words: str
    is_last: bool = False


class _Way(Static):
    """A word to be clicked, after the key that does the same."""

    def __init__(self, key: str, word: str, action: str) -> None:
        super().__init__(Content.assemble((key, "bold"), f" {tr(word)}"), classes="way")
        self._action = action

    async def on_click(self) -> None:
        await self.run_action(self._action)


class _Words(Paragraph):
    def say(self, text: str) -> None:
        self._text = text
        self.refresh(layout=True)


class TourCard(Vertical):
    """Takes no focus and no key; the rows above it become fewer, and nothing is hidden."""

    DEFAULT_CSS = """
    TourCard { height: auto; background: $panel; border-left: outer $accent; padding: 0 1; }
    TourCard > Horizontal { height: auto; }
    TourCard > .said { min-height: 2; }
    TourCard .heading { width: 1fr; height: 1; color: $accent; text-style: bold; text-wrap: nowrap;
                        text-overflow: ellipsis; }
    TourCard .way { width: auto; height: 1; padding: 0 1; color: $text-muted; }
    TourCard .way:hover { background: $surface; color: $foreground; }
    TourCard .key { width: auto; height: 1; margin-right: 1; padding: 0 1; background: $accent;
                    color: $background; text-style: bold; }
    TourCard .key.-none { display: none; }
    """

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(classes="heading")
            yield _Way("alt+←", BACK, "app.tour_step(-1)")
            yield _Way("alt+→", SKIP, "app.tour_step(1)")
            yield _Way("escape", LEAVE, "app.leave_tour")
        # Always two lines, so that nothing above it moves with the length of the words.
        with Horizontal(classes="said"):
            yield Static(classes="key")
            yield _Words("")

    def on_mount(self) -> None:
        self._paint()

    def show(self, shown: Shown) -> None:
        self._shown = shown
        if self.is_mounted:
            self._paint()

    def _paint(self) -> None:
        shown = self._shown
        self.query_one(".heading", Static).update(literal(shown.title))
        key = self.query_one(".key", Static)
        key.update(literal(shown.key))
        key.set_class(not shown.key, "-none")
        self.query_one(_Words).say(shown.words)
