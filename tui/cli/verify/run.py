"""`assay verify run` and `assay verify selftest`: cases with expectations, reports, exit codes for CI."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import chosen_profile, profile_options, read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit
from tui.cli.verify import case_words
from tui.cli.verify.sign_feeds import chosen_feed, counted, sign_options
from tui.core.failures import FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.profile import Profile
from tui.workbench import Profiles, Workbench
from tui.workbench.signature_tests.case_files import (
    REPORTS,
    UNLIMITED_PARTNER,
    CaseFile,
    CaseResult,
    CaseRun,
    Run,
    Session,
    Status,
    all_vectors,
    as_data,
    json_report,
    load_cases,
)
from tui.workbench.signature_tests.desk import TestDesk


@click.command(context_settings=no_wrap())
@click.argument("file", metavar="CASES")
@profile_options
@sign_options
@click.option("--case", "only", multiple=True, metavar="ID", help="Run only this case; may repeat.")
@click.option("--report", "files", multiple=True, metavar="FILE", help="Write .xml (JUnit), .json or .md.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing.")
@click.option("--yes", is_flag=True, help="Send more than one call to a profile that is not the sandbox.")
@click.pass_obj
def run(
    cast: Cast,
    file: str,
    profile: str | None,
    sandbox: bool,
    sign_file: str | None,
    sign_cmd: str | None,
    only: tuple[str, ...],
    files: tuple[str, ...],
    as_json: bool,
    dry_run: bool,
    yes: bool,
) -> int:
    """Run a file of cases and compare each verdict with what the file expects.

    \b
    Examples:
      assay verify run checkout.toml --profile live --sign-cmd './sign.sh {path}' --yes --report out.xml

    Each case is sent once and never repeated. The exit code is 0 when all is as expected, 3 when the
    service or the way to it failed, 4 when a verdict was not the expected one.

    Exit codes: 0 all as expected, 1 usage, 2 nothing was sent, 3 the service or the way to it
    failed, 4 a verdict was not the expected one, 5 a yes was needed, 130 interrupted.
    """
    check_reports(files)
    workbench = cast.workbench
    target = chosen_profile(workbench, profile, sandbox, workbench.signatures.kinds()[0])
    # The workbench has taken the variables that hold secrets out of the environment.
    found = load_cases(read_text(file, "The case file"), os.environ, file)
    feed = chosen_feed(workbench, target, sign_file, sign_cmd)
    _check_only(found, only)
    case_run = CaseRun(
        found,
        feed,
        advise=lambda exchange_id: workbench.inspecting.explain(exchange_id).remedies[:2],
        target="--sandbox" if target.is_sandbox else f"--profile {target.name}",
        only=frozenset(only),
    )
    if dry_run:
        return _dry(case_run, target, as_json=as_json)
    code, _ = run_cases(workbench, target, case_run, found.title, files, as_json=as_json, yes=yes)
    return code


@click.command(context_settings=no_wrap())
@click.option("--case", "only", multiple=True, metavar="ID", help="Run only this case; may repeat.")
@click.option("--report", "files", multiple=True, metavar="FILE", help="Write .xml (JUnit), .json or .md.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def selftest(cast: Cast, only: tuple[str, ...], files: tuple[str, ...], as_json: bool) -> int:
    """Run the vectors that come with assay against the embedded sandbox; needs no account.

    \b
    Examples:
      assay verify selftest --report selftest.xml

    Exit codes: 0 all as expected, 1 usage, 4 a verdict was not the expected one.
    """
    check_reports(files)
    workbench = cast.workbench
    target = workbench.profiles.sandbox(workbench.signatures.kinds()[0])
    settings = {**target.settings, "partner_code": UNLIMITED_PARTNER}
    target = Profiles.changed(target, settings=settings)
    found = all_vectors()
    _check_only(found, only)
    feed = chosen_feed(workbench, target, None, None)
    case_run = CaseRun(found, feed, command="assay verify selftest", target="", only=frozenset(only))
    code, _ = run_cases(workbench, target, case_run, found.title, files, as_json=as_json, yes=False)
    return code


def check_reports(files: tuple[str, ...]) -> None:
    for name in files:
        if Path(name).suffix.lower() not in REPORTS:
            raise click.UsageError(f"A report ends in {', '.join(REPORTS)}; “{name}” does not.")


def _check_only(found: CaseFile, only: tuple[str, ...]) -> None:
    known = {name for case in found.cases for name in (case.id, case.label)}
    problems = [FieldProblem("case", f"“{name}” is not in the file") for name in only if name not in known]
    if problems:
        raise InvalidInput(problems, what="The choice of cases")


def _dry(case_run: CaseRun, target: Profile, *, as_json: bool) -> int:
    plan = case_run.plan()
    lines = [
        f"{case.label}   sign {case.sign.partition(':')[0]}   expects {case.expect}"
        for case in case_run.cases
    ]
    total = (
        f"{counted(plan.calls, 'call')} on {target.name} with {counted(plan.signs, 'fresh sign')}; "
        "nothing was sent."
    )
    return case_words.tell_planned([*lines, total], as_json=as_json)


def run_cases(
    workbench: Workbench,
    target: Profile,
    case_run: CaseRun,
    title: str,
    files: tuple[str, ...],
    *,
    as_json: bool,
    yes: bool,
) -> tuple[int, dict[str, Any]]:
    """Run, print, report and keep; the exit code and the run as data."""
    desk = TestDesk(workbench)
    started = desk.now()

    def verb(call: Call) -> tuple[list[CaseResult], Session]:
        session = desk.session(target, confirmed=yes, cancel=call.token)
        return list(case_run.run(session)), session

    results, session = run_call(verb)
    done = Run(
        title,
        target.name,
        target.environment.value,
        target.base_url,
        target.is_sandbox,
        datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        desk.now() - started,
        session.calls,
        tuple(results),
        session.stopped,
        case_words.tool(),
    )
    data = as_data(done, case_run.redaction) | {"file": case_run.file}
    if problem := desk.keep(data):
        stderr.line(problem)
    for name in files:
        _write(desk, data, name)
    stdout.text(json_report(data) if as_json else case_words.as_text(done))
    return _exit(results, cancelled=session.cancel.cancelled), data


def _write(desk: TestDesk, data: Mapping[str, Any], name: str) -> None:
    try:
        desk.write_report(data, name, replace=True)
    except FileProblem as error:
        raise FileProblem(
            error.message,
            code=error.code,
            evidence=[*error.evidence, "The cases were sent all the same."],
        ) from None


def _exit(results: list[CaseResult], *, cancelled: bool) -> int:
    """Interrupted before all; a service or transport that failed before a verdict that differs; a case
    that could not be sent counts as not as expected."""
    found = {result.status for result in results}
    if cancelled:
        return Exit.INTERRUPTED
    if Status.ERROR in found:
        return Exit.SERVICE
    if found & {Status.FAILED, Status.SKIPPED}:
        return Exit.ANSWER
    return Exit.OK if results else stderr.usage("There is no case to run.")
