"""Charts of answers: each model's own, and a quick one of any table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.core.charting import Chart
from tui.core.exchange import Exchange
from tui.core.failures import NotFound
from tui.core.table import Table
from tui.workbench.charting.quick import quick_chart, suggested
from tui.workbench.charting.wishes import Measure, QuickKind, QuickSpec

if TYPE_CHECKING:
    from tui.workbench import Workbench

__all__ = ["Measure", "QuickKind", "QuickSpec", "model_charts", "quick_chart", "suggested"]


def model_charts(workbench: Workbench, exchange: Exchange, tables: Sequence[Table]) -> tuple[Chart, ...]:
    """The pictures of an answer whose tables are known; none where its model has none."""
    try:
        provider = workbench.profiles.provider(exchange.provider)
        operation = workbench.sending.operation(exchange.provider, exchange.operation)
    except NotFound:
        return ()
    return provider.charts(operation, tables)
