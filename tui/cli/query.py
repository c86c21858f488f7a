"""`assay query`: SQL in, rows out."""

from __future__ import annotations

import click

from tui.cli import outcome, stderr, stdout
from tui.cli.answers import LiveRows, document
from tui.cli.choosing import (
    chosen_profile,
    draft_with,
    format_option,
    json_option,
    named_values,
    profile_options,
    read_text,
    set_option,
    was_typed,
)
from tui.cli.commands import Cast, no_wrap
from tui.cli.defaults import VARIABLES
from tui.cli.exporting import format_for, refuse_existing, refuse_terminal, send_to_file, send_to_pipe
from tui.cli.formats import BINARY, TABLE
from tui.cli.requests import show_request
from tui.cli.running import Call, run_call
from tui.cli.sql_check import check_option, report, tell
from tui.core.exchange import Exchange
from tui.core.failures import InvalidInput, Refused
from tui.core.fields import FieldKind, FieldProblem, FieldSpec
from tui.core.operation import Editor, Operation, RequestDraft
from tui.core.profile import Profile
from tui.core.results_ports import ExportOptions
from tui.workbench import Workbench

TIMEOUT_FIELD = "timeoutSeconds"


@click.command(context_settings=no_wrap())
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
    envvar=VARIABLES["timeout_seconds"],
    help=f"How long the server may work; else ${VARIABLES['timeout_seconds']}, else the setting "
    "cli.timeout_seconds.",
)
@set_option
@check_option
@click.option("--dry-run", is_flag=True, help="Print the request, without its secret, and send nothing.")
@click.pass_obj
def command(
    cast: Cast,
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
    settings: tuple[str, ...],
    check: bool,
    dry_run: bool,
) -> int:
    """Run SQL and print the rows.

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
      assay query -p live -f report.sql --check
      echo "SELECT 1 AS one" | assay query --sandbox --sql - --json | jq '.[0].one'

    \b
    Exit codes: 0 all rows, 1 usage, 2 nothing was sent, 3 no whole answer, 4 an error code of the
    service, 5 refused, 130 interrupted, 141 the reader went away.
    """
    if as_json:
        format_name = "json"
    named = format_name if as_json or was_typed("format_name") else None
    if output is None and (force or exact):
        raise click.UsageError("--force and --exact belong to --output FILE.")
    if output is None:
        refuse_terminal(format_name)
    statement = _statement(sql, file)
    workbench = cast.workbench
    target = chosen_profile(workbench, profile, sandbox, _sql_kind(workbench))
    if check:
        return report(workbench, target, statement, as_json=as_json)
    operation, field = sql_operation(workbench, target)
    values = {field.name: statement, **named_values(settings, operation.fields)}
    if timeout_seconds is not None:
        values.setdefault(TIMEOUT_FIELD, timeout_seconds)
    draft = draft_with(operation, RequestDraft(operation.id), values)
    if dry_run:
        return show_request(workbench, target, draft)
    tell(workbench, target, statement)
    if output is None:
        return send_rows(workbench, target, draft, format_name)
    file_format = format_for(workbench, output, named)
    refuse_existing(output, force=force)
    options = ExportOptions(exact=exact, overwrite=force)
    return send_to_file(workbench, target, draft, output, file_format, options)


def _statement(sql: str | None, file: str | None) -> str:
    if (sql is None) == (file is None):
        raise click.UsageError("Give the SQL with one of --sql TEXT and --file FILE.")
    text = read_text(file or "-", "The SQL") if file is not None or sql == "-" else sql or ""
    if not text.strip():
        raise InvalidInput([FieldProblem("sql", "is empty")], what="The query")
    return text


def _sql_kind(workbench: Workbench) -> str:
    for provider in workbench.profiles.kinds():
        if _sql_routes(workbench, provider.id):
            return provider.id
    raise Refused("No API known here takes SQL.")


def _sql_routes(workbench: Workbench, kind: str) -> list[tuple[Operation, FieldSpec]]:
    return [
        (operation, spec)
        for operation in workbench.sending.operations(kind)
        if operation.editor is Editor.SQL and not operation.mutates
        for spec in operation.fields
        if spec.kind is FieldKind.SQL
    ]


def sql_operation(workbench: Workbench, profile: Profile) -> tuple[Operation, FieldSpec]:
    """The route that takes SQL and answers with rows, and its SQL field. Raises Refused."""
    routes = _sql_routes(workbench, profile.kind)
    default = workbench.profiles.provider(profile.kind).default_operation
    for operation, spec in sorted(routes, key=lambda route: route[0].id != default):
        return operation, spec
    raise Refused(
        f"A profile of kind “{profile.kind}” takes no SQL.",
        next_step=f"Choose a profile of kind {_sql_kind(workbench)}.",
    )


def send_rows(
    workbench: Workbench,
    profile: Profile,
    draft: RequestDraft,
    format_name: str,
    *,
    confirmed: bool = False,
) -> int:
    """Send, write the answer as it comes, tell what is wrong with it, and give the exit code."""
    whole = format_name in BINARY
    live = LiveRows(workbench, TABLE if whole else format_name)

    def verb(call: Call) -> Exchange:
        return workbench.sending.send(
            profile,
            draft,
            confirmed=confirmed,
            cancel=call.token,
            on_progress=call.report,
            on_start=call.started,
        )

    exchange = run_call(verb, None if whole else live)
    good = outcome.exit_of(exchange) is stderr.Exit.OK
    answer = workbench.inspecting.answer(exchange.id)
    if whole and answer is not None and answer.is_rows:
        if good:
            send_to_pipe(workbench, answer, format_name)
    elif not live.finish(exchange, good=good) and good and answer is not None:
        stdout.raw(document(answer))
    if exchange.masked:
        stderr.line("The answer held the profile's secret; it was masked before it was written.")
    return outcome.tell_exchange(workbench, exchange)
