"""`assay profile passphrase`: another passphrase for the encrypted file of secrets."""

from __future__ import annotations

import sys

import click

from tui.cli import stderr
from tui.cli.commands import Cast, no_wrap
from tui.cli.stderr import Exit
from tui.cli.unlocking import STORE, ask_new, open_store
from tui.core.failures import VaultError


@click.command("passphrase", context_settings=no_wrap())
@click.pass_obj
def command(cast: Cast) -> int:
    """Choose the passphrase of the encrypted file, or another one.

    \b
    assay profile passphrase

    The passphrase is asked for, unseen, and kept in memory only. Every secret in the file is sealed anew.
    """
    if not (sys.stdin.isatty() and stderr.is_terminal()):
        raise VaultError(
            "A passphrase is chosen at a terminal; there is none here.",
            code="passphrase-needed",
            next_step="Run it at a terminal.",
        )
    open_store(cast.workbench)
    cast.workbench.profiles.change_passphrase(STORE, ask_new())
    stderr.line("The encrypted file has its new passphrase.")
    return Exit.OK
