"""`assay profile passphrase`: another passphrase for the encrypted file of secrets."""

from __future__ import annotations

import sys

import click

from tui.cli import stderr
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.stderr import Exit
from tui.cli.unlocking import STORE, ask_new, open_store
from tui.core.failures import VaultError


@click.command("passphrase", context_settings=no_wrap())
@json_option()
@click.pass_obj
def command(cast: Cast, as_json: bool) -> int:
    """Choose the passphrase of the encrypted file, or another one.

    The passphrase is asked for, unseen, and kept in memory only. Every secret in the file is sealed anew.

    \b
    Examples:
      assay profile passphrase

    Exit codes: 0 done, 1 usage, 2 there is no terminal, or the passphrase is wrong; the file is as it was.
    """
    if not (sys.stdin.isatty() and stderr.is_terminal()):
        raise VaultError(
            "A passphrase is chosen at a terminal; there is none here.",
            code="passphrase-needed",
            next_step="Run it at a terminal.",
        )
    open_store(cast.workbench)
    cast.workbench.profiles.change_passphrase(STORE, ask_new())
    if as_json:
        return tell_object({"store": STORE, "changed": True})
    stderr.line("The encrypted file has its new passphrase.")
    return Exit.OK
