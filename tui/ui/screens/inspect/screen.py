"""The Inspect screen: the verdict of one exchange, and its sides as tabs."""

from __future__ import annotations

import time
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui.core.failures import AssayError, NotFound
from tui.core.knowledge import Explanation, Fix
from tui.core.table import RowSource
from tui.core.wording import tr, tr_later
from tui.ui.screens.inspect.inspect_keys import INSPECT_HELP, INSPECT_KEYS
from tui.ui.screens.inspect.local_showing import LocalSqlScreen, verdict_of_local
from tui.ui.screens.inspect.local_sql import LocalResult
from tui.ui.screens.inspect.panes import Panes
from tui.ui.screens.inspect.repairs import repair_dialog
from tui.ui.screens.inspect.subject import Subject, read_explanation, read_subject
from tui.ui.screens.inspect.tab_line import TABS, TabLine
from tui.ui.session import Session
from tui.ui.widgets.verdict_band import EMPTY, VerdictBand, verdict_of
from tui.workbench import Workbench

HOW_TO_BEGIN = tr_later(
    "An exchange is shown here as soon as it is sent. F3 composes one, F6 opens one of the past."
)

TICK = 0.1
"""Seconds between two looks at a running exchange."""

TAB_IDS = tuple(tab.id for tab in TABS)
OF_ROWS = ("rows", "chart")
"""Tabs that show rows, whoever made them."""


