"""The answer as a picture with its numbers: its model's own charts, or a quick one of the rows shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import Static

from tui.core.cancel import CancelToken
from tui.core.charting import Chart
from tui.core.failures import AssayError, Cancelled
from tui.core.results_ports import ColumnStatistics
from tui.core.table import Cell, RowSource
from tui.core.wording import told, told_each, tr
from tui.ui.background import run_in_background
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.screens.inspect.asking_words import Work
from tui.ui.screens.inspect.chart_words import (
    CHART_KEYS,
    KIND_WORDS,
    NONE,
    NOTHING,
    ChartAsks,
    column_choices,
    column_question,
    title_words,
)
from tui.ui.widgets.chart.view import ChartView
from tui.ui.widgets.literal import literal
from tui.ui.widgets.virtual_table.table import VirtualTable
from tui.workbench.charting import Measure, QuickKind, QuickSpec, quick_chart, suggested

TICK = 0.1


class ChartPane(Vertical):
    """`[` and `]` walk through the charts; the last of them is the quick one."""

    BINDINGS: ClassVar[list[BindingType]] = CHART_KEYS

    def __init__(self, asks: ChartAsks | None) -> None:
        super().__init__(id="chart")
        self._asks = asks
        self._models: Sequence[Chart] = ()
        self._number = 0
        self._source: RowSource | None = None
        self._spec: QuickSpec | None = None
        self._rows_drawn = -1
        self._work: Work | None = None
        self._timer: Timer | None = None
        self.on_written: Callable[[str], None] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="chart-title")
        with Container(id="chart-body"):
            yield ChartView(id="chart-view")
            yield VirtualTable(id="chart-numbers")
        yield Static(id="chart-note")

    def on_mount(self) -> None:
        self._timer = self.set_interval(TICK, self._paint_title, pause=True)

    def on_unmount(self) -> None:
        self._forget()

    @property
    def view(self) -> ChartView:
        return self.query_one(ChartView)

    @property
    def chart(self) -> Chart | None:
        """What is drawn now."""
        return self.view.chart

    # -- what is drawn -----------------------------------------------------------------------------------

    def show(self, models: Sequence[Chart], source: RowSource | None) -> None:
        """The charts of an answer, and the rows that a quick one is of; the same ones stay as they are."""
        grown = source is not None and source.row_count != self._rows_drawn
        if models == self._models and source is self._source and not grown:
            return
        if models != self._models or not self._same_columns(source):
            self._number, self._spec = 0, None
        self._models, self._source = models, source
        self._draw()

    def _same_columns(self, source: RowSource | None) -> bool:
        before = self._source
        if source is None or before is None:
            return False
        return [c.name for c in source.columns] == [c.name for c in before.columns]

    @property
    def _is_quick(self) -> bool:
        return self._number >= len(self._models)

    def _draw(self) -> None:
        self._forget()
        if not self._is_quick:
            self._show_chart(self._models[self._number])
            return
        source, asks = self._source, self._asks
        if source is None or asks is None or not source.columns or not source.row_count:
            self._show_chart(None, tr(NOTHING))
            return
        self._rows_drawn = source.row_count
        work = self._work = Work(CancelToken(), tr("counting rows"))
        wish = self._spec

        def make() -> tuple[QuickSpec | None, Chart | None]:
            spec = wish or suggested(source)
            if spec is None:
                return None, None
            ask = partial(_figures, asks, source, work)
            count = partial(_count, asks, work)
            return spec, quick_chart(source, spec, ask, count, work.token)

        run_in_background(
            self, make, partial(self._made, work), partial(self._failed, work), name="assay-chart"
        )
        self._paint_title()
        if self._timer is not None:
            self._timer.resume()

    def _made(self, work: Work, made: tuple[QuickSpec | None, Chart | None]) -> None:
        if work is not self._work:
            return
        self._work = None
        self._spec, chart = made
        self._show_chart(chart, tr(NOTHING) if chart is None else "")

    def _failed(self, work: Work, error: AssayError) -> None:
        if work is not self._work:
            return
        self._work = None
        stopped = isinstance(error, Cancelled)
        words = tr("Stopped: nothing was drawn.") if stopped else f"✗ {told(error.message)}"
        self._show_chart(None, " ".join(filter(None, [words, told(error.next_step)])))

    def _forget(self) -> None:
        if self._work is not None:
            self._work.token.cancel()
            self._work = None

    def _show_chart(self, chart: Chart | None, words: str = "") -> None:
        self.view.show(chart)
        self.query_one(VirtualTable).show(chart.numbers if chart is not None else None)
        self.say(words or (told_each(chart.note) if chart is not None else ""))
        self._paint_title()

    def say(self, words: str) -> None:
        note = self.query_one("#chart-note", Static)
        note.display = bool(words)
        note.update(literal(words, limit=500))

    def _paint_title(self) -> None:
        if self._work is None and self._timer is not None:
            self._timer.pause()
        parts = []
        count = len(self._models) + 1
        if self._models:
            change = tr(
                "Chart {number} of {count}  ([ and ] change it)", number=self._number + 1, count=count
            )
            parts.append(change)
        if self._work is not None:
            parts.append(self._work.line())
        elif self.chart is not None:
            parts.append(title_words(self.chart, self._spec if self._is_quick else None, self._source))
        if self._is_quick and self._spec is not None:
            parts.append(tr("{kind} · t X U B m change it", kind=tr(KIND_WORDS[self._spec.kind])))
        self.query_one("#chart-title", Static).update(literal(" · ".join(filter(None, parts)), limit=300))

    # -- keys --------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return self._work is not None
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        if self._work is not None:
            self._work.token.cancel()

    def action_chart(self, step: int) -> None:
        if not self._models:
            self.notify(tr("There is one chart only."))
            return
        self._number = (self._number + step) % (len(self._models) + 1)
        self._draw()

    def action_numbers(self) -> None:
        """Both, the picture alone, the numbers alone."""
        if self.has_class("-picture"):
            self.set_classes("-numbers")
            self.query_one(VirtualTable).focus()
        elif self.has_class("-numbers"):
            self.set_classes("")
            self.view.focus()
        else:
            self.set_classes("-picture")
            self.view.focus()

    def _quick(self) -> QuickSpec | None:
        """The wish of the quick chart; from a model's chart the way leads there first."""
        if not self._is_quick:
            self._number = len(self._models)
            self._draw()
            self.notify(tr("This is a quick chart of the rows; [ goes back to the model's own."))
            return None
        if self._spec is None:
            self.notify(tr("There is nothing to draw yet."))
        return self._spec

    def _wish(self, spec: QuickSpec) -> None:
        self._spec = spec
        self._draw()

    def action_kind(self) -> None:
        spec = self._quick()
        if spec is not None:
            kinds = list(QuickKind)
            self._wish(replace(spec, kind=kinds[(kinds.index(spec.kind) + 1) % len(kinds)]))

    def action_measure(self) -> None:
        spec = self._quick()
        if spec is not None:
            measures = list(Measure)
            self._wish(replace(spec, measure=measures[(measures.index(spec.measure) + 1) % len(measures)]))

    def action_column(self, axis: str) -> None:
        spec, source = self._quick(), self._source
        if spec is None or source is None:
            return
        current = getattr(spec, axis)

        def take(chosen: str | None) -> None:
            if chosen is None:
                return
            place = None if chosen == NONE else int(chosen)
            changes = {axis: place}
            measure = Measure.SUM if axis == "y" and spec.measure is Measure.COUNT else spec.measure
            self._wish(replace(spec, **changes, measure=measure))  # type: ignore[arg-type]  # x is never none

        shown = NONE if current is None else str(current)
        dialog = ChoiceDialog(column_question(axis), column_choices(axis, source), current=shown)
        self.app.push_screen(dialog, take)


def _figures(asks: ChartAsks, source: RowSource, work: Work, sql: str) -> list[tuple[Cell, ...]]:
    return asks.figures(sql, source, work.token, work.tell)


def _count(asks: ChartAsks, work: Work, source: RowSource, column: int) -> ColumnStatistics:
    return asks.statistics(source, column, work.token, work.tell)
