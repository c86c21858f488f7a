"""Rows of a growing source behind a viewport: what is seen is read, and nothing else."""

from __future__ import annotations

from typing import ClassVar

from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui.core.failures import AssayError
from tui.core.table import Cell, Column, RowSource
from tui.ui.widgets.virtual_list import VirtualList
from tui.ui.widgets.virtual_table.columns import Columns, Viewport
from tui.ui.widgets.virtual_table.pages import PAGE_ROWS, PageCache
from tui.ui.widgets.virtual_table.paint import LinePainter

GROWTH_INTERVAL = 0.1
"""Seconds between two looks at a growing source: ten times a second is fluent, and cheap."""


STYLED_PARTS = {
    "virtual-table--header",
    "virtual-table--header-cursor",
    "virtual-table--hint",
    "virtual-table--gutter",
    "virtual-table--null",
    "virtual-table--nested",
    "virtual-table--raw",
    "virtual-table--row",
    "virtual-table--cell",
    "virtual-table--selected",
}
"""The parts of a table that have styles of their own."""


class TableView(VirtualList):
    """Rows of a `RowSource`, painted line by line. The cursor is a cell.

    The widget holds no row beyond its pages. `follow(True)` looks for new rows ten times a second; rows
    that arrive never move what is under the cursor.
    """

    DEFAULT_CSS = """
    TableView { overflow-x: auto; overflow-y: auto; scrollbar-gutter: stable; }
    TableView > .virtual-table--header { background: $panel; text-style: bold; }
    TableView > .virtual-table--header-cursor { color: $text-accent; text-style: bold underline; }
    TableView > .virtual-table--hint { color: $text-muted; text-style: not bold; }
    TableView > .virtual-table--gutter { color: $text-muted; }
    TableView > .virtual-table--null { color: $text-muted; text-style: italic; }
    TableView > .virtual-table--nested { color: $text-secondary; }
    TableView > .virtual-table--raw { color: $text-warning; }
    TableView > .virtual-table--row { background: $panel; }
    TableView > .virtual-table--cell { background: $block-cursor-blurred-background;
                                          color: $block-cursor-blurred-foreground; }
    TableView > .virtual-table--selected { background: $secondary 35%; text-style: underline; }
    TableView:focus > .virtual-table--row { background: $primary 20%; }
    TableView:focus > .virtual-table--cell { background: $block-cursor-background;
                                                color: $block-cursor-foreground; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = STYLED_PARTS

    HEADER_LINES: ClassVar[int] = 1

    class SourceLost(Message):
        """The rows can no longer be read, and why."""

        def __init__(self, error: AssayError) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._pages: PageCache | None = None
        self._rows = self._measured = 0
        self._resized = False
        self.layout_of_columns = Columns()
        self._painter = LinePainter(self.layout_of_columns, self.style_of)
        self.cursor_column = 0
        self._view: Viewport | None = None
        self._view_key: object = None
        self._following = False

    def on_mount(self) -> None:
        self._timer = self.set_interval(GROWTH_INTERVAL, self.look_for_rows, pause=not self._following)

    # -- the source --------------------------------------------------------------------------------------

    @property
    def source(self) -> RowSource | None:
        return self._pages.source if self._pages is not None else None

    @property
    def line_count(self) -> int:
        return self._rows

    @property
    def line_width(self) -> int:
        return self.layout_of_columns.total_width

    @property
    def column(self) -> Column | None:
        """The column under the cursor."""
        columns = self.layout_of_columns.columns
        return columns[self.cursor_column] if self.cursor_column < len(columns) else None

    @property
    def cell(self) -> Cell | None:
        """The cell under the cursor."""
        if self._pages is None or self.cursor_row >= self._rows or self.column is None:
            return None
        row = self._pages.row(self.cursor_row, (self.cursor_column,))
        return row[0] if row else None

    def show(self, source: RowSource | None) -> None:
        """Show another source, from its first cell."""
        self._pages = PageCache(source) if source is not None else None
        self._rows = self._measured = 0
        self._resized = False
        self.cursor_column = 0
        self.layout_of_columns = Columns()
        self._painter = LinePainter(self.layout_of_columns, self.style_of)
        self._view_key = None
        self._take_rows()
        self.lines_changed(keep_cursor=False)

    def swap(self, source: RowSource, row: int) -> None:
        """Show other rows of the same columns: widths, hidden and fixed columns stay, and the cursor's
        row, now number `row`, stays where it is on screen."""
        above = self.cursor_row - self.top
        self._pages = PageCache(source)
        self._rows = source.row_count
        self.layout_of_columns.number_rows_to(self._rows)
        self._look_changed()
        self.cursor_row = row
        self.lines_changed()
        self.move_to(self.cursor_row, top=self.cursor_row - above)

    def mark_column(self, column: int, mark: str) -> None:
        """Put one character, such as that of an order, beside one name; without it, beside none."""
        self.layout_of_columns.marks = {column: mark} if mark else {}
        self.refresh_header()

    def follow(self, on: bool) -> None:
        """Look for new rows from now on, or stop after one last look."""
        self._following = on
        if not self.is_mounted:
            return
        if on:
            self._timer.resume()
        else:
            self._timer.pause()
            self.look_for_rows()

    def look_for_rows(self) -> None:
        """Take rows over that have arrived; nothing under the cursor moves."""
        before = self._rows
        if not self._take_rows():
            return
        self.fit_virtual_size()
        if before < self.top + self.page_lines:
            self.refresh()
        self.post_message(self.Moved(self))

    def _take_rows(self) -> bool:
        """True when the source has more to show than before."""
        pages = self._pages
        if pages is None:
            return False
        layout = self.layout_of_columns
        try:
            rows, columns = pages.source.row_count, pages.source.columns
            if rows == self._rows and len(columns) == len(layout.columns):
                return False
            if len(columns) != len(layout.columns) or self._measured < PAGE_ROWS:
                # First widths come from the first page; later rows never make a column jump.
                sample = pages.source.window(0, min(rows, PAGE_ROWS), range(len(columns)))
                layout.load(columns, sample, keep=self._measured >= PAGE_ROWS or self._resized)
                self._measured = len(sample)
                self._look_changed()
        except AssayError as error:
            pages.problem = error
            return False
        self._rows = rows
        if layout.number_rows_to(rows):
            self._look_changed()
        return True

    def _look_changed(self) -> None:
        self._view_key = None
        if self._pages is not None:
            self._pages.clear()
        self._painter.forget()

    # -- painting ----------------------------------------------------------------------------------------

    def forget_styles(self) -> None:
        super().forget_styles()
        self._painter.forget()

    def fit_virtual_size(self) -> None:
        self.virtual_size = Size(self.line_width, self._rows + self.HEADER_LINES)

    @property
    def view(self) -> Viewport:
        """The columns on screen."""
        return self._view_now(self.viewport.width)

    def _view_now(self, width: int) -> Viewport:
        # Worked out once per scroll position and width, not once per line.
        key = (self.scroll_offset.x, width)
        if self._view is None or key != self._view_key:
            self._view = self.layout_of_columns.viewport(self.scroll_offset.x, width)
            self._view_key = key
        return self._view

    def paint(self, row: int, width: int) -> Strip:
        if self._pages is None:
            return Strip.blank(width, self.style_of())
        view = self._view_now(width)
        reads = self._pages.reads
        cells = self._pages.row(row, view.columns)
        if self._pages.reads != reads:
            self._page_was_read(self._pages)
        cursor = self.cursor_column if row == self.cursor_row else -1
        return self._painter.row(row, cells, view, width, cursor, self.selected_of(row))

    def selected_of(self, row: int) -> tuple[int, ...]:
        """The columns of a row that belong to the marked block."""
        return ()

    def _page_was_read(self, pages: PageCache) -> None:
        """A page may show that the answer has been cleared away, or has columns not seen before."""
        if pages.problem is not None:
            # Later, because painting runs in the screen's name, and no message bubbles to its sender.
            self.call_later(self._tell_lost, pages.problem)
        elif len(pages.source.columns) != len(self.layout_of_columns.columns):
            self.call_later(self.look_for_rows)

    def _tell_lost(self, problem: AssayError) -> None:
        self.post_message(self.SourceLost(problem))

    def paint_header(self, width: int) -> Strip:
        return self._painter.header(self._view_now(width), width, self.cursor_column)

    # -- moving ------------------------------------------------------------------------------------------

    def go_to(self, row: int) -> None:
        """Put the cursor on a row (from 0), in the middle of the screen when it was not in sight."""
        seen = self.top <= row < self.top + self.page_lines
        self.move_to(row, top=None if seen else row - self.page_lines // 2)

    def move_to_column(self, place: int) -> None:
        """Put the cursor on a column by its position among those shown."""
        layout = self.layout_of_columns
        if not layout.shown:
            return
        place = max(0, min(place, len(layout.shown) - 1))
        self.cursor_column = layout.shown[place]
        scroll = self.scroll_offset.x
        wanted = layout.scroll_for(place, scroll, self.viewport.width)
        if wanted != scroll:
            self.scroll_to(x=wanted, animate=False, immediate=True, force=True)
            self.refresh_lines_seen()
        else:
            self.refresh_row(self.cursor_row)
            self.refresh_header()
        self.post_message(self.Moved(self))

    # -- columns ---------------------------------------------------------------------------------

    def columns_changed(self) -> None:
        """Widths, order or number of the columns shown changed by hand: take it over and repaint."""
        self._resized = True
        self._look_changed()
        self.fit_virtual_size()
        self.refresh()
        if self.layout_of_columns.shown:
            self.move_to_column(self.layout_of_columns.place_of(self.cursor_column))
