"""`assay query`: SQL in, rows out."""

from __future__ import annotations

import click

from tui.cli.choosing import (
    draft_with,
    format_option,
    json_option,
    named_values,
    profile_options,
    set_option,
    was_typed,
)
from tui.cli.commands import Cast, no_wrap
from tui.cli.defaults import Twin
from tui.cli.exporting import format_for, refuse_existing, refuse_terminal, send_to_file
from tui.cli.query.check import check_option, report, tell
from tui.cli.query.route import TIMEOUT_FIELD
from tui.cli.query.running import chosen_run, first_call, run_options, sender
from tui.cli.requests import show_request
from tui.cli.sending import send_rows
from tui.cli.variables import asked_query, saved_options
from tui.core.results_ports import ExportOptions

HELP = """Run SQL, or a saved query, and print the rows.

{{name}} in it is a variable, {{today-7d}} or {{start of month}} a day; `assay saved` lists saved queries.

Numbers are written digit for digit as the server sent them. Rows are written as they come, and
memory does not grow with them; parquet and xlsx are written when all are there. JSON is one array of
objects; when the answer was cut off the array stays open and the exit code is 3. A slow reader holds
the sender back.

A file of --output appears whole or not at all. Texts in it that a spreadsheet would run as formulas
get an apostrophe in front, and that is said; --exact leaves them as they are, as standard output does.

\b
Examples:
  assay query --sandbox --sql "SELECT 1 AS one"
  assay query -p live -f report.sql --format csv > report.csv
  assay query -p live -f report.sql --format parquet | duckdb -c "FROM read_parquet('/dev/stdin')"
  assay query -p live -f report.sql --output report.xlsx
  assay query -p live -f report.sql --async --format csv > report.csv
  assay query -p live -f report.sql --check
  assay query "SQL - events by name" --sandbox --var most=3
  assay query -p live -f report.sql --var from=today-7d --var to=yesterday
  echo "SELECT 1 AS one" | assay query --sandbox --json | jq '.[0].one'

How it is run: as one stream by /querySql, unless --run says otherwise. page waits for the end
(/open/execute-sql) and then reads pages. task begins it in the background (/open/submit-sql), asks for its
state and then reads pages. auto takes task where the SQL has no LIMIT or one of 100,000 rows or more, else
stream, and says which and why.

--async is --run task: its progress is the server's own, ctrl+c stops it at the server, and one that was
cut off or killed is gone on with by `assay task`. Too many requests (-1005) are
answered by three further attempts at most, after growing pauses, unless the setting retry.rate_limit is
false.

\b
Exit codes: 0 all rows, 1 usage, 2 nothing was sent, 3 no whole answer, 4 an error code of the
service, 5 refused, 130 interrupted, 141 the reader went away.
"""


@click.command(context_settings=no_wrap(), help=HELP)
@saved_options
@profile_options
@click.option("-q", "--sql", metavar="TEXT", help="The SQL; - reads standard input.")
@click.option("-f", "--file", metavar="FILE", help="Read the SQL from a file; - reads standard input.")
@format_option("How the rows are written; parquet and xlsx never to a terminal.")
@json_option("The same as --format json, and errors as JSON objects.")
@click.option("--output", metavar="FILE", help="Write to a file, in the format that its ending tells.")
@click.option("--force", is_flag=True, help="Replace the file of --output when it is there.")
@click.option("--exact", is_flag=True, help="Leave cells in the file that a spreadsheet runs as formulas.")
@click.option(
    "--timeout-seconds",
    type=click.IntRange(1, 86400),
    metavar="N",
    cls=Twin,
    help="How long the server may work.",
)
@run_options
@set_option
@check_option
@click.option("--dry-run", is_flag=True, help="Print the request, without its secret, and send nothing.")
@click.pass_obj
def command(
    cast: Cast,
    name: str | None,
    saved: str | None,
    variables: tuple[str, ...],
    profile: str | None,
    sandbox: bool,
    sql: str | None,
    file: str | None,
    format_name: str,
    as_json: bool,
    output: str | None,
    force: bool,
    exact: bool,
    timeout_seconds: int | None,
    run_as: str | None,
    settings: tuple[str, ...],
    check: bool,
    dry_run: bool,
) -> int:
    if as_json:
        format_name = "json"
    named = format_name if as_json or was_typed("format_name") else None
    if output is None and (force or exact):
        raise click.UsageError("--force and --exact belong to --output FILE.")
    if output is None:
        refuse_terminal(format_name)
    workbench = cast.workbench
    asked = asked_query(workbench, (name, saved), sql, file, variables, profile, sandbox)
    target, operation = asked.profile, asked.operation
    if check:
        return report(workbench, target, asked.sql, as_json=as_json)
    limit = asked.with_timeout(TIMEOUT_FIELD, timeout_seconds)
    draft = draft_with(operation, asked.draft, limit | named_values(settings, operation.fields))
    run = chosen_run(workbench, target, draft, run_as)
    if dry_run:
        first = first_call(workbench, target, draft, run)
        return show_request(workbench, target, first, as_json=as_json)
    tell(workbench, target, asked.sql)
    send = sender(workbench, target, draft, run)
    if output is None:
        return send_rows(workbench, target, draft, format_name, send=send)
    file_format = format_for(workbench, output, named)
    refuse_existing(output, force=force)
    options = ExportOptions(exact=exact, overwrite=force)
    return send_to_file(workbench, target, draft, output, file_format, options, send=send)
