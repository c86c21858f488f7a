"""The text under an editor, kept so that no key press walks through all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual._cells import cell_len
from textual.document._document import Document, EditResult, Location
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Size

Span = tuple[int, int | None, str]
"""First byte and byte after the last one within a line's UTF-8, and the name of its colour."""


FEW = 100
"""Rows up to which an edit names those that it changed."""


class Highlighter(Protocol):
    """Colours for the lines of one text."""

    def load(self, lines: Sequence[str]) -> None:
        """Begin with a new text."""
        ...

    def edited(self, lines: Sequence[str], first: int, old_last: int, new_last: int) -> int:
        """The rows `first` to `old_last` became those to `new_last` of `lines`, the text as it is now.
        Gives the last row whose colours may have changed, at least `new_last`."""
        ...

    def spans(self, row: int, line: str) -> list[Span]:
        """The colours of one line."""
        ...


class FlatDocument(WrappedDocument):
    """Lines that are never wrapped: their number is known without counting."""

    @property
    def height(self) -> int:
        return len(self._offset_to_line_info)


class CodeDocument(Document):
    """A document that remembers its text and width between edits, and tells a highlighter of each.

    Only a line feed ends a line: every other character of a text that was loaded stays in it, so that
    a body kept byte for byte is never changed by being looked at.
    """

    def __init__(self, text: str, highlighter: Highlighter) -> None:
        super().__init__("")
        self._newline = "\n"
        self._lines = text.split("\n")
        self._joined: str | None = text
        self._widest: dict[int, int] = {}
        self._highlighter = highlighter
        self._touched: set[int] | None = set()
        highlighter.load(self._lines)

    @property
    def text(self) -> str:
        if self._joined is None:
            self._joined = super().text
        return self._joined

    def get_size(self, tab_width: int) -> Size:
        """Width of the widest line, in cells, and number of lines. An edit widens the document; only a
        new text makes it narrower."""
        if tab_width not in self._widest:
            self._widest[tab_width] = self._width(0, len(self._lines), tab_width)
        return Size(self._widest[tab_width], len(self._lines))

    def _width(self, first: int, stop: int, tab_width: int) -> int:
        return max((cell_len(line.expandtabs(tab_width)) for line in self._lines[first:stop]), default=0)

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        (top, left), (bottom, right) = sorted((start, end))
        replaced = self.get_text_range((top, left), (bottom, right))
        lines = self._lines
        before = lines[top][:left] if top < len(lines) else ""
        after = lines[bottom][right:] if bottom < len(lines) else ""
        inserted = (before + text).split("\n")
        finish = (top + len(inserted) - 1, len(inserted[-1]))
        inserted[-1] += after
        lines[top : bottom + 1] = inserted
        self._joined = None
        coloured = self._highlighter.edited(lines, top, bottom, finish[0])
        if bottom == finish[0] and coloured - top < FEW and self._touched is not None:
            self._touched.update(range(top, coloured + 1))
        else:
            # Lines came or went: every line below stands somewhere else now.
            self._touched = None
        for tab_width, widest in self._widest.items():
            self._widest[tab_width] = max(widest, self._width(top, finish[0] + 1, tab_width))
        return EditResult(finish, replaced)

    def take_touched(self) -> set[int] | None:
        """The rows changed since the last time this was asked; None when lines came or went, or many."""
        touched, self._touched = self._touched, set()
        return touched


def encoded(text: str) -> bytes:
    """UTF-8; a lone surrogate, which a pasted or restored text may hold, becomes one question mark."""
    return text.encode("utf-8", "replace")
