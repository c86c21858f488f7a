"""Blocks of cells copied in several forms, the list of columns, and rows counted by a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Protocol

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.core.cancel import CancelToken
from tui.core.display import human_count, safe
from tui.core.results_ports import Exporter, ExportFormat, RowTexts
from tui.core.table import Cell, Column, RowSource
from tui.core.wording import told, tr, tr_later
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.screens.inspect.asking_words import Asks, Work
from tui.ui.screens.inspect.chart_exporting import ChartWriter
from tui.ui.screens.inspect.columns import ColumnsDialog, ColumnsWish
from tui.ui.screens.inspect.copying import MOST_ROWS, copy_choices, copy_in_background
from tui.ui.screens.inspect.exporting import ExportingRows
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.counted import columns_words, rows_words
from tui.ui.widgets.virtual_table.selecting import Block
from tui.ui.widgets.virtual_table.table import VirtualTable

FORMS = {
    "tsv": (ExportFormat.TSV, "TSV"),
    "csv": (ExportFormat.CSV, "CSV"),
    "json": (ExportFormat.JSON, "JSON"),
    "md": (ExportFormat.MARKDOWN, tr_later("Markdown")),
}
PLAIN, OTHER = "plain", "other"
MORE = {"row": ("csv", "md"), "column": ("csv", "json"), "table": ("csv", "json", "md")}
"""Forms that are offered beside those of `copy_choices`."""
PARTS = {
    "row": (tr_later("Row as {form}"), tr_later("the row")),
    "column": (tr_later("Column as {form}"), tr_later("the column")),
    "table": (tr_later("Table as {form}"), tr_later("the table")),
}


@dataclass(frozen=True, slots=True)
class BlockRows:
    """The rows and columns of a block as a source of its own."""

    source: RowSource
    first: int
    row_count: int
    places: tuple[int, ...]
    complete: bool = True

    @property
    def columns(self) -> Sequence[Column]:
        columns = self.source.columns
        return [columns[place] for place in self.places]

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        chosen = self.places if columns is None else [self.places[n] for n in columns]
        stop = min(stop, self.row_count)
        return self.source.window(self.first + max(0, start), self.first + stop, chosen)


def block_rows(source: RowSource, block: Block) -> BlockRows:
    """At most MOST_ROWS of the block."""
    return BlockRows(source, block.first, min(block.rows, MOST_ROWS), block.columns)


def text_in(texts: RowTexts, rows: BlockRows, form: str, what: str) -> tuple[str, str]:
    """The rows in a form, with names, or as plain lines between tabs without; and what it is in words."""
    file_format, title = FORMS.get(form, FORMS["tsv"])
    text = texts.live(rows, file_format)
    data = b"".join(text.more()) + text.end()
    found = data.decode("utf-8", "backslashreplace").replace("\r\n", "\n").rstrip("\n")
    if form == PLAIN:
        return found.partition("\n")[2], tr("{what}, without names", what=what)
    return found, tr("{what} as {form}", what=what, form=title)


def block_words(block: Block) -> str:
    return f"{rows_words(block.rows)} × {columns_words(len(block.columns))}"


class Writes(Exporter, RowTexts, ChartWriter, Protocol):
    """Writes rows to files, as text for the clipboard, and charts."""


class SelectingRows(ExportingRows):
    """The rows pane with blocks, the list of columns, and grouping."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "b",
            "group",
            "Group by column",
            show=False,
            id="rows.group",
            tooltip="Count the rows of each value of this column, on this machine",
        ),
    ]

    class GroupWanted(Message):
        """The rows of `source` are to be counted by the values of a column; `work` may be stopped, and
        whoever counts tells `group_ended` about it."""

        def __init__(self, rows: SelectingRows, source: RowSource, column: int, work: Work) -> None:
            super().__init__()
            self.rows = rows
            self.source = source
            self.column = column
            self.work = work

    def __init__(self, asks: Asks | None, writes: Writes | None) -> None:
        super().__init__(asks, writes)
        self._texts = writes
        self._grouping: Work | None = None

    # -- copying -----------------------------------------------------------------------------------------

    def on_virtual_table_copy_wanted(self, event: VirtualTable.CopyWanted) -> None:
        event.stop()
        event.prevent_default()
        table = self.table
        if table.cell is None:
            self.notify(tr("There is nothing to copy."))
            return
        if table.block is not None:
            choices = [Choice(PLAIN, tr("Cells"), tr("between tabs, without names"))]
            choices += [Choice(form, title, tr("with names")) for form, (_, title) in FORMS.items()]
            title = tr("Copy the block, {size}", size=block_words(table.block))
            self.app.push_screen(ChoiceDialog(title, choices), self._copy_block)
            return
        choices = copy_choices(table.line_count)
        choices.insert(
            -1, Choice(OTHER, tr("Other forms"), tr("row, column or table as CSV, JSON, Markdown"))
        )
        self.app.push_screen(ChoiceDialog(tr("Copy"), choices), self._copy_form)

    def on_virtual_table_cell_copy_wanted(self, event: VirtualTable.CellCopyWanted) -> None:
        if self.table.block is not None:
            event.stop()
            event.prevent_default()
            self._copy_block(PLAIN)

    def _copy_form(self, what: str | None) -> None:
        part, dash, form = (what or "").partition("-")
        if what == OTHER:
            choices = [
                Choice(f"{part}-{form}", tr(PARTS[part][0], form=FORMS[form][1]), tr("with names"))
                for part, forms in MORE.items()
                for form in forms
            ]
            self.app.push_screen(ChoiceDialog(tr("Copy"), choices), self._copy_form)
        elif not dash:
            self._copy(what)
        else:
            self._copy_rows(self._part(part), form, tr(PARTS[part][1]))

    def _part(self, part: str) -> Block:
        table = self.table
        shown = tuple(table.layout_of_columns.shown)
        last = max(0, table.line_count - 1)
        if part == "row":
            return Block(table.cursor_row, table.cursor_row, shown)
        return Block(0, last, (table.cursor_column,) if part == "column" else shown)

    def _copy_block(self, form: str | None) -> None:
        block = self.table.block
        if form is not None and block is not None:
            self._copy_rows(block, form, tr("the block, {size}", size=block_words(block)))

    def _copy_rows(self, block: Block, form: str, what: str) -> None:
        source, texts = self.table.source, self._texts
        if source is None or texts is None:
            self.notify(tr("There is nothing to copy."))
            return
        rows = block_rows(source, block)
        if rows.row_count < block.rows:
            what = tr("{what} (its first {count} rows)", what=what, count=human_count(rows.row_count))
        make = partial(text_in, texts, rows, form, what)
        copy_in_background(self, make, lambda error: self.say(f"✗ {told(error.message)}"))

    # -- columns -----------------------------------------------------------------------------------------

    def on_virtual_table_columns_wanted(self, event: VirtualTable.ColumnsWanted) -> None:
        event.stop()
        layout = self.table.layout_of_columns
        if not layout.order:
            self.notify(tr("There are no columns."))
            return
        dialog = ColumnsDialog(layout.columns, layout.order, layout.hidden, self.table.cursor_column)
        self.app.push_screen(dialog, self._arrange)

    def _arrange(self, wish: ColumnsWish | None) -> None:
        if wish is not None:
            self.table.arrange_columns(wish.order, wish.hidden, wish.column)

    # -- grouping ----------------------------------------------------------------------------------------

    def action_group(self) -> None:
        """Ask for the rows counted by this column; who holds the workbench does it."""
        column, source = self.table.column, self.table.source
        if column is None or source is None or not source.row_count:
            self.notify(tr("There are no rows to group."))
        elif self._grouping is not None:
            self.notify(tr("Rows are being counted. escape stops it."))
        else:
            words = tr("counting rows by {column}", column=safe(column.name, 40))
            work = self._grouping = Work(CancelToken(), words)
            self.say("")
            self.post_message(self.GroupWanted(self, source, self.table.cursor_column, work))
            self.watch_work()

    def group_ended(self, work: Work, words: str = "") -> None:
        """The counting that `work` stands for is over, well or not."""
        if work is self._grouping:
            self._grouping = None
            self.say(words)

    def _forget(self) -> None:
        super()._forget()
        # Its rows are no longer shown: what is counted of them would come as a surprise.
        if self._grouping is not None:
            self._grouping.token.cancel()
            self._grouping = None

    @property
    def is_working(self) -> bool:
        return super().is_working or self._grouping is not None

    def action_stop(self) -> None:
        if self._grouping is not None:
            self._grouping.token.cancel()
        else:
            super().action_stop()

    def extra_work(self) -> str:
        counting = self._grouping.line() if self._grouping is not None else ""
        return " · ".join(filter(None, [counting, super().extra_work()]))
