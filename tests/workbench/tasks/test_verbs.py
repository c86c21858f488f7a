"""Choosing a way to run, and the queries that are kept to be gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.tasks.server import TASK, Desk, Lost, Server, finished
from tui.core.failures import NotFound
from tui.core.operation import RequestDraft
from tui.core.sql_assist import SqlSize
from tui.core.tasks import KeptTask, Run
from tui.workbench.tasks.choosing import advised
from tui.workbench.tasks.keeping import PREFIX, TaskBook

BIG = 100_000


@pytest.mark.parametrize(
    ("size", "run", "reason"),
    [
        (SqlSize(1, "one row"), Run.STREAM, "one row, fewer than 100,000 rows"),
        (SqlSize(BIG - 1, "LIMIT 99,999"), Run.STREAM, "LIMIT 99,999, fewer than 100,000 rows"),
        (SqlSize(BIG, "LIMIT 100,000"), Run.TASK, "LIMIT 100,000, and 100,000 rows or more are many"),
        (SqlSize(None, "no LIMIT"), Run.TASK, "no LIMIT, so that any number of rows may come"),
        (
            SqlSize(known=False, why="one row for each group"),
            Run.STREAM,
            "one row for each group; how many rows come is not known before",
        ),
    ],
)
def test_the_way_that_fits_the_size_says_why(size: SqlSize, run: Run, reason: str) -> None:
    advice = advised(size, BIG)
    assert (advice.run, advice.why, advice.reason) == (run, size.why, reason)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, Server([finished(2, 2)], [b"[1]\n", Lost]))


def test_a_query_that_a_program_runs_just_now_is_not_offered(desk: Desk) -> None:
    offered: list[int] = []
    read = desk.server.answer

    def answer(path: str, parameters: dict[str, str]) -> bytes | type[Lost]:
        offered.append(len(desk.tasks.resumable()))
        return read(path, parameters)

    desk.server.answer = answer  # type: ignore[method-assign]  # the server of this test alone
    exchange = desk.run()
    assert set(offered) == {0}
    (kept,) = desk.tasks.resumable()
    assert desk.tasks.resumable("another profile") == []
    assert desk.tasks.of(exchange.id) == kept
    assert desk.tasks.of("another") is None


def test_a_kept_query_is_found_by_the_beginning_of_its_task(desk: Desk) -> None:
    exchange = desk.run()
    for word in (TASK, TASK[:4], exchange.id):
        assert desk.tasks.find(word).task == TASK
    for word in ("", "ffff"):
        with pytest.raises(NotFound, match="No background query"):
            desk.tasks.find(word)
    desk.drafts.put(f"{PREFIX}live/other", dict(desk.drafts.get(desk.drafts.keys()[0]) or {}))
    TaskBook(desk.drafts).keep(KeptTask("x", "live", TASK[:6] + "ff", RequestDraft("sql-submit"), 1.0))
    with pytest.raises(NotFound, match="are kept that do"):
        desk.tasks.find(TASK[:4])


def test_a_task_that_was_begun_elsewhere_is_read_by_its_id(desk: Desk) -> None:
    desk.server.pages = [b"1\n", b"2\n"]
    draft = RequestDraft("sql-submit", form={"sql": "-", "format": "csv"})
    exchange = desk.tasks.resume(desk.tasks.unknown(desk.profile, TASK, draft), cancel=desk.token)
    assert desk.rows(exchange) == [("1",), ("2",)]
    assert desk.server.count("/open/submit-sql") == 0


@pytest.mark.parametrize("entry", [{}, {"task": ""}, {"task": "a", "draft": {"nonsense": 1}}, {"draft": 3}])
def test_an_entry_that_cannot_be_read_is_left_out(desk: Desk, entry: dict[str, object]) -> None:
    desk.drafts.put(f"{PREFIX}live/broken", entry)
    desk.drafts.put("te/sql-query", {"operation": "sql-query"})
    assert desk.tasks.resumable() == []


def test_kept_queries_come_newest_first(desk: Desk) -> None:
    book = TaskBook(desk.drafts)
    for number in (2, 3, 1):
        book.keep(KeptTask(f"x{number}", "live", f"t{number}", RequestDraft("sql-submit"), float(number)))
    assert [kept.task for kept in desk.tasks.resumable()] == ["t3", "t2", "t1"]
