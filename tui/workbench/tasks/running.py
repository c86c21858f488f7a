"""One background query from its first call to its last page, as one exchange with one answer."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from tui.core.answers import AnswerWriter
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import Exchange, ExchangeState, Failure, Timing
from tui.core.failures import AssayError, FileProblem
from tui.core.operation import RequestDraft
from tui.core.tasks import KeptTask, TaskPhase, TaskState
from tui.workbench.tasks.calling import Caller, Ended, Starts, Stopped, good
from tui.workbench.tasks.pages import Joined, read_page
from tui.workbench.tasks.polling import until_ended

KEEP_EVERY = 2.0
"""Seconds between two notes of how far the pages are; what was read since is read again after a kill."""


class TaskRun:
    """Runs once, in the thread that calls. What it ends with is an exchange, never an exception."""

    def __init__(self, caller: Caller, draft: RequestDraft) -> None:
        self._caller = caller
        self._tools = caller.tools
        self._draft = draft
        self._joined: Joined | None = None
        self._kept: KeptTask | None = None
        self._kept_at = 0.0

    def begin(self, on_start: Starts | None) -> Exchange:
        """Start it at the server and bring its rows."""
        caller = self._caller
        with self._tools.sending.listening(caller.whole.id, caller.token, self._draft):
            self._start(on_start)
            try:
                first = caller.send_first(self._draft, "beginning it")
                data = first.envelope.data if first.envelope is not None else None
                state = caller.routes.state(data) if good(first) else None
                if state is None:
                    return self._as(first)
                self._known(KeptTask("", caller.profile.id, state.id, self._draft, caller.whole.started_at))
                if caller.token.cancelled:
                    raise Stopped
                if state.phase is TaskPhase.RUNNING:
                    state = until_ended(caller, state.id)
                return self._read(state)
            except Stopped:
                return self._stopped()
            except Ended as ended:
                return self._over(ended.state, ended.failure)
            except AssayError as error:
                return self._over(ExchangeState.FAILED, _failure(error))

    def go_on(self, kept: KeptTask, on_start: Starts | None) -> Exchange:
        """Bring what is missing, after what an earlier run has kept."""
        caller = self._caller
        with self._tools.sending.listening(caller.whole.id, caller.token, self._draft):
            self._start(on_start)
            try:
                self._known(kept)
                self._take_over(kept)
                return self._read(until_ended(caller, kept.task, at_once=True))
            except Stopped:
                return self._stopped()
            except Ended as ended:
                return self._over(ended.state, ended.failure)
            except AssayError as error:
                return self._over(ExchangeState.FAILED, _failure(error))

    # -- steps -----------------------------------------------------------------------------------

    def _start(self, on_start: Starts | None) -> None:
        self._tools.history.begin(self._caller.whole)
        if on_start is not None:
            on_start(self._caller.whole)

    def _known(self, kept: KeptTask) -> None:
        """The task has an id: from now on it can be stopped, and gone on with."""
        caller = self._caller
        caller.whole = replace(caller.whole, task=kept.task)
        self._tools.history.begin(caller.whole)
        self._kept = replace(kept, exchange_id=caller.whole.id, pages=0, size=0, rows=0)
        self._keep()
        self._joined = Joined(self._tools.answers, self._writer())

    def _writer(self) -> AnswerWriter:
        return self._tools.answers.create(self._caller.whole.id, self._caller.routes.reader(self._draft))

    def _take_over(self, kept: KeptTask) -> None:
        """The rows that an earlier run has read, if they are all still there."""
        joined, caller = self._joined, self._caller
        answer = self._tools.answers.open(kept.exchange_id, caller.routes.reader(self._draft))
        if joined is None or answer is None or not kept.pages or answer.size < kept.size:
            return
        caller.say("taking over the rows that are here")
        joined.copy(answer, kept.size, kept.pages)
        self._count(joined)

    def _read(self, state: TaskState) -> Exchange:
        joined, caller, kept = self._joined, self._caller, self._kept
        assert joined is not None
        assert kept is not None
        self._kept = replace(kept, of_pages=state.pages, of_rows=state.rows)
        caller.percent = None
        while state.pages is None or joined.pages < state.pages:
            page = read_page(caller, state, self._draft, joined.pages)
            if page is None:
                break
            joined.add(caller, self._draft, page, state.columns)
            self._count(joined)
            caller.say(f"page {joined.pages:,} is here")
        if not joined.size and state.columns:
            joined.writer.write(caller.routes.head(self._draft, state.columns, b""))
        return self._whole(state)

    def _count(self, joined: Joined) -> None:
        self._caller.rows, self._caller.size = joined.writer.rows, joined.size
        now = self._tools.clock()
        if now - self._kept_at >= KEEP_EVERY:
            self._keep()

    def _keep(self) -> None:
        if self._kept is None:
            return
        self._kept_at = self._tools.clock()
        joined = self._joined
        if joined is not None:
            self._kept = replace(self._kept, pages=joined.pages, size=joined.size, rows=joined.writer.rows)
        # Going on after a kill is a help; its lack must not end the query.
        with suppress(FileProblem):
            self._tools.book.keep(self._kept)

    # -- outcomes --------------------------------------------------------------------------------

    def _whole(self, state: TaskState) -> Exchange:
        """Every page is here."""
        assert self._joined is not None
        self._joined.writer.finish(complete=True)
        rows = self._joined.writer.rows
        envelope = Envelope("0", tone=Tone.GOOD, word="OK")
        if state.rows is not None and state.rows != rows:
            said = f"The server said {state.rows:,} rows, and its pages hold {rows:,}."
            envelope = replace(envelope, tone=Tone.CAUTION, word="ROWS DIFFER", notes=(said,))
        self._forget()
        return self._recorded(ExchangeState.FINISHED, complete=True, envelope=envelope)

    def _as(self, first: Exchange) -> Exchange:
        """The query was never begun: what its first call ended with is the outcome."""
        failure, state = first.failure, first.state
        if good(first):
            failure = Failure(
                "task-lost", "The server took the query and named no task.", next_step="Run it as a stream."
            )
            state = ExchangeState.FAILED
        whole = replace(self._caller.whole, head=first.head)
        self._caller.whole = whole
        self._tools.answers.create(whole.id, None).finish(complete=first.complete)
        return self._recorded(state, complete=first.complete, envelope=first.envelope, failure=failure)

    def _stopped(self) -> Exchange:
        caller, kept = self._caller, self._kept
        if kept is None:
            said, evidence = (
                "You cancelled it before the server named its task.",
                (
                    "If the server has begun the query, it runs there to its end: without an id it cannot "
                    "be stopped.",
                ),
            )
            return self._over(ExchangeState.CANCELLED, Failure("cancelled", said, evidence=evidence))
        if kept.of_pages is not None or (self._joined is not None and self._joined.pages):
            said = f"You cancelled it; the query has ended at the server, and {self._kept_words()}."
            step = "Go on with it to read the rest."
            return self._over(ExchangeState.CANCELLED, Failure("cancelled", said, next_step=step))
        if self._tools.sending.closing:
            said = "The program ended; the query goes on at the server."
            return self._over(
                ExchangeState.CANCELLED,
                Failure("cancelled", said, next_step="Go on with it at the next start."),
            )
        caller.say("stopping it at the server")
        return self._over(ExchangeState.CANCELLED, self._stop(kept))

    def _stop(self, kept: KeptTask) -> Failure:
        try:
            confirmed = good(self._caller.stop(kept.task))
        except AssayError:
            confirmed = False
        if confirmed:
            self._forget()
            return Failure(
                "cancelled", "You cancelled it, and the server confirmed that it stopped the query."
            )
        return Failure(
            "cancelled",
            "You cancelled it. The server did not confirm that it stopped the query; it may still run there.",
            evidence=(f"Its task is {kept.task}.",),
            next_step="Stop it again, or go on with it.",
        )

    def _over(self, state: ExchangeState, failure: Failure) -> Exchange:
        """It ended early; what is here stays."""
        if self._joined is not None:
            self._joined.writer.finish(complete=False)
        if failure.code in {"task-failed", "task-lost"}:
            self._forget()
        elif self._kept is not None:
            self._keep()
        return self._recorded(state, complete=False, failure=failure)

    def _recorded(
        self,
        state: ExchangeState,
        *,
        complete: bool,
        envelope: Envelope | None = None,
        failure: Failure | None = None,
    ) -> Exchange:
        caller, joined = self._caller, self._joined
        times = caller.asked
        asked = "asked 1 time for its state" if times == 1 else f"asked {times} times for its state"
        pages = joined.pages if joined is not None else 0
        read = "1 page read" if pages == 1 else f"{pages:,} pages read"
        task = f" (task {caller.whole.task})" if caller.whole.task else ""
        done = replace(
            caller.whole,
            state=state,
            envelope=envelope,
            failure=failure,
            timing=Timing(total=self._tools.clock() - caller.whole.started_at),
            received=joined.size if joined is not None else 0,
            rows=joined.writer.rows if joined is not None else None,
            complete=complete,
            notes=(
                *caller.whole.notes,
                f"A background query{task}: {asked}, {read}. Each call stands in the history by itself.",
            ),
        )
        self._tools.history.finish(done)
        return done

    def _forget(self) -> None:
        if self._kept is not None:
            with suppress(FileProblem):
                self._tools.book.forget(self._kept)
            self._kept = None

    def _kept_words(self) -> str:
        joined = self._joined
        return f"{joined.pages:,} of its pages are here" if joined is not None else "no page is here"


def _failure(error: AssayError) -> Failure:
    return Failure(error.code, error.message, evidence=error.evidence, next_step=error.next_step)
