"""The views of the signature panel on one line; digits and the mouse both choose."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.core.wording import tr, tr_later


class View(NamedTuple):
    """`place` is the pane that shows it: left, centre or right."""

    id: str
    key: str
    label: str
    place: str
    tooltip: str


VIEWS = (
    View("cases", "1", tr_later("Cases"), "left", tr_later("To Cases")),
    View("form", "2", tr_later("Form"), "centre", tr_later("To Form")),
    View("bytes", "3", tr_later("Bytes"), "centre", tr_later("To Bytes")),
    View("import", "4", tr_later("Import"), "centre", tr_later("To Import")),
    View("verdict", "5", tr_later("Verdict"), "right", tr_later("To Verdict")),
    View("test", "6", tr_later("Test"), "right", tr_later("To Test")),
)
BY_ID = {view.id: view for view in VIEWS}


class _ViewLabel(Static):
    def __init__(self, view: View) -> None:
        super().__init__(classes="view")
        self.view = view

    def mark(self, *, active: bool, shown: bool) -> None:
        self.set_class(active, "-active")
        self.set_class(shown, "-shown")
        marker = "▸" if active else " "
        self.update(Content.assemble(marker, (self.view.key, "$text-muted"), " ", tr(self.view.label)))

    def on_click(self) -> None:
        self.post_message(ViewLine.Chosen(self.view.id))


class ViewLine(Horizontal):
    """The view in use has a mark and the accent; those beside it on screen are brighter."""

    DEFAULT_CSS = """
    ViewLine { height: 1; background: $surface; }
    ViewLine > .view { width: auto; height: 1; padding: 0 1; color: $text-muted; }
    ViewLine > .view:hover { background: $panel; color: $foreground; }
    ViewLine > .view.-shown { color: $foreground; }
    ViewLine > .view.-active { color: $primary; text-style: bold; }
    """

    class Chosen(Message):
        """The view of this id was clicked."""

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    def compose(self) -> ComposeResult:
        for view in VIEWS:
            yield _ViewLabel(view)

    def show(self, active: str, shown: set[str]) -> None:
        for label in self.query(_ViewLabel):
            label.mark(active=label.view.id == active, shown=label.view.id in shown)
