"""A table over ten million rows and hundreds of columns: the keys, and what it asks of its screen."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.ui.widgets.virtual_table_view import TableView

RESIZE_STEP = 4
"""Cells by which a column becomes wider or narrower."""


def _key(keys: str, action: str, name: str, tip: str, *, show: bool = False) -> Binding:
    slug = name.lower().replace(" ", "-")
    return Binding(keys, action, name, show=show, tooltip=tip, id=f"table.{slug}")


class VirtualTable(TableView):
    """Moves, resizes, hides and fixes columns by itself.

    Going to a row and copying need a dialog: for these it asks its screen by a message.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("enter", "open", "Row", "Open this row whole", show=True),
        _key("left,h", "column(-1)", "Left", "One column to the left"),
        _key("right,l", "column(1)", "Right", "One column to the right"),
        _key("0", "edge(-1)", "First column", "To the first column"),
        _key("$,dollar_sign", "edge(1)", "Last column", "To the last column"),
        _key("colon", "goto", "Go to row", "Go to a row by its number"),
        _key("less_than_sign", "resize(-1)", "Narrower", "Make the column narrower"),
        _key("greater_than_sign", "resize(1)", "Wider", "Make the column wider"),
        _key("minus", "hide", "Hide column", "Hide the column"),
        _key("plus", "show_all", "Show all columns", "Show the hidden columns again"),
        _key("f", "fix", "Fix columns", "Keep the columns up to this one in sight; again to let go"),
        _key("y", "copy", "Copy", "Copy cell, row or column", show=True),
        _key("ctrl+c", "copy_cell", "Copy cell", "Copy the cell's exact value"),
    ]

    class GotoWanted(Message):
        """A row number is asked for; answer with `go_to`."""

    class CopyWanted(Message):
        """The copy menu is asked for."""

    class CellCopyWanted(Message):
        """The cell under the cursor is to be copied."""

    # -- moving --------------------------------------------------------------------------------

    def action_column(self, step: int) -> None:
        if self.layout_of_columns.shown:
            self.move_to_column(self.layout_of_columns.place_of(self.cursor_column) + step)

    def action_edge(self, side: int) -> None:
        self.move_to_column(0 if side < 0 else len(self.layout_of_columns.shown) - 1)

    # -- columns -----------------------------------------------------------------------------------------

    def action_resize(self, step: int) -> None:
        if self.column is not None:
            self.layout_of_columns.resize(self.cursor_column, step * RESIZE_STEP)
            self.columns_changed()

    def action_hide(self) -> None:
        if self.column is None:
            return
        if self.layout_of_columns.hide(self.cursor_column):
            self.columns_changed()
        else:
            self.notify("The last column stays. + shows the hidden ones again.", markup=False)

    def action_show_all(self) -> None:
        self.layout_of_columns.show_all()
        self.columns_changed()

    def action_fix(self) -> None:
        """Fix all columns up to the cursor's; when exactly those are fixed, let them go."""
        layout = self.layout_of_columns
        if not layout.shown:
            return
        count = layout.place_of(self.cursor_column) + 1
        layout.fix(0 if layout.fixed == count else count)
        self.columns_changed()

    # -- asking ------------------------------------------------------------------------------------------

    def action_goto(self) -> None:
        self.post_message(self.GotoWanted())

    def action_copy(self) -> None:
        self.post_message(self.CopyWanted())

    def action_copy_cell(self) -> None:
        self.post_message(self.CellCopyWanted())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            column = self.layout_of_columns.column_at(offset.x, self.view)
            if column is not None:
                self.move_to_column(self.layout_of_columns.place_of(column))
