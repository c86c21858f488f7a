"""A secret that is typed is nowhere but in the field, and after it is taken not even there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.pretty import pretty_repr
from textual import events
from textual._context import message_hook as message_hook_context
from textual.message import Message

from tests.fakes import Fake
from tests.ui.driving import AppPilot, running, screen_text, shows, told, until
from tui.core.profile import Environment, Profile
from tui.core.secret import Secret
from tui.ui.app import AssayApp
from tui.ui.widgets.secret_input import MAX_SECRET, SecretInput

CANARY = "CANARY5f2e9btoken"


def one_profile() -> Fake:
    fake = Fake()
    fake.profile_store.save(Profile("p1", "live", "te", "https://ta.example", Environment.PROD))
    return fake


@contextmanager
def heard() -> Iterator[list[Message]]:
    """Every message that any widget of the app handles."""
    messages: list[Message] = []
    token = message_hook_context.set(messages.append)
    try:
        yield messages
    finally:
        message_hook_context.reset(token)


async def open_secret_field(app: AssayApp, pilot: AppPilot) -> SecretInput:
    await pilot.press("s")
    await shows(pilot, "This session only")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.focused, SecretInput), "the field")
    assert isinstance(app.focused, SecretInput)
    return app.focused


def told_by(message: Message) -> str:
    """All that a message would say to a log, a devtool or a debugger."""
    return "\n".join([repr(message), str(message), pretty_repr(message), repr(vars(message))])


async def test_no_message_screen_picture_or_clipboard_holds_it() -> None:
    fake = one_profile()
    with heard() as messages:
        async with running(fake, mode="profiles") as (app, pilot):
            field = await open_secret_field(app, pilot)
            await pilot.press(*CANARY)
            await pilot.press("ctrl+c", "ctrl+x", "ctrl+a", "ctrl+c")
            await pilot.click(SecretInput, times=2)
            await pilot.press("ctrl+c", "ctrl+z")
            await told(pilot, "never copied")
            assert CANARY not in screen_text(app)
            assert CANARY not in app.export_screenshot()
            assert app.clipboard == ""
            assert CANARY not in pretty_repr(field) + str(field) + repr(field.render())
            await pilot.press("enter")
            await told(pilot, "Stored")
            assert field.is_empty
            assert CANARY not in screen_text(app)
            assert all(CANARY not in n.message + n.title for n in app._notifications)
    assert messages
    assert [m for m in messages if CANARY in told_by(m)] == []
    (ref,) = fake.vault.kept
    assert fake.vault.kept[ref].same_as(Secret(CANARY))


async def test_a_pasted_secret_goes_no_further_than_the_field() -> None:
    with heard() as messages:
        async with running(one_profile(), mode="profiles") as (app, pilot):
            field = await open_secret_field(app, pilot)
            field.post_message(events.Paste(CANARY + "\r\n"))
            await pilot.pause()
            assert f"{len(CANARY)} characters" in screen_text(app)
            secret = field.take()
            assert secret.same_as(Secret(CANARY))
            assert field.is_empty
    carriers = [m for m in messages if CANARY in told_by(m)]
    # The terminal's own event brings it; nothing hands it on.
    assert [type(m) for m in carriers] == [events.Paste]


async def test_leaving_the_dialog_forgets_what_was_typed() -> None:
    async with running(one_profile(), mode="profiles") as (app, pilot):
        field = await open_secret_field(app, pilot)
        await pilot.press(*"abc", "escape")
        assert field.is_empty
        await pilot.press("escape")
        await until(pilot, lambda: not field.is_attached, "closing")


async def test_it_can_be_corrected_without_being_seen() -> None:
    async with running(one_profile(), mode="profiles") as (app, pilot):
        field = await open_secret_field(app, pilot)
        await pilot.press(*"abcx", "backspace", "d")
        assert field.take().same_as(Secret("abcd"))
        await pilot.press(*"wrong", "ctrl+u", *"n y")
        assert field.take().same_as(Secret("n y")), "keys of the dialog are characters here"


async def test_an_empty_or_endless_secret_is_not_taken() -> None:
    async with running(one_profile(), mode="profiles") as (app, pilot):
        field = await open_secret_field(app, pilot)
        await pilot.press("enter")
        await shows(pilot, "✗ is empty")
        field.post_message(events.Paste("x" * (MAX_SECRET + 1)))
        await told(pilot, "longer than any key")
        assert field.is_empty
