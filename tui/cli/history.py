"""`assay history`: what was sent and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from tui.cli import completing, outcome, stderr, stdout
from tui.cli.answers import document, row_output
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.exporting import refuse_terminal, send_to_pipe
from tui.cli.formats import BINARY, FORMATS, TABLE
from tui.cli.listing import tell_object, tell_table
from tui.cli.stderr import Exit
from tui.core.display import human_bytes, human_seconds
from tui.core.exchange import Exchange
from tui.core.failures import ConfirmationNeeded, NotFound
from tui.workbench import Workbench

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
    head = ("ID", "WHEN (UTC)", "PROFILE", "ROUTE", "STATE", "CODE", "ROWS", "TIME")
    return tell_table(head, map(_row, found))


def _row(exchange: Exchange) -> tuple[str, ...]:
    moment = datetime.fromtimestamp(exchange.started_at, UTC)
    return (
        exchange.id,
        f"{moment:%Y-%m-%d %H:%M:%S}",
        exchange.profile_name,
        exchange.operation,
        exchange.state.value,
        _code(exchange) or "",
        "" if exchange.rows is None else str(exchange.rows),
        human_seconds(exchange.timing.total),
    )


def _code(exchange: Exchange) -> str | None:
    if exchange.failure is not None:
        return exchange.failure.code
    return exchange.envelope.code if exchange.envelope is not None else None


def exchange_object(exchange: Exchange) -> dict[str, object]:
    request, timing = exchange.request, exchange.timing
    return {
        "id": exchange.id,
        "started_at": datetime.fromtimestamp(exchange.started_at, UTC).isoformat(timespec="milliseconds"),
        "profile": exchange.profile_name,
        "kind": exchange.provider,
        "operation": exchange.operation,
        "sandbox": exchange.sandbox,
        "method": request.method,
        "url": request.shown_url,
        "state": exchange.state.value,
        "code": _code(exchange),
        "message": exchange.envelope.message if exchange.envelope is not None else None,
        "failure": exchange.failure.message if exchange.failure is not None else None,
        "status": exchange.head.status if exchange.head is not None else None,
        "rows": exchange.rows,
        "bytes": exchange.received,
        "complete": exchange.complete,
        "masked": exchange.masked,
        "seconds": {
            "connect": timing.connect,
            "tls": timing.tls,
            "first_byte": timing.first_byte,
            "transfer": timing.transfer,
            "total": timing.total,
        },
        "draft": dict(exchange.draft),
    }


@command.command("show", context_settings=no_wrap())
@click.argument("exchange_id", metavar="ID", shell_complete=completing.exchanges)
@click.option("--answer", "wants_answer", is_flag=True, help="Print the kept answer instead.")
@click.option(
    "-o",
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default=TABLE,
    show_default=True,
    help="How the rows of --answer are written.",
)
@json_option()
@click.pass_obj
def show(cast: Cast, exchange_id: str, wants_answer: bool, format_name: str, as_json: bool) -> int:
    """One exchange: request, outcome, explanation; or its kept answer.

    \b
    Examples:
      assay history show 1f0c2a9be4d35817
      assay history show 1f0c2a9be4d35817 --answer --format csv > again.csv

    Exit codes: 0 done, 1 usage, 2 there is no such exchange or its answer was cleared.
    """
    workbench = cast.workbench
    exchange = workbench.inspecting.exchange(exchange_id)
    if wants_answer:
        return _tell_answer(workbench, exchange, "json" if as_json else format_name)
    if as_json:
        return tell_object(exchange_object(exchange))
    request = exchange.request
    body = request.body.decode("utf-8", "replace")
    lines = [
        f"{request.method} {request.shown_url}",
        *([body] if body else []),
        "",
        *(f"  {name.lower():<12}{value}" for name, value in _facts(exchange)),
    ]
    stdout.text("\n".join(lines) + "\n")
    outcome.tell_exchange(workbench, exchange)
    return Exit.OK


def _facts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    head = ("id", "when (utc)", "profile", "route", "state", "code", "rows", "time")
    yield from ((name, value) for name, value in zip(head, _row(exchange), strict=True) if value)
    yield "received", human_bytes(exchange.received)


def _tell_answer(workbench: Workbench, exchange: Exchange, format_name: str) -> int:
    refuse_terminal(format_name)
    answer = workbench.inspecting.answer(exchange.id)
    if answer is None:
        raise NotFound("The answer of that exchange is no longer kept.", next_step="Send the request again.")
    if not answer.is_rows:
        stdout.raw(document(answer))
    elif format_name in BINARY:
        send_to_pipe(workbench, answer, format_name)
    else:
        row_output(workbench, answer, format_name).finish(complete=answer.complete)
    return Exit.OK


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
