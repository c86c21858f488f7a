"""Text from outside is data: no control character reaches the terminal, nothing in it acts or crashes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Static

from tests.fakes import TE, Fake
from tests.ui.driving import AppPilot, running, screen_text, strips, until
from tests.ui.hostile import CONTROL, GROUPS, MIXED, STRINGS, acts
from tui.core.confidence import Confidence
from tui.core.envelope import Tone
from tui.core.failures import AssayError
from tui.core.knowledge import ErrorPage, Retry, Who
from tui.core.operation import Operation
from tui.core.profile import Environment, Profile
from tui.core.secret import SecretRef
from tui.core.vault_ports import SecretState, SecretStatus, StoreHealth
from tui.ui.app import AssayApp
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.dialogs.secret import SecretDialog
from tui.ui.safety import NoControl, SafeApp
from tui.ui.screens.profiles.editor import ProfileEditor
from tui.ui.screens.profiles.words import detail_lines
from tui.ui.session import Outcome, Problem
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.reading import Line

TALL = (120, 400)


def assert_tame(app: AssayApp) -> None:
    """What is on the screen holds no character that acts and no action or link made of text."""
    for strip in strips(app):
        assert acts(strip.text) == [], strip.text
        for segment in strip:
            if segment.style is not None:
                assert segment.style.link is None
                assert "@click" not in segment.style.meta


@pytest.fixture
def no_backstop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the boundary protects, as if the last line were not there."""

    def stock(app: SafeApp) -> Sequence[LineFilter]:
        return App.get_line_filters(app)

    monkeypatch.setattr(SafeApp, "get_line_filters", stock)


def hostile_profile(text: str, number: int = 0) -> Profile:
    return Profile(
        f"p{number}",
        text,
        "te",
        f"http://{text}",
        Environment.PROD,
        secret=SecretRef(text, text),
        settings={"projectId": text, "keyKind": text, text: text},
        proxy=text,
    )


def hostile_fake(names: Sequence[str] = STRINGS) -> Fake:
    fake = Fake()
    for number, text in enumerate(names):
        fake.profile_store.save(hostile_profile(text, number))
    fake.profile_store.problems.append(AssayError("\n".join(STRINGS), next_step="".join(CONTROL)))
    return fake


async def test_the_profile_list_shows_any_name(no_backstop: None) -> None:
    async with running(hostile_fake(), TALL, mode="profiles") as (app, _):
        assert_tame(app)
        assert all(f"{number}" in screen_text(app) for number in (52, 99999))


async def test_the_frame_shows_any_name_outcome_and_problem(no_backstop: None) -> None:
    async with running(hostile_fake(MIXED), mode="profiles") as (app, pilot):
        for number, text in enumerate(MIXED):
            app.session.profile_id = f"p{number}"
            app.session.outcome = Outcome("x", Tone.BAD, text)
            app.session.problems = [Problem(AssayError(text), text)]
            app.spread()
            await pilot.pause()
            assert_tame(app)


async def test_the_form_shows_any_value() -> None:
    async with running(hostile_fake(GROUPS), mode="profiles") as (app, pilot):
        editor = app.screen.query_one(ProfileEditor)
        app.screen.add_class("-editing")
        for text in GROUPS:
            await editor.begin(hostile_profile(text), TE.profile_fields, is_new=False)
            await pilot.pause()
            assert_tame(app)


def page(text: str) -> ErrorPage:
    return ErrorPage(
        text,
        text,
        text,
        text,
        (text,),
        (text,),
        Who.CALLER,
        Retry.NEVER,
        Confidence.INFERRED,
        related=(text,),
    )


def operation(text: str) -> Operation:
    return Operation(text, text, text, text, text)


DIALOGS: dict[str, Callable[[str], Screen[Any]]] = {
    "pages": lambda text: ReadingDialog.of_pages([page(text)]),
    "problem": lambda text: ReadingDialog.of_problem(
        AssayError(text, evidence=[text], next_step=text), page(text), text
    ),
    "details": lambda text: ReadingDialog(
        text,
        detail_lines(
            hostile_profile(text),
            TE,
            TE.profile_fields,
            SecretStatus(SecretState.LOCKED, text, text, text),
            [Line(text)],
        ),
    ),
    "confirm": lambda text: ConfirmDialog.for_send(operation(text), hostile_profile(text)),
    "choice": lambda text: ChoiceDialog(
        text, [Choice(str(n), text, text, text) for n in range(9)], question=text
    ),
    "profiles": lambda text: ChoiceDialog.of_profiles([hostile_profile(text)], title=text),
    "secret": lambda text: SecretDialog(text, text, text, text),
}


@pytest.mark.parametrize("dialog", DIALOGS)
async def test_a_dialog_shows_any_text(dialog: str, no_backstop: None) -> None:
    await assert_dialog_tame(DIALOGS[dialog])


async def test_an_input_shows_any_text() -> None:
    """Textual's own Input shows its value as it is: there the last line protects."""
    await assert_dialog_tame(lambda text: QuestionDialog(text, text, value=text, placeholder=text))


async def assert_dialog_tame(make: Callable[[str], Screen[Any]]) -> None:
    async with running(size=(100, 40)) as (app, pilot):
        for text in GROUPS:
            await show_dialog(app, pilot, make(text), text)
            assert_tame(app)
            app.pop_screen()
            await pilot.pause()


async def show_dialog(app: AssayApp, pilot: AppPilot, dialog: Screen[Any], text: str) -> None:
    app.push_screen(dialog)
    await pilot.pause()
    if isinstance(dialog, SecretDialog):
        stores = [StoreHealth("session", text, usable=True, detail=text)]
        dialog.show_stores([*stores, StoreHealth("keyring", text, usable=False, detail=text, remedy=text)])
        dialog.show_status(SecretStatus(SecretState.MISSING, text, text, text))
        await pilot.pause()


async def test_a_toast_shows_any_text(no_backstop: None) -> None:
    async with running(size=(100, 40)) as (app, pilot):
        for text in MIXED:
            app.notify(text, title=text, markup=True)
            await pilot.pause()
            assert_tame(app)
            app.clear_notifications()


async def test_the_palette_shows_any_profile_name() -> None:
    async with running(hostile_fake(GROUPS), (120, 80)) as (app, pilot):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Quit" in screen_text(app), "all commands")
        assert_tame(app)
        await pilot.press("u", "s", "e")
        await until(pilot, lambda: "Go to History" not in screen_text(app), "the search")
        assert_tame(app)


class Careless(Static):
    """A widget that forgot to make its text safe, as one day one will."""


async def test_the_last_line_alone_stops_every_control_character() -> None:
    async with running(size=(100, 40)) as (app, pilot):
        careless = Careless(markup=False)
        await app.screen.mount(careless)
        for text in MIXED:
            careless.update(text)
            await pilot.pause()
            assert_tame(app)


def test_the_last_line_leaves_the_renderers_own_controls_alone() -> None:
    from rich.control import Control

    control = Control.move_to(1, 2).segment
    kept = NoControl().apply([control, Segment("a\x1bb"), Segment("plain")], Color(0, 0, 0))
    assert kept[0] is control
    assert [s.text for s in kept[1:]] == ["ab", "plain"]


def test_the_last_line_keeps_the_width_that_was_measured() -> None:
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2066, 0xD800, 0xDFFF):
        (kept,) = NoControl().apply([Segment(chr(code))], Color(0, 0, 0))
        assert cell_len(kept.text) == cell_len(chr(code)), f"{code:04X}"
