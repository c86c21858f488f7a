"""The mouse on a table: a click puts the cursor, the header is dragged to resize and to reorder."""

from __future__ import annotations

from textual import events

from tui.ui.widgets.virtual_table.columns import PADDING
from tui.ui.widgets.virtual_table.selecting import SelectingTable


class DraggingTable(SelectingTable):
    """A drag at the end of a name makes its column wider or narrower, one on a name moves the column, one
    over cells marks a block."""

    _dragged: int | None = None
    _resizing = False
    _at = 0
    _marking = False
    _marked = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset(self)
        if offset is None or event.button != 1:
            return
        column = self.layout_of_columns.column_at(offset.x, self.view)
        if offset.y >= self.HEADER_LINES:
            row = self.row_at(event)
            if row is not None and column is not None:
                self._marking = True
                self._anchor = None
                self.move_to(row)
                self.move_to_column(self.layout_of_columns.place_of(column))
                self.capture_mouse()
        elif column is not None:
            self._dragged, self._at = column, offset.x
            self._resizing = self._is_edge(offset.x, column)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._marking:
            self._mark_to(event)
        elif self._dragged is not None and self._resizing:
            step = event.x - self._at
            if step:
                self._at = event.x
                self.layout_of_columns.resize(self._dragged, step)
                self.columns_changed()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self.release_mouse()
        dragged, self._dragged = self._dragged, None
        self._marked, self._marking = self._marking and self.block is not None, False
        if dragged is None or self._resizing:
            return
        offset = event.get_content_offset(self)
        layout = self.layout_of_columns
        target = layout.column_at(offset.x, self.view) if offset is not None else None
        if target is not None and target != dragged:
            layout.move(dragged, layout.place_of(target))
            self.columns_changed()
        self.move_to_column(layout.place_of(dragged))

    def _mark_to(self, event: events.MouseMove) -> None:
        row = self.row_at(event)
        offset = event.get_content_offset(self)
        column = self.layout_of_columns.column_at(offset.x, self.view) if offset is not None else None
        if row is None or column is None or (row, column) == (self.cursor_row, self.cursor_column):
            return
        rows = row - self.cursor_row
        layout = self.layout_of_columns
        self.action_extend(rows, layout.place_of(column) - layout.place_of(self.cursor_column))

    def _is_edge(self, x: int, column: int) -> bool:
        """Whether a cell is one of the last two of a column, its right blank and the sign before it."""
        layout = self.layout_of_columns
        right = layout.column_at(x + PADDING, self.view)
        return right != column and layout.widths[column] > 2

    def on_click(self, event: events.Click) -> None:
        """A click that ends a drag moves nothing more; the other ones are the list's."""
        marked, self._marked = self._marked, False
        if marked:
            event.prevent_default()
