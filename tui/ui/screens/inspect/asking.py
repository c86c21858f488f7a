"""Rows that are asked again locally: sorted, filtered, counted. The server is not asked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer

from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, Cancelled, InvalidInput
from tui.core.results_ports import ChipKind, SortKey, View, ViewSpec
from tui.core.table import RowSource
from tui.core.wording import tr, tr_later
from tui.ui.background import run_in_background
from tui.ui.dialogs.statistics import StatisticsDialog
from tui.ui.messages import Done, ProblemRaised
from tui.ui.screens.inspect.asking_keys import ASKING_KEYS
from tui.ui.screens.inspect.asking_words import (
    EVERYTHING,
    Asks,
    Shown,
    Work,
    place_in,
    problem_words,
    with_order,
)
from tui.ui.screens.inspect.rows_pane import RowsPane
from tui.ui.widgets.chips import ORDER_CHIP, ChipsLine, pieces_of
from tui.ui.widgets.chips_box import FilterBox

TICK = 0.1

NO_ROW_PASSES = tr_later("No row passes. backspace takes the last filter away.")


class AskingRows(RowsPane):
    """The rows pane with an order and filters. `asks` is None where nothing can be asked."""

    BINDINGS: ClassVar[list[BindingType]] = ASKING_KEYS

    def __init__(self, asks: Asks | None) -> None:
        super().__init__()
        self._asks = asks
        self._shown = Shown()
        self._wanted = EVERYTHING
        self._work: Work | None = None
        self._message = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield FilterBox()
        yield ChipsLine()
        yield from super().compose()

    def on_mount(self) -> None:
        self._timer = self.set_interval(TICK, self.paint_chips, pause=True)

    def on_unmount(self) -> None:
        self._forget()

    # -- what is shown -----------------------------------------------------------------------------------

    def show_source(self, source: RowSource, *, live: bool) -> None:
        self._begin(source, live=live)
        super().show_source(source, live=live)

    def show_nothing(self, why: str) -> None:
        self._begin(None, live=False)
        super().show_nothing(why)

    def _show_table(self) -> None:
        self._begin(self.shown_table, live=False)
        super()._show_table()

    def settle(self) -> None:
        """The stream has ended: what was asked of a part of it is asked of all of it."""
        super().settle()
        self._shown.live = False
        if self._wanted != EVERYTHING:
            self._ask(self._wanted)

    @property
    def source_row(self) -> int:
        """The number, in the answer, of the row under the cursor."""
        row, view = self.table.cursor_row, self._shown.view
        if view is None:
            return row
        return view.source_row(row) if row < view.row_count else 0

    @property
    def base(self) -> RowSource | None:
        """All rows in their original order."""
        return self._shown.base

    def _begin(self, base: RowSource | None, *, live: bool) -> None:
        self._forget()
        self._shown = Shown(base, live=live)
        self._wanted = EVERYTHING
        self.query_one(FilterBox).close()
        self.paint_chips()

    def _forget(self) -> None:
        if self._work is not None:
            self._work.token.cancel()
            self._work = None

    # -- keys --------------------------------------------------------------------------------------------

    @property
    def is_working(self) -> bool:
        return self._work is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return self.is_working
        return super().check_action(action, parameters)

    def action_sort(self) -> None:
        column = self.table.cursor_column
        sorted_by = next(iter(self._wanted.sort), None)
        if sorted_by is None or sorted_by.column != column:
            self._ask(replace(self._wanted, sort=(SortKey(column),)))
        elif not sorted_by.descending:
            self._ask(replace(self._wanted, sort=(SortKey(column, descending=True),)))
        else:
            self.action_unsort()

    def action_unsort(self) -> None:
        if self._wanted.sort:
            self._ask(replace(self._wanted, sort=()))
        else:
            self.notify(tr("The rows are in their original order."))

    def action_filter(self) -> None:
        base = self._shown.base
        if base is None or not base.columns:
            self.notify(tr("There are no rows to filter."))
            return
        self.query_one(FilterBox).ask([column.name for column in base.columns])

    def action_drop(self) -> None:
        if self._wanted.chips:
            self._drop(len(self._wanted.chips) - 1)
        else:
            self.notify(tr("There is no filter. S brings the original order back."))

    def action_stop(self) -> None:
        if self._work is not None:
            self._work.token.cancel()

    def action_statistics(self) -> None:
        source, column = self.table.source, self.table.column
        if source is None or column is None or not source.row_count or self._asks is None:
            self.notify(tr("There are no rows to count."))
            return
        dialog = StatisticsDialog(column.name, self._shown.which_words())
        count = partial(self._asks.statistics, source, self.table.cursor_column, dialog.token, dialog.tell)
        run_in_background(dialog, count, dialog.show, dialog.fail, name="assay-statistics")
        self.app.push_screen(dialog)

    def on_filter_box_taken(self, event: FilterBox.Taken) -> None:
        event.stop()
        self.table.focus()
        if event.chip not in self._wanted.chips:
            self._ask(replace(self._wanted, chips=(*self._wanted.chips, event.chip)))

    def on_filter_box_left(self, event: FilterBox.Left) -> None:
        event.stop()
        self.table.focus()

    def on_chips_line_removed(self, event: ChipsLine.Removed) -> None:
        event.stop()
        if event.number == ORDER_CHIP:
            self.action_unsort()
        elif event.number < len(self._wanted.chips):
            self._drop(event.number)

    def _drop(self, number: int) -> None:
        chips = self._wanted.chips
        self._ask(replace(self._wanted, chips=chips[:number] + chips[number + 1 :]))

    # -- asking ------------------------------------------------------------------------------------------

    def _ask(self, spec: ViewSpec) -> None:
        """Show what `spec` says; until that is known, what is shown stays."""
        base = self._shown.base
        if base is None or self._asks is None:
            self.notify(tr("There are no rows to ask."))
            return
        if self._work is not None:
            self._work.token.cancel()
            self._work = None
        self._wanted, self._message = spec, ""
        if spec == EVERYTHING:
            self._take(base, None, self.source_row, 0)
            return
        sorts = spec.sort != self._shown.spec.sort
        work = self._work = Work(CancelToken(), tr("sorting") if sorts else tr("filtering"))
        rows, keep = base.row_count, self.source_row

        def preview(view: View) -> None:
            self.call_later(self._preview, work, view, rows)

        def make() -> tuple[View, int]:
            view = asks.view(base, spec, work.token, on_fraction=work.tell, on_preview=preview)
            return view, place_in(view, keep)

        asks = self._asks
        run_in_background(
            self, make, partial(self._made, work, rows), partial(self._failed, work), name="assay-view"
        )
        self.watch_work()

    def watch_work(self) -> None:
        """Paint running work ten times a second until it ends."""
        self.paint_chips()
        if self._timer is not None:
            self._timer.resume()

    def _preview(self, work: Work, view: View, rows: int) -> None:
        if work is self._work:
            work.words = tr("first rows shown, {work} the rest", work=work.words)
            self._take(view, view, 0, rows)
        else:
            view.close()

    def _made(self, work: Work, rows: int, made: tuple[View, int]) -> None:
        view, place = made
        if work is not self._work:
            view.close()
            return
        self._work = None
        self._take(view, view, place, rows)

    def _take(self, source: RowSource, view: View | None, place: int, rows: int) -> None:
        """Put other rows into the table."""
        # A view that is no longer shown may still be exported or counted: it is released with its last user.
        self._shown.spec, self._shown.view, self._shown.rows_asked = self._wanted, view, rows
        self.table.follow(view is None and self._shown.live)
        self.table.swap(source, place)
        order = self._wanted.sort[0] if self._wanted.sort else None
        self.table.mark_column(order.column if order else 0, with_order(order))
        self.paint_chips()
        self.post_message(Done("rows/sorted" * bool(order), "rows/filtered" * bool(self._wanted.chips)))

    def _failed(self, work: Work, error: AssayError) -> None:
        if work is not self._work:
            return
        self._work = None
        tried, self._wanted = self._wanted, self._shown.spec
        self.paint_chips()
        new = [chip for chip in tried.chips if chip not in self._wanted.chips]
        if isinstance(error, Cancelled):
            self._message = tr("Stopped: the rows are shown as before.")
        elif isinstance(error, InvalidInput) and new and new[-1].kind is ChipKind.FILTER:
            names = [column.name for column in self._shown.base.columns] if self._shown.base else []
            self.query_one(FilterBox).ask(names, new[-1].text, f"✗ {problem_words(error)}")
        else:
            self.post_message(ProblemRaised(error))
        self.paint_chips()

    # -- words -------------------------------------------------------------------------------------------

    def say(self, message: str) -> None:
        """A lasting word in the line of chips, until something else is asked."""
        self._message = message
        self.paint_chips()

    def extra_work(self) -> str:
        """Words of other work that the line of chips shows."""
        return ""

    def paint_chips(self) -> None:
        shown = self._shown
        work = " · ".join(filter(None, [self._work.line() if self._work else "", self.extra_work()]))
        is_empty = shown.view is not None and not shown.view.row_count and not work
        message = self._message or (tr(NO_ROW_PASSES) if is_empty else "")
        order = shown.order_words(self._wanted)
        pieces = pieces_of(shown.count_words(), order, self._wanted.chips, work, message)
        self.query_one(ChipsLine).show(pieces)
        if not self.is_working and self._timer is not None:
            self._timer.pause()
