"""Text to be read: headings, paragraphs and points, scrolled with the usual keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.ui.widgets.literal import literal
from tui.ui.widgets.paragraph import paragraph


class Line(NamedTuple):
    """A piece of text and what it is: `title`, `heading`, `text`, `point`, `muted`, or a tone class."""

    text: str
    look: str = "text"


COLUMNS = ("text", "phase")
"""Looks of which a line may be columns: where blanks stand side by side, they stay."""


class Reading(VerticalScroll):
    """Shows lines; foreign text in them is data."""

    DEFAULT_CSS = """
    Reading { height: auto; scrollbar-size-vertical: 1; }
    Reading > Static { height: auto; width: 1fr; }
    Reading > .title { text-style: bold; }
    Reading > .heading { text-style: bold; color: $primary; margin-top: 1; }
    Reading > .point { padding-left: 2; }
    Reading > .muted { color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "Down", show=False, id="reading.down", tooltip="One line down"),
        Binding("k,up", "scroll_up", "Up", show=False, id="reading.up", tooltip="One line up"),
        Binding("g,home", "scroll_home", "Top", show=False, id="reading.top", tooltip="To the beginning"),
        Binding("G,end", "scroll_end", "End", show=False, id="reading.end", tooltip="To the end"),
        Binding("ctrl+d,pagedown", "page_down", "Page", show=False, id="reading.page", tooltip="Page down"),
        Binding("ctrl+u,pageup", "page_up", "Page", show=False, id="reading.back", tooltip="Page up"),
    ]

    def __init__(self, lines: Iterable[Line] = (), *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._lines = tuple(lines)

    @property
    def text(self) -> str:
        """Everything, as plain text, to be copied."""
        return "\n".join(line.text for line in self._lines)

    def compose(self) -> ComposeResult:
        for line in self._lines:
            mark = "• " if line.look == "point" else ""
            text = mark + line.text
            if "code" in line.look.split() or (line.look in COLUMNS and "  " in text):
                yield Static(literal(text, keep_lines=True), classes=line.look)
            else:
                yield paragraph(text, classes=line.look)

    async def show(self, lines: Iterable[Line]) -> None:
        """Replace the text and go to its beginning."""
        self._lines = tuple(lines)
        await self.recompose()
        self.scroll_home(animate=False)
