"""Local SQL on the Inspect screen: the dialog, and its result in the place of a server's rows, so marked."""

from __future__ import annotations

import time
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.core.envelope import Tone
from tui.core.exchange import Exchange
from tui.core.failures import AssayError, Cancelled
from tui.core.table import RowSource
from tui.core.wording import told, tr, tr_later
from tui.ui.screens.exchange_verbs import ExchangeScreen
from tui.ui.screens.inspect.local_sql import KeptAnswers, LocalResult, LocalSqlDialog
from tui.ui.screens.inspect.selecting import SelectingRows
from tui.ui.widgets.counted import rows_words
from tui.ui.widgets.verdict_band import Verdict
from tui.workbench import Workbench

LOOKED_BACK = 30
"""Exchanges of the past whose kept answers get a name."""

LOCAL = "LOCAL"
STOPPED = tr_later("Stopped: nothing was counted.")


def name_answers(workbench: Workbench, kept: KeptAnswers, first: str) -> None:
    """Give the kept answers names, oldest first, the exchange `first` last. Blocks."""
    recent = list(reversed(workbench.history.recent(limit=LOOKED_BACK)))
    recent.sort(key=lambda exchange: exchange.id == first)
    for exchange in recent:
        try:
            sources = _sources(workbench, exchange.id)
        except AssayError:
            # An answer that cannot be read any more is no table.
            continue
        kept.take(exchange.id, sources, _words(exchange))


def _sources(workbench: Workbench, exchange_id: str) -> list[RowSource]:
    answer = workbench.inspecting.answer(exchange_id)
    if answer is None or not answer.size:
        return []
    if answer.holds_rows:
        return [answer] if answer.row_count else []
    return list(workbench.inspecting.tables(exchange_id))


def _words(exchange: Exchange) -> str:
    at = time.strftime("%H:%M:%S", time.localtime(exchange.started_at))
    return f"{exchange.operation} {at} {exchange.profile_name}"


def verdict_of_local(result: LocalResult) -> Verdict:
    """What the band says of a local result; never what it says of a server's answer."""
    tables = ", ".join(result.found.tables)
    if tables:
        made = tr("made on this machine from {tables}; no server said this.", tables=tables)
    else:
        made = tr("made on this machine; no server said this.")
    sentence = " ".join([f"{result.name} · {made}", *map(told, result.found.notes)])
    return Verdict(Tone.NEUTRAL, "SQL", (LOCAL,), sentence, (rows_words(result.found.answer.row_count),))


class LocalSqlScreen(ExchangeScreen):
    """What Inspect has of local SQL. `local` is the result that stands in the place of an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "Q",
            "local_sql",
            "Local SQL",
            show=False,
            id="inspect.local-sql",
            tooltip="Ask kept answers again with SQL, on this machine",
        ),
    ]

    local: LocalResult | None = None
    _kept: KeptAnswers | None = None
    _local_sql = ""

    def action_local_sql(self) -> None:
        if self._kept is None:
            self._kept = KeptAnswers(self.workbench.asking.keep)
        name = partial(name_answers, self.workbench, self._kept, self.session.exchange_id)
        self.run_verb(name, self._open_local_sql, group="inspect-local")

    def _open_local_sql(self, _: None) -> None:
        dialog = LocalSqlDialog(self.workbench.asking, self.rows_source(), self._local_sql)
        self.app.push_screen(dialog, self._local_made)

    def _local_made(self, result: LocalResult | None) -> None:
        if result is not None:
            self.local, self._local_sql = result, result.sql
            self.show_local(result)

    def on_selecting_rows_group_wanted(self, event: SelectingRows.GroupWanted) -> None:
        """Rows by value of a column, most frequent first: an answer of its own, by local SQL."""
        event.stop()
        asking, source, column, work = self.workbench.asking, event.source, event.column, event.work
        rows = event.rows

        def count() -> LocalResult:
            name = asking.keep(source)
            return LocalResult(*asking.grouped(name, column, work.token))

        def made(result: LocalResult) -> None:
            rows.group_ended(work, tr(STOPPED) if work.token.cancelled else "")
            if not work.token.cancelled:
                self._local_made(result)

        def failed(error: AssayError) -> None:
            stopped = isinstance(error, Cancelled)
            rows.group_ended(work, tr(STOPPED) if stopped else "")
            if not stopped:
                self.raise_problem(error)

        self.run_verb(count, made, group="inspect-group", failed=failed)

    def rows_source(self) -> RowSource | None:
        """The rows that are shown, all of them in their order."""
        raise NotImplementedError

    def show_local(self, result: LocalResult) -> None:
        """Show rows that no server sent, so marked."""
        raise NotImplementedError
