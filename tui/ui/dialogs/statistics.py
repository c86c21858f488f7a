"""The figures of one column, counted while one may still leave."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, Cancelled
from tui.core.results_ports import ColumnStatistics
from tui.core.wording import told, tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.reading import Line, Reading
from tui.ui.widgets.statistics_view import statistics_lines


class StatisticsDialog(DialogBox[None]):
    """Opened while `token` is given to what counts; leaving cancels it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "leave", "Close", show=False, id="statistics.leave", tooltip="Close"),
        Binding("y", "copy", "Copy", id="statistics.copy", tooltip="Copy as plain text"),
    ]

    HINTS: ClassVar[str] = tr_later("j k scroll · y copies the text · escape closes")

    def __init__(self, column: str, which: str) -> None:
        """`which` rows are counted: “all rows”."""
        super().__init__(tr("Column {name}", name=column[:60] or tr("(no name)")))
        self.token = CancelToken()
        self._which = which
        self._fraction = 0.0
        self._timer: Timer | None = None

    def compose_box(self) -> ComposeResult:
        yield Reading([Line(self._words(), "muted")])

    def on_mount(self) -> None:
        self.query_one(Reading).focus()
        self._timer = self.set_interval(0.2, self._tick)

    def on_unmount(self) -> None:
        self.token.cancel()

    # -- for whoever counts ------------------------------------------------------------------------------

    def tell(self, fraction: float) -> None:
        """How far it is; may be called in any thread."""
        self._fraction = fraction

    async def show(self, found: ColumnStatistics) -> None:
        await self._fill(statistics_lines(found, self._which))

    async def fail(self, error: AssayError) -> None:
        if not isinstance(error, Cancelled):
            lines = [
                Line(f"✗ {told(error.message)}"),
                *(Line(told(said), "point") for said in error.evidence),
            ]
            await self._fill([*lines, Line(told(error.next_step), "muted")])

    # -- own ---------------------------------------------------------------------------------------------

    def _words(self) -> str:
        share = f" · {min(100, int(100 * self._fraction))} %" if self._fraction > 0 else ""
        return tr("… counting {which}{share} · escape stops it", which=self._which, share=share)

    async def _tick(self) -> None:
        await self.query_one(Reading).show([Line(self._words(), "muted")])

    async def _fill(self, lines: list[Line]) -> None:
        if not self.is_attached:
            return
        if self._timer is not None:
            self._timer.stop()
        await self.query_one(Reading).show(lines)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.query_one(Reading).text)
        self.notify(tr("Copied."))
