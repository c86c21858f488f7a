"""Charts as a terminal shows them, and a journey from a model's answer to charts, SQL and a block copied."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.factories import make_workbench
from tests.ui.driving import AppPilot, ready, screen_text, shows, until
from tests.workbench.charting.test_svg import EVIL, PICTURES
from tui.core.cancel import CancelToken
from tui.core.charting import Lines, Picture, Series
from tui.core.failures import Cancelled
from tui.core.operation import RequestDraft
from tui.ui.app import AssayApp
from tui.ui.messages import OpenExchange
from tui.ui.screens.inspect import InspectScreen
from tui.ui.widgets.chart.plot import ticks
from tui.ui.widgets.chart.view import picture_rows
from tui.ui.widgets.virtual_table.columns import Columns
from tui.workbench import Workbench
from tui.workbench.asking.verbs import Asking


@pytest.mark.parametrize("size", [(78, 10), (40, 6), (140, 30)])
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: type(picture).__name__)
def test_every_picture_fits_and_nothing_in_it_acts(picture: Picture, size: tuple[int, int]) -> None:
    lines = [line.plain for line in picture_rows(picture, *size)]
    assert lines
    assert not any("\x1b" in line or "\u202e" in line for line in lines)
    if size[0] > 40:
        assert max(map(cell_len, lines)) <= size[0]


def test_lines_are_told_apart_without_colour_and_a_gap_is_empty() -> None:
    labels = tuple(f"d{n}" for n in range(1, 8))
    one = Series("北京", (0.0, 0.0, None, None, None, 0.0, 0.0))
    lines = [line.plain for line in picture_rows(Lines(labels, (one, Series("b", (9.0,) * 7))), 70, 12)]
    assert "● 北京" in lines[0]
    assert "○ b" in lines[0]
    bottom = next(line for line in reversed(lines) if "●" in line)
    drawn = bottom[bottom.index("●") : bottom.rindex("●")]
    assert "     " in drawn
    assert all(f"d{n}" in lines[-1] for n in (1, 7))


def test_ticks_are_round_and_within() -> None:
    assert ticks(0, 16, 4) == [0, 5, 10, 15]
    assert [round(value, 3) for value in ticks(0, 0.33, 4)] == [0.0, 0.1, 0.2, 0.3]
    assert ticks(-7, 7, 3) == [-5, 0, 5]


def test_columns_are_moved_hidden_and_found_again() -> None:
    from tui.core.table import Cell, CellKind, Column

    columns = Columns()
    columns.load([Column(name) for name in "abcd"], [tuple(Cell(CellKind.TEXT, "x") for _ in "abcd")])
    columns.move(0, 2)
    assert columns.shown == [1, 2, 0, 3]
    columns.hide(2)
    columns.move(3, 0)
    assert columns.shown == [3, 1, 0]
    assert columns.place_of(2) == columns.shown.index(0)
    columns.load([Column(name) for name in "abcde"], [], keep=True)
    assert columns.shown == [3, 1, 0, 4]
    columns.arrange_as([4, 3, 2, 1, 0], {0, 1, 2, 3, 4})
    assert columns.shown == [4]


async def sent(workbench: Workbench, operation: str, draft: RequestDraft | None = None) -> str:
    """The exchange of a model's example, or of a draft."""
    profile = workbench.profiles.find("sandbox-te")
    made = draft or RequestDraft(operation, body=workbench.sending.operation("te", operation).example)
    return (await asyncio.to_thread(workbench.sending.send, profile, made)).id


def sql(text: str) -> RequestDraft:
    return RequestDraft("sql-query", query={"format": "json"}, form={"sql": text})


async def opened(app: AssayApp, pilot: AppPilot, exchange: str, tab: str) -> InspectScreen:
    app.post_message(OpenExchange(exchange, tab))
    await until(pilot, lambda: isinstance(app.screen, InspectScreen), "Inspect")
    await ready(pilot)
    assert isinstance(app.screen, InspectScreen)
    return app.screen


