"""One line of the table as a strip: runs of equal style, exactly as wide as the viewport."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.core.table import CellKind
from tui.ui.widgets.cells import KIND_HINTS, fit, shown_text
from tui.ui.widgets.virtual_table.columns import PADDING, Columns, Viewport
from tui.ui.widgets.virtual_table.pages import Row

StyleOf = Callable[[str, str], Style]
"""The style of a component class on the background of another; empty names for the widget's own."""

KEPT_LINES = 512

_GAPS = {CellKind.NULL, CellKind.ABSENT}

HEADER = "virtual-table--header"
GUTTER = "virtual-table--gutter"
ROW = "virtual-table--row"
CELL = "virtual-table--cell"
SELECTED = "virtual-table--selected"

_KIND_CLASS = {
    CellKind.NULL: "virtual-table--null",
    CellKind.ABSENT: "virtual-table--null",
    CellKind.NESTED: "virtual-table--nested",
    CellKind.RAW: "virtual-table--raw",
}


class _Runs:
    """Gathers the pieces of one line and joins neighbours of one style: fewer segments, fewer bytes.

    A piece beyond ASCII stays a segment of its own: its width is then looked up for a short text that
    often comes again, not worked out for a whole new line.
    """

    __slots__ = ("_room", "_segments", "_style", "_texts")

    def __init__(self, width: int) -> None:
        self._room = width
        self._segments: list[Segment] = []
        self._texts: list[str] = []
        self._style: Style | None = None

    def add(self, text: str, width: int, style: Style, skip: int = 0) -> None:
        """A piece that is `width` cells wide, without its first `skip` cells, cut at the line's end."""
        if skip or width > self._room:
            text = _cropped(text, skip, skip + self._room)
            width = min(width - skip, self._room)
        self._room -= width
        if not text.isascii():
            self._join()
            self._segments.append(Segment(text, style))
            return
        if style is not self._style:
            self._join()
            self._style = style
        self._texts.append(text)

    def _join(self) -> None:
        if self._texts:
            self._segments.append(Segment("".join(self._texts), self._style))
            self._texts = []

    def strip(self, width: int, rest: Style) -> Strip:
        """The whole line, filled up to its width."""
        if self._room > 0:
            self.add(" " * self._room, self._room, rest)
        self._join()
        return Strip(self._segments, width)


def _cropped(text: str, start: int, end: int) -> str:
    if text.isascii():
        return text[start:end]
    if not start:
        return set_cell_size(text, end)
    return Strip([Segment(text)]).crop(start, end).text


class LinePainter:
    """Paints rows and the header of one table, and keeps the lines that were painted last."""

    def __init__(self, columns: Columns, style_of: StyleOf) -> None:
        self._columns = columns
        self._style_of = style_of
        self._lines: dict[tuple[int, int, tuple[int, ...]], Strip] = {}
        self._view: Viewport | None = None
        self._width = 0
        self._by_ground: dict[str, dict[CellKind, Style]] = {}

    def forget(self) -> None:
        self._lines.clear()
        self._by_ground.clear()

    def _styles(self, ground: str) -> dict[CellKind, Style]:
        found = self._by_ground.get(ground)
        if found is None:
            found = {kind: self._style_of(_KIND_CLASS.get(kind, ""), ground) for kind in CellKind}
            if ground == CELL:
                # The cursor has its own colours; of the kind, the slant of null remains.
                cursor = self._style_of(CELL, "")
                found = {kind: cursor + Style(italic=style.italic) for kind, style in found.items()}
            self._by_ground[ground] = found
        return found

    def row(
        self,
        number: int,
        cells: Row | None,
        view: Viewport,
        width: int,
        cursor: int,
        selected: tuple[int, ...] = (),
    ) -> Strip:
        """`cursor` is the cursor's column when it stands in this row, else -1. None cells: not there yet.
        `selected`: the columns of the row that belong to the marked block."""
        if view is not self._view or width != self._width:
            self._view, self._width = view, width
            self._lines.clear()
        strip = self._lines.get((number, cursor, selected))
        if strip is not None:
            return strip
        ground = ROW if cursor >= 0 else ""
        runs = _Runs(width)
        runs.add(str(number + 1).rjust(view.gutter - 1) + " ", view.gutter, self._style_of(GUTTER, ground))
        rest = self._styles(ground)[CellKind.TEXT]
        if cells is None:
            return runs.strip(width, rest)
        self._cells(runs, cells, view, (cursor, selected), ground)
        strip = runs.strip(width, rest)
        if len(self._lines) >= KEPT_LINES:
            self._lines.clear()
        self._lines[number, cursor, selected] = strip
        return strip

    def _cells(
        self, runs: _Runs, cells: Row, view: Viewport, marks: tuple[int, tuple[int, ...]], ground: str
    ) -> None:
        cursor, selected = marks
        widths, kinds = self._columns.widths, self._columns.kinds
        styles = self._styles(ground)
        last_fixed, add = view.fixed - 1, runs.add
        for place, number in enumerate(view.columns):
            cell = cells[place]
            kind, text = cell
            width = widths[number]
            right = kind is CellKind.NUMBER or (kind in _GAPS and kinds[number] is CellKind.NUMBER)
            if 5 < len(text) <= width and text.isascii() and text.isprintable():
                # What most cells are: no quotes to add, nothing to replace, nothing to cut.
                text = text.rjust(width) if right else text.ljust(width)
            else:
                text = fit(shown_text(cell, width), width, right)
            style = styles[kind] if number != cursor else self._styles(CELL)[kind]
            if number in selected and number != cursor:
                style = self._styles(SELECTED)[kind]
            if place == last_fixed:
                add(" " + text, width + 1, style)
                add("│", 1, self._style_of(GUTTER, ground))
            else:
                add(f" {text} ", width + PADDING, style, view.skip if place == view.fixed else 0)

    def header(self, view: Viewport, width: int, cursor: int) -> Strip:
        """Names with their kind's sign; the cursor's column is marked."""
        plain = self._style_of(HEADER, "")
        marked = self._style_of("virtual-table--header-cursor", HEADER)
        hint = self._style_of("virtual-table--hint", HEADER)
        runs = _Runs(width)
        runs.add("#".rjust(view.gutter - 1) + " ", view.gutter, hint)
        for place, number in enumerate(view.columns):
            kind = self._columns.kinds[number]
            room = self._columns.widths[number] - 2
            sign = KIND_HINTS.get(kind, " ") if kind is not None else " "
            sign = self._columns.marks.get(number, sign)
            title = fit(self._columns.titles[number], room, kind is CellKind.NUMBER)
            skip = view.skip if place == view.fixed else 0
            runs.add(f" {title} ", room + 2, marked if number == cursor else plain, min(skip, room + 2))
            runs.add(sign, 1, hint, max(0, min(1, skip - room - 2)))
            if place == view.fixed - 1:
                runs.add("│", 1, hint)
            else:
                runs.add(" ", 1, plain, max(0, skip - room - 3))
        return runs.strip(width, plain)
