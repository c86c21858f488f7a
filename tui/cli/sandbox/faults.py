"""`assay sandbox faults`: what can be made to go wrong."""

from __future__ import annotations

import click

from tui.cli import stdout
from tui.cli.commands import Cast, no_wrap


@click.command("faults", context_settings=no_wrap())
@click.pass_obj
def command(cast: Cast) -> int:
    """List the faults that the sandbox plays when it is asked to.

    \b
    ASSAY_SANDBOX_FAULT='delay=2, cut-in-row' assay query --sandbox --sql 'SELECT 1'
    assay sandbox serve --fault html-500
    curl -H 'X-Sandbox-Fault: slow-drip=100' …
    """
    lines = [f"{name:<18} {sentence}\n" for name, sentence in cast.workbench.sandbox.faults().items()]
    return stdout.text("".join(lines))
