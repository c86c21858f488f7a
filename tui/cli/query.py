"""`assay query`: SQL in, rows out."""

from __future__ import annotations

import click

from tui.cli import outcome, stderr, stdout
from tui.cli.answers import LiveRows, document
from tui.cli.choosing import (
    chosen_profile,
    draft_with,
    named_values,
    profile_options,
    read_text,
    set_option,
)
from tui.cli.commands import Cast, no_wrap
from tui.cli.exporting import ALL_FORMATS, ONLY_FILES, format_for, refuse_existing, send_to_file
from tui.cli.requests import show_request
from tui.cli.running import Call, run_call
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
@click.option(
    "-o",
    "--format",
    "format_name",
    type=click.Choice(ALL_FORMATS),
    help=f"How the rows are written: table, unless --output says otherwise. Only to a file: "
    f"{', '.join(ONLY_FILES)}.",
)
@click.option("--output", metavar="FILE", help="Write to a file, in the format that its ending tells.")
@click.option("--force", is_flag=True, help="Replace the file of --output when it is there.")
@click.option("--exact", is_flag=True, help="Leave cells in the file that a spreadsheet runs as formulas.")
@click.option(
    "--timeout-seconds", type=click.IntRange(1, 86400), metavar="N", help="How long the server may work."
)
@set_option
@click.option("--dry-run", is_flag=True, help="Print the request, without its secret, and send nothing.")
@click.pass_obj
def command(
    cast: Cast,
    profile: str | None,
    sandbox: bool,
    sql: str | None,
    file: str | None,
    format_name: str | None,
    output: str | None,
    force: bool,
    exact: bool,
    timeout_seconds: int | None,
    settings: tuple[str, ...],
    dry_run: bool,
) -> int:
    """Run SQL and print the rows.

    \b
    assay query --sandbox --sql "SELECT 1 AS one"
    assay query --profile live --file report.sql --format csv > report.csv
    assay query --profile live --file report.sql --output report.xlsx

    Numbers are written digit for digit as the server sent them. JSON is one array of objects; when
    the answer was cut off the array stays open and the exit code is 3.

    A file of --output appears whole or not at all. Texts in it that a spreadsheet would run as formulas
    get an apostrophe in front, and that is said; --exact leaves them as they are.
    """
    _check_output(format_name, output, force=force, exact=exact)
    statement = _statement(sql, file)
    workbench = cast.workbench
    target = chosen_profile(workbench, profile, sandbox, _sql_kind(workbench))
    operation, field = sql_operation(workbench, target)
    values = {field.name: statement, **named_values(settings, operation.fields)}
    if timeout_seconds is not None:
        values[TIMEOUT_FIELD] = timeout_seconds
    draft = draft_with(operation, RequestDraft(operation.id), values)
    if dry_run:
        return show_request(workbench, target, draft)
    if output is None:
        return send_rows(workbench, target, draft, format_name or "table")
    file_format = format_for(workbench, output, format_name)
    refuse_existing(output, force=force)
    options = ExportOptions(exact=exact, overwrite=force)
    return send_to_file(workbench, target, draft, output, file_format, options)


def _check_output(format_name: str | None, output: str | None, *, force: bool, exact: bool) -> None:
    if output is None and format_name in ONLY_FILES:
        raise click.UsageError(f"--format {format_name} needs --output FILE.")
    if output is None and (force or exact):
        raise click.UsageError("--force and --exact belong to --output FILE.")


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
    live = LiveRows(workbench, format_name)

    def verb(call: Call) -> Exchange:
        return workbench.sending.send(
            profile,
            draft,
            confirmed=confirmed,
            cancel=call.token,
            on_progress=call.report,
            on_start=call.started,
        )

    exchange = run_call(verb, live)
    good = outcome.exit_of(exchange) is stderr.Exit.OK
    if not live.finish(exchange, good=good) and good:
        answer = workbench.inspecting.answer(exchange.id)
        if answer is not None:
            stdout.raw(document(answer))
    if exchange.masked:
        stderr.line("The answer held the profile's secret; it was masked before it was written.")
    return outcome.tell_exchange(workbench, exchange)
