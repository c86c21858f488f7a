"""Asking for the state of a background query, less and less often, until it has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tui.core.exchange import ExchangeState, Failure
from tui.core.tasks import SERVER_SAID, TaskPhase, TaskState
from tui.workbench.sending.retrying import counted_down
from tui.workbench.tasks.calling import Caller, Ended, Stopped, good, said_by

PAUSES = (0.3, 0.6, 1.2, 2.5, 5.0)
"""Seconds before each question; then `LONGEST` for good. Clients in the wild ask every 0.5 s to 10 s."""

LONGEST = 10.0
DEADLINE = 3600.0
"""Seconds after which a query that still runs is left to itself. An unknown state counts as running, so
there has to be an end; nothing is cancelled by it."""

UNHEARD = 3
"""Questions one after another that may stay without an answer."""


def pauses() -> Iterator[float]:
    yield from PAUSES
    while True:
        yield LONGEST


def until_ended(caller: Caller, task_id: str, *, at_once: bool = False) -> TaskState:
    """Raises Ended when it failed, is not known or takes too long, and Stopped."""
    unheard = 0
    said = ""
    for number, pause in enumerate(pauses()):
        if not (number == 0 and at_once) and counted_down(pause, caller.token, _counting(caller, said)):
            raise Stopped
        caller.asked += 1
        exchange = caller.send(caller.routes.info(task_id), "asking for its state")
        if exchange.state is not ExchangeState.FINISHED:
            unheard += 1
            if unheard >= UNHEARD:
                raise Ended(_unheard(task_id, said_by(exchange)))
            continue
        unheard = 0
        code = exchange.envelope.code if exchange.envelope is not None else None
        if code is not None and caller.routes.not_ready(code):
            continue
        state = caller.routes.state(exchange.envelope.data) if exchange.envelope is not None else None
        if state is None or not good(exchange):
            raise Ended(_lost(task_id, said_by(exchange)))
        said, caller.percent = state.said, state.percent
        if state.phase is not TaskPhase.RUNNING:
            return _ended(state)
        if caller.tools.clock() - caller.whole.started_at > DEADLINE:
            raise Ended(_late(task_id, state))
    raise AssertionError("the pauses have no end")


def _counting(caller: Caller, said: str) -> Callable[[str], None]:
    words = f"state {said}" if said else "begun"

    def say(left: str) -> None:
        caller.say(f"{words} · asked {caller.asked}× · again in {left}")

    return say


def _ended(state: TaskState) -> TaskState:
    if state.phase is TaskPhase.FINISHED:
        return state
    stopped = state.phase is TaskPhase.CANCELLED
    what = "was cancelled at the server" if stopped else "failed at the server"
    evidence = [f"The state of task {state.id} is {state.said}."]
    if state.message:
        evidence.append(f"{SERVER_SAID}{state.message}")
    raise Ended(
        Failure(
            "task-failed",
            f"The background query {what}; it has no rows.",
            evidence=tuple(evidence),
            next_step=_step(state, stopped=stopped),
        ),
        state=ExchangeState.FAILED,
    )


def _step(state: TaskState, *, stopped: bool) -> str:
    if stopped:
        return "Run the query again, if it was not meant to end."
    if state.message:
        return ""
    return "Run it as a stream: the engine's own message then says what is wrong."


def _unheard(task_id: str, evidence: tuple[str, ...]) -> Failure:
    return Failure(
        "task-waiting",
        f"The server was asked {UNHEARD} times for the state of the background query, and was not heard.",
        evidence=(*evidence, f"It may still run there as task {task_id}."),
        next_step="Go on with it when the server can be reached again.",
    )


def _lost(task_id: str, evidence: tuple[str, ...]) -> Failure:
    return Failure(
        "task-lost",
        "The server does not tell the state of the background query.",
        evidence=(*evidence, f"Its task is {task_id}. An expired task has no code of its own."),
        next_step="Run the query again.",
    )


def _late(task_id: str, state: TaskState) -> Failure:
    return Failure(
        "task-waiting",
        f"After {DEADLINE / 60:.0f} minutes the background query still runs; nothing was cancelled.",
        evidence=(f"The state of task {task_id} is {state.said or 'not told'}.",),
        next_step="Go on with it later.",
    )
