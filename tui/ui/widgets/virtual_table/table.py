"""A table over ten million rows and hundreds of columns: the keys, and what it asks of its screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.core.wording import tr, tr_later
from tui.ui.widgets.virtual_table.dragging import DraggingTable

RESIZE_STEP = 4
"""Cells by which a column becomes wider or narrower."""


def _key(keys: str, action: str, name: str, tip: str, *, show: bool = False) -> Binding:
    slug = name.lower().replace(" ", "-")
    return Binding(keys, action, name, show=show, tooltip=tip, id=f"table.{slug}")


class VirtualTable(DraggingTable):
    """Moves, resizes, hides and fixes columns by itself.

    Going to a row and copying need a dialog: for these it asks its screen by a message.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("enter", "open", tr_later("Row"), tr_later("Open this row whole"), show=True),
        _key("left,h", "column(-1)", tr_later("Left"), tr_later("One column to the left")),
        _key("right,l", "column(1)", tr_later("Right"), tr_later("One column to the right")),
        _key("0", "edge(-1)", tr_later("First column"), tr_later("To the first column")),
        _key("$,dollar_sign", "edge(1)", tr_later("Last column"), tr_later("To the last column")),
        _key("colon", "goto", tr_later("Go to row"), tr_later("Go to a row by its number")),
        _key("less_than_sign", "resize(-1)", tr_later("Narrower"), tr_later("Make the column narrower")),
        _key("greater_than_sign", "resize(1)", tr_later("Wider"), tr_later("Make the column wider")),
        _key("minus", "hide", tr_later("Hide column"), tr_later("Hide the column")),
        _key("plus", "show_all", tr_later("Show all columns"), tr_later("Show the hidden columns again")),
        _key(
            "f",
            "fix",
            tr_later("Fix columns"),
            tr_later("Keep the columns up to this one in sight; again to let go"),
        ),
        _key(
            "left_curly_bracket",
            "move_column(-1)",
            tr_later("Move left"),
            tr_later("Move the column to the left"),
        ),
        _key(
            "right_curly_bracket",
            "move_column(1)",
            tr_later("Move right"),
            tr_later("Move the column to the right"),
        ),
        _key("C", "columns", tr_later("Columns"), tr_later("List of columns: show, hide, order, go to one")),
        _key(
            "y", "copy", tr_later("Copy"), tr_later("Copy cell, row, column, or the marked block"), show=True
        ),
        _key("ctrl+c", "copy_cell", tr_later("Copy cell"), tr_later("Copy the cell's exact value")),
    ]

    class GotoWanted(Message):
        """A row number is asked for; answer with `go_to`."""

    class CopyWanted(Message):
        """The copy menu is asked for."""

    class CellCopyWanted(Message):
        """The cell under the cursor is to be copied."""

    class ColumnsWanted(Message):
        """The list of columns is asked for; answer with `arrange_columns`."""

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
            self.notify(tr("The last column stays. + shows the hidden ones again."), markup=False)

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

    def action_move_column(self, step: int) -> None:
        if self.column is not None:
            layout = self.layout_of_columns
            layout.move(self.cursor_column, layout.place_of(self.cursor_column) + step)
            self.columns_changed()

    def action_columns(self) -> None:
        self.post_message(self.ColumnsWanted())

    def arrange_columns(self, order: Sequence[int], hidden: set[int], column: int) -> None:
        """Columns in another order, some hidden; the cursor goes to `column` where it is shown."""
        self.layout_of_columns.arrange_as(order, hidden)
        self.cursor_column = column
        self.columns_changed()

    # -- asking ------------------------------------------------------------------------------------------

    def action_goto(self) -> None:
        self.post_message(self.GotoWanted())

    def action_copy(self) -> None:
        self.post_message(self.CopyWanted())

    def action_copy_cell(self) -> None:
        self.post_message(self.CellCopyWanted())
