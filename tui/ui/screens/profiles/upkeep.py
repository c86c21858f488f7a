"""What is done to a stored profile: a test of its connection, its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, Progress
from tui.core.failures import AssayError
from tui.core.profile import Profile
from tui.core.vault_ports import StoreHealth
from tui.core.wording import told, tr
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.messages import ExchangeFinished, ExchangeProgress, ExchangeStarted, ProfilesChanged
from tui.ui.screens.profiles.secrets import KEEPING, ProfileSecrets
from tui.ui.screens.profiles.testing import Tested, has_probe, no_probe_lines, test_connection
from tui.ui.screens.profiles.words import deletion_facts
from tui.ui.session import Session
from tui.workbench import Workbench

TESTING = "testing"


class ProfileUpkeep(ProfileSecrets):
    """What it learns of the current profile is shown by `show_details`."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self.tested: dict[str, Tested] = {}
        self._test: CancelToken | None = None

    # -- for the subclass ------------------------------------------------------------------------

    def show_health(self, words: str, *, usable: bool) -> None:
        """Say whether there is a keyring, and which."""

    def look_for_keyring(self) -> None:
        """Ask for the health of the stores; no secret is read."""
        self.run_verb(self.workbench.profiles.stores, self._show_keyring, group="health")

    def _show_keyring(self, stores: Sequence[StoreHealth]) -> None:
        for store in stores:
            if store.store == "keyring":
                mark = "✓" if store.usable else tr("▲ No keyring; s shows other places.")
                self.show_health(f"{mark} {told(store.detail)}", usable=store.usable)

    def secret_stored(self, profile: Profile) -> None:
        self.tested.pop(profile.id, None)

    # -- the connection --------------------------------------------------------------------------

    def action_test(self) -> None:
        """Send one harmless read and say what came of it."""
        profile = self.current
        if profile is None:
            return
        if not has_probe(self.workbench, profile):
            lines = no_probe_lines(self.workbench, profile)
            self.app.push_screen(ReadingDialog(tr("Test {name}", name=profile.name), lines))
            return
        self.cancel_test()
        self._test = token = CancelToken()
        self.refresh_bindings()
        test = partial(self._run_test, profile, token)
        self.run_verb(test, partial(self._show_test, profile), group=TESTING, failed=self._test_failed)

    def _run_test(self, profile: Profile, token: CancelToken) -> Tested:
        """In the verb's thread. What has begun is also said to have ended, whoever still listens."""
        begun: list[str] = []

        def begin(exchange: Exchange) -> None:
            begun.append(exchange.id)
            self.post_message(ExchangeStarted(exchange.id))

        try:
            return test_connection(self.workbench, profile, token, begin, self._test_alive)
        finally:
            for exchange_id in begun:
                self.post_message(ExchangeFinished(exchange_id))

    def _test_failed(self, error: AssayError) -> None:
        self._test = None
        self.refresh_bindings()
        self.raise_problem(error)

    def _test_alive(self, progress: Progress) -> None:
        self.post_message(ExchangeProgress(progress))

    @property
    def is_testing(self) -> bool:
        return self._test is not None

    def cancel_test(self) -> bool:
        """True when a test was running."""
        token, self._test = self._test, None
        if token is not None:
            token.cancel()
        return token is not None

    def _show_test(self, profile: Profile, tested: Tested) -> None:
        self._test = None
        self.refresh_bindings()
        self.tested[profile.id] = tested
        self.show_details()
        self.app.push_screen(ReadingDialog(tr("Test of {name}", name=profile.name), tested.long))

    # -- deleting --------------------------------------------------------------------------------

    def action_delete(self) -> None:
        """Ask, then remove the profile and its secret."""
        profile = self.current
        if profile is None or not self.may_change(profile):
            return
        question = ConfirmDialog(
            "Delete a profile?",
            tr("Delete “{name}”?", name=profile.name),
            deletion_facts(profile),
            yes=tr("Yes, delete it"),
            no=tr("No, keep it"),
            environment=profile.environment,
        )

        def answered(yes: bool | None) -> None:
            if yes:
                delete = partial(self.workbench.profiles.delete, profile)
                self.run_verb(delete, lambda _: self._deleted(profile), group=KEEPING)

        self.app.push_screen(question, answered)

    def _deleted(self, profile: Profile) -> None:
        self.notify(tr("“{name}” is deleted.", name=profile.name))
        self.statuses.pop(profile.id, None)
        self.tested.pop(profile.id, None)
        self.show_list()
        self.post_message(ProfilesChanged())

    def may_add(self) -> bool:
        """Say why not, where only the sandbox is offered."""
        if self.session.sandbox_only:
            self.notify(
                tr("assay was started with --sandbox: start it without to make profiles."), severity="warning"
            )
        return not self.session.sandbox_only
