"""Local questions answered in memory, and an answer of events to ask."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.ui.driving import SMALL
from tests.ui.inspect.cast import Inspect, RowsAnswer, exchange, inspecting
from tui.core.cancel import CancelToken
from tui.core.failures import Cancelled
from tui.core.results_ports import ColumnStatistics, OnFraction, View, ViewSpec
from tui.core.table import NULL_CELL, Cell, CellKind, Column, RowSource, Table
from tui.results import SpoolAnswerStore
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess


def number(value: int) -> Cell:
    return Cell(CellKind.NUMBER, str(value))


def text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value)


NAMES = ("login", "page_view", "purchase")


def event_rows(count: int) -> tuple[tuple[Cell, ...], ...]:
    """id, amount, event, city: amounts in no order, a null now and then."""
    return tuple(
        (
            number(row),
            NULL_CELL if row % 10 == 9 else number(row * 37 % 100),
            text(NAMES[row % 3]),
            text(("Zürich", "北京")[row % 2]),
        )
        for row in range(count)
    )


def events(count: int = 60) -> Table:
    return Table("", tuple(Column(name) for name in ("id", "amount", "event", "city")), event_rows(count))


class Asked:
    """The real engine, held back while `gate` is closed."""

    def __init__(self, engine: LocalEngine) -> None:
        self.engine = engine
        self.gate = threading.Event()
        self.gate.set()
        self.tokens: list[CancelToken] = []

    def _wait(self, cancel: CancelToken, on_fraction: OnFraction | None) -> None:
        self.tokens.append(cancel)
        if on_fraction is not None:
            on_fraction(0.42)
        while not self.gate.wait(0.01):
            if cancel.cancelled:
                raise Cancelled("It was stopped.", sent=False)

    def view(
        self,
        source: RowSource,
        spec: ViewSpec,
        cancel: CancelToken,
        *,
        on_fraction: OnFraction | None = None,
        on_preview: Callable[[View], None] | None = None,
    ) -> View:
        self._wait(cancel, on_fraction)
        return self.engine.view(source, spec, cancel, on_fraction=on_fraction, on_preview=on_preview)

    def statistics(
        self, source: RowSource, column: int, cancel: CancelToken, on_fraction: OnFraction | None = None
    ) -> ColumnStatistics:
        self._wait(cancel, on_fraction)
        return self.engine.statistics(source, column, cancel, on_fraction)


@asynccontextmanager
async def asked(
    folder: Path, source: RowSource | None = None, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Inspect, Asked]]:
    """Inspect over 60 events, or another source, with an engine of its own."""
    rows = source or events()
    engine = LocalEngine(EngineProcess(folder / "engine"), SpoolAnswerStore(folder / "answers"))
    local = Asked(engine)
    try:
        async with inspecting(exchange(rows=rows.row_count), RowsAnswer(rows), size) as inspect:
            inspect.screen.panes.rows._asks = local
            yield inspect, local
    finally:
        local.gate.set()
        engine.close()
