"""A request taken out as code: notes on its use above, the text below; what is copied is the text alone."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.core.wording import told
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.widgets.literal import literal
from tui.ui.widgets.reading import Line


class CodeDialog(ReadingDialog):
    """`y` copies the code without the notes."""

    DEFAULT_CSS = """
    CodeDialog .notes { height: auto; color: $text-muted; margin-bottom: 1; }
    CodeDialog > .box > Reading { max-height: 50vh; }
    """

    def __init__(self, title: str, text: str, notes: Sequence[str]) -> None:
        super().__init__(title, [Line(line) for line in text.rstrip("\n").split("\n")])
        self._notes = tuple(notes)

    def compose_box(self) -> ComposeResult:
        if self._notes:
            notes = Content("\n").join(literal(f"· {told(note)}") for note in self._notes)
            yield Static(notes, classes="notes")
        yield from super().compose_box()
