"""One background query: its states, its pages, and every way it can end early."""

from __future__ import annotations

import pytest

from tests.workbench.tasks.server import (
    CANCEL,
    INFO,
    PAGES,
    ROWS,
    SUBMIT,
    TASK,
    WAIT,
    Answer,
    Desk,
    Lost,
    Make,
    enveloped,
    finished,
    state,
)
from tui.core.envelope import Tone
from tui.core.exchange import ExchangeState
from tui.core.tasks import Run
from tui.workbench.tasks.polling import DEADLINE, LONGEST, PAUSES, UNHEARD, pauses

HEAD = b'{"data":{"headers":["n"]},"return_code":0,"return_message":"success"}\n'


def whole(desk: Desk) -> None:
    """It ran to its end: every row once, in order, and nothing is left to go on with."""
    exchange = desk.run()
    assert (exchange.state, exchange.complete, exchange.task) == (ExchangeState.FINISHED, True, TASK)
    assert desk.rows(exchange) == ROWS
    assert desk.columns(exchange) == ["n"]
    assert desk.tasks.resumable() == []
    assert desk.drafts.keys() == []


# -- states --------------------------------------------------------------------------------------


def test_states_are_shown_as_the_server_words_them_and_unknown_ones_count_as_running(make: Make) -> None:
    desk = make([state("QUEUED", progress=0), state("Half_Way?", progress="62.5"), finished(3, 5)])
    whole(desk)
    assert "state QUEUED · asked 1× · again in a moment" in desk.phases()
    assert "state Half_Way? · asked 2× · again in 1 s" in desk.phases()
    assert [sign.percent for sign in desk.heard if "Half_Way" in sign.phase][-1] == 62.5
    assert desk.server.count(INFO) == 3


def test_it_is_asked_less_and_less_often_and_not_for_ever(make: Make) -> None:
    forever = pauses()
    asked = [next(forever) for _ in range(len(PAUSES) + 2)]
    assert asked == sorted(asked)
    assert asked[-2:] == [LONGEST, LONGEST]
    desk = make([state("RUNNING")])
    exchange = desk.run()
    assert exchange.failure is not None
    assert exchange.failure.code == "task-waiting"
    assert "nothing was cancelled" in exchange.failure.message
    assert DEADLINE - LONGEST <= desk.token.waited <= DEADLINE + LONGEST
    assert desk.server.count(CANCEL) == 0
    assert [kept.task for kept in desk.tasks.resumable()] == [TASK]


@pytest.mark.parametrize("code", [-1011, -1013])
def test_a_code_that_says_not_yet_is_no_failure(make: Make, code: int) -> None:
    whole(make([enveloped(code=code, message="not ready"), finished(3, 5)]))


def test_a_task_that_failed_tells_the_servers_words_and_is_forgotten(make: Make) -> None:
    desk = make([state("RUNNING"), state("FAILED", message="line 1:8: Column 'x' cannot be resolved")])
    exchange = desk.run()
    assert exchange.state is ExchangeState.FAILED
    assert exchange.failure is not None
    assert exchange.failure.code == "task-failed"
    assert "The server said: line 1:8: Column 'x' cannot be resolved" in exchange.failure.evidence
    assert desk.tasks.resumable() == []


@pytest.mark.parametrize("word", ["CANCELED", "cancelled"])
def test_a_task_that_somebody_else_cancelled_says_so(make: Make, word: str) -> None:
    exchange = make([state(word)]).run()
    assert exchange.failure is not None
    assert "was cancelled at the server" in exchange.failure.message
    assert f"The state of task {TASK} is {word}." in exchange.failure.evidence


def test_a_task_that_the_server_no_longer_knows_is_lost_and_forgotten(make: Make) -> None:
    desk = make([enveloped(code=-1008, message="expired")])
    exchange = desk.run()
    assert exchange.failure is not None
    assert exchange.failure.code == "task-lost"
    assert desk.tasks.resumable() == []


# -- beginning -----------------------------------------------------------------------------------


def test_a_query_that_is_refused_at_once_ends_with_that_code(make: Make) -> None:
    desk = make(submitted=enveloped(code=-1004, message="syntax"))
    exchange = desk.run()
    assert exchange.envelope is not None
    assert (exchange.envelope.code, exchange.task) == ("-1004", "")
    assert desk.server.count(INFO) == 0


def test_an_answer_without_a_task_is_no_success(make: Make) -> None:
    exchange = make(submitted=enveloped({"taskId": ""})).run()
    assert exchange.failure is not None
    assert (exchange.failure.code, exchange.state) == ("task-lost", ExchangeState.FAILED)


def test_the_call_that_waits_reads_its_pages_without_asking_for_a_state(make: Make) -> None:
    done = {"taskId": TASK, "headers": ["n"], "rowCount": 5, "pageCount": 3}
    desk = make(submitted=enveloped(done))
    assert desk.rows(desk.run(Run.PAGE)) == ROWS
    assert (desk.server.count(WAIT), desk.server.count(SUBMIT), desk.server.count(INFO)) == (1, 0, 0)


