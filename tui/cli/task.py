"""`assay task`: background queries that were left: list them, go on with one, stop one at the server."""

from __future__ import annotations

from dataclasses import asdict

import click

from tui.cli import outcome, stderr
from tui.cli.choosing import format_option, json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.exporting import format_for, refuse_existing, refuse_terminal, send_to_file
from tui.cli.listing import tell_object, tell_table
from tui.cli.query.running import resumer
from tui.cli.sending import send_rows
from tui.cli.unlocking import open_for
from tui.core.failures import NotFound
from tui.core.operation import RequestDraft
from tui.core.results_ports import ExportOptions
from tui.core.tasks import KeptTask
from tui.workbench import Workbench


@click.group(context_settings=no_wrap())
def command() -> None:
    """Background queries that are not whole: cut off, cancelled without the server's word, or killed.

    \b
    Examples:
      assay query -p live -f report.sql --async --format csv > report.csv
      assay task list
      assay task resume 3f9a --format csv > report.csv
      assay task cancel 3f9a

    Exit codes: those of assay --help; each command names its own.
    """


@command.command("list", context_settings=no_wrap())
@json_option("Print a JSON array of objects.")
@click.pass_obj
def list_tasks(cast: Cast, as_json: bool) -> int:
    """List what can be gone on with, the newest first. Nothing is sent.

    \b
    Examples:
      assay task list
      assay task list --json | jq -r '.[0].task'

    Exit codes: 0 done.
    """
    found = cast.workbench.tasks.resumable()
    if as_json:
        return tell_object([{**asdict(kept), "profile": _name(cast.workbench, kept)} for kept in found])
    if not found:
        stderr.line("No background query is waiting to be gone on with.")
        return stderr.Exit.OK
    rows = [(kept.task, _name(cast.workbench, kept), kept.words, _sql(kept)) for kept in found]
    return tell_table(("TASK", "PROFILE", "STATE", "SQL"), rows)


def _name(workbench: Workbench, kept: KeptTask) -> str:
    try:
        return workbench.profiles.find(kept.profile_id).name
    except NotFound:
        return kept.profile_id


def _sql(kept: KeptTask) -> str:
    text = " ".join(str(kept.draft.form.get("sql") or "").split())
    return text if len(text) <= 60 else f"{text[:59]}…"


# ---- resume ------------------------------------------------------------------------------------


@command.command("resume", context_settings=no_wrap())
@click.argument("task")
@click.option("-p", "--profile", metavar="NAME", help="For a task that was begun elsewhere: where it runs.")
@click.option(
    "--pages-are",
    type=click.Choice(["json", "json_object", "csv", "tsv"]),
    default="json",
    help="The format of its pages, for a task that was begun elsewhere.",
)
@format_option("How the rows are written; parquet and xlsx never to a terminal.")
@json_option("The same as --format json, and errors as JSON objects.")
@click.option("--output", metavar="FILE", help="Write to a file, in the format that its ending tells.")
@click.option("--force", is_flag=True, help="Replace the file of --output when it is there.")
@click.pass_obj
def resume(
    cast: Cast,
    task: str,
    profile: str | None,
    pages_are: str,
    format_name: str,
    as_json: bool,
    output: str | None,
    force: bool,
) -> int:
    """Go on with a background query, by its task's id or the beginning of one, and print all its rows.

    The rows of the pages that are here are taken over; the others are fetched. The SQL is not run again.

    \b
    Examples:
      assay task resume 3f9a --format csv > report.csv
      assay task resume 3f9ac01d22 -p live --pages-are json

    Exit codes: 0 all rows, 1 usage, 2 there is no such task, 3 no whole answer, 4 an error code of the
    service, 130 interrupted, 141 the reader went away.
    """
    workbench = cast.workbench
    format_name = "json" if as_json else format_name
    if output is None:
        refuse_terminal(format_name)
    else:
        refuse_existing(output, force=force)
    if profile is None:
        kept = workbench.tasks.find(task)
    else:
        draft = RequestDraft("sql-submit", form={"sql": "-", "format": pages_are})
        kept = workbench.tasks.unknown(workbench.profiles.find(profile), task, draft)
    target = open_for(workbench, workbench.profiles.find(kept.profile_id))
    send = resumer(workbench, kept)
    if output is None:
        return send_rows(workbench, target, kept.draft, format_name, send=send)
    file_format = format_for(workbench, output, None)
    options = ExportOptions(overwrite=force)
    return send_to_file(workbench, target, kept.draft, output, file_format, options, send=send)


# ---- cancel ------------------------------------------------------------------------------------


@command.command("cancel", context_settings=no_wrap())
@click.argument("task")
@click.option("-p", "--profile", metavar="NAME", help="For a task that was begun elsewhere: where it runs.")
@json_option("Print what became of it as a JSON object.")
@click.pass_obj
def cancel(cast: Cast, task: str, profile: str | None, as_json: bool) -> int:
    """Stop a background query at the server. Stored data stays as it is; a read-only profile may, too.

    \b
    Examples:
      assay task cancel 3f9a
      assay task cancel 3f9ac01d22 -p live

    Exit codes: 0 the server confirmed it, 2 there is no such task, 3 no answer, 4 the server refused,
    6 uncertain.
    """
    workbench = cast.workbench
    if profile is None:
        kept = workbench.tasks.find(task)
    else:
        draft = RequestDraft("sql-submit", form={"sql": "-"})
        kept = workbench.tasks.unknown(workbench.profiles.find(profile), task, draft)
    open_for(workbench, workbench.profiles.find(kept.profile_id))
    exchange = workbench.tasks.stop(kept)
    code = outcome.tell_exchange(workbench, exchange)
    if as_json:
        tell_object({"task": kept.task, "confirmed": code == stderr.Exit.OK})
    elif code == stderr.Exit.OK:
        stderr.line(f"The server confirmed that task {kept.task} is stopped.")
    return code
