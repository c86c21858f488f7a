"""The rows of an answer: the table, one row whole beside it, and the cell under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.core.display import human_count, safe
from tui.core.failures import AssayError
from tui.core.table import Cell, RowSource, Table
from tui.core.wording import told, told_each, tr, tr_later
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.screens.inspect.copying import (
    cell_value,
    copy_choices,
    copy_in_background,
    put_on_clipboard,
    text_of,
)
from tui.ui.widgets.cells import KIND_WORDS
from tui.ui.widgets.literal import literal
from tui.ui.widgets.record_view import RecordView
from tui.ui.widgets.virtual_list import VirtualList
from tui.ui.widgets.virtual_table.table import VirtualTable
from tui.ui.widgets.virtual_table.view import TableView

SHOWN_OF_CELL = 300


def _key(key: str, action: str, tip: str) -> Binding:
    return Binding(key, action, tip, show=False, id=f"rows.{tip.split(maxsplit=1)[0].lower()}", tooltip=tip)


class RowsPane(Vertical):
    """Shows one source at a time; of a document with several tables, `[` and `]` choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("left_square_bracket", "table(-1)", tr_later("Previous table")),
        _key("right_square_bracket", "table(1)", tr_later("Next table")),
    ]

    def __init__(self) -> None:
        super().__init__(id="rows")
        self._tables: Sequence[Table] = ()
        self._number = 0

    def compose(self) -> ComposeResult:
        yield Static(id="rows-note")
        with Horizontal():
            yield VirtualTable(id="table")
            yield RecordView(id="record")
        yield Static(id="cell-line")

    def on_mount(self) -> None:
        self.record.display = False
        self.query_one("#rows-note").display = False

    @property
    def table(self) -> VirtualTable:
        return self.query_one(VirtualTable)

    @property
    def record(self) -> RecordView:
        return self.query_one(RecordView)

    # -- what is shown -----------------------------------------------------------------------------------

    def show_source(self, source: RowSource, *, live: bool) -> None:
        """A stream of rows; `live` while it grows."""
        self._tables = ()
        self._note("")
        self._close_record()
        self.table.show(source)
        self.table.follow(live)

    def show_tables(self, tables: Sequence[Table]) -> None:
        """The tables of a document, the first one at the beginning."""
        self._tables, self._number = tables, 0
        self._show_table()

    def show_nothing(self, why: str) -> None:
        self._tables = ()
        self._close_record()
        self.table.follow(False)
        self.table.show(None)
        self._note(why)
        self.query_one("#cell-line", Static).update(Content(""))

    def settle(self) -> None:
        """The stream has ended: one last look for rows, without moving anything."""
        self.table.follow(False)

    @property
    def shown_table(self) -> Table:
        """Of a document's tables the one that is shown."""
        return self._tables[self._number]

    def _show_table(self) -> None:
        table = self.shown_table
        parts = []
        if len(self._tables) > 1:
            parts.append(
                tr(
                    "Table {number} of {tables}  ([ and ] change it)",
                    number=self._number + 1,
                    tables=len(self._tables),
                )
            )
        parts += [words for words in (tr(table.title), told_each(table.note)) if words]
        self._note(" · ".join(parts))
        self._close_record()
        self.table.follow(False)
        self.table.show(table)

    def action_table(self, step: int) -> None:
        if len(self._tables) > 1:
            self._number = (self._number + step) % len(self._tables)
            self._show_table()
        else:
            self.notify(tr("There is one table only."))

    def _note(self, text: str) -> None:
        note = self.query_one("#rows-note", Static)
        note.display = bool(text)
        note.update(literal(text, limit=600))

    # -- the cell under the cursor -----------------------------------------------------------------------

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        event.stop()
        if event.list is self.table:
            self._show_cell()
            if self.record.display:
                self._show_record()

    def _show_cell(self) -> None:
        table = self.table
        column, cell = table.column, table.cell
        if column is None:
            self.query_one("#cell-line", Static).update(Content(tr("No rows.")), layout=False)
            return
        place = tr(
            "row {row} of {rows}",
            row=human_count(table.cursor_row + 1),
            rows=human_count(table.line_count),
        )
        if not table.line_count:
            place = tr("no rows")
        parts: list[str | tuple[str, str]] = [(place, "$text-muted"), "  ", (safe(column.name, 60), "bold")]
        if cell is not None:
            parts += ["  ", (tr(KIND_WORDS[cell.kind]), "$text-muted"), "  "]
            parts.append(safe(cell.text[:SHOWN_OF_CELL]))
        self.query_one("#cell-line", Static).update(Content.assemble(*parts), layout=False)

    def on_table_view_source_lost(self, event: TableView.SourceLost) -> None:
        event.stop()
        self._note(f"✗ {told(event.error.message)} {told(event.error.next_step)}")

    # -- one row whole -----------------------------------------------------------------------------------

    def on_virtual_list_opened(self, event: VirtualList.Opened) -> None:
        event.stop()
        if event.list is self.table:
            self.record.display = True
            self.add_class("-record")
            self._show_record()
            self.record.focus()

    def _row(self) -> Sequence[Cell]:
        source = self.table.source
        if source is None:
            return ()
        try:
            rows = source.window(self.table.cursor_row, self.table.cursor_row + 1)
        except AssayError as error:
            self._note(f"✗ {told(error.message)}")
            return ()
        return rows[0] if rows else ()

    def _show_record(self) -> None:
        source = self.table.source
        if source is not None:
            title = tr(
                "Row {row} of {rows} · n and p change it",
                row=human_count(self.table.cursor_row + 1),
                rows=human_count(self.table.line_count),
            )
            self.record.show(title, source.columns, self._row())

    def on_record_view_row_wanted(self, event: RecordView.RowWanted) -> None:
        event.stop()
        self.table.move_to(self.table.cursor_row + event.step)

    def on_record_view_closed(self, event: RecordView.Closed) -> None:
        event.stop()
        self._close_record()
        self.table.focus()

    def _close_record(self) -> None:
        self.record.display = False
        self.remove_class("-record")

    # -- going to a row, copying -------------------------------------------------------------------------

    def on_virtual_table_goto_wanted(self, event: VirtualTable.GotoWanted) -> None:
        event.stop()
        last = self.table.line_count
        if not last:
            self.notify(tr("There are no rows."))
            return
        question = QuestionDialog(tr("Go to row"), tr("Which row, from 1 to {last}?", last=human_count(last)))
        self.app.push_screen(question, self._go_to)

    def _go_to(self, text: str | None) -> None:
        if text is None:
            return
        digits = text.replace(",", "").replace("_", "").replace(" ", "")
        last = self.table.line_count
        if not digits.isdecimal() or not 1 <= int(digits) <= last:
            self.notify(
                tr("“{text}” is not a row: rows go from 1 to {last}.", text=text, last=human_count(last)),
                severity="warning",
            )
            return
        self.table.go_to(int(digits) - 1)

    def on_virtual_table_cell_copy_wanted(self, event: VirtualTable.CellCopyWanted) -> None:
        event.stop()
        self._copy("cell")

    def on_record_view_copy_wanted(self, event: RecordView.CopyWanted) -> None:
        event.stop()
        put_on_clipboard(self.app, cell_value(event.cell), tr("the value"))

    def on_virtual_table_copy_wanted(self, event: VirtualTable.CopyWanted) -> None:
        event.stop()
        if self.table.cell is None:
            self.notify(tr("There is nothing to copy."))
            return
        choices = copy_choices(self.table.line_count)
        self.app.push_screen(ChoiceDialog(tr("Copy"), choices), self._copy)

    def _copy(self, what: str | None) -> None:
        source, cell = self.table.source, self.table.cell
        if what is None or source is None or cell is None:
            return
        make = partial(text_of, what, source, cell, self._row(), self.table.cursor_column)
        copy_in_background(self, make, lambda error: self._note(f"✗ {told(error.message)}"))
