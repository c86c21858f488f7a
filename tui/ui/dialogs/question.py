"""One line of text, asked for."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from tui.core.wording import tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.paragraph import paragraph


class QuestionDialog(DialogBox[str]):
    """The text typed, or None. Never for a secret."""

    DEFAULT_CSS = """
    QuestionDialog .question { height: auto; margin-bottom: 1; }
    QuestionDialog Input { border: tall $border; }
    """

    HINTS: ClassVar[str] = tr_later("enter takes it · escape closes")

    def __init__(self, title: str, question: str, *, value: str = "", placeholder: str = "") -> None:
        super().__init__(title)
        self._question = question
        self._value = value
        self._placeholder = placeholder

    def compose_box(self) -> ComposeResult:
        yield paragraph(self._question, classes="question")
        yield Input(self._value, placeholder=self._placeholder)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())
