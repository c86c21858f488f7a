"""The sides of an exchange on one line; digits and the mouse both choose."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.core.wording import tr, tr_later
from tui.ui.messages import Done


class Tab(NamedTuple):
    id: str
    key: str
    label: str
    tip: str


TABS = (
    Tab("rows", "1", tr_later("Rows"), tr_later("Show Rows")),
    Tab("tree", "2", tr_later("Tree"), tr_later("Show Tree")),
    Tab("raw", "3", tr_later("Raw"), tr_later("Show Raw")),
    Tab("exchange", "4", tr_later("Exchange"), tr_later("Show Exchange")),
    Tab("explain", "5", tr_later("Explain"), tr_later("Show Explain")),
    Tab("chart", "6", tr_later("Chart"), tr_later("Show Chart")),
)


class _TabLabel(Static):
    def __init__(self, tab: Tab) -> None:
        super().__init__(classes="tab")
        self.tab = tab

    def mark(self, *, active: bool) -> None:
        self.set_class(active, "-active")
        marker = "▸" if active else " "
        self.update(Content.assemble(marker, (self.tab.key, "$text-muted"), " ", tr(self.tab.label)))

    def on_click(self) -> None:
        self.post_message(TabLine.Chosen(self.tab.id))


class TabLine(Horizontal):
    """The open tab has a mark, bold letters and the accent colour."""

    DEFAULT_CSS = """
    TabLine { height: 1; background: $surface; }
    TabLine > .tab { width: auto; height: 1; padding: 0 1; color: $text-muted; }
    TabLine > .tab:hover { background: $panel; color: $foreground; }
    TabLine > .tab.-active { color: $primary; text-style: bold; }
    """

    class Chosen(Message):
        """The tab with this id was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def compose(self) -> ComposeResult:
        for tab in TABS:
            yield _TabLabel(tab)

    def show(self, active: str) -> None:
        for label in self.query(_TabLabel):
            label.mark(active=label.tab.id == active)
        self.post_message(Done(f"tab/{active}"))
