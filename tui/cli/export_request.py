"""`assay export-request`: an exchange as cURL, httpx code, HAR or a report."""

from __future__ import annotations

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.workbench.comparing import Comparing
from tui.workbench.copying_as import CopyForm, CopyingAs


@click.command(context_settings=no_wrap())
@click.argument("exchange_id", metavar="ID")
@click.option(
    "--as",
    "form",
    type=click.Choice([form.value for form in CopyForm]),
    default=CopyForm.CURL.value,
    show_default=True,
    help="What is printed.",
)
@json_option("Print form, text and the secret's variable as a JSON object.")
@click.pass_obj
def command(cast: Cast, exchange_id: str, form: str, as_json: bool) -> int:
    """An exchange for use elsewhere; its secret is never in it.

    \b
    Examples:
      assay export-request last
      assay export-request last --as httpx > again.py
      assay export-request 1f0c2a9b --as har > exchange.har
      assay export-request last --as report > report.md

    cURL and httpx take the secret from an environment variable that is named on standard error. HAR and
    the report show a mask in its place. ID is an id of `assay history` or its beginning; last and previous
    are the latest two.

    Exit codes: 0 done, 1 usage, 2 there is no such exchange, or the form cannot hold its body.
    """
    workbench = cast.workbench
    exchange = Comparing(workbench.inspecting, workbench.history).find(exchange_id)
    copied = CopyingAs(workbench.inspecting, workbench.profiles).copy(exchange.id, CopyForm(form))
    if as_json:
        return tell_object(
            {
                "form": form,
                "text": copied.text,
                "variable": copied.variable or None,
                "notes": list(copied.notes),
            }
        )
    stdout.text(copied.text)
    if copied.variable:
        stderr.line(f"The secret is read from the environment variable {copied.variable}.")
    for note in copied.notes:
        stderr.line(note)
    return stderr.Exit.OK
