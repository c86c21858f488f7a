"""`assay history show`: one exchange, or its kept answer."""

from __future__ import annotations

from collections.abc import Iterator

import click

from tui.cli import completing, outcome, stdout
from tui.cli.choosing import format_option, json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.history.words import HEAD, exchange_object, exchange_row
from tui.cli.listing import tell_object
from tui.cli.sending import tell_answer
from tui.core.display import human_bytes
from tui.core.exchange import Exchange


@click.command("show", context_settings=no_wrap())
@click.argument("exchange_id", metavar="ID", shell_complete=completing.exchanges)
@click.option("--answer", "wants_answer", is_flag=True, help="Print the kept answer instead.")
@format_option("How the rows of --answer are written.")
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
        return tell_answer(workbench, exchange, "json" if as_json else format_name)
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
    return 0


def _facts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in zip(HEAD, exchange_row(exchange), strict=True) if value)
    yield "received", human_bytes(exchange.received)
