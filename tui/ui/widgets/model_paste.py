"""A text to paste JSON into."""

from __future__ import annotations

from textual.widgets import TextArea


class PasteArea(TextArea):
    """Plain text; what is pasted is looked at when it is taken, not while it is typed."""

    DEFAULT_CSS = """
    PasteArea { height: 12; border: none; padding: 0 1; background: $panel; }
    PasteArea:focus { border: none; }
    """

    def __init__(self) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
