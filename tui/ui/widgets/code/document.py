"""The text under an editor, kept so that no key press walks through all of it."""

from __future__ import annotations

from typing import Protocol

from textual._cells import cell_len
from textual.document._document import Document, EditResult, Location
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Size

Span = tuple[int, int | None, str]
"""First byte and byte after the last one within a line's UTF-8, and the name of its colour."""


class Highlighter(Protocol):
    """Colours for the lines of one text."""

    def load(self, text: str) -> None:
        """Begin with a new text."""
        ...

    def edited(self, start: int, old_end: int, new_end: int, points: Points) -> None:
        """The bytes start … old_end-1 of the text were replaced, and now end before new_end."""
        ...

    def spans(self, row: int, line: str) -> list[Span]:
        """The colours of one line; of a large text they may lag behind the last edit."""
        ...

    def catch_up(self, text: str) -> bool:
        """Read the text again after edits; True when colours may have changed."""
        ...


Point = tuple[int, int]
"""Row, and byte within the row."""

Points = tuple[Point, Point, Point]
"""Where an edit starts, where the old text ended, where the new text ends."""


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
        highlighter.load(text)

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
        points = (self._point((top, left)), self._point((bottom, right)))
        offsets = (self._byte((top, left)), self._byte((bottom, right)))
        replaced = self.get_text_range((top, left), (bottom, right))
        lines = self._lines
        before = lines[top][:left] if top < len(lines) else ""
        after = lines[bottom][right:] if bottom < len(lines) else ""
        inserted = (before + text).split("\n")
        finish = (top + len(inserted) - 1, len(inserted[-1]))
        inserted[-1] += after
        lines[top : bottom + 1] = inserted
        self._joined = None
        if top == bottom and len(inserted) == 1 and self._touched is not None:
            self._touched.add(top)
        else:
            # Lines came or went: every line below stands somewhere else now.
            self._touched = None
        for tab_width, widest in self._widest.items():
            self._widest[tab_width] = max(widest, self._width(top, finish[0] + 1, tab_width))
        self._highlighter.edited(*offsets, self._byte(finish), (*points, self._point(finish)))
        return EditResult(finish, replaced)

    def take_touched(self) -> set[int] | None:
        """The rows changed since the last time this was asked; None when lines came or went."""
        touched, self._touched = self._touched, set()
        return touched

    def _byte(self, location: Location) -> int:
        row, column = location
        above = len(encoded("\n".join(self._lines[:row]))) + 1 if row else 0
        return above + self._point((row, column))[1]

    def _point(self, location: Location) -> Point:
        row, column = location
        return row, len(encoded(self._lines[row][:column])) if row < len(self._lines) else 0


def encoded(text: str) -> bytes:
    """UTF-8; a lone surrogate, which a pasted or restored text may hold, becomes one question mark."""
    return text.encode("utf-8", "replace")
