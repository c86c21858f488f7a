"""`assay sandbox`: what only the embedded sandbox can do. One file a command, imported when called."""

from __future__ import annotations

from importlib import import_module

import click

from tui.cli.commands import no_wrap
from tui.cli.sandbox.sign import query_object

__all__ = ["command", "query_object"]

COMMANDS = {
    "sign": "tui.cli.sandbox.sign",
    "serve": "tui.cli.sandbox.serve",
    "keys": "tui.cli.sandbox.keys",
    "data": "tui.cli.sandbox.data",
    "load": "tui.cli.sandbox.load",
    "generate": "tui.cli.sandbox.generate",
    "remove": "tui.cli.sandbox.remove",
    "faults": "tui.cli.sandbox.faults",
    "limits": "tui.cli.sandbox.limits",
    "endpoint": "tui.cli.sandbox.endpoint",
    "state": "tui.cli.sandbox.state",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = import_module(COMMANDS[cmd_name]).command
        assert isinstance(found, click.Command)
        return found


@click.group(cls=_Commands, context_settings=no_wrap())
def command() -> None:
    """The embedded sandbox: it answers on this machine, and no vendor accepts what it makes.

    \b
    Examples:
      assay sandbox data
      assay sandbox sign --path /login | assay verify --sandbox --path /login --sign -
      assay sandbox serve --port 8992

    Exit codes: those of assay --help; each command names its own.
    """