class InspectScreen(LocalSqlScreen):
    """Follows the session's exchange. Every side is read when it is first opened."""

    MODE = "inspect"
    CSS_PATH = "inspect.tcss"
    HELP: ClassVar[str] = INSPECT_HELP
    BINDINGS: ClassVar[list[BindingType]] = INSPECT_KEYS

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._subject: Subject | None = None
        self._reading = ""
        self._fixes: tuple[Fix, ...] = ()
        self._filled: set[tuple[str, int | None]] = set()
        self._timer: Timer | None = None

    def compose_body(self) -> ComposeResult:
        yield VerdictBand()
        yield TabLine()
        yield Static(Content(tr(HOW_TO_BEGIN)), id="nothing")
        yield Panes(self.workbench.asking, self.workbench.exporting, self.workbench.asking)

    def body_ready(self) -> None:
        self._timer = self.set_interval(TICK, self._tick, pause=True)
        self.panes.display = False
        self.query_one(TabLine).show("rows")
        self.session_changed()

    @property
    def panes(self) -> Panes:
        return self.query_one(Panes)

    @property
    def band(self) -> VerdictBand:
        return self.query_one(VerdictBand)

    # -- which exchange ----------------------------------------------------------------------------------

    def session_changed(self) -> None:
        wanted, shown = self.session.exchange_id, self._subject
        if not wanted:
            return
        is_new = shown is None or shown.exchange.id != wanted
        has_ended = shown is not None and shown.is_running and wanted not in self.session.running
        if (is_new and self._reading != wanted) or (has_ended and not is_new):
            self._reading = wanted
            self.run_verb(
                partial(read_subject, self.workbench, wanted), self._show, group="inspect", failed=self._gone
            )
        elif self.session.inspect_tab and not is_new:
            self._open_tab(self._wanted_tab())

    def _wanted_tab(self) -> str:
        """The tab that somebody asked for, once."""
        wanted, self.session.inspect_tab = self.session.inspect_tab, ""
        return wanted if wanted in TAB_IDS else ""

    def _gone(self, error: AssayError) -> None:
        self._reading = ""
        if not isinstance(error, NotFound):
            self.raise_problem(error)

    def _show(self, subject: Subject) -> None:
        self._reading = ""
        before = self._subject
        same = before is not None and before.exchange.id == subject.exchange.id
        same = same and self.local is None
        self._subject, self.local = subject, None
        self._filled.clear()
        self._fixes = ()
        self.query_one("#nothing").display = False
        self.panes.display = True
        self.panes.show_subject(subject, same=same)
        if self._timer is not None:
            if subject.is_running:
                self._timer.resume()
            else:
                self._timer.pause()
        self._tick()
        if not subject.is_running:
            self.band.show(verdict_of(subject.exchange, subject.page, subject.tone))
        stays = same and self.panes.current != "exchange" and subject.has_rows
        self._open_tab(self._wanted_tab() or (self.panes.current if stays else subject.first_tab) or "rows")

    def _tick(self) -> None:
        """Ten times a second while the exchange runs: how long, how much."""
        subject = self._subject
        if subject is None or not subject.is_running or self.local is not None:
            return
        running = self.session.running.get(subject.exchange.id)
        elapsed = time.monotonic() - running.since if running is not None else 0.0
        progress = running.progress if running is not None else None
        self.band.show_running(elapsed, progress, sandbox=subject.exchange.sandbox)
        if self.panes.show_found(subject) and self.panes.current == "exchange":
            self._open_tab("rows")
        if self.panes.current == "raw":
            self.panes.raw.reread()

    # -- local SQL ---------------------------------------------------------------------------------------

    def rows_source(self) -> RowSource | None:
        return self.panes.rows.base

    def show_local(self, result: LocalResult) -> None:
        self.query_one("#nothing").display = False
        self.panes.display = True
        self.band.show(verdict_of_local(result))
        self.panes.show_local(result.found.answer, result.name)
        self._open_tab("rows")
        self.panes.focus_current()

    def _leave_local(self) -> None:
        if self._subject is not None:
            self._show(self._subject)
            return
        self.local = None
        self.band.show(None)
        self.panes.display = False
        self.query_one("#nothing").display = True

    # -- tabs --------------------------------------------------------------------------------------------

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.action_tab(event.tab)

    def action_tab(self, tab: str) -> None:
        if self._subject is None and self._reading:
            self.session.inspect_tab = tab  # opened with the exchange, once that is read
        elif self._subject is None:
            self.notify(tr(EMPTY))
        else:
            self._open_tab(tab)

    def _open_tab(self, tab: str) -> None:
        if not tab:
            return
        if self.local is not None and tab not in OF_ROWS:
            self.notify(tr("These rows were made here by SQL. escape goes back to the answer."))
            return
        had_focus = self.focused is None or self.panes in self.focused.ancestors_with_self
        self.panes.current = tab
        self.query_one(TabLine).show(tab)
        if had_focus:
            self.panes.focus_current()
        self._fill(tab)

    def _fill(self, tab: str) -> None:
        """Read what a tab shows, once per exchange; the tree of a row stream once per row."""
        subject = self._subject
        if tab == "chart":
            self.panes.draw()
            return
        row = self.panes.row_for_tree if tab == "tree" else None
        if subject is None or (tab, row) in self._filled:
            return
        self._filled = {known for known in self._filled if known[0] != tab} | {(tab, row)}
        if tab == "exchange":
            self.call_later(self.panes.show_exchange, subject)
        elif tab == "tree":
            self.panes.tree_pane.read(self.workbench.documents.open, subject.answer, row)
        elif tab == "explain" and not subject.is_running:
            explain = partial(read_explanation, self.workbench, subject.exchange.id)
            self.run_verb(explain, self._show_explanation, group="inspect-explain")

    def _show_explanation(self, found: tuple[Explanation, str]) -> None:
        explanation, query = found
        self._fixes = tuple(cause.fix for cause in explanation.causes if cause.fix is not None)
        self.call_later(self.panes.show_explanation, explanation, query)

    def _current_id(self) -> str:
        if self._subject is None:
            self.notify(tr(EMPTY))
            return ""
        return self._subject.exchange.id

    def action_resend(self) -> None:
        if exchange_id := self._current_id():
            self.resend(exchange_id)

    def action_edit(self) -> None:
        if exchange_id := self._current_id():
            self.edit(exchange_id)

    def action_export(self) -> None:
        if self.local is not None or self._current_id():
            self.panes.open_export()

    def action_fix(self) -> None:
        """Repair the draft as Explain proposes; of several repairs one is chosen."""
        exchange_id = self._current_id()
        fixes = self._fixes
        if not exchange_id:
            return
        if not fixes:
            self.notify(tr("Explain (x) proposes no repair for this exchange."))
        elif len(fixes) == 1:
            self.edit(exchange_id, fixes[0])
        else:

            def take(number: str | None) -> None:
                if number is not None:
                    self.edit(exchange_id, fixes[int(number)])

            self.app.push_screen(repair_dialog(fixes), take)

    def action_copy_page(self) -> None:
        if self._subject is None or not self.panes.copy_reading():
            self.notify(tr("There is nothing to copy here."))

    def action_back(self) -> None:
        """Cancel what runs, else go back to the first side."""
        subject = self._subject
        if self.local is not None:
            self._leave_local()
            return
        # In the pause before another attempt, too, in which the subject has an outcome.
        if self.cancel_resend() or (
            subject is not None and self.workbench.sending.cancel(subject.exchange.id)
        ):
            return
        if subject is not None and self.panes.current != subject.first_tab:
            self._open_tab(subject.first_tab)
