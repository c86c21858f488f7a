"""`assay call`: any route, with an option per field, fields by name, or a whole body."""

from __future__ import annotations

from typing import Any

import click

from tui.cli import completing
from tui.cli.choosing import (
    draft_with,
    format_option,
    json_option,
    named_values,
    profile_name,
    profile_options,
    read_text,
    set_option,
)
from tui.cli.commands import Cast, no_wrap
from tui.cli.confirming import confirmed
from tui.cli.exporting import refuse_terminal
from tui.cli.requests import show_request
from tui.cli.sending import send_rows
from tui.core.drafting import starting_draft
from tui.core.failures import NotFound
from tui.core.fields import FieldKind, FieldSpec
from tui.core.operation import Operation, RequestDraft
from tui.core.profile import Profile
from tui.workbench import Workbench
from tui.workbench.composing.route_pages import route_page

ROUTE = "assay.route"
"""Under which the route that the words name is remembered."""

PREFIX = "field_"
"""Of the names under which options made from a route arrive."""


class _RouteCommand(click.Command):
    """Once its words name a route, every field of the route is an option by its wire name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        cast = ctx.obj
        fixed = [one for one in self.params if not (one.name or "").startswith(PREFIX)]
        found = _route_in(cast, args) if isinstance(cast, Cast) else None
        self.params = [*fixed, *_options(found, fixed)] if found else fixed
        ctx.meta[ROUTE] = found
        return super().parse_args(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What is known of the route that the words name, and what is not; else how to call any."""
        found = ctx.meta.get(ROUTE)
        if found is None:
            super().format_help_text(ctx, formatter)
            return
        page = route_page(found)
        with formatter.section(f"{page.title} ({page.call})"):
            formatter.write_dl(page.sections)


def _route_in(cast: Cast, words: list[str]) -> Operation | None:
    for provider in cast.workbench.profiles.kinds():
        catalog = provider.operations()
        for word in words:
            if word in catalog:
                return catalog.get(word)
    return None


def _options(operation: Operation, fixed: list[click.Parameter]) -> list[click.Parameter]:
    taken = {name for one in fixed for name in one.opts} | {"--help"}
    return [
        click.Option([f"{PREFIX}{number}", f"--{spec.name}"], metavar=spec.kind.upper(), help=_help_of(spec))
        for number, spec in enumerate(operation.fields)
        if f"--{spec.name}" not in taken
    ]


def _help_of(spec: FieldSpec) -> str:
    parts = [spec.help or spec.title]
    if spec.choices:
        parts.append(f"One of {', '.join(spec.choices)}.")
    if spec.kind is FieldKind.LIST:
        parts.append("Separated by commas.")
    if spec.required:
        parts.append("(needed)")
    return " ".join(parts)


HELP = """Call one route; `assay routes` lists them.

Every field of a route is an option by its wire name: `assay call ROUTE --help` lists them. --set gives
those that share their name with an option of this command. --example begins with a request that works in
the sandbox; what is given goes before it.

\b
Examples:
  assay call sql-query --sandbox --sql "SELECT 1 AS one" --json
  assay call event-analyze --sandbox --example --dry-run
  assay call ROUTE -p live --data @body.json
  assay call ROUTE -p test --set projectId=1 --yes
  assay call ROUTE -p live --set projectId=1 --yes --yes-prod live

\b
Exit codes: 0 plain success, 1 usage, 2 nothing was sent, 3 no whole answer, 4 an error code of the
service, 5 refused or --yes is missing, 6 uncertain, 130 interrupted, 141 the reader went away.
"""


@click.command(cls=_RouteCommand, context_settings=no_wrap(), help=HELP)
@click.argument("route", shell_complete=completing.routes)
@profile_options
@click.option("-d", "--data", metavar="TEXT", help="The whole body; @FILE reads a file, - standard input.")
@set_option
@click.option("--example", is_flag=True, help="Begin with a request that works in the sandbox.")
@format_option("How rows are written; a document is written as it came.")
@json_option("The same as --format json, and errors as JSON objects.")
@click.option("--yes", is_flag=True, help="Confirm a route that changes state.")
@click.option("--yes-prod", metavar="NAME", help="Beside --yes, for a PROD profile: its name once more.")
@click.option("--dry-run", is_flag=True, help="Print the request, without its secret, and send nothing.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    route: str,
    profile: str | None,
    sandbox: bool,
    data: str | None,
    settings: tuple[str, ...],
    example: bool,
    format_name: str,
    as_json: bool,
    yes: bool,
    yes_prod: str | None,
    dry_run: bool,
    **fields: Any,
) -> int:
    cast: Cast = ctx.obj
    workbench = cast.workbench
    target, operation = _target(workbench, route, profile_name(profile, sandbox))
    draft = starting_draft(operation, target.settings) if example else RequestDraft(operation.id)
    if data is not None:
        draft = RequestDraft(operation.id, draft.query, draft.form, None, _data(data))
    words = [*_typed(ctx.command, fields), *settings]
    draft = draft_with(operation, draft, named_values(words, operation.fields))
    if dry_run:
        return show_request(workbench, target, draft, as_json=as_json)
    chosen = "json" if as_json else format_name
    refuse_terminal(chosen)
    sure = confirmed(operation, target, yes=yes, yes_prod=yes_prod)
    return send_rows(workbench, target, draft, chosen, confirmed=sure)


def _typed(own: click.Command, fields: dict[str, Any]) -> list[str]:
    names = {one.name: one.opts[0].removeprefix("--") for one in own.params}
    return [f"{names[name]}={value}" for name, value in fields.items() if value is not None]


def _target(workbench: Workbench, route: str, name: str | None) -> tuple[Profile, Operation]:
    kinds = [p.id for p in workbench.profiles.kinds()]
    target = workbench.profiles.find(name) if name else None
    for kind in [target.kind] if target else kinds:
        if route in workbench.sending.operations(kind):
            return target or workbench.profiles.sandbox(kind), workbench.sending.operation(kind, route)
    raise NotFound(
        f"There is no route “{route}”.",
        next_step="List them with: assay routes",
    )


def _data(data: str) -> str:
    if not (data == "-" or data.startswith("@")):
        return data
    return read_text(data.removeprefix("@"), "The body")
