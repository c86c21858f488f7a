"""`assay history`: what was sent and what became of it."""

from __future__ import annotations

import json

import click

from tui.cli import completing, stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.history.show import show
from tui.cli.history.words import HEAD, exchange_object, exchange_row
from tui.cli.listing import tell_object, tell_table
from tui.cli.stderr import Exit
from tui.core.failures import ConfirmationNeeded

PAGE = 500


@click.group(
    context_settings=no_wrap(),
    invoke_without_command=True,
    help="""Every request, made from what was there before the credential was added.

\b
Examples:
  assay history
  assay history list --limit 5 --text -1008 --json
  assay history show ID --answer
  assay history export --json > history.ndjson
  assay history delete ID
  assay history clear --yes

Exit codes: 0 done, 1 usage, 2 there is no such exchange, 5 a yes was needed.
""",
)
@click.pass_context
def command(ctx: click.Context) -> int:
    if ctx.invoked_subcommand is None:
        return int(ctx.invoke(list_exchanges))
    return Exit.OK


@command.command("list", context_settings=no_wrap())
@click.option(
    "-n", "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many."
)
@click.option("--text", default="", help="Only those whose profile, route, code or state holds this.")
@click.option(
    "-p", "--profile", metavar="NAME", shell_complete=completing.profiles, help="Only of one profile."
)
@json_option("Print a JSON array of objects.")
@click.pass_obj
def list_exchanges(
    cast: Cast, limit: int = 20, text: str = "", profile: str | None = None, as_json: bool = False
) -> int:
    """The latest exchanges, newest first.

    \b
    Examples:
      assay history list --limit 50 --profile live
      assay history list --text failed --json

    Exit codes: 0 done, 1 usage, 2 there is no such profile.
    """
    workbench = cast.workbench
    profile_id = workbench.profiles.find(profile).id if profile else ""
    found = workbench.history.recent(limit, text=text, profile_id=profile_id)
    if as_json:
        return tell_object([exchange_object(e) for e in found])
    head = [name.upper() for name in HEAD]
    return tell_table(head, map(exchange_row, found))


@command.command("export", context_settings=no_wrap())
@click.option("--text", default="", help="Only those whose profile, route, code or state holds this.")
@json_option("Accepted; the export is JSON in any case, an object a line.")
@click.pass_obj
def export(cast: Cast, text: str, as_json: bool) -> int:
    """Print every exchange as one JSON object a line, newest first; no answer and no secret is in it.

    \b
    Examples:
      assay history export > history.ndjson
      assay history export --text live | jq -s 'group_by(.code) | map({code: .[0].code, n: length})'

    Exit codes: 0 done, 1 usage, 141 the reader went away.
    """
    history = cast.workbench.history
    start = 0
    while found := history.recent(PAGE, offset=start, text=text):
        start += len(found)
        lines = [json.dumps(exchange_object(e), ensure_ascii=False) + "\n" for e in found]
        stdout.text("".join(lines))
    return Exit.OK


@command.command("delete", context_settings=no_wrap())
@click.argument("exchange_id", metavar="ID", shell_complete=completing.exchanges)
@json_option()
@click.pass_obj
def delete(cast: Cast, exchange_id: str, as_json: bool) -> int:
    """Forget one exchange and its kept answer.

    \b
    Examples:
      assay history delete 1f0c2a9be4d35817

    Exit codes: 0 done, 1 usage, 2 there is no such exchange.
    """
    workbench = cast.workbench
    workbench.history.delete(workbench.inspecting.exchange(exchange_id).id)
    return tell_object({"deleted": 1}) if as_json else _said("Deleted 1 exchange.")


@command.command("clear", context_settings=no_wrap())
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option()
@click.pass_obj
def clear(cast: Cast, yes: bool, as_json: bool) -> int:
    """Forget every exchange and its kept answer.

    \b
    Examples:
      assay history clear --yes

    Exit codes: 0 done, 1 usage, 5 a yes was needed and not given.
    """
    history = cast.workbench.history
    count = history.count()
    if not yes and stderr.ask(f"Forget all {count} exchanges and their answers? Type yes: ") != "yes":
        raise ConfirmationNeeded("The history was not cleared.", next_step="Type yes, or give --yes.")
    history.clear()
    return tell_object({"deleted": count}) if as_json else _said(f"Deleted {count} exchanges.")


def _said(words: str) -> int:
    stderr.line(words)
    return Exit.OK


command.add_command(show)
