"""A block of cells marked by shift and arrows, or by v and any way of moving."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from tui.core.wording import tr_later
from tui.ui.widgets.virtual_table.view import TableView


class Block(NamedTuple):
    """Rows `first` … `last`, both in it, and the columns from left to right."""

    first: int
    last: int
    columns: tuple[int, ...]

    @property
    def rows(self) -> int:
        return self.last - self.first + 1


def _key(keys: str, action: str, name: str, tip: str) -> Binding:
    return Binding(keys, action, name, show=False, tooltip=tip, id=f"table.{name.lower().replace(' ', '-')}")


class SelectingTable(TableView):
    """The block goes from where it was begun to the cursor. Moving without shift ends what shift began."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("v", "mark", tr_later("Mark block"), tr_later("Mark a block from here; again lets it go")),
        _key(
            "V", "mark_rows", tr_later("Mark rows"), tr_later("Mark whole rows from here; again lets them go")
        ),
        _key("shift+up", "extend(-1, 0)", tr_later("Mark up"), tr_later("Mark one row up")),
        _key("shift+down", "extend(1, 0)", tr_later("Mark down"), tr_later("Mark one row down")),
        _key("shift+left", "extend(0, -1)", tr_later("Mark left"), tr_later("Mark one column to the left")),
        _key("shift+right", "extend(0, 1)", tr_later("Mark right"), tr_later("Mark one column to the right")),
        _key("escape", "unmark", tr_later("Let go"), tr_later("Let the marked block go")),
    ]

    _anchor: tuple[int, int] | None = None
    _stays = False
    _whole_rows = False

    @property
    def block(self) -> Block | None:
        """The marked block; None when nothing is marked."""
        layout = self.layout_of_columns
        if self._anchor is None or not layout.shown:
            return None
        row, column = self._anchor
        first, last = sorted((min(row, self.line_count - 1), self.cursor_row))
        if self._whole_rows:
            return Block(first, last, tuple(layout.shown))
        left, right = sorted((layout.place_of(column), layout.place_of(self.cursor_column)))
        return Block(first, last, tuple(layout.shown[left : right + 1]))

    def selected_of(self, row: int) -> tuple[int, ...]:
        if self._anchor is None:
            return ()
        block = self.block
        return block.columns if block is not None and block.first <= row <= block.last else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "unmark":
            return self._anchor is not None
        return super().check_action(action, parameters)

    # -- marking -----------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        self._begin(stays=True, whole_rows=False)

    def action_mark_rows(self) -> None:
        self._begin(stays=True, whole_rows=True)

    def _begin(self, *, stays: bool, whole_rows: bool) -> None:
        if self._anchor is not None and self._stays and self._whole_rows == whole_rows:
            self.action_unmark()
        elif self.line_count:
            if self._anchor is None:
                self._anchor = (self.cursor_row, self.cursor_column)
            self._stays, self._whole_rows = stays, whole_rows
            self.refresh_lines_seen()
            self.post_message(self.Moved(self))

    def action_extend(self, rows: int, columns: int) -> None:
        if not self.line_count:
            return
        if self._anchor is None:
            self._anchor, self._whole_rows = (self.cursor_row, self.cursor_column), False
        stays, self._stays = self._stays, True
        if rows:
            self.move_to(self.cursor_row + rows)
        if columns:
            self.move_to_column(self.layout_of_columns.place_of(self.cursor_column) + columns)
        self._stays = stays

    def action_unmark(self) -> None:
        self._anchor = None
        self._stays = False
        self.refresh_lines_seen()
        self.post_message(self.Moved(self))

    # -- moving ------------------------------------------------------------------------------------------

    def move_to(self, row: int, *, top: int | None = None) -> None:
        super().move_to(row, top=top)
        self._moved()

    def move_to_column(self, place: int) -> None:
        super().move_to_column(place)
        self._moved()

    def _moved(self) -> None:
        if self._anchor is None:
            return
        if self._stays:
            self.refresh_lines_seen()
        else:
            self.action_unmark()

    def lines_changed(self, *, keep_cursor: bool = True) -> None:
        """Other rows: what was marked of the old ones is let go."""
        self._anchor = None
        self._stays = False
        super().lines_changed(keep_cursor=keep_cursor)
