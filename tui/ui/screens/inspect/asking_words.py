"""What asking rows again needs beside the screen: a running piece of work, and a row's new place."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tui.core.cancel import CancelToken
from tui.core.failures import InvalidInput
from tui.core.results_ports import ColumnStatistics, OnFraction, SortKey, View, ViewSpec
from tui.core.table import RowSource
from tui.core.wording import told, tr
from tui.ui.widgets.chips import count_words

QUIET = 0.2
"""Seconds before running work is worth words."""

PLACES = 200_000
"""Rows of a sorted view through which a row is looked for; beyond, the cursor goes to the first."""


class Asks(Protocol):
    """What the pane needs of the workbench."""

    def view(
        self,
        source: RowSource,
        spec: ViewSpec,
        cancel: CancelToken,
        *,
        on_fraction: OnFraction | None = None,
        on_preview: Callable[[View], None] | None = None,
    ) -> View: ...

    def statistics(
        self,
        source: RowSource,
        column: int,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ColumnStatistics: ...


EVERYTHING = ViewSpec()


@dataclass(slots=True)
class Shown:
    """What the table shows now, beside the source itself."""

    base: RowSource | None = None
    spec: ViewSpec = EVERYTHING
    view: View | None = None
    rows_asked: int = 0
    """Rows of the base when the view was made."""
    live: bool = False

    def count_words(self) -> str:
        """`312 of 31,106 rows`; empty when all rows are shown as they came."""
        if self.view is None:
            return ""
        so_far = self.live and not self.view.complete
        return count_words(self.view.row_count, self.rows_asked, so_far=so_far)

    def which_words(self) -> str:
        """Which rows are counted, when some are."""
        if self.view is not None:
            return tr("the rows shown so far") if self.live else tr("the rows shown")
        return tr("all rows so far") if self.live else tr("all rows")

    def order_words(self, wanted: ViewSpec) -> str:
        """`▲ amount`; empty for the original order."""
        if not wanted.sort or self.base is None:
            return ""
        key = wanted.sort[0]
        return f"{with_order(key)} {self.base.columns[key.column].name}"


@dataclass(slots=True, eq=False)
class Work:
    """One running piece of work; `tell` may be called in any thread."""

    token: CancelToken
    words: str
    since: float = field(default_factory=time.monotonic)
    fraction: float = 0.0

    def tell(self, fraction: float) -> None:
        self.fraction = fraction

    def line(self) -> str:
        """`sorting · 42 % · escape stops it`, after a moment."""
        if time.monotonic() - self.since < QUIET:
            return ""
        share = f" · {min(100, int(100 * self.fraction))} %" if self.fraction > 0 else ""
        return tr("… {words}{share} · escape stops it", words=self.words, share=share)


def problem_words(error: InvalidInput) -> str:
    """What is wrong with an expression: `sql: A value is expected here.`"""
    return " ".join(f"{problem.field}: {told(problem.message)}" for problem in error.problems)


def with_order(key: SortKey | None) -> str:
    """The sign of an order; empty for the original one."""
    if key is None:
        return ""
    return "▼" if key.descending else "▲"


def place_in(view: View, source_row: int) -> int:
    """Where a row of the source stands in a view; else the nearest one after it, or the first."""
    count = view.row_count
    if not view.spec.sort:
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            if view.source_row(middle) < source_row:
                low = middle + 1
            else:
                high = middle
        return min(low, max(0, count - 1))
    for row in range(min(count, PLACES)):
        if view.source_row(row) == source_row:
            return row
    return 0
