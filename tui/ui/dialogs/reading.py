"""Something to read: the page of a code, a failure, the help of a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.core.failures import AssayError
from tui.core.knowledge import ErrorPage
from tui.core.translating import Translator
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.language import english
from tui.ui.widgets.error_page import page_lines, problem_lines
from tui.ui.widgets.reading import Line, Reading


class ReadingDialog(DialogBox[None]):
    """Lines in a box; `y` copies them as plain text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "leave", "Close", show=False, id="reading.leave", tooltip="Close"),
        Binding("y", "copy", "Copy", id="reading.copy", tooltip="Copy as plain text"),
    ]

    HINTS: ClassVar[str] = tr_later("j k scroll · y copies the text · escape closes")

    def __init__(self, title: str, lines: Iterable[Line]) -> None:
        super().__init__(title)
        self._lines = tuple(lines)

    @classmethod
    def of_pages(cls, pages: Sequence[ErrorPage], translator: Translator | None = None) -> Self:
        """The pages of one code, one below the other."""
        translator = translator or english()
        lines: list[Line] = []
        for page in pages:
            lines += [Line("", "text")] * bool(lines) + page_lines(page, translator)
        return cls(translator.say("heading", "page"), lines)

    @classmethod
    def of_problem(
        cls, error: AssayError, page: ErrorPage | None, title: str = "", translator: Translator | None = None
    ) -> Self:
        """A failure: what happened, evidence, why, next step."""
        translator = translator or english()
        lines = problem_lines(error, page, translator)
        return cls(title or translator.say("heading", "problem"), lines)

    def compose_box(self) -> ComposeResult:
        yield Reading(self._lines)

    def on_mount(self) -> None:
        self.query_one(Reading).focus()

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.query_one(Reading).text)
        self.notify(tr("Copied."))
