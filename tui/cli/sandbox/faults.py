"""`assay sandbox faults`: what can be made to go wrong."""

from __future__ import annotations

import click

from tui.cli import stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object


@click.command("faults", context_settings=no_wrap())
@json_option("Print a JSON array of objects.")
@click.pass_obj
def command(cast: Cast, as_json: bool) -> int:
    """List the faults that the sandbox plays when it is asked to.

    \b
    Examples:
      assay sandbox faults
      ASSAY_SANDBOX_FAULT='delay=2, cut-in-row' assay query --sandbox --sql 'SELECT 1'
      assay sandbox serve --fault html-500
      curl -H 'X-Sandbox-Fault: slow-drip=100' …

    Exit codes: 0 done.
    """
    known = cast.workbench.sandbox.faults()
    if as_json:
        return tell_object([{"name": name, "about": sentence} for name, sentence in known.items()])
    lines = [f"{name:<18} {sentence}\n" for name, sentence in known.items()]
    return stdout.text("".join(lines))
