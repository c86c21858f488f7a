"""A box to paste a text into: what each kind of text is, its subclass says."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from tui.core.wording import tr
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.literal import literal
from tui.ui.widgets.model_paste import PasteArea


class PastingDialog(DialogBox[str]):
    """The text as pasted, or None. A subclass binds a key to `take`."""

    DEFAULT_CSS = """
    PastingDialog .what { height: auto; color: $text-muted; margin-bottom: 1; }
    """

    TITLE_WORDS: ClassVar[str]
    WHAT: ClassVar[str]
    """What is to be pasted, and what becomes of it."""
    NOTHING: ClassVar[str]
    """Said when it is taken while nothing is there."""

    def __init__(self) -> None:
        super().__init__(tr(self.TITLE_WORDS))

    def compose_box(self) -> ComposeResult:
        yield Static(literal(tr(self.WHAT)), classes="what")
        yield PasteArea()

    def on_mount(self) -> None:
        self.query_one(PasteArea).focus()

    def action_take(self) -> None:
        text = self.query_one(PasteArea).text
        if text.strip():
            self.dismiss(text)
        else:
            self.notify(tr(self.NOTHING))
