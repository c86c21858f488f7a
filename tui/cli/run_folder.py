"""`assay run`: a folder of saved queries as checks, with reports for CI."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import chosen_profile, json_option, profile_name, profile_options
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object, tell_table
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit
from tui.cli.variables import given_variables, variable_option
from tui.core.display import human_seconds
from tui.core.failures import FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.profile import Profile
from tui.core.saved_queries import QueryListing
from tui.workbench import Queries, Workbench
from tui.workbench.query_runs import (
    ENDINGS,
    FORMATS,
    QueryResult,
    QueryRun,
    outcome_words,
    prepare,
    refuse_unreadable,
    report_of,
)

HELP = """Run a folder of saved queries and hold each answer against its [expect].

FOLDER is a folder of this disk, else one of the saved queries (`.` for all of them, Samples for those
that come with the program). Expected can be: code, rows, rows_min, rows_max, columns, has_columns, types,
seconds_max, and cells by row and column; nothing means plain success. A query is sent again only where it
was refused for coming too often (-1005), and one that changes something is never sent. A file that cannot
be read, or a variable without a value, ends the run before anything is sent.

\b
Examples:
  assay run Samples --sandbox
  assay run checks/ -p live --report checks.xml
  assay run daily -p live --var day=yesterday --report out --format markdown

Exit codes: 0 all as expected, 1 usage, 2 nothing was sent, 3 an answer did not come whole, 4 an answer is
not as expected, 130 interrupted.
"""


@click.command(context_settings=no_wrap(), help=HELP)
@click.argument("folder")
@profile_options
@variable_option
@click.option("--report", "files", multiple=True, metavar="FILE", help="Write .xml (JUnit), .json or .md.")
@click.option(
    "--format",
    "report_format",
    type=click.Choice(list(FORMATS)),
    help="How the file of --report is written, whatever its ending.",
)
@json_option("Print the report as JSON, and errors as JSON objects.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing.")
@click.pass_obj
def command(
    cast: Cast,
    folder: str,
    profile: str | None,
    sandbox: bool,
    variables: tuple[str, ...],
    files: tuple[str, ...],
    report_format: str | None,
    as_json: bool,
    dry_run: bool,
) -> int:
    wanted = [_format_of(name, report_format) for name in files]
    workbench = cast.workbench
    queries, found, title = _folder(workbench, folder)
    refuse_unreadable(found.problems)
    target = _targets(workbench, found, profile, sandbox)
    given = given_variables(variables)
    prepared = prepare(queries, found.queries, lambda kind: target.get(kind, first(target)), given.values)
    if dry_run:
        rows = [(p.stored.query.path, p.operation.id, p.profile.name) for p in prepared]
        head = ("query", "route", "profile")
        return (
            tell_object([dict(zip(head, row, strict=True)) for row in rows])
            if as_json
            else tell_table(head, rows)
        )
    run = QueryRun(workbench.retrying, workbench.inspecting, prepared)
    started, begun = datetime.now(UTC), time.monotonic()
    results = run_call(lambda call: _results(run, call))
    report = report_of(
        title,
        first(target),
        results,
        started_at=started.isoformat(timespec="seconds"),
        seconds=time.monotonic() - begun,
        calls=run.calls,
        stopped=run.stopped,
    )
    for name, form in zip(files, wanted, strict=True):
        _write(name, FORMATS[form](report, results))
    if as_json:
        stdout.text(FORMATS["json"](report, results))
    else:
        _tell(results)
    return Exit.INTERRUPTED if run.stopped else _exit(results)


def first(targets: dict[str, Profile]) -> Profile:
    return next(iter(targets.values()))


def _results(run: QueryRun, call: Call) -> list[QueryResult]:
    return list(run.run(call.token, call.started, call.report))


def _folder(workbench: Workbench, folder: str) -> tuple[Queries, QueryListing, str]:
    """Raises NotFound, and InvalidInput for a folder without queries."""
    queries = workbench.queries
    if folder != "." and Path(folder).is_dir():
        queries = queries.at(folder)
        found, title = queries.in_folder(".")
    else:
        found, title = queries.in_folder(folder)
    if not found.queries and not found.problems:
        raise InvalidInput([FieldProblem("folder", f"“{folder}” holds no saved query")], what="The folder")
    return queries, found, title


def _targets(
    workbench: Workbench, found: QueryListing, name: str | None, sandbox: bool
) -> dict[str, Profile]:
    """The profile by the API's id: the one that is named, or the sandbox's own for each."""
    kinds = list(dict.fromkeys(one.query.kind for one in found.queries))
    if profile_name(name, sandbox) is None:
        known = {provider.id for provider in workbench.profiles.kinds()}
        return {kind: workbench.profiles.sandbox(kind) for kind in kinds if kind in known} or {
            kind: workbench.profiles.sandbox(kind) for kind in list(known)[:1]
        }
    chosen = chosen_profile(workbench, name, sandbox, kinds[0])
    return {chosen.kind: chosen}


def _format_of(name: str, named: str | None) -> str:
    found = named or ENDINGS.get(Path(name).suffix.lower())
    if found is None:
        raise click.UsageError(
            f"A report ends in {', '.join(ENDINGS)}, or has a --format; “{name}” does not."
        )
    return found


def _write(name: str, text: str) -> None:
    from tui.workbench.signature_tests.front import write_file

    try:
        write_file(name, text, "The report", replace=True)
    except FileProblem as problem:
        raise FileProblem(
            problem.message,
            code=problem.code,
            evidence=[*problem.evidence, "The queries were sent all the same."],
        ) from None


def _tell(results: Sequence[QueryResult]) -> None:
    rows = [
        (one.status, one.path, outcome_words(one), one.expected, human_seconds(one.seconds))
        for one in results
    ]
    tell_table(("", "query", "got", "expected", "time"), rows)
    for one in results:
        for words in (*one.differences, *([one.why] if one.why else [])):
            stderr.line(f"{one.path}: {words}")


def _exit(results: Sequence[QueryResult]) -> int:
    found = {one.status for one in results}
    if "error" in found:
        return Exit.SERVICE
    return Exit.ANSWER if found & {"failed", "skipped"} else Exit.OK
