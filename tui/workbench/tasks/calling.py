"""The calls of one background query: each in the history, each a part of the exchange with the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from tui.core.answers import AnswerStore
from tui.core.cancel import CancelToken
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState, Failure, Progress
from tui.core.operation import RequestDraft
from tui.core.ports import Clock, HistoryStore
from tui.core.profile import Profile
from tui.core.tasks import TaskRoutes
from tui.workbench.sending.outcomes import OnProgress
from tui.workbench.sending.recording import Marks
from tui.workbench.sending.retrying import Retrying
from tui.workbench.sending.verbs import Sending
from tui.workbench.tasks.keeping import TaskBook

CANCEL_LIMIT = 10.0
"""Seconds that the call which stops a query at the server may take."""

GRACE = 2.0
"""Seconds that the first call may still bring the task's id after a cancel: without it nothing can be
stopped at the server."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with."""

    sending: Sending
    retrying: Retrying
    answers: AnswerStore
    history: HistoryStore
    book: TaskBook
    clock: Clock


class Ended(Exception):
    """The run ends here without the whole answer."""

    def __init__(self, failure: Failure, *, state: ExchangeState = ExchangeState.FAILED) -> None:
        super().__init__(failure.code)
        self.failure = failure
        self.state = state


class Stopped(Exception):
    """The person cancelled."""


@dataclass(slots=True)
class Caller:
    """Sends the calls of one run and tells how it goes, in the name of the whole exchange."""

    tools: Tools
    profile: Profile
    routes: TaskRoutes
    whole: Exchange
    token: CancelToken
    on_progress: OnProgress | None = None
    rows: int = 0
    size: int = 0
    percent: float | None = None
    asked: int = 0

    def say(self, words: str, received: int = 0) -> None:
        if self.on_progress is not None:
            elapsed = self.tools.clock() - self.whole.started_at
            self.on_progress(
                Progress(
                    self.whole.id, elapsed, self.size + received, self.rows, phase=words, percent=self.percent
                )
            )

    def send(self, draft: RequestDraft, what: str, cancel: CancelToken | None = None) -> Exchange:
        """Raises Stopped when it was cancelled and brought nothing."""
        token = cancel or self.token

        def progress(sign: Progress) -> None:
            self.say(f"{what} · {sign.phase}" if sign.phase else what, sign.received)

        exchange = self.tools.retrying.send(
            self.profile, draft, cancel=token, on_progress=progress, marks=self._marks(what)
        )
        if self.token.cancelled and not good(exchange):
            raise Stopped
        return exchange

    def send_first(self, draft: RequestDraft, what: str) -> Exchange:
        """The call that begins the query; a cancel gives it a moment to bring the id."""
        late = CancelToken()

        def later() -> None:
            timer = threading.Timer(GRACE, late.cancel)
            timer.daemon = True
            timer.start()

        forget = self.token.on_cancel(later)
        try:
            return self.send(draft, what, late)
        finally:
            forget()

    def stop(self, task_id: str) -> Exchange:
        """Stop it at the server, whatever the profile allows otherwise: it is this program's own."""
        limit = CancelToken()
        timer = threading.Timer(CANCEL_LIMIT, limit.cancel)
        timer.daemon = True
        timer.start()
        try:
            return self.tools.sending.send(
                self.profile,
                self.routes.cancel(task_id),
                cancel=limit,
                marks=replace(self._marks("stopping it at the server"), ours=True),
            )
        finally:
            timer.cancel()

    def _marks(self, what: str) -> Marks:
        return Marks(part_of=self.whole.id, notes=(f"Part of background query {self.whole.id}: {what}.",))


def good(exchange: Exchange) -> bool:
    """Whether a call brought what it was to bring."""
    envelope = exchange.envelope
    done = exchange.state is ExchangeState.FINISHED and exchange.complete
    return done and envelope is not None and envelope.code is not None and envelope.tone is not Tone.BAD


def said_by(exchange: Exchange) -> tuple[str, ...]:
    """What a call that brought nothing said, in sentences of evidence."""
    if exchange.failure is not None:
        return (exchange.failure.message, *exchange.failure.evidence)
    envelope = exchange.envelope
    if envelope is None or envelope.code is None:
        return (envelope.problem if envelope is not None else "There was no answer.",)
    return (f"The server said {envelope.code}: {envelope.message or envelope.word}",)


Starts = Callable[[Exchange], None]
