"""A field of several lines: JSON in colour, or plain text kept byte for byte."""

from __future__ import annotations

from collections.abc import Sequence

from tui.ui.widgets.code.document import Span
from tui.ui.widgets.code.editor import CodeEditor
from tui.ui.widgets.code.json import JsonHighlighter


class PlainHighlighter:
    """One colour for all."""

    def load(self, lines: Sequence[str]) -> None:
        """Nothing is kept."""

    def edited(self, lines: Sequence[str], first: int, old_last: int, new_last: int) -> int:
        return new_last

    def spans(self, row: int, line: str) -> list[Span]:
        return []


class FieldEditor(CodeEditor):
    """Grows with its text up to a few lines. Tab goes to the next field."""

    DEFAULT_CSS = """
    FieldEditor { width: 1fr; height: auto; min-height: 1; max-height: 8; padding: 0 1;
                  background: $surface; }
    FieldEditor:focus { background: $panel; }
    """

    def __init__(self, text: str, *, json: bool) -> None:
        super().__init__(JsonHighlighter() if json else PlainHighlighter())
        self.show_line_numbers = False
        self.soft_wrap = True
        self.tab_behavior = "focus"
        self.highlight_cursor_line = False
        self.text = text
