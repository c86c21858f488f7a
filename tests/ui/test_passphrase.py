"""The encrypted file on screen: chosen for a new secret, and opened when a send needs it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes import Fake, FakeVault
from tests.ui.driving import AppPilot, running, screen_text, shows, told, type_text, until
from tui.core.profile import Environment, Profile
from tui.core.secret import Secret, SecretRef
from tui.core.vault_ports import PassphraseNeed, StoreHealth
from tui.ui.app import AssayApp
from tui.ui.dialogs.passphrase import PassphraseDialog

PASSPHRASE = "open sesame"


class WithFile(FakeVault):
    def stores(self) -> list[StoreHealth]:
        return [StoreHealth("file", "Encrypted file", usable=True, passphrase=self.passphrase_need("file"))]


@dataclass
class FileFake(Fake):
    vault: FakeVault = field(default_factory=WithFile)


def stored(secret: SecretRef | None) -> FileFake:
    fake = FileFake()
    fake.profile_store.save(Profile("p1", "live", "te", "https://ta.example", Environment.DEV, secret=secret))
    return fake


async def asked(pilot: AppPilot, app: AssayApp) -> None:
    await until(pilot, lambda: isinstance(app.screen, PassphraseDialog), "asking for the passphrase")
    await pilot.pause()


async def test_a_secret_goes_into_the_file_after_a_wrong_and_a_right_passphrase() -> None:
    fake = stored(None)
    async with running(fake, mode="profiles") as (app, pilot):
        await pilot.press("s")
        await shows(pilot, "Encrypted file")
        await pilot.press("enter")
        await type_text(pilot, "CANARY-token")
        await pilot.press("enter")
        await asked(pilot, app)
        await type_text(pilot, "not it at all")
        await pilot.press("enter")
        await shows(pilot, "✗ The passphrase does not open it.")
        await type_text(pilot, PASSPHRASE)
        await pilot.press("enter")
        await told(pilot, "in the encrypted file")
        (kept,) = fake.vault.kept.values()
        assert kept.same_as(Secret("CANARY-token"))
        assert "CANARY" not in screen_text(app)


async def test_a_locked_file_is_opened_when_a_send_needs_it_and_nothing_is_sent_twice() -> None:
    ref = SecretRef("file", "item")
    fake = stored(ref)
    async with running(fake, profile="live") as (app, pilot):
        fake.vault.kept[ref] = Secret("CANARY-token")
        await type_text(pilot, "one")
        await pilot.press("ctrl+r")
        await asked(pilot, app)
        await pilot.press("escape")
        await until(pilot, lambda: bool(app.session.problems), "the problem, kept to be read")
        await pilot.press("ctrl+r")
        await asked(pilot, app)
        await type_text(pilot, PASSPHRASE)
        await pilot.press("enter")
        await told(pilot, "Nothing was sent: do it again.")
        assert fake.history.count() == 0


async def test_a_new_passphrase_is_typed_twice() -> None:
    async with running(Fake()) as (app, pilot):
        answers: list[Secret | None] = []
        app.push_screen(PassphraseDialog(PassphraseNeed.CHOOSE), answers.append)
        await asked(pilot, app)
        for first, second in (("one of them", "another one"), ("the same one", "the same one")):
            await type_text(pilot, first)
            await pilot.press("enter")
            await type_text(pilot, second)
            await pilot.press("enter")
            await pilot.pause()
        (answer,) = answers
        assert answer is not None
        assert answer.same_as(Secret("the same one"))
