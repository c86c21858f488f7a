"""Profiles by keyboard: making, changing, copying, storing the secret, testing, deleting."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
from textual.widgets import Input

from tests.fakes import Fake
from tests.ui.driving import LARGE, SIZES, AppPilot, go, running, screen_text, shows, told, type_text, until
from tests.workbench.cast import answering
from tui.core.cancel import CancelToken
from tui.core.failures import Cancelled, FileProblem
from tui.core.ports import Sink
from tui.core.profile import Environment, Profile
from tui.core.request import UnsignedRequest
from tui.core.secret import Secret, SecretRef
from tui.ui.app import AssayApp
from tui.ui.dialogs.secret import command_locator
from tui.ui.screens.profiles.editor import ProfileEditor
from tui.ui.widgets.choice_list import ChoiceList
from tui.ui.widgets.form.row import FormRow
from tui.ui.widgets.secret_input import SecretInput

REF = SecretRef("session", "item-x")


def with_profile(**changes: object) -> Fake:
    fake = Fake()
    profile = Profile("p1", "live", "te", "https://ta.example", Environment.PROD, secret=REF)
    fake.profile_store.save(replace(profile, **changes))  # type: ignore[arg-type]  # fields by name
    fake.vault.kept[REF] = Secret("abc-old-secret")
    return fake


def only_stored(fake: Fake) -> Profile:
    (profile,) = fake.profile_store.kept.values()
    return profile


async def open_form(pilot: AppPilot, app: AssayApp, kind: str) -> None:
    await pilot.press("n")
    await shows(pilot, "Which API does the server speak?")
    await pilot.press(*(["down"] if kind == "td" else []), "enter")
    await until(pilot, lambda: bool(app.screen.query(FormRow)), "the form")


def row(app: AssayApp, name: str) -> FormRow:
    return next(r for r in app.screen.query(FormRow) if r.spec.name == name)


@pytest.mark.parametrize("size", SIZES)
async def test_a_profile_is_made_with_its_secret(size: tuple[int, int]) -> None:
    fake = Fake()
    async with running(fake, size, mode="profiles") as (app, pilot):
        await open_form(pilot, app, "td")
        await type_text(pilot, "antibot")
        row(app, "partner_code").focus_editor()
        await pilot.pause()
        await type_text(pilot, "acme")
        await pilot.press("ctrl+s")
        await shows(pilot, "Secret of antibot", "Partner key: where is it to be kept?", "This session only")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, SecretInput), "the secret's field")
        await type_text(pilot, "k3y")
        await pilot.press("enter")
        await told(pilot, "Stored: the secret is now for this session only.")
        profile = only_stored(fake)
        assert (profile.name, profile.kind, dict(profile.settings)) == (
            "antibot",
            "td",
            {"partner_code": "acme"},
        )
        assert profile.secret is not None
        assert fake.vault.kept[profile.secret].same_as(Secret("k3y"))


async def test_every_wrong_field_says_what_is_wrong() -> None:
    fake = Fake()
    async with running(fake, mode="profiles") as (app, pilot):
        await open_form(pilot, app, "te")
        await pilot.press("ctrl+s")
        await shows(pilot, "✗ is required and empty", "Not saved: one field is wrong.")
        await type_text(pilot, "x")
        row(app, "base_url").query_one(Input).value = "ftp://host"
        row(app, "projectId").query_one(Input).value = "0"
        await pilot.press("ctrl+s")
        await shows(pilot, "✗ must begin with http:// or https://", "✗ value 0 is less than 1")
        row(app, "timeouts.read").query_one(Input).value = "soon"
        await pilot.press("ctrl+s")
        await shows(pilot, 'needs a number, not "soon"')
        assert fake.profile_store.kept == {}


async def test_a_name_that_exists_is_refused_at_its_field() -> None:
    fake = with_profile()
    async with running(fake, mode="profiles") as (app, pilot):
        await open_form(pilot, app, "te")
        await type_text(pilot, "LIVE")
        await pilot.press("ctrl+s")
        await shows(pilot, "“live” already exists")


async def test_editing_changes_only_what_was_changed() -> None:
    fake = with_profile(settings={"projectId": 7, "later": [1]}, extra={"note": "kept"})
    async with running(fake, LARGE, mode="profiles") as (app, pilot):
        await pilot.press("e")
        await until(pilot, lambda: bool(app.screen.query(FormRow)), "the form")
        before = only_stored(fake)
        row(app, "read_only").focus_editor()
        await pilot.pause()
        await pilot.press("space", "ctrl+s")
        await told(pilot, "“live” is saved.")
        assert only_stored(fake) == replace(before, read_only=True)
        assert "READ-ONLY" in screen_text(app).splitlines()[0]


async def test_what_was_typed_is_never_lost_silently() -> None:
    async with running(with_profile(), mode="profiles") as (app, pilot):
        await pilot.press("e")
        await until(pilot, lambda: bool(app.screen.query(FormRow)), "the form")
        await type_text(pilot, "2")
        await pilot.press("escape")
        await shows(pilot, "What was typed is not saved")
        await pilot.press("enter")
        await go(pilot, "f3")
        await go(pilot, "f2")
        assert row(app, "name").text == "live2"
        await pilot.press("ctrl+q")
        await shows(pilot, "unsaved: the profile being edited")
        await pilot.press("n", "escape", "y")
        await until(pilot, lambda: not app.screen.has_class("-editing"), "leaving the form")


async def test_plain_http_is_marked_while_it_is_typed() -> None:
    async with running(mode="profiles") as (app, pilot):
        await open_form(pilot, app, "te")
        row(app, "base_url").query_one(Input).value = "http://ta.example:8992"
        await shows(pilot, "NOT ENCRYPTED")
        row(app, "base_url").query_one(Input).value = "http://127.0.0.1:8992"
        await until(pilot, lambda: "NOT ENCRYPTED" not in screen_text(app), "the mark going")


async def test_a_built_in_profile_is_copied_not_edited() -> None:
    fake = Fake()
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("e")
        await told(pilot, "is built in")
        await pilot.press("d")
        assert not app.screen.has_class("-editing")
        await pilot.press("c")
        await until(pilot, lambda: bool(app.screen.query(FormRow)), "the form of the copy")
        assert row(app, "name").text == "sandbox te copy"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(fake.profile_store.kept), "the copy")
        assert only_stored(fake).environment is Environment.DEV


async def test_deleting_names_what_goes_and_takes_the_secret_along() -> None:
    fake = with_profile()
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("d")
        await shows(pilot, "Delete “live”?", "removed too (for this session only)")
        await pilot.press("enter")
        await until(pilot, lambda: "Delete “live”?" not in screen_text(app), "no by default")
        assert fake.profile_store.kept
        await pilot.press("d")
        await shows(pilot, "Delete “live”?")
        await pilot.press("y")
        await told(pilot, "“live” is deleted.")
        assert fake.profile_store.kept == {}
        assert fake.vault.kept == {}


async def test_a_profile_stays_when_its_secret_cannot_be_removed() -> None:
    fake = with_profile()
    fake.vault.broken.add("delete")
    async with running(fake, mode="profiles") as (_, pilot):
        await pilot.press("d", "y")
        await shows(pilot, "f8", "it is locked")
        assert fake.profile_store.kept


async def test_enter_uses_a_profile_from_now_on() -> None:
    fake = with_profile()
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("G", "enter")
        await until(pilot, lambda: app.session.profile_id == "sandbox-td", "the other profile")
        assert app.session.profile_ids["td"] == "sandbox-td"
        await until(pilot, lambda: fake.settings.kept.get("profile") == "sandbox-td", "remembering")


async def test_a_variable_is_named_and_no_secret_asked_for() -> None:
    fake = with_profile()
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("s")
        await shows(pilot, "An environment variable", "✗ none here")
        stores = app.screen.query_one(ChoiceList)
        stores.highlighted = [c.id for c in stores.choices].index("environment")
        await pilot.press("enter")
        await shows(pilot, "Name of the variable")
        await pilot.press("enter")
        await shows(pilot, "✗ needs the name of a variable")
        await type_text(pilot, "TE_TOKEN")
        await pilot.press("enter")
        await told(pilot, "Stored: the secret is now in an environment variable.")
        assert only_stored(fake).secret == SecretRef("environment", "TE_TOKEN")
        assert REF not in fake.vault.kept


async def test_an_unusable_store_says_what_helps() -> None:
    async with running(with_profile(), mode="profiles") as (app, pilot):
        await pilot.press("s")
        await shows(pilot, "The system's keyring", "none here Start a Secret Service.")
        app.screen.query_one(ChoiceList).highlighted = 0
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.focused, SecretInput)


def test_a_command_line_becomes_a_list_of_arguments() -> None:
    assert json.loads(command_locator("pass show 'my key'")) == ["pass", "show", "my key"]
    assert json.loads(command_locator(' ["op", "read", "$x"] ')) == ["op", "read", "$x"]
    for wrong in ("", "pass 'open"):
        with pytest.raises(ValueError, match=r"cannot be split|names no command"):
            command_locator(wrong)


@pytest.mark.parametrize("size", SIZES)
async def test_the_connection_is_tested_by_a_read_that_is_named(size: tuple[int, int]) -> None:
    fake = with_profile()
    fake.transport.script = answering(b'{"code": -7, "message": "seven it is"}')
    async with running(fake, size, mode="profiles") as (app, pilot):
        await pilot.press("t")
        await shows(pilot, "Test of live", "seven", "It called GET /read (Read a thing), a read.")
        await pilot.press("escape")
        await shows(pilot, "Last test of this session")
        assert [request.path for request in fake.transport.seen] == ["/read"]
        await until(pilot, lambda: app.session.outcome is not None, "the outcome")


async def test_an_api_without_a_harmless_read_is_never_called() -> None:
    fake = with_profile(kind="td", settings={"partner_code": "x"})
    async with running(fake, mode="profiles") as (_, pilot):
        await pilot.press("t")
        await shows(pilot, "Nothing was sent.", "uses its sign up")
        assert fake.transport.seen == []


async def test_a_missing_secret_is_a_problem_with_a_next_step() -> None:
    fake = with_profile()
    fake.vault.kept.clear()
    async with running(fake, LARGE, mode="profiles") as (_, pilot):
        await pilot.press("t")
        await shows(pilot, "f8", "no such secret")
        await pilot.press("i")
        await shows(pilot, "missing")


async def test_a_broken_profile_file_is_told_and_the_others_are_there() -> None:
    fake = with_profile()
    problem = FileProblem("profiles.toml is not TOML at line 3, column 7.", next_step="Mend the line.")
    fake.profile_store.problems.append(problem)
    async with running(fake, mode="profiles") as (app, pilot):
        await shows(pilot, "line 3, column 7", "live", "sandbox te")
        assert app.session.problems[0].error is problem


async def test_a_failed_write_is_told_and_the_form_stays() -> None:
    fake = with_profile()

    def refuse(profile: Profile) -> None:
        raise FileProblem("The disk is full.")

    fake.profile_store.save = refuse  # type: ignore[method-assign]  # the disk fills up
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("e")
        await until(pilot, lambda: bool(app.screen.query(FormRow)), "the form")
        await type_text(pilot, "2")
        await pilot.press("ctrl+s")
        await shows(pilot, "The disk is full.")
        assert app.screen.query_one(ProfileEditor).changed


async def test_a_locked_keyring_is_told_and_nothing_is_claimed() -> None:
    fake = with_profile()
    fake.vault.broken.add("write")
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("s")
        await shows(pilot, "This session only")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, SecretInput), "the field")
        await type_text(pilot, "new")
        await pilot.press("enter")
        await shows(pilot, "f8", "it is locked")
        assert only_stored(fake).secret == REF
        assert fake.vault.kept[REF].same_as(Secret("abc-old-secret"))


async def test_a_test_that_takes_long_is_cancelled_by_escape() -> None:
    fake = with_profile()
    cancelled = threading.Event()

    def wait_for_cancel(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        sink.phase("waiting")
        if cancel.wait(5):
            cancelled.set()
        raise Cancelled("It was cancelled.", sent=True)

    fake.transport.script = wait_for_cancel
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("t")
        await shows(pilot, "waiting", "escape cancels")
        await pilot.press("escape")
        await until(pilot, cancelled.is_set, "cancelling")
        await until(pilot, lambda: app.session.running == {}, "the end")
        await shows(pilot, "Test of live")
