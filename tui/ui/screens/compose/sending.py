"""Sending the draft: check, ask before a write, send, watch, show the outcome."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, InvalidInput
from tui.core.wording import told, tr
from tui.ui import messages
from tui.ui.language import told_explanation
from tui.ui.screens.compose.tasks import TaskingScreen
from tui.ui.screens.telling import Telling
from tui.ui.session import Session
from tui.ui.widgets.result_strip import FIRST_ROWS, Result, ResultStrip
from tui.workbench import Workbench

if TYPE_CHECKING:
    from tui.core.exchange import Exchange
    from tui.core.request import UnsignedRequest
    from tui.core.tasks import KeptTask
    from tui.workbench.composing.composition import Composition


class SendingScreen(TaskingScreen):
    """One exchange at a time. The focus stays where it is."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._cancel: CancelToken | None = None
        self._sent_text = ""

    @property
    def strip(self) -> ResultStrip:
        return self.query_one(ResultStrip)

    # -- the request as it would be --------------------------------------------------------------

    def on_desk_request_wanted(self) -> None:
        composition = self.composition
        if composition is None:
            return
        problems = composition.problems()
        if problems:
            self.desk.request.refuse(tr("There is no request yet. Fix these first:"), problems)
            return
        made = composition.resolved().draft
        preview = partial(self.workbench.sending.preview, composition.profile, made)
        self.run_verb(preview, self._previewed, group="compose-preview", failed=self._no_preview)

    def _previewed(self, request: UnsignedRequest) -> None:
        self.desk.request.show(request)

    def _no_preview(self, error: AssayError) -> None:
        problems = error.problems if isinstance(error, InvalidInput) else ()
        self.desk.request.refuse(error.message, problems)

    # -- sending ---------------------------------------------------------------------------------

    def send(self) -> None:
        """Check the draft; ask if it writes; send it."""
        from tui.ui.dialogs.confirm import ConfirmDialog
        from tui.workbench.composing.composition import refusal

        composition = self.composition
        if self._cancel is not None:
            self.notify(tr("A request of this screen is running. Escape cancels it."))
            return
        if composition is None:
            self.notify(tr("There is no profile yet, so there is nowhere to send to. f2 makes one."))
            return
        self.desk.collect()
        problems = composition.problems()
        self.desk.complain(problems)
        if problems:
            self.strip.refused(
                tr("1 problem in the draft. f9 goes to the first.")
                if len(problems) == 1
                else tr("{count} problems in the draft. f9 goes to the first.", count=len(problems))
            )
            return
        error = refusal(composition)
        if error is not None:
            self.strip.refused(f"{told(error.message)} {told(error.next_step)}")
            self.raise_problem(error)
            return
        if composition.operation.mutates:
            question = ConfirmDialog.for_send(composition.operation, composition.profile)
            self.app.push_screen(question, partial(self._answered, composition))
            return
        self._send(composition)

    def _answered(self, composition: Composition, yes: bool | None) -> None:
        if yes:
            self._send(composition, confirmed=True)
        else:
            self.strip.refused(tr("You said no."))

    def _send(self, composition: Composition, *, confirmed: bool = False) -> None:
        from tui.workbench.composing.composition import Composition

        cancel = self._cancel = CancelToken()
        made = composition.resolved().draft
        sent = Composition(composition.profile, composition.operation, made)
        self._sent_text = sent.sql if sent.sql_field is not None else sent.text
        self.strip.sending()
        telling = Telling(self)

        def send() -> Exchange:
            run = self.run_of(composition, sent.sql)
            if run is None:
                return self.workbench.retrying.send(
                    composition.profile,
                    made,
                    confirmed=confirmed,
                    cancel=cancel,
                    on_start=telling.started,
                    on_progress=telling.progress,
                )
            return self.workbench.tasks.send(
                composition.profile,
                made,
                run,
                cancel=cancel,
                on_start=telling.started,
                on_progress=telling.progress,
            )

        self.run_verb(send, self._ended, group="compose-send", failed=self._not_sent)

    def go_on(self, kept: KeptTask) -> None:
        if self._cancel is not None:
            self.notify(tr("A request of this screen is running. Escape cancels it."))
            return
        cancel = self._cancel = CancelToken()
        telling = Telling(self)
        self.strip.sending()
        resume = partial(
            self.workbench.tasks.resume,
            kept,
            cancel=cancel,
            on_start=telling.started,
            on_progress=telling.progress,
        )
        self.run_verb(resume, self._ended, group="compose-send", failed=self._not_sent)

    def offer_go_on(self, words: str) -> None:
        if self.strip.result is None and self._cancel is None:
            self.strip.tell(words)

    def cancel_send(self) -> bool:
        """Stop what runs; False when nothing does."""
        if self._cancel is None:
            return False
        self._cancel.cancel()
        return True

    # -- after it --------------------------------------------------------------------------------

    def _not_sent(self, error: AssayError) -> None:
        self._cancel = None
        if isinstance(error, InvalidInput):
            self.desk.complain(error.problems)
            self.strip.refused(tr("The request cannot be encoded. f9 goes to the first problem."))
            return
        self.strip.refused(told(error.message))
        self.raise_problem(error)

    def _ended(self, exchange: Exchange) -> None:
        self._cancel = None
        self.post_message(messages.ExchangeFinished(exchange.id))
        read = partial(self._read_result, exchange)
        self.run_verb(read, self._show_result, group="compose-result", failed=partial(self._unread, exchange))

    def _unread(self, exchange: Exchange, error: AssayError) -> None:
        """The outcome stands, even where its explanation or its rows cannot be read."""
        from tui.workbench.inspecting import tone_of

        self.strip.show(Result(exchange, tone_of(exchange), said_of(exchange)))
        self.raise_problem(error)

    def _read_result(self, exchange: Exchange) -> Result:
        """Outcome, explanation and first rows; reads the stores, so in a worker."""
        from tui.workbench.inspecting import tone_of

        inspecting = self.workbench.inspecting
        explanation = told_explanation(inspecting.explain(exchange.id))
        answer = inspecting.answer(exchange.id)
        source = answer if answer is not None and answer.holds_rows else None
        if source is None:
            tables = inspecting.tables(exchange.id)
            columns, rows = (tables[0].columns, tables[0].window(0, FIRST_ROWS)) if tables else ((), [])
        else:
            columns, rows = tuple(source.columns), source.window(0, FIRST_ROWS)
        headline, said = explanation.headline, said_of(exchange)
        parts = [headline] if said.casefold() in headline.casefold() else [headline, said]
        kept = self.workbench.tasks.of(exchange.id) if exchange.task else None
        if kept is not None:
            parts.append(tr("f11 goes on from page {page:,}", page=kept.pages + 1))
        sentence = " · ".join(part for part in parts if part)
        return Result(exchange, tone_of(exchange), sentence, columns, rows, explanation.position)

    def _show_result(self, result: Result) -> None:
        self.strip.show(result)
        if result.position is not None:
            self.desk.mark_error(self._sent_text, *result.position)

    def on_result_strip_opened(self, event: ResultStrip.Opened) -> None:
        self.post_message(messages.OpenExchange(event.exchange_id, event.tab))


def said_of(exchange: Exchange) -> str:
    """The sentence that came with the outcome: our own for a failure, else the server's."""
    if exchange.failure is not None:
        return told(exchange.failure.message)
    envelope = exchange.envelope
    return (envelope.message or told(envelope.problem)) if envelope is not None else ""
