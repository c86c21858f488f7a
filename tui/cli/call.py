"""`assay call`: any route, with fields by name or a whole body."""

from __future__ import annotations

import click

from tui.cli.choosing import (
    draft_with,
    named_values,
    profile_options,
    read_text,
    set_option,
)
from tui.cli.commands import Cast, no_wrap
from tui.cli.formats import FORMATS
from tui.cli.query import send_rows
from tui.cli.requests import show_request
from tui.core.failures import NotFound
from tui.core.operation import Operation, RequestDraft
from tui.core.profile import Profile
from tui.workbench import Workbench


@click.command(context_settings=no_wrap())
@click.argument("route")
@profile_options
@click.option("-d", "--data", metavar="TEXT", help="The whole body; @FILE reads a file, - standard input.")
@set_option
@click.option(
    "-o",
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="How rows are written; a document is written as it came.",
)
@click.option("--yes", is_flag=True, help="Confirm a route that changes state.")
@click.option("--dry-run", is_flag=True, help="Print the request, without its secret, and send nothing.")
@click.pass_obj
def command(
    cast: Cast,
    route: str,
    profile: str | None,
    sandbox: bool,
    data: str | None,
    settings: tuple[str, ...],
    format_name: str,
    yes: bool,
    dry_run: bool,
) -> int:
    """Call one route; `assay routes` lists them.

    \b
    assay call ROUTE --sandbox --set projectId=1
    assay call ROUTE --profile live --data @body.json
    """
    workbench = cast.workbench
    target, operation = _target(workbench, route, profile, sandbox)
    draft = RequestDraft(operation.id, text=_data(data))
    draft = draft_with(operation, draft, named_values(settings, operation.fields))
    if dry_run:
        return show_request(workbench, target, draft)
    return send_rows(workbench, target, draft, format_name, confirmed=yes)


def _target(workbench: Workbench, route: str, name: str | None, sandbox: bool) -> tuple[Profile, Operation]:
    if sandbox == bool(name):
        raise click.UsageError("Say which API to ask: --profile NAME, or --sandbox.")
    kinds = [p.id for p in workbench.profiles.kinds()]
    target = None if sandbox else workbench.profiles.find(name or "")
    for kind in [target.kind] if target else kinds:
        if route in workbench.sending.operations(kind):
            return target or workbench.profiles.sandbox(kind), workbench.sending.operation(kind, route)
    raise NotFound(
        f"There is no route “{route}”.",
        next_step="List them with: assay routes",
    )


def _data(data: str | None) -> str | None:
    if data is None or not (data == "-" or data.startswith("@")):
        return data
    return read_text(data.removeprefix("@"), "The body")
