"""The guided tour, by keys on a small screen: each step waits until it was really done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.factories import make_workbench
from tests.ui.driving import SMALL, ready, running, told, type_text, until
from tests.ui.scenes import Stage
from tui.ui.app import AssayApp
from tui.ui.messages import Done
from tui.ui.tour.card import TourCard
from tui.ui.tour.steps import STEPS, Step


@asynccontextmanager
async def first_start(folder: Path) -> AsyncIterator[Stage]:
    """A home where nothing was ever stored, over the real sandbox."""
    workbench = make_workbench(folder)
    app = AssayApp(lambda: workbench)
    try:
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await ready(pilot)
            yield Stage(app, pilot)
    finally:
        workbench.close()


async def arrive(stage: Stage, key: str, mode: str) -> None:
    await stage.press(key)
    await until(stage.pilot, lambda: stage.app.current_mode == mode, mode)
    await ready(stage.pilot)


async def test_the_tour_is_walked_from_the_welcome_screen_to_its_end(tmp_path: Path) -> None:
    async with first_start(tmp_path) as stage:
        app, pilot = stage.app, stage.pilot
        await stage.press("t")
        await stage.shows("Tour 1 of 6", "ctrl+r", "SELECT", "SANDBOX", "Result")
        assert app.focused is not None
        assert TourCard not in map(type, app.focused.ancestors_with_self)
        await stage.press("ctrl+r")
        await stage.shows("Tour 2 of 6", "ctrl+o", "19 rows")

        await stage.press("ctrl+o")
        await stage.shows("sorts by the column", "product_view", "6851")
        await stage.press("s")
        await stage.shows("filters. Type events")
        await stage.press("slash")
        await type_text(pilot, "events > 1000")
        await stage.press("enter")
        await stage.shows("Tour 3 of 6", "7 of 19 rows")

        await stage.press("c")
        await stage.shows("distinct", "escape closes")
        await stage.press("escape")
        await stage.shows("Tour 3 of 6", "draws the rows as a chart")
        await stage.press("6")
        await stage.shows("Tour 4 of 6", "f3")

        await arrive(stage, "f3", "compose")
        await stage.shows("`platform`", "back-ticks, which the engine refuses")
        await stage.press("ctrl+r")
        await stage.shows("-1008", "tells what the code means")
        await stage.press("ctrl+o")
        await stage.shows("applies the repair", "Parameter error")
        await stage.press("a")
        await stage.shows('"platform"', "sends the repaired query")
        await stage.press("ctrl+r")
        await stage.shows("Tour 5 of 6", "3 rows")

        await arrive(stage, "f5", "signature")
        await stage.shows("makes a sign", "/login")
        await stage.press("ctrl+g")
        await stage.shows("That uses it up", "sbx1.")
        await stage.press("ctrl+r")
        await stage.shows("once more with the same sign", "1200")
        await stage.press("ctrl+r")
        await stage.shows("Tour 6 of 6", "1603", "used before")

        await arrive(stage, "f2", "profiles")
        await stage.shows("is the palette", "sandbox te", "sandbox td")
        await stage.press("ctrl+p")
        await stage.shows("or a code such as -1005")
        await type_text(pilot, "1603")
        await stage.shows("Code 1603 (td)", "verified before: a replay")
        await stage.press("escape")
        await stage.shows("tells the words and all keys")
        await stage.press("question_mark")
        await stage.shows("Help", "A profile names one server")
        await stage.press("escape")
        await stage.shows("That was the tour")
        await until(pilot, lambda: app.workbench is not None and _kept(app) == "done", "remembering")
        await arrive(stage, "f3", "compose")
        await until(pilot, lambda: not app.screen.query(TourCard), "the card going")
        assert app.guide is None


def _kept(app: AssayApp) -> object:
    assert app.workbench is not None
    return app.workbench.settings.load().get("tour")


async def test_the_tour_is_left_in_the_middle_and_begun_again(tmp_path: Path) -> None:
    async with first_start(tmp_path) as stage:
        app, pilot = stage.app, stage.pilot
        await stage.press("t")
        await stage.shows("Tour 1 of 6", "SELECT")
        # Escape closes what is open first, and only then leaves.
        await stage.press("alt+right")
        await stage.shows("Tour 2 of 6")
        await stage.press("ctrl+p")
        await stage.shows("Leave the tour")
        await stage.press("escape")
        await stage.shows("Tour 2 of 6")
        await stage.press("alt+left")
        await stage.shows("Tour 1 of 6")
        await stage.press("escape")
        await until(pilot, lambda: app.guide is None, "leaving")
        await told(pilot, "You have left the tour")
        assert not app.screen.query(TourCard)
        await until(pilot, lambda: _kept(app) == "left", "remembering")

        await stage.press("ctrl+p")
        await type_text(pilot, "tour")
        await stage.shows("Take the tour")
        await stage.press("enter")
        await stage.shows("Tour 1 of 6")
        card = app.screen.query_one(TourCard)
        assert await pilot.click(card.query(".way").last())
        await until(pilot, lambda: app.guide is None, "leaving by mouse")


async def test_the_sandboxs_first_start_offers_the_tour_once() -> None:
    async with running(sandbox=True) as (app, pilot):
        stage = Stage(app, pilot)
        await stage.shows("New here?")
        assert app.guide is None
        await app.run_action("app.tour")
        await stage.shows("Tour 1 of 6")
        # A deed of a later step changes nothing.
        app.screen.post_message(Done("rows/sorted"))
        await pilot.pause()
        await stage.shows("Tour 1 of 6")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_a_step_fits_its_two_lines(step: Step) -> None:
    for move in step.moves:
        assert len(move.words) <= 2 * (76 - len(move.key) - 3), move.words
