"""What is inspected: one exchange with everything that is read of it, in a worker."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.answers import Answer
from tui.core.charting import Chart
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import AssayError
from tui.core.fields import FieldKind
from tui.core.knowledge import ErrorPage, Explanation
from tui.core.operation import Operation, RequestDraft
from tui.core.table import Table
from tui.workbench import Workbench
from tui.workbench.charting import model_charts
from tui.workbench.composing.draft_views import value_of
from tui.workbench.inspecting import draft_of, tone_of

TABLES_LIMIT = 16_000_000
"""Bytes of a document that is laid out as tables."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One exchange as it is in the stores now. `answer` grows while the exchange runs."""

    exchange: Exchange
    page: ErrorPage
    tone: Tone
    answer: Answer | None = None
    tables: tuple[Table, ...] = ()
    looks_like_json: bool = False
    charts: tuple[Chart, ...] = ()

    @property
    def is_running(self) -> bool:
        return self.exchange.state is ExchangeState.SENDING

    @property
    def has_rows(self) -> bool:
        """Whether there is a table to look at, be it still empty."""
        if self.answer is not None and self.answer.holds_rows:
            return self.is_running or self.answer.row_count > 0 or self.tone is Tone.GOOD
        return bool(self.tables)

    @property
    def first_tab(self) -> str:
        """The tab that answers the first question about this exchange."""
        if self.has_rows:
            return "rows"
        if self.is_running:
            return "exchange"
        if self.tone in {Tone.BAD, Tone.UNCERTAIN, Tone.CAUTION}:
            return "explain"
        return "tree" if self.looks_like_json else "raw"


def read_subject(workbench: Workbench, exchange_id: str) -> Subject:
    """Blocks. Raises NotFound for an exchange that has been deleted."""
    inspecting = workbench.inspecting
    exchange = inspecting.exchange(exchange_id)
    answer = inspecting.answer(exchange_id)
    tables: tuple[Table, ...] = ()
    ended = exchange.state is not ExchangeState.SENDING
    if ended and answer is not None and not answer.holds_rows and answer.size <= TABLES_LIMIT:
        tables = inspecting.tables(exchange_id)
    page = inspecting.page_of(exchange)
    charts = model_charts(workbench, exchange, tables)
    return Subject(exchange, page, tone_of(exchange), answer, tables, _looks_like_json(answer), charts)


def _looks_like_json(answer: Answer | None) -> bool:
    try:
        return answer is not None and answer.raw(0, 64).lstrip()[:1] in {b"{", b"["}
    except AssayError:
        # Cleared away between two lines of ours; each side says so by itself.
        return False


def read_explanation(workbench: Workbench, exchange_id: str) -> tuple[Explanation, str]:
    """The explanation, and the text that its position points into. Blocks."""
    exchange = workbench.inspecting.exchange(exchange_id)
    explanation = workbench.inspecting.explain(exchange_id)
    if explanation.position is None:
        return explanation, ""
    draft = workbench.sending.live_draft(exchange_id) or draft_of(exchange)
    operation = workbench.sending.operation(exchange.provider, exchange.operation)
    return explanation, query_text(operation, draft)


def query_text(operation: Operation, draft: RequestDraft) -> str:
    """The SQL of a draft; empty for a route without."""
    for spec in operation.fields:
        if spec.kind is FieldKind.SQL:
            value = value_of(draft, spec)
            return value if isinstance(value, str) else ""
    return ""
