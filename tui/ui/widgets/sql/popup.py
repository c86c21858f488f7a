"""The list of proposals, painted over the lines of an editor: no widget, so no layout and no focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.core.display import safe
from tui.core.sql_assist import CompletionKind
from tui.core.wording import tr

if TYPE_CHECKING:
    from tui.core.sql_assist import Completion

ROWS = 8
"""Proposals shown at once."""

LEAST_ROWS = 3
WIDEST = 64
LABEL = 34

_MARKS = {
    CompletionKind.TABLE: "▤",
    CompletionKind.COLUMN: "│",
    CompletionKind.FUNCTION: "ƒ",
    CompletionKind.KEYWORD: "·",
    CompletionKind.VALUE: "'",
}


@dataclass(slots=True)
class Popup:
    """Proposals and the one that is marked. `is_asked` when a person opened it or moved in it: only
    then does enter take one, so that typing on is never something else."""

    items: Sequence[Completion]
    is_asked: bool = False
    marked: int = 0
    first: int = 0
    area: tuple[int, int, int, int] = field(default=(0, 0, 0, 0))
    """Left, top, width and height as last placed, in cells of the editor."""

    @property
    def current(self) -> Completion:
        return self.items[self.marked]

    def move(self, by: int) -> None:
        self.is_asked = True
        self.marked = (self.marked + by) % len(self.items)

    def mark_row(self, row: int) -> bool:
        """Mark what is shown in a row of the area; False for the line below the proposals."""
        index = self.first + row - self.area[1]
        if row >= self.area[1] + self.area[3] - 1 or index >= len(self.items):
            return False
        self.marked = index
        return True

    def place(self, left: int, line: int, size: tuple[int, int]) -> None:
        """Below the line of the cursor, or above it where there is more room."""
        width, height = size
        wanted = min(ROWS, len(self.items)) + 1
        below, above = height - line - 1, line
        is_below = below >= wanted or below >= above
        rows = min(wanted, below if is_below else above)
        label = max((cell_len(safe(item.label)) for item in self.items), default=0)
        detail = max((cell_len(safe(item.detail)) for item in self.items), default=0)
        wide = min(WIDEST, width, max(min(label, LABEL) + 4 + min(detail, 28), 34))
        top = line + 1 if is_below else line - rows
        self.area = (max(0, min(left, width - wide)), top, wide, rows)
        shown = max(1, rows - 1)
        self.first = max(0, min(self.first, self.marked, len(self.items) - shown))
        if self.marked >= self.first + shown:
            self.first = self.marked - shown + 1

    def covers(self, x: int, y: int) -> bool:
        left, top, width, height = self.area
        return left <= x < left + width and top <= y < top + height

    def painted(self, y: int, strip: Strip, styles: Sequence[Style]) -> Strip:
        """A line of the editor with the popup over it. `styles`: plain, marked, dim, dim and marked."""
        left, top, width, height = self.area
        if not top <= y < top + height or height < 2:
            return strip
        row = y - top
        if row == height - 1:
            over = self._foot(width, styles[2])
        else:
            over = self._row(self.first + row, width, styles)
        strip = strip.adjust_cell_length(max(strip.cell_length, left + width))
        return Strip.join([strip.crop(0, left), over, strip.crop(left + width)])

    def _row(self, index: int, width: int, styles: Sequence[Style]) -> Strip:
        item, is_marked = self.items[index], index == self.marked
        plain, dim = (styles[1], styles[3]) if is_marked else (styles[0], styles[2])
        label_width = min(LABEL, width - 4, max(cell_len(safe(one.label)) for one in self.items) + 1)
        mark = "▸" if is_marked else " "
        label = _fitted(safe(item.label), label_width)
        rest = width - label_width - 4
        detail = _fitted(safe(item.detail or tr(item.kind.value)), rest) if rest > 0 else ""
        return Strip(
            [
                Segment(f"{mark}{_MARKS[item.kind]} ", dim),
                Segment(label, plain),
                Segment(set_cell_size(f" {detail}", width - label_width - 3), dim),
            ]
        )

    def _foot(self, width: int, style: Style) -> Strip:
        """What the marked one is, whole where it fits; else the keys."""
        detail = safe(self.current.detail)
        label_width = min(LABEL, width - 4, max(cell_len(safe(one.label)) for one in self.items) + 1)
        is_cut = cell_len(detail) > width - label_width - 4
        keys = tr("{number} of {count} · tab takes it · esc", number=self.marked + 1, count=len(self.items))
        return Strip([Segment(_fitted(f" {detail if is_cut else keys}", width), style)])


def _fitted(text: str, width: int) -> str:
    if cell_len(text) > width > 1:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)
