"""Where each column of a wide table stands: widths, hidden and fixed columns, and what a viewport shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui.core.display import safe
from tui.core.table import CellKind, Column
from tui.core.wording import tr
from tui.ui.widgets.cells import KIND_HINTS, width_of
from tui.ui.widgets.virtual_table.pages import Row

MIN_WIDTH = 3
MAX_FIRST_WIDTH = 36
"""The width that a column gets by itself at most; by hand it may be wider."""
MAX_WIDTH = 400
PADDING = 2
"""One blank on each side of a cell."""
GUTTER_MIN = 3


@dataclass(frozen=True, slots=True)
class Viewport:
    """What one viewport shows: columns from left to right, the first `fixed` of them standing still.

    `skip` cells of the first scrolling column are beyond the left edge.
    """

    gutter: int
    columns: tuple[int, ...]
    fixed: int
    fixed_width: int
    skip: int


class Columns:
    """Column geometry. All widths are in terminal cells, without padding unless said."""

    def __init__(self) -> None:
        self.columns: Sequence[Column] = ()
        self.widths: list[int] = []
        self.kinds: list[CellKind | None] = []
        self.titles: list[str] = []
        self.order: list[int] = []
        """All columns as they stand from left to right, hidden ones too."""
        self.shown: list[int] = []
        self.hidden: set[int] = set()
        self.marks: dict[int, str] = {}
        """One character each, shown beside the name in place of the kind's sign."""
        self.fixed = 0
        self._starts: list[int] = [0]
        self._gutter = GUTTER_MIN

    def load(self, columns: Sequence[Column], sample: Sequence[Row], *, keep: bool = False) -> None:
        """Take the columns over, with first widths from their names and some rows.

        With `keep`, columns that were there keep the width and kind that they have.
        """
        known = len(self.widths) if keep else 0
        self.columns = tuple(columns)
        self.titles = [safe(column.name, 200) or tr("(no name)") for column in columns]
        self.widths, self.kinds = self.widths[:known], self.kinds[:known]
        for number in range(len(self.widths), len(columns)):
            cells = [row[number] for row in sample if number < len(row)]
            kind = columns[number].kind
            if kind is None:
                kind = next((cell.kind for cell in cells if cell.kind in KIND_HINTS), None)
            widest = max((width_of(cell, MAX_FIRST_WIDTH) for cell in cells), default=0)
            named = min(MAX_FIRST_WIDTH, cell_len(self.titles[number]) + 2)
            self.kinds.append(kind)
            self.widths.append(max(MIN_WIDTH, widest, named))
        self.hidden = {number for number in self.hidden if number < len(columns)}
        known_places = [number for number in self.order if number < len(columns)]
        self.order = [*known_places, *(n for n in range(len(columns)) if n not in set(known_places))]
        self._arrange()

    def _arrange(self) -> None:
        self.shown = [n for n in self.order if n not in self.hidden]
        self.fixed = min(self.fixed, max(0, len(self.shown) - 1))
        self._starts = [0]
        for number in self.shown:
            self._starts.append(self._starts[-1] + self.widths[number] + PADDING)

    # -- changes -----------------------------------------------------------------------------------------

    def resize(self, column: int, step: int) -> None:
        self.widths[column] = max(MIN_WIDTH, min(MAX_WIDTH, self.widths[column] + step))
        self._arrange()

    def hide(self, column: int) -> bool:
        """False for the last column shown, which stays."""
        if len(self.shown) <= 1:
            return False
        self.hidden.add(column)
        self._arrange()
        return True

    def show_all(self) -> None:
        self.hidden.clear()
        self._arrange()

    def move(self, column: int, place: int) -> None:
        """Put a shown column at another place among those shown."""
        place = max(0, min(place, len(self.shown) - 1))
        neighbour = self.shown[place]
        if neighbour == column:
            return
        goes_right = self.shown.index(column) < place
        self.order.remove(column)
        self.order.insert(self.order.index(neighbour) + goes_right, column)
        self._arrange()

    def arrange_as(self, order: Sequence[int], hidden: set[int]) -> None:
        """Another order and other hidden columns; at least one stays."""
        self.order = list(order)
        self.hidden = set(hidden) if len(hidden) < len(self.order) else set(self.order[1:])
        self._arrange()

    def fix(self, count: int) -> None:
        self.fixed = max(0, count)
        self._arrange()

    def number_rows_to(self, rows: int) -> bool:
        """Make room for row numbers; True when the gutter became wider."""
        needed = max(GUTTER_MIN, len(str(rows)))
        if needed <= self._gutter:
            return False
        self._gutter = needed
        return True

    # -- geometry ----------------------------------------------------------------------------------------

    @property
    def gutter(self) -> int:
        """Cells of the row numbers with their padding."""
        return self._gutter + 2

    @property
    def total_width(self) -> int:
        return self.gutter + self._starts[-1]

    def place_of(self, column: int) -> int:
        """The position of a column among those shown; the nearest one for a hidden column."""
        if column in self.hidden:
            after = self.order[self.order.index(column) :]
            column = next((n for n in after if n not in self.hidden), self.shown[-1])
        return self.shown.index(column)

    def viewport(self, scroll: int, width: int) -> Viewport:
        """What is seen when the scrolling columns are moved left by `scroll` cells."""
        fixed_width = self._starts[self.fixed]
        left = fixed_width + scroll
        right = scroll + max(0, width - self.gutter)
        columns = list(self.shown[: self.fixed])
        skip = 0
        first = True
        for place in range(self.fixed, len(self.shown)):
            start, end = self._starts[place], self._starts[place + 1]
            if end <= left:
                continue
            if start >= right:
                break
            if first:
                skip = left - start
                first = False
            columns.append(self.shown[place])
        return Viewport(self.gutter, tuple(columns), self.fixed, fixed_width, max(0, skip))

    def scroll_for(self, place: int, scroll: int, width: int) -> int:
        """The nearest scroll at which the column at `place` is seen whole, or at least its beginning."""
        if place < self.fixed:
            return scroll
        room = max(1, width - self.gutter)
        start, end = self._starts[place], self._starts[place + 1]
        fixed_width = self._starts[self.fixed]
        if start < fixed_width + scroll:
            return start - fixed_width
        if end > scroll + room:
            # The smallest shift onto a column's edge, so that no column is cut on the left.
            target = end - room + fixed_width
            edge = next((s for s in self._starts[self.fixed :] if s >= target), start)
            return max(0, min(edge, start) - fixed_width)
        return scroll

    def column_at(self, x: int, view: Viewport) -> int | None:
        """The column under a cell of the screen; None on the row numbers and beyond the last column."""
        edge = view.gutter
        for place, number in enumerate(view.columns):
            if place == view.fixed:
                edge -= view.skip
            end = edge + self.widths[number] + PADDING
            if edge <= x < end and x >= view.gutter:
                return number
            edge = end
        return None
