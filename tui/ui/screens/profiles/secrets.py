"""The secret of a stored profile: where it is, and storing another one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tui.core.failures import AssayError
from tui.core.profile import Profile
from tui.core.vault_ports import SecretState, SecretStatus, StoreHealth
from tui.core.wording import tr
from tui.ui.dialogs.secret import SecretAnswer, SecretDialog
from tui.ui.messages import ProfilesChanged
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.screens.profiles.words import secret_words
from tui.ui.session import Session
from tui.ui.unlocking import Unlocking
from tui.workbench import Workbench

KEEPING = "keeping"


class ProfileSecrets(WorkbenchScreen):
    """Knows which profile is meant from `current`."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self.statuses: dict[str, SecretStatus] = {}

    # -- for the subclass ------------------------------------------------------------------------

    @property
    def current(self) -> Profile | None:
        """The profile under the cursor."""
        return None

    def show_list(self, highlight: str = "") -> None:
        """Read the profiles anew."""

    def show_details(self) -> None:
        """Show what is known of the current profile."""

    def secret_stored(self, profile: Profile) -> None:
        """What was known of the profile with its old secret is no longer true."""

    # -- storing ---------------------------------------------------------------------------------

    def action_secret(self) -> None:
        """Store or replace the secret of the current profile."""
        profile = self.current
        if profile is not None and self.may_change(profile):
            self.ask_secret(profile)

    def ask_secret(self, profile: Profile) -> None:
        credential = self.workbench.profiles.provider(profile.kind).credential
        kept = tr("Kept now: {where}.", where=secret_words(profile)) if profile.secret else ""
        dialog = SecretDialog(profile.name, credential.label, credential.help, kept)
        self.app.push_screen(dialog, partial(self._take_secret, profile))

        def show(stores: Sequence[StoreHealth]) -> None:
            if dialog.is_attached:
                dialog.show_stores(stores, profile.secret.store if profile.secret else "")

        self.run_verb(self.workbench.profiles.stores, show, group="stores")

    def _take_secret(self, profile: Profile, answer: SecretAnswer | None) -> None:
        """The store is opened first, so that what was typed is not lost to a missing passphrase."""
        if answer is not None:
            store = partial(self._store_secret, profile, answer)
            Unlocking(self.app, self.workbench, answer.store, store, self._not_opened).begin()

    def _not_opened(self, error: AssayError | None) -> None:
        if error is None:
            self.notify(tr("Without its passphrase nothing was stored."), severity="warning")
        else:
            self.raise_problem(error)

    def _store_secret(self, profile: Profile, answer: SecretAnswer) -> None:
        store = partial(
            self.workbench.profiles.store_secret, profile, answer.secret, answer.store, answer.locator
        )
        if answer.store == "keyring":
            self.notify(tr("Waiting for the keyring…"), timeout=2)
        self.run_verb(store, self._stored, group=KEEPING)

    def _stored(self, profile: Profile) -> None:
        self.statuses.pop(profile.id, None)
        self.secret_stored(profile)
        self.notify(
            tr("Stored: the secret is now {where}.", where=secret_words(profile)),
            title=profile.name,
        )
        self.post_message(ProfilesChanged())
        self.show_list(profile.id)
        if profile.secret is not None and profile.secret.store in ("environment", "command"):
            self._look(profile)

    # -- where the secret is ---------------------------------------------------------------------

    def action_look(self) -> None:
        """Look whether the secret is where the profile says it is."""
        if self.current is not None:
            self._look(self.current)

    def _look(self, profile: Profile) -> None:
        self.statuses[profile.id] = SecretStatus(SecretState.UNREACHABLE, detail=tr("Waiting for an answer…"))
        self.show_details()
        look = partial(self.workbench.profiles.secret_status, profile)
        self.run_verb(look, partial(self._looked, profile), group="look")

    def _looked(self, profile: Profile, status: SecretStatus) -> None:
        self.statuses[profile.id] = status
        self.show_details()

    def may_change(self, profile: Profile) -> bool:
        """Say why not, for a profile that is built in."""
        if profile.built_in:
            self.notify(
                tr("“{name}” is built in. c makes a copy that you can change.", name=profile.name),
                severity="warning",
            )
        return not profile.built_in
