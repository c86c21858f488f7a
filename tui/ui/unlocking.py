"""Asking for a passphrase when a store of secrets is locked, and doing then what waited for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from tui.core.failures import AssayError, InvalidInput
from tui.core.vault_ports import PassphraseNeed
from tui.core.wording import told, tr
from tui.ui.background import run_in_background
from tui.ui.dialogs.passphrase import PassphraseDialog

if TYPE_CHECKING:
    from textual.app import App

    from tui.core.secret import Secret
    from tui.workbench import Workbench


class Unlocking:
    """One locked store. `go_on` is called once it is open, `refused` with why not, or with None when the
    person closed the question. A wrong passphrase is asked for again."""

    def __init__(
        self,
        app: App[Any],
        workbench: Workbench,
        store: str,
        go_on: Callable[[], object],
        refused: Callable[[AssayError | None], object],
    ) -> None:
        self._app = app
        self._profiles = workbench.profiles
        self._store = store
        self._go_on = go_on
        self._refused = refused

    def begin(self) -> None:
        """Look whether a passphrase is needed at all; ask for it, or go on at once."""
        need = partial(self._profiles.passphrase_need, self._store)
        run_in_background(self._app, need, self._ask, self._refused, name="assay-passphrase")

    def _ask(self, need: PassphraseNeed, complaint: str = "") -> None:
        if need is PassphraseNeed.NONE:
            self._go_on()
        else:
            self._app.push_screen(PassphraseDialog(need, complaint), partial(self._answered, need))

    def _answered(self, need: PassphraseNeed, passphrase: Secret | None) -> None:
        if passphrase is None:
            self._refused(None)
            return
        self._app.notify(tr("Opening the encrypted file…"), timeout=2)
        unlock = partial(self._profiles.unlock, self._store, passphrase)
        failed = partial(self._not_unlocked, need)
        run_in_background(self._app, unlock, lambda _: self._go_on(), failed, name="assay-unlock")

    def _not_unlocked(self, need: PassphraseNeed, error: AssayError) -> None:
        if error.code == "passphrase-wrong":
            self._ask(need, told(error.message))
        elif isinstance(error, InvalidInput):
            self._ask(need, tr("The passphrase {problem}.", problem=told(error.problems[0].message)))
        else:
            self._refused(error)
