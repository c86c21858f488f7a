"""Dialogs and small widgets: what they answer, by key and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen

from tests.ui.driving import AppPilot, running, screen_text, shows, told, type_text, until
from tui.core.operation import Operation
from tui.core.profile import Environment, Profile
from tui.ui.app import AssayApp
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.form.pick import Pick
from tui.ui.widgets.reading import Line
from tui.ui.widgets.toggle import Toggle

WRITE = Operation("w", "g", "Create a dashboard", "POST", "/dashboard", mutates=True)


def profile(environment: Environment) -> Profile:
    return Profile("p", "live", "te", "https://ta.example:8992", environment)


async def answer(app: AssayApp, pilot: AppPilot, dialog: Screen[Any], *keys: str) -> list[object]:
    """Open a dialog, press keys; gives what it has answered so far."""
    answers: list[object] = []
    app.push_screen(dialog, answers.append)
    await until(pilot, lambda: app.screen is dialog and dialog.focused is not None, "the dialog")
    await pilot.press(*keys)
    await pilot.pause()
    return answers


async def test_before_a_write_method_route_host_and_environment_are_named() -> None:
    async with running() as (app, pilot):
        dialog = ConfirmDialog.for_send(WRITE, profile(Environment.TEST))
        app.push_screen(dialog)
        await shows(pilot, "Create a dashboard", "POST /dashboard", "https://ta.example:8992", "TEST")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [(["enter"], False), (["n"], False), (["escape"], None), (["y"], True), (["j", "enter"], True)],
)
async def test_no_is_the_default_answer(keys: list[str], expected: bool | None) -> None:
    async with running() as (app, pilot):
        dialog = ConfirmDialog.for_send(WRITE, profile(Environment.TEST))
        assert await answer(app, pilot, dialog, *keys) == [expected]


async def test_prod_asks_twice_and_the_second_yes_is_the_profiles_name() -> None:
    async with running() as (app, pilot):
        dialog = ConfirmDialog.for_send(WRITE, profile(Environment.PROD))
        assert await answer(app, pilot, dialog, "y") == []
        await shows(pilot, "PROD: “Create a dashboard” changes live data", "POST /dashboard")
        await shows(pilot, "https://ta.example:8992", "Type the profile's name to send it:  live")
        banner = dialog.query_one(".again")
        assert banner.has_class("-env-prod")
        # The key of the first yes, and enter, are no second one.
        await pilot.press("y", "y", "enter")
        await shows(pilot, "That is not the profile's name; nothing was sent.")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not dialog, "no, after all")
        again = ConfirmDialog.for_send(WRITE, profile(Environment.PROD))
        assert await answer(app, pilot, again, "y", *"live", "enter") == [True]


async def test_a_choice_is_found_by_a_few_letters() -> None:
    choices = [Choice(str(n), f"profile {n}", "td" if n == 7 else "te") for n in range(20)]
    async with running() as (app, pilot):
        dialog = ChoiceDialog("Which?", choices)
        answers = await answer(app, pilot, dialog)
        await type_text(pilot, "TD prof")
        await until(pilot, lambda: "profile 3" not in screen_text(app), "the filter")
        await pilot.press("enter")
        await until(pilot, lambda: answers == ["7"], "the answer")


async def test_an_unavailable_choice_says_why_and_is_not_taken() -> None:
    choices = [Choice("a", "first", why_not="it is closed"), Choice("b", "second")]
    async with running() as (app, pilot):
        dialog = ChoiceDialog("Which?", choices)
        answers = await answer(app, pilot, dialog, "enter")
        assert answers == []
        await told(pilot, "it is closed")
        await pilot.press("G", "l")
        await until(pilot, lambda: answers == ["b"], "the other choice")


async def test_long_text_is_read_with_the_usual_keys() -> None:
    async with running() as (app, pilot):
        dialog = ReadingDialog("Long", [Line(f"line {n}") for n in range(200)])
        app.push_screen(dialog)
        await shows(pilot, "line 0")
        await pilot.press("G")
        await shows(pilot, "line 199")
        await pilot.press("g")
        await shows(pilot, "line 0")
        await pilot.press("ctrl+d")
        await until(pilot, lambda: "line 0 " not in screen_text(app), "a page further")


class Small(App[None]):
    def __init__(self, compose: Callable[[], ComposeResult]) -> None:
        super().__init__()
        self._compose_small = compose
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield from self._compose_small()

    def on_toggle_changed(self, event: Toggle.Changed) -> None:
        self.heard.append(event.value)

    def on_pick_changed(self, event: Pick.Changed) -> None:
        self.heard.append(event.value)


async def test_a_toggle_shows_its_state_without_colour() -> None:
    app = Small(lambda: iter([Toggle("Verify TLS", True)]))
    async with app.run_test() as pilot:
        toggle = app.query_one(Toggle)
        assert str(toggle.render()) == "[x] Verify TLS"
        toggle.focus()
        await pilot.press("space")
        assert str(toggle.render()) == "[ ] Verify TLS"
        await pilot.click(Toggle)
        assert app.heard == [False, True]


async def test_a_word_is_picked_by_key_and_by_mouse() -> None:
    app = Small(lambda: iter([Pick(("DEV", "PROD"))]))
    async with app.run_test() as pilot:
        pick = app.query_one(Pick)
        assert str(pick.render()) == "( ) DEV  ( ) PROD"
        pick.focus()
        await pilot.press("right", "right", "right", "left")
        assert app.heard == ["DEV", "PROD", "DEV", "PROD"]
        await pilot.click(Pick, offset=(3, 0))
        assert str(pick.render()) == "(•) DEV  ( ) PROD"
