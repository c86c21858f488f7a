"""A million rows in the background: followed, stopped at the server, cut off between pages, gone on with."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.events import Paste

from tests.factories import make_workbench
from tests.ui.driving import LARGE, screen_text, until
from tui.core.operation import RequestDraft
from tui.providers.te.sandbox import sql
from tui.providers.te.sandbox.tasks import Task
from tui.ui.app import AssayApp
from tui.ui.screens.compose import ComposeScreen

MILLION = 1_000_000
SQL = """SELECT (a - 1) * 1000 + b AS n
FROM UNNEST(sequence(1, 1000)) AS x(a) CROSS JOIN UNNEST(sequence(1, 1000)) AS y(b)"""


async def test_a_million_rows_are_watched_cancelled_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_SANDBOX_FAULT", "slow-task=60")
    go_on = threading.Event()
    read = Task.page

    def page(task: Task, number: int) -> bytes:
        if number == 5:
            # However fast the machine is: the person looks up while this page is on its way.
            go_on.wait(30)
        return read(task, number)

    monkeypatch.setattr(Task, "page", page)
    app = AssayApp(lambda: make_workbench(tmp_path), sandbox=True)
    async with app.run_test(size=LARGE, notifications=True) as pilot:

        def opened() -> bool:
            return isinstance(app.screen, ComposeScreen) and app.screen.composition is not None

        await until(pilot, opened, "Compose")
        screen = app.screen
        assert isinstance(screen, ComposeScreen)
        workbench = screen.workbench
        screen.desk.sql.text = ""
        screen.desk.sql.focus()
        app.post_message(Paste(SQL))
        await until(pilot, lambda: "Runs as task: no LIMIT (auto" in screen_text(app), "the advice")

        # Watched, and stopped at the server.
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "state RUNNING" in screen_text(app), "its state")
        await until(pilot, lambda: " % · escape cancels" in screen_text(app), "how far it is")
        await pilot.press("escape")
        await until(pilot, lambda: screen.strip.result is not None, "the outcome")
        assert "the server confirmed that it stopped the query" in screen_text(app)
        assert screen.strip.result is not None
        task = screen.strip.result.exchange.task
        profile = workbench.profiles.sandbox("te")
        asked = workbench.sending.send(profile, RequestDraft("sql-task-info", {"taskId": task}))
        assert asked.envelope is not None
        assert asked.envelope.data["status"] == "CANCELED"
        assert workbench.tasks.resumable() == []

        monkeypatch.setattr(sql, "_number", lambda request, fault, default: 0.0)
        # Run again, cut off between two pages, and gone on with: no row is lost or comes twice.
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "page 6 of 100" in screen_text(app), "pages")
        await pilot.press("escape")
        await until(pilot, lambda: screen.strip.result is not None, "the second outcome")
        go_on.set()
        assert "f11 goes on from page" in screen_text(app)
        (kept,) = workbench.tasks.resumable()
        assert (kept.pages, kept.rows) == (5, 50_000)
        cut_off = screen.strip.result
        await pilot.press("f11")
        await until(pilot, lambda: screen.strip.result not in (None, cut_off), "all of it", limit=60)
        result = screen.strip.result
        assert result is not None
        assert (result.exchange.complete, result.exchange.rows) == (True, MILLION)
        answer = workbench.inspecting.answer(result.exchange.id)
        assert answer is not None
        lines = answer.raw(0, answer.size).splitlines()[1:]
        numbers = [int(line.strip(b"[]")) for line in lines]
        assert len(numbers) == len(set(numbers)) == MILLION
        assert workbench.tasks.resumable() == []
        pages = [e for e in workbench.history.recent(500) if e.operation == "sql-result-page"]
        assert len(pages) <= 102
