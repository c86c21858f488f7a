"""`assay sandbox state`: where the sandbox keeps what callers write."""

from __future__ import annotations

import click

from tui.cli import stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.stderr import labelled
from tui.core.sandbox_choices import StateInForce


@click.command("state", context_settings=no_wrap())
@click.option("--keep", metavar="FILE", help="Keep writes in this file, for every sandbox of this user.")
@click.option("--memory", is_flag=True, help="Keep writes in memory again; the file stays.")
@click.option("--clear", is_flag=True, help="Forget what the file holds.")
@json_option()
@click.pass_obj
def command(cast: Cast, keep: str | None, memory: bool, clear: bool, as_json: bool) -> int:
    """Show where writes are kept: cohorts, users, roles, reports, names, uploaded files.

    \b
    Examples:
      assay sandbox state --keep rehearsal.json    two calls then see the same sandbox
      ASSAY_SANDBOX_STATE=rehearsal.json assay call cohort-list --sandbox --example
      assay sandbox state --clear
      assay sandbox state --memory                 the default: gone when the program ends

    What SDKs sent, and SQL tasks, stay in memory. A file that is not of this kind is never touched.

    Exit codes: 0 done, 1 usage, 2 the file cannot be read or written, 5 it is of another kind.
    """
    if sum((bool(keep), memory, clear)) > 1:
        raise click.UsageError("Choose one of --keep, --memory and --clear.")
    choices = cast.workbench.sandbox.choices
    if keep or memory:
        choices.keep_state(keep or "")
    elif clear:
        choices.clear_state()
    state = choices.state()
    if as_json:
        return tell_object({"file": state.file or None, "source": state.source, "counts": dict(state.counts)})
    return stdout.text(_text(state))


def _text(state: StateInForce) -> str:
    if not state.file:
        return labelled("writes", "in memory, gone when the program ends")
    counts = ", ".join(f"{count} × {name}" for name, count in sorted(state.counts.items()))
    return (
        labelled("writes", f"in {state.file}")
        + labelled("chosen", f"by {state.source}" if state.source != "kept" else "by assay sandbox state")
        + labelled("holds", counts or "nothing yet")
    )
