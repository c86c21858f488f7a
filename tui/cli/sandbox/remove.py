"""`assay sandbox remove`: take a loaded project away."""

from __future__ import annotations

import click

from tui.cli import stderr
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object


@click.command("remove", context_settings=no_wrap())
@click.argument("project", type=int)
@json_option()
@click.pass_obj
def command(cast: Cast, project: int, as_json: bool) -> int:
    """Remove a project that was loaded or generated. The shipped ones stay.

    \b
    Examples:
      assay sandbox remove 4

    Exit codes: 0 removed, 1 usage, 2 there is no such project.
    """
    cast.workbench.sandbox.remove(project)
    if as_json:
        return tell_object({"removed": project})
    stderr.line(f"Project {project} was removed.")
    return stderr.Exit.OK
