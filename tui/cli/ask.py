"""`assay ask`: SQL over answers that are kept already; nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from tui.cli import stderr
from tui.cli.answers import row_output
from tui.cli.choosing import format_option, json_option, read_text, was_typed
from tui.cli.commands import Cast, no_wrap
from tui.cli.exporting import format_for, refuse_existing, refuse_terminal, send_to_pipe, tell_written
from tui.cli.formats import BINARY
from tui.cli.running import Call, run_call
from tui.core.failures import InvalidInput, NotFound
from tui.core.fields import FieldProblem
from tui.core.results_ports import ExportFormat, ExportOptions, ExportOutcome, LocalAnswer
from tui.core.table import RowSource
from tui.workbench import Workbench

LAST = "last"
LOOKED_AT = 50
"""Exchanges among which the last one with rows is looked for."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)


@click.command(context_settings=no_wrap())
@click.option("-q", "--sql", metavar="TEXT", help="One SELECT; - reads standard input.")
@click.option("-f", "--file", metavar="FILE", help="Read the SQL from a file; - reads standard input.")
@click.option(
    "-a",
    "--answer",
    "answers",
    metavar="NAME=ID",
    multiple=True,
    help="Call the answer of an exchange NAME in the SQL; “last” is the latest with rows. Again for more. "
    "Without it r1 is the last.",
)
@format_option("How the rows are written; parquet and xlsx never to a terminal.")
@json_option("The same as --format json, and errors as JSON objects.")
@click.option("--output", metavar="FILE", help="Write to a file, in the format that its ending tells.")
@click.option("--force", is_flag=True, help="Replace the file of --output when it is there.")
@click.option("--exact", is_flag=True, help="Leave cells in the file that a spreadsheet runs as formulas.")
@click.pass_obj
def command(
    cast: Cast,
    sql: str | None,
    file: str | None,
    answers: tuple[str, ...],
    format_name: str,
    as_json: bool,
    output: str | None,
    force: bool,
    exact: bool,
) -> int:
    """Ask kept answers again with SQL, on this machine. No server is asked, no file is read.

    An answer of several tables has them as NAME, NAME_2, NAME_3 … The SQL is DuckDB's.

    \b
    Examples:
      assay ask --sql "SELECT event, sum(n) FROM r1 GROUP BY 1"
      assay ask -a new=last -a old=4f2a90c11b7d6e35 -f compare.sql --format csv > diff.csv

    \b
    Exit codes: 0 all rows, 1 usage, 2 no such answer, or SQL that cannot be used, 130 interrupted.
    """
    if as_json:
        format_name = "json"
    named = format_name if as_json or was_typed("format_name") else None
    if output is None and (force or exact):
        raise click.UsageError("--force and --exact belong to --output FILE.")
    statement = _statement(sql, file)
    if output is None:
        refuse_terminal(format_name)
    else:
        refuse_existing(output, force=force)
    workbench = cast.workbench
    file_format = format_for(workbench, output, named) if output is not None else None
    for one in answers or (f"r1={LAST}",):
        _keep(workbench, *_named(one))

    def ask(call: Call) -> LocalAnswer:
        return workbench.asking.query(statement, call.token)[1]

    found = run_call(ask)
    try:
        if output is not None and file_format is not None:
            _write(workbench, found, output, file_format, ExportOptions(exact=exact, overwrite=force))
        else:
            _print(workbench, found, format_name)
    finally:
        workbench.asking.discard(found.id)
    return stderr.Exit.OK


def _statement(sql: str | None, file: str | None) -> str:
    if (sql is None) == (file is None):
        raise click.UsageError("Give the SQL with one of --sql TEXT and --file FILE.")
    return read_text(file or "-", "The SQL") if file is not None or sql == "-" else sql or ""


def _print(workbench: Workbench, found: LocalAnswer, format_name: str) -> None:
    if format_name in BINARY:
        send_to_pipe(workbench, found.answer, format_name)
    else:
        row_output(workbench, found.answer, format_name).finish(complete=True)
    for note in found.notes:
        stderr.line(note)


def _write(
    workbench: Workbench, found: LocalAnswer, path: str, file_format: ExportFormat, options: ExportOptions
) -> None:
    def export(call: Call) -> ExportOutcome:
        return workbench.exporting.export(found.answer, path, file_format, options, call.token)

    tell_written(path, run_call(export))
    for note in found.notes:
        stderr.line(note)


def _named(text: str) -> tuple[str, str]:
    name, equals, exchange_id = text.partition("=")
    if not equals or not exchange_id.strip():
        raise click.UsageError(f"--answer “{text}” is not NAME=ID; NAME=last takes the latest exchange.")
    if not _NAME.fullmatch(name):
        said = f"“{name}” is no table name: letters, digits and underscores, a letter first"
        raise InvalidInput([FieldProblem("answer", said)], what="The answer's name")
    return name, exchange_id.strip()


def _keep(workbench: Workbench, name: str, exchange_id: str) -> None:
    """Raises NotFound for an exchange without rows that are still kept."""
    if exchange_id == LAST:
        recent = workbench.history.recent(limit=LOOKED_AT)
        sources = next(filter(None, (_sources(workbench, exchange.id) for exchange in recent)), [])
        if not sources:
            raise NotFound("No answer with rows is kept.", next_step="Run a query first: assay query …")
    else:
        sources = _sources(workbench, exchange_id)
    if not sources:
        raise NotFound(
            f"Exchange {exchange_id} has no rows that are still kept.",
            next_step="Send it again; its answer is then kept.",
        )
    for number, source in enumerate(sources, 1):
        workbench.asking.keep(source, name if number == 1 else f"{name}_{number}")


def _sources(workbench: Workbench, exchange_id: str) -> Sequence[RowSource]:
    answer = workbench.inspecting.answer(exchange_id)
    if answer is None:
        return []
    return [answer] if answer.holds_rows else workbench.inspecting.tables(exchange_id)
