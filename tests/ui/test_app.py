"""The app around the screens: start, modes, session, help, palette, problems, leaving."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.fakes import Fake
from tests.ui.driving import (
    LARGE,
    SIZES,
    SMALL,
    go,
    ready,
    running,
    screen_text,
    shows,
    told,
    type_text,
    until,
)
from tui.core.exchange import Progress
from tui.core.failures import AssayError
from tui.core.profile import Environment, Profile, Tls
from tui.core.secret import SecretRef
from tui.ui.messages import ExchangeProgress, ExchangeStarted, ProblemRaised
from tui.ui.session import Running
from tui.ui.widgets.tabs import MODES


def stored(**changes: object) -> Fake:
    fake = Fake()
    profile = Profile("p1", "live", "te", "https://ta.example:8992", Environment.PROD)
    fake.profile_store.save(Profile(**{**_fields(profile), **changes}))  # type: ignore[arg-type]  # by name
    return fake


def _fields(profile: Profile) -> dict[str, object]:
    return {name: getattr(profile, name) for name in profile.__dataclass_fields__}


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_run_offers_two_ways_and_leads_to_the_sandbox(size: tuple[int, int]) -> None:
    async with running(size=size) as (app, pilot):
        await shows(pilot, "Welcome to assay", "Try the sandbox", "Make a profile")
        await shows(pilot, "No keyring can be used now", "Start a Secret Service")
        await pilot.press("s")
        await until(pilot, lambda: app.current_mode == "compose", "Compose")
        await ready(pilot)
        assert app.session.profile_id == "sandbox-te"
        await shows(pilot, "sandbox te", "SANDBOX")


async def test_the_first_run_leads_to_a_form_for_a_profile() -> None:
    async with running() as (app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: app.current_mode == "profiles", "Profiles")
        await shows(pilot, "Which API does the server speak?")


async def test_with_a_profile_the_work_begins_at_once() -> None:
    async with running(stored()) as (app, _):
        assert app.current_mode == "compose"
        assert app.session.profile_ids == {"te": "p1"}


async def test_the_profile_last_used_is_taken_again() -> None:
    fake = stored()
    fake.settings.kept["profile"] = "sandbox-td"
    async with running(fake) as (app, _):
        assert app.session.profile_id == "sandbox-td"


async def test_sandbox_only_offers_no_other_profile() -> None:
    async with running(stored(), sandbox=True) as (app, pilot):
        assert app.session.profile_id == "sandbox-te"
        await go(pilot, "f2")
        assert "live" not in screen_text(app)


async def test_an_unknown_profile_is_told_and_the_program_goes_on() -> None:
    async with running(stored(), profile="nobody") as (app, pilot):
        await shows(pilot, "There is no profile named “nobody”")
        assert app.session.profile_id == "p1"


async def test_keys_of_the_settings_are_bound_and_those_that_cannot_be_are_told() -> None:
    fake = stored()
    fake.settings.kept["keys"] = {"app": {"help": "alt+h", "profiles": "f4"}, "no.such": "f9"}
    async with running(fake, LARGE) as (app, pilot):
        await shows(pilot, "The keys of config.toml cannot be used")
        await go(pilot, "f2")
        assert app.current_mode == "profiles"
        await pilot.press("alt+h")
        await shows(pilot, "Keys of this screen")


@pytest.mark.parametrize("size", SIZES)
async def test_the_header_names_what_must_not_be_overlooked(size: tuple[int, int]) -> None:
    fake = stored(
        name="a very long name of a profile that nobody can read in full " * 2,
        base_url="http://ta.example:8992/prefix",
        read_only=True,
        tls=Tls(verify=False),
        secret=SecretRef("session", "x"),
    )
    async with running(fake, size) as (app, _):
        header = screen_text(app).splitlines()[0]
        for word in ("te", "PROD", "READ-ONLY", "TLS NOT VERIFIED", "NOT ENCRYPTED"):
            assert word in header, header
        assert len(header) <= size[0]


async def test_every_mode_opens_by_key_and_by_mouse() -> None:
    async with running(size=LARGE) as (app, pilot):
        for mode in MODES:
            await go(pilot, mode.key)
            assert app.current_mode == mode.id
        column = screen_text(app).splitlines()[1].index("Profiles")
        await pilot.click(offset=(column, 1))
        await until(pilot, lambda: app.current_mode == "profiles", "Profiles by mouse")


async def test_help_is_made_of_the_screens_words_and_keys() -> None:
    async with running(size=LARGE) as (app, pilot):
        await go(pilot, "f2")
        await pilot.press("question_mark")
        await shows(pilot, "A profile names one server", "Keys of this screen", "Make a profile")
        await pilot.press("escape")
        await until(pilot, lambda: "Keys of this screen" not in screen_text(app), "closing the help")


async def test_the_palette_changes_the_theme_and_remembers_it() -> None:
    fake = Fake()
    async with running(fake, LARGE) as (app, pilot):
        await pilot.press("ctrl+p")
        await type_text(pilot, "assay-light")
        await shows(pilot, "Theme assay-light")
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "assay-light", "the light theme")
        await until(pilot, lambda: fake.settings.kept.get("theme") == "assay-light", "remembering")
    async with running(fake) as (app, _):
        assert app.theme == "assay-light"


async def test_the_palette_switches_profiles_and_offers_no_picture() -> None:
    async with running(stored(), LARGE) as (app, pilot):
        await pilot.press("ctrl+p")
        await shows(pilot, "Use profile sandbox td")
        assert "creenshot" not in screen_text(app)
        await type_text(pilot, "sandbox td")
        await until(pilot, lambda: "Go to History" not in screen_text(app), "the search")
        await pilot.press("enter")
        await until(pilot, lambda: app.session.profile_id == "sandbox-td", "the other profile")


async def test_the_palette_does_what_the_keys_of_the_screen_do() -> None:
    async with running(size=SMALL) as (app, pilot):
        await pilot.press("ctrl+p")
        await type_text(pilot, "go to prof")
        await until(pilot, lambda: "Go to History" not in screen_text(app), "the search")
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "profiles", "Profiles by the palette")
        await ready(pilot)
        await pilot.press("ctrl+p")
        await type_text(pilot, "harmless read")
        await shows(pilot, "Send one harmless read (t)")
        await pilot.press("escape")
        line = screen_text(app).splitlines()[-1]
        assert "f1 Help" in line, line
        assert line.rstrip().endswith("^p Palette"), line


async def test_a_code_is_explained_from_anywhere() -> None:
    async with running(size=LARGE) as (app, pilot):
        await app.run_action("app.explain_code")
        await until(pilot, lambda: bool(app.screen.query(Input)), "the question")
        await type_text(pilot, "-7")
        await pilot.press("enter")
        await shows(pilot, "-7 · seven", "it went wrong", "a remedy")
        await pilot.press("y")
        assert "-7 · seven" in app.clipboard


async def test_a_problem_stays_until_it_is_read() -> None:
    async with running(size=SMALL) as (app, pilot):
        error = AssayError("It broke.", evidence=["It was 12:00."], next_step="Mend it.")
        app.screen.post_message(ProblemRaised(error, "Saving"))
        await shows(pilot, "f8", "Saving: It broke.")
        await go(pilot, "f2")
        assert "Saving: It broke." in screen_text(app)
        await pilot.press("f8")
        await shows(pilot, "Evidence", "It was 12:00.", "Mend it.")
        await pilot.press("escape")
        await until(pilot, lambda: "It broke." not in screen_text(app), "the problem going")


async def test_the_status_line_shows_what_runs() -> None:
    async with running() as (app, pilot):
        app.screen.post_message(ExchangeStarted("e1"))
        await until(pilot, lambda: "e1" in app.session.running, "the start")
        app.session.running["e1"].since -= 3
        app.screen.post_message(
            ExchangeProgress(Progress("e1", 3.0, 2_000_000, 31106, 4_000_000, "receiving"))
        )
        await shows(pilot, "receiving", "2.0 MB", "31,106 rows", "50 %", "escape cancels")


async def test_ctrl_c_never_quits_and_says_how_to() -> None:
    async with running() as (app, pilot):
        await pilot.press("ctrl+c")
        await told(pilot, "ctrl+q leaves assay")
        assert app.is_running


async def test_leaving_asks_while_something_runs() -> None:
    async with running() as (app, pilot):
        app.session.running["e1"] = Running(0.0)
        await pilot.press("ctrl+q")
        await shows(pilot, "Leave assay?", "1 running")
        await pilot.press("n")
        await until(pilot, lambda: "Leave assay?" not in screen_text(app), "staying")
        assert app.is_running
        app.session.running.clear()
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running, "leaving")


async def test_keys_can_be_changed_in_the_settings() -> None:
    fake = Fake()
    fake.settings.kept["keys"] = {"app": {"history": "alt+h"}}
    async with running(fake) as (app, pilot):
        await go(pilot, "alt+h")
        assert app.current_mode == "history"