def test_a_connection_lost_between_the_first_call_and_the_first_question_is_gone_on_with(make: Make) -> None:
    desk = make([Lost, Lost, Lost, finished(3, 5)])
    exchange = desk.run()
    assert exchange.state is ExchangeState.FAILED
    assert exchange.failure is not None
    assert exchange.failure.code == "task-waiting"
    assert f"It may still run there as task {TASK}." in exchange.failure.evidence
    assert desk.server.count(INFO) == UNHEARD
    again = desk.go_on()
    assert desk.rows(again) == ROWS
    assert desk.server.count(SUBMIT) == 1
    assert desk.tasks.resumable() == []


def test_one_question_that_is_not_heard_is_asked_again(make: Make) -> None:
    whole(make([Lost, state("RUNNING"), Lost, finished(3, 5)]))


# -- pages ---------------------------------------------------------------------------------------

LAYOUTS: dict[str, tuple[str, list[Answer]]] = {
    "rows alone": ("json", PAGES),
    "an envelope before the rows": ("json", [HEAD + page for page in PAGES if isinstance(page, bytes)]),
    "no feed at a page's end": ("json", [b"[1]\n[2]", b"[3]\n[4]", b"[5]"]),
    "csv without names": ("csv", [b"1\n2\n", b"3\n4\n", b"5\n"]),
    "objects": ("json_object", [b'{"n":1}\n{"n":2}\n', b'{"n":3}\n{"n":4}\n', b'{"n":5}\n']),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pages_of_every_layout_become_one_answer(make: Make, layout: str) -> None:
    name, pages = LAYOUTS[layout]
    desk = make(pages=pages)
    exchange = desk.run(format=name)
    assert (desk.rows(exchange), desk.columns(exchange)) == (ROWS, ["n"])
    assert exchange.envelope is not None
    assert (exchange.envelope.tone, exchange.rows) == (Tone.GOOD, 5)
    # What each call brought is in the whole answer alone.
    begun = desk.started[0].id
    kept = [one for one in desk.history.kept.values() if desk.answers.open(one.id) is not None]
    assert [one.operation for one in kept if one.id != begun] == ["sql-submit", "sql-task-info"]
    assert {one.part_of for one in kept if one.id != begun} == {begun}


def test_without_a_number_of_pages_they_are_read_until_there_is_none(make: Make) -> None:
    desk = make([finished(None, 5)])
    assert desk.rows(desk.run()) == ROWS
    assert desk.server.pages_asked() == [0, 1, 2, 3]


def test_a_result_without_rows_is_whole(make: Make) -> None:
    desk = make([finished(1, 0)], [b""])
    exchange = desk.run()
    assert (exchange.complete, desk.rows(exchange), desk.columns(exchange)) == (True, [], ["n"])


def test_fewer_rows_than_the_server_says_are_no_plain_success(make: Make) -> None:
    envelope = make([finished(3, 6)]).run().envelope
    assert envelope is not None
    assert (envelope.tone, envelope.word) == (Tone.CAUTION, "ROWS DIFFER")
    assert envelope.notes == ("The server said 6 rows, and its pages hold 5.",)


@pytest.mark.parametrize("broken", [Lost, enveloped(code=-1, message="busy"), b"<html>login</html>"])
def test_a_page_that_fails_keeps_those_before_it_and_none_is_fetched_twice(
    make: Make, broken: Answer
) -> None:
    desk = make(pages=[PAGES[0], broken, PAGES[2]])
    exchange = desk.run()
    assert exchange.failure is not None
    assert exchange.failure.code == "page-failed"
    assert not exchange.complete
    assert desk.rows(exchange) == ROWS[:2]
    (kept,) = desk.tasks.resumable()
    assert kept.words == "1 of 3 pages are here, 2 rows"
    desk.server.pages[1] = PAGES[1]
    again = desk.go_on()
    assert again.complete
    assert desk.rows(again) == ROWS
    assert desk.server.pages_asked() == [0, 1, 1, 2]
    assert f"It goes on with exchange {exchange.id}." in again.notes
    assert desk.tasks.resumable() == []


def test_rows_that_are_no_longer_kept_are_fetched_again(make: Make) -> None:
    desk = make(pages=[PAGES[0], Lost, PAGES[2]])
    exchange = desk.run()
    desk.answers.delete(exchange.id)
    desk.server.pages[1] = PAGES[1]
    assert desk.rows(desk.go_on()) == ROWS
    assert desk.server.pages_asked() == [0, 1, 0, 1, 2]


def test_too_many_requests_for_a_state_or_a_page_are_asked_again_after_a_pause(make: Make) -> None:
    busy = enveloped(code=-1005, message="too many")
    desk = make([busy, finished(3, 5)])
    whole(desk)
    assert any("refused with -1005 · attempt 2 of 4 in 2 s" in phase for phase in desk.phases())
