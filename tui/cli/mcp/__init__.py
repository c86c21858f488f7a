"""`assay mcp`: the read-only verbs for agents, over the Model Context Protocol (stdio)."""

from __future__ import annotations

from importlib.util import find_spec

import click

from tui.cli import completing
from tui.cli.commands import Cast, no_wrap
from tui.cli.defaults import Twin
from tui.core.failures import NotFound, Refused

ROWS = 200
QUERIES = 100
SECONDS = 60


@click.command(
    context_settings=no_wrap(),
    help="""Serve read-only verbs to an agent: profiles (no secrets), schema, SQL checks, queries, codes.

A query is one SELECT or WITH; anything else is refused before it is sent. Profiles on PROD are refused
without --allow-prod. Rows, time and the number of queries are limited. The credential is added behind the
agent's back and never passes through it; every query is in the history. Needs the
library mcp beside assay: pip install mcp, or pipx inject assay mcp. Standard output is the protocol's, so
there is no --json.

\b
Examples:
  assay mcp
  assay mcp --profile staging --rows 50 --queries 20
  claude mcp add assay -- assay mcp --profile staging

\b
As a server in a client's settings:
  {"mcpServers": {"assay": {"command": "assay", "args": ["mcp", "--profile", "staging"]}}}

Exit codes: 0 the client went away, 1 usage, 2 no such profile, or the extra is missing, 5 refused.
""",
)
@click.option(
    "-p",
    "--profile",
    "only",
    multiple=True,
    metavar="NAME",
    shell_complete=completing.profiles,
    help="Offer only this profile; may repeat. Without it: every one that is not on PROD.",
)
@click.option("--allow-prod", is_flag=True, help="Offer profiles on PROD, too.")
@click.option(
    "--rows",
    type=click.IntRange(1, 100_000),
    default=ROWS,
    cls=Twin,
    help="Rows at most per query.",
    at_last=ROWS,
)
@click.option(
    "--queries",
    type=click.IntRange(1, 100_000),
    default=QUERIES,
    cls=Twin,
    help="Queries at most per run.",
    at_last=QUERIES,
)
@click.option(
    "--seconds",
    type=click.IntRange(1, 3600),
    default=SECONDS,
    cls=Twin,
    help="Time limit of a query, in seconds.",
    at_last=SECONDS,
)
@click.pass_obj
def command(
    cast: Cast, only: tuple[str, ...], allow_prod: bool, rows: int, queries: int, seconds: int
) -> int:
    if find_spec("mcp") is None:
        raise NotFound(
            "The Model Context Protocol is not installed.",
            next_step="Install it beside assay: pip install mcp, or pipx inject assay mcp",
        )
    from tui.cli.mcp.verbs import Limits, Verbs

    workbench = cast.workbench
    for profile in map(workbench.profiles.find, only):
        if profile.environment.value == "PROD" and not allow_prod:
            raise Refused(f"“{profile.name}” is on PROD.", next_step="Say so with --allow-prod.")
    limits = Limits(rows=rows, queries=queries, seconds=seconds)
    from tui.cli.mcp.server import serve

    return serve(Verbs(workbench, limits, only=only, allow_prod=allow_prod))
