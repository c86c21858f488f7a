"""Opening the encrypted file of secrets from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.cli import stderr
from tui.core.failures import InvalidInput, VaultError
from tui.core.fields import FieldProblem
from tui.core.secret import Secret
from tui.core.vault_ports import PassphraseNeed

if TYPE_CHECKING:
    from tui.core.profile import Profile
    from tui.workbench import Workbench

STORE = "file"
TRIES = 3


def open_for(workbench: Workbench, profile: Profile) -> Profile:
    """The profile, its store of secrets open. Asks at a terminal; else what needs it fails in words."""
    if profile.secret is not None and profile.secret.store == STORE:
        open_store(workbench)
    return profile


def open_store(workbench: Workbench) -> None:
    """Ask for the passphrase where one is needed and somebody can type. Raises VaultError, InvalidInput."""
    need = workbench.profiles.passphrase_need(STORE)
    if need is PassphraseNeed.NONE:
        return
    if not (sys.stdin.isatty() and stderr.is_terminal()):
        raise VaultError(
            "The encrypted file is locked, and there is no terminal to ask for its passphrase.",
            code="passphrase-needed",
            next_step="Put the passphrase into ASSAY_PASSPHRASE, or run this at a terminal.",
        )
    if need is PassphraseNeed.CHOOSE:
        workbench.profiles.unlock(STORE, ask_new())
        return
    for tries_left in reversed(range(TRIES)):
        try:
            workbench.profiles.unlock(STORE, Secret(stderr.ask_hidden("Passphrase of the encrypted file: ")))
        except VaultError as error:
            if error.code != "passphrase-wrong" or not tries_left:
                raise
            stderr.line(error.message)
        else:
            return


def ask_new() -> Secret:
    """A new passphrase, typed twice. Raises InvalidInput when the two differ."""
    stderr.line("Choose a passphrase of 8 characters or more; a lost one cannot be recovered.")
    first = Secret(stderr.ask_hidden("New passphrase of the encrypted file: "))
    again = Secret(stderr.ask_hidden("The same again: "))
    if not first.same_as(again):
        raise InvalidInput([FieldProblem("passphrase", "was not the same twice")], what="The passphrase")
    return first
