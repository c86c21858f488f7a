"""`assay sandbox keys`: make keys as the vendor's manual describes, so that rotation can be rehearsed."""

from __future__ import annotations

import click

from tui.cli import stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.core.failures import Refused

KIND = "te"

PRINT_KEYS = click.option(
    "--print-keys", is_flag=True, help="Print keys where no terminal shows them: into a pipe or file."
)


@click.group("keys", context_settings=no_wrap())
def command() -> None:
    """Make a key of the sandbox's Open API; the one before it stops working at once.

    Keys hold for every sandbox of this user, served or not, and are kept as SHA-256 only.

    \b
    Examples:
      assay sandbox keys root
      assay sandbox keys project APPID --print-keys | assay profile add … --secret-stdin

    Exit codes: 0 made, 1 usage, 2 there is no such project, 5 no terminal would show it.
    """


@command.command("root", context_settings=no_wrap())
@PRINT_KEYS
@json_option()
@click.pass_obj
def root(cast: Cast, print_keys: bool, as_json: bool) -> int:
    """Make a root key, which opens all projects (as ta-tool generate_root_secret).

    \b
    Examples:
      assay sandbox keys root

    Exit codes: 0 made, 1 usage, 5 no terminal would show it; no key was made.
    """
    return _made(cast, "", print_keys, as_json)


@command.command("project", context_settings=no_wrap())
@click.argument("appid")
@PRINT_KEYS
@json_option()
@click.pass_obj
def project(cast: Cast, appid: str, print_keys: bool, as_json: bool) -> int:
    """Make the key of one project (as ta-tool generate_api_secret -appid APPID).

    \b
    Examples:
      assay sandbox data                         shows the APPIDs
      assay sandbox keys project APPID --print-keys | assay profile add … --secret-stdin

    Exit codes: 0 made, 1 usage, 2 there is no such project, 5 no terminal would show it; no key was made.
    """
    return _made(cast, appid, print_keys, as_json)


def _made(cast: Cast, appid: str, print_keys: bool, as_json: bool) -> int:
    # Looked at before the key is made, because making it ends the one before.
    check_shown(stdout.is_terminal(), print_keys)
    key = cast.workbench.sandbox.make_key(KIND, appid)
    return (
        tell_object({"kind": KIND, "appid": appid or None, "key": key})
        if as_json
        else stdout.text(key + "\n")
    )


def check_shown(at_terminal: bool, print_keys: bool) -> None:
    """Raises Refused unless a person, or somebody who said so, gets the key."""
    if not at_terminal and not print_keys:
        raise Refused(
            "A key is shown at a terminal only, and this output is none. No key was made.",
            next_step="Say --print-keys if it shall go into a pipe or file.",
        )
