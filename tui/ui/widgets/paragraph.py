"""A paragraph with characters of double width, which break between any two of them."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.core.display import safe
from tui.core.wrapping import wrapped


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