async def press(pilot: AppPilot, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_from_retention_to_charts_local_sql_and_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbench = make_workbench(tmp_path / "home")
    app = AssayApp(lambda: workbench, sandbox=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        screen = await opened(app, pilot, await sent(workbench, "retention-analyze"), "chart")
        await shows(pilot, "Kept: rate by period", "period 0", "all cohorts", "sum of the users")
        await press(pilot, "right_square_bracket")
        await shows(pilot, "Kept: share of each cohort", "▒ 18.2", "█ 33.3")
        await press(pilot, "e", "enter")
        await shows(pilot, "✓ Wrote")
        one = await sent(
            workbench, "", sql("SELECT 'cart' AS event, 3 AS n UNION ALL SELECT 'buy', 2 ORDER BY 1 DESC")
        )
        two = await sent(
            workbench, "", sql("SELECT 'cart' AS event, 'Cart' AS title UNION ALL SELECT 'buy', 'Buy'")
        )
        await opened(app, pilot, one, "chart")
        await shows(pilot, "n by event · bar", "cart █")
        await press(pilot, "t")
        await shows(pilot, "histogram")
        await opened(app, pilot, two, "rows")
        await shows(pilot, "title T")
        await press(pilot, "Q")
        await shows(pilot, "Local SQL", "shown now", "event, n")
        await written(app, pilot, "SELECT title, sum(n) AS total\nFROM r3 JOIN r4 USNG (event)\nGROUP BY 1")
        await shows(pilot, "at line 3, column 1")
        await written(app, pilot, "SELECT title, n AS total\nFROM r3 JOIN r4 USING (event)\nORDER BY n")
        await shows(pilot, "LOCAL", "r5 · made on this machine from r3, r4")
        await press(pilot, "3")
        assert screen.panes.current == "rows"
        await copied_block(app, pilot, screen)
        await press(pilot, "escape")
        await shows(pilot, "SANDBOX   0")
        assert screen.local is None
        await stopped(pilot, monkeypatch)
        assert screen.local is None
        await press(pilot, "b")
        await shows(pilot, "LOCAL", "percent", "50")
    workbench.close()
    assert (tmp_path / "kept-share-of-each-cohort.svg").stat().st_mode & 0o777 == 0o600


async def stopped(pilot: AppPilot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting by value goes on until escape, and shows nothing then."""

    def goes_on(self: Asking, name: str, column: int, cancel: CancelToken) -> None:
        assert cancel.wait(20)
        raise Cancelled("Stopped.")

    with monkeypatch.context() as patch:
        patch.setattr(Asking, "grouped", goes_on)
        await press(pilot, "b", "b")
        await shows(pilot, "escape stops it")
        await press(pilot, "escape")
        await shows(pilot, "Stopped: nothing was counted.")


async def written(app: AssayApp, pilot: AppPilot, text: str) -> None:
    from tui.ui.widgets.sql.editor import SqlEditor

    app.screen.query_one(SqlEditor).text = text
    await press(pilot, "ctrl+r")


async def copied_block(app: AssayApp, pilot: AppPilot, screen: InspectScreen) -> None:
    table = screen.panes.rows.table
    await press(pilot, "g", "0", "shift+down", "shift+right")
    assert table.block is not None
    assert table.block.columns == (0, 1)
    await press(pilot, "ctrl+c")
    await until(pilot, lambda: app.clipboard == "Buy\t2\nCart\t3", "copying the block")
    await press(pilot, "y", "down", "down", "enter")
    await until(pilot, lambda: app.clipboard == "title,total\nBuy,2\nCart,3", "copying it as CSV")
    await press(pilot, "right_curly_bracket", "C", "space", "escape")
    await shows(pilot, "row 2 of 2")
    assert set(table.layout_of_columns.order) == {0, 1}
    await press(pilot, "plus")
    assert EVIL not in screen_text(app)
