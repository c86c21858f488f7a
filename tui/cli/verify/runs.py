"""`assay verify runs`, `rerun` and `compare-runs`: what is kept of earlier runs, and what became of them."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tui.cli import stdout
from tui.cli.choosing import chosen_profile, profile_options, read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.stderr import Exit
from tui.cli.verify import case_words
from tui.cli.verify import run as verify_run
from tui.cli.verify.sign_feeds import chosen_feed, sign_options
from tui.core.display import safe
from tui.core.failures import InvalidInput, NotFound
from tui.core.fields import FieldProblem
from tui.workbench import Workbench
from tui.workbench.signature_tests import front
from tui.workbench.signature_tests.case_files import CaseRun, load_cases


@click.command(context_settings=no_wrap())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def runs(cast: Cast, as_json: bool) -> int:
    """List the runs that are kept, the latest first: of the panel and of the command line, without signs.

    \b
    Examples:
      assay verify runs

    Exit codes: 0 done.
    """
    kept = _desk(cast.workbench).runs.all()
    if as_json:
        listed = [
            {
                "id": one.id,
                "title": one.title,
                "profile": one.profile,
                "started_at": one.started_at,
                "calls": one.calls,
                "counts": dict(one.counts),
                "file": one.file,
            }
            for one in kept
        ]
        return stdout.text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
    return stdout.text("".join(map(_line, kept)) or "No run is kept yet.\n")


@click.command(context_settings=no_wrap())
@click.argument("run", required=False, metavar="[RUN]")
@click.option("--failed", is_flag=True, help="Only the cases that did not come out as expected.")
@profile_options
@sign_options
@click.option("--report", "files", multiple=True, metavar="FILE", help="Write .xml (JUnit), .json or .md.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--yes", is_flag=True, help="Send more than one call to a profile that is not the sandbox.")
@click.pass_obj
def rerun(
    cast: Cast,
    run: str | None,
    failed: bool,
    profile: str | None,
    sandbox: bool,
    sign_file: str | None,
    sign_cmd: str | None,
    files: tuple[str, ...],
    as_json: bool,
    yes: bool,
) -> int:
    """Run the cases of an earlier `verify run` again, and tell what is fixed and what still fails.

    \b
    Examples:
      assay verify rerun --failed --sandbox

    RUN is an id of `verify runs`; the latest run of a case file without it. The file is read anew.

    Exit codes: those of assay verify run; 2 also when there is no such run or its file has gone.
    """
    verify_run.check_reports(files)
    workbench = cast.workbench
    before = _run_of_cases(workbench, run)
    only = front.failed_cases(before) if failed else frozenset(case["case"] for case in before["cases"])
    if not only:
        return stdout.text("Every case of that run came out as expected; there is nothing to run again.\n")
    target = chosen_profile(workbench, profile, sandbox, workbench.signatures.kinds()[0])
    name = _near(before["file"])
    found = load_cases(read_text(name, "The case file"), os.environ, name)
    there = {case.label for case in found.cases}
    if not only & there:
        wrong = f"“{name}” has none of the {len(only)} cases of that run any more"
        raise InvalidInput([FieldProblem("case", wrong)], what="The choice of cases")
    case_run = CaseRun(
        found,
        chosen_feed(workbench, target, sign_file, sign_cmd),
        advise=lambda exchange_id: workbench.inspecting.explain(exchange_id).remedies[:2],
        target="--sandbox" if target.is_sandbox else f"--profile {shlex.quote(target.name)}",
        only=only & there,
    )
    code, data = verify_run.run_cases(
        workbench, target, case_run, found.title, files, as_json=as_json, yes=yes
    )
    if not as_json:
        stdout.text("\n" + _changes(before, data, gone=False))
    return code


@click.command("compare-runs", context_settings=no_wrap())
@click.argument("old", required=False, metavar="[OLD]")
@click.argument("new", required=False, metavar="[NEW]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def compare_runs(cast: Cast, old: str | None, new: str | None, as_json: bool) -> int:
    """Compare two kept runs case by case: newly failing, fixed, another verdict, slower, new, gone.

    \b
    Examples:
      assay verify compare-runs

    OLD and NEW are ids of `verify runs`; without them, the latest run and the one before it of the
    same title. Exit code 4 when a case fails that did not before.

    Exit codes: 0 no case fails that did not before, 1 usage, 2 no such run, 4 one does.
    """
    workbench = cast.workbench
    before, after = _pair(workbench, old, new)
    found = front.told_changes(front.compare(before, after))
    if as_json:
        listed = [
            {"case": one.case, "change": one.change.value, "before": one.before, "after": one.after}
            for one in found
        ]
        stdout.text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
    else:
        stdout.text(f"{_named(before)} → {_named(after)}\n" + _changes(before, after))
    return Exit.ANSWER if any(one.change is front.Change.NEW for one in found) else Exit.OK


def _desk(workbench: Workbench) -> front.TestDesk:
    return front.TestDesk(workbench, case_words.tool())


def _line(run: front.KeptRun) -> str:
    counts = ", ".join(f"{n} {name}" for name, n in run.counts.items() if n) or "no rows"
    return f"{run.id}  {safe(run.started_at)}  {safe(run.title)}   {counts} on {safe(run.profile)}\n"


def _named(data: Mapping[str, Any]) -> str:
    return f"{safe(data['title'])}, {safe(data['started_at'])}"


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], *, gone: bool = True) -> str:
    changes = [one for one in front.compare(before, after) if gone or one.change is not front.Change.GONE]
    told = front.told_changes(changes)
    lines = [
        f"{one.change.value}: {safe(one.case)}   {safe(one.before) or '-'} → {safe(one.after) or '-'}\n"
        for one in told
    ]
    same = len(changes) - len(told)
    return "".join(lines) + (f"{same} the same\n" if same else "")


def _near(file: str) -> str:
    """As a person would type it here."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file


def _get(workbench: Workbench, run_id: str) -> Mapping[str, Any]:
    """Raises NotFound."""
    data = _desk(workbench).runs.get(run_id)
    if data is None:
        raise NotFound(f"No run “{run_id[:40]}” is kept.", next_step="List them with: assay verify runs")
    return data


def _run_of_cases(workbench: Workbench, run_id: str | None) -> Mapping[str, Any]:
    """Raises NotFound."""
    if run_id is None:
        latest = next((one for one in _desk(workbench).runs.all() if one.file), None)
        if latest is None:
            raise NotFound("No run of a case file is kept yet.", next_step="Run one: assay verify run CASES")
        run_id = latest.id
    data = _get(workbench, run_id)
    if not data.get("file"):
        raise NotFound(f"The run “{run_id[:40]}” is not one of a case file, so it cannot be run again.")
    return data


def _pair(
    workbench: Workbench, old: str | None, new: str | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Raises NotFound and UsageError."""
    if (old is None) != (new is None):
        raise click.UsageError("Give both runs, or none for the latest two of one title.")
    if old is not None and new is not None:
        return _get(workbench, old), _get(workbench, new)
    kept = _desk(workbench).runs.all()
    earlier = next((one for one in kept[1:] if one.title == kept[0].title), None)
    if earlier is None:
        raise NotFound(
            "There are no two runs of one title to compare.", next_step="List them with: assay verify runs"
        )
    return _get(workbench, earlier.id), _get(workbench, kept[0].id)
