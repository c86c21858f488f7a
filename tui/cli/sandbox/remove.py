"""`assay sandbox remove`: take a loaded project away."""

from __future__ import annotations

import click

from tui.cli import stderr
from tui.cli.commands import Cast, no_wrap


@click.command("remove", context_settings=no_wrap())
@click.argument("project", type=int)
@click.pass_obj
def command(cast: Cast, project: int) -> int:
    """Remove a project that was loaded or generated. The shipped ones stay."""
    cast.workbench.sandbox.remove(project)
    stderr.line(f"Project {project} was removed.")
    return stderr.Exit.OK
