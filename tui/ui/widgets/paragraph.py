"""A paragraph with characters of double width, which break between any two of them."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from tui.core.display import safe
from tui.core.wrapping import is_wide, wrapped
from tui.ui.widgets.literal import literal


def paragraph(text: str, *, classes: str = "") -> Widget:
    """Words to read, broken by whoever breaks them well."""
    if is_wide(text):
        return Paragraph(text, classes=classes)
    return Static(literal(text, keep_lines=True), classes=classes)


class Paragraph(Widget):
    """Wraps by itself, because Textual breaks at blanks only and Japanese and Chinese have none."""

    DEFAULT_CSS = "Paragraph { height: auto; width: 1fr; }"

    def __init__(self, text: str, *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._text = safe(text, keep_lines=True)

    def _lines(self, width: int) -> list[str]:
        return [line for part in self._text.split("\n") for line in wrapped(part, max(4, width), fold=True)]

    def render(self) -> Content:
        return Content("\n".join(self._lines(self.content_size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))
