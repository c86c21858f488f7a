"""Cancelling a background query: before it has ended it is stopped at the server, later it is not."""

from __future__ import annotations

import pytest

from tests.workbench.tasks.server import (
    CANCEL,
    ROWS,
    TASK,
    Answer,
    Desk,
    Lost,
    Make,
    enveloped,
    finished,
    state,
)
from tests.workbench.waiting import QuickToken
from tui.core.exchange import ExchangeState


def cancelling_at(desk: Desk, seconds: float) -> None:
    def stop(waited: float) -> None:
        if waited >= seconds:
            desk.token.cancel()

    desk.token = QuickToken(stop)


def test_a_cancel_reaches_the_server_and_is_confirmed(make: Make) -> None:
    desk = make([state("RUNNING")])
    cancelling_at(desk, 3)
    exchange = desk.run()
    assert exchange.state is ExchangeState.CANCELLED
    assert [parameters for path, parameters in desk.server.asked if path == CANCEL] == [{"taskId": TASK}]
    assert exchange.failure is not None
    assert exchange.failure.message == "You cancelled it, and the server confirmed that it stopped the query."
    assert desk.tasks.resumable() == []


@pytest.mark.parametrize("answer", [Lost, enveloped(code=-1014, message="no")])
def test_a_cancel_that_is_not_confirmed_says_so_and_can_be_repeated(make: Make, answer: Answer) -> None:
    desk = make([state("RUNNING")], stopped=answer)
    cancelling_at(desk, 1)
    exchange = desk.run()
    assert exchange.failure is not None
    assert "did not confirm" in exchange.failure.message
    (kept,) = desk.tasks.resumable()
    desk.server.stopped = enveloped()
    assert desk.tasks.stop(kept).complete
    assert desk.tasks.resumable() == []


def test_a_cancel_between_pages_stops_nothing_at_the_server_and_is_gone_on_with(make: Make) -> None:
    desk = make()
    read = desk.server.answer

    def answer(path: str, parameters: dict[str, str]) -> Answer:
        if parameters.get("pageId") == "1" and desk.server.pages_asked() == [0, 1]:
            desk.token.cancel()
            return Lost
        return read(path, parameters)

    desk.server.answer = answer  # type: ignore[method-assign]  # the server of this test alone
    exchange = desk.run()
    assert exchange.state is ExchangeState.CANCELLED
    assert desk.server.count(CANCEL) == 0
    assert desk.rows(exchange) == ROWS[:2]
    desk.token = QuickToken()
    assert desk.rows(desk.go_on()) == ROWS


def test_the_end_of_the_program_leaves_the_query_running_at_the_server(make: Make) -> None:
    desk = make([state("RUNNING"), state("RUNNING"), finished(3, 5)])
    desk.token = QuickToken(lambda waited: desk.sending.cancel_all() if waited > 0.5 else None)
    exchange = desk.run()
    assert exchange.failure is not None
    assert exchange.failure.message == "The program ended; the query goes on at the server."
    assert desk.server.count(CANCEL) == 0
    desk.token = QuickToken()
    assert desk.rows(desk.go_on()) == ROWS
