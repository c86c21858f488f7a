"""How `assay query` runs its SQL: as a stream, page by page, or in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tui.cli import stderr
from tui.cli.choosing import was_typed
from tui.cli.defaults import Twin
from tui.cli.running import Call
from tui.core.exchange import Exchange
from tui.core.operation import RequestDraft
from tui.core.profile import Profile
from tui.core.tasks import KeptTask, Run
from tui.workbench import Workbench

F = TypeVar("F", bound=Callable[..., Any])
Send = Callable[[Call], Exchange]

AUTO = "auto"
ATTEMPT = "Attempt "
"""How the note begins that tells of earlier attempts."""


def run_options(function: F) -> F:
    """`--run` and `--async`, joined to the parameter `run_as`; None when neither was given."""

    def joined(ctx: click.Context, parameter: click.Parameter, value: bool) -> bool:
        if value:
            if ctx.params.get("run_as") not in (None, Run.TASK.value) and was_typed("run_as"):
                raise click.UsageError("Choose one of --run and --async.")
            ctx.params["run_as"] = Run.TASK.value
        return value

    function = click.option(
        "--async",
        is_flag=True,
        expose_value=False,
        callback=joined,
        help="The same as --run task: in the background, with progress; it can be gone on with.",
    )(function)
    return click.option(
        "--run",
        "run_as",
        type=click.Choice([*(run.value for run in Run), AUTO]),
        is_eager=True,
        cls=Twin,
        help="stream: one call (as without --run). page: wait, then by pages. task: in the background. "
        "auto: stream or task, by the size to expect.",
    )(function)


def chosen_run(workbench: Workbench, profile: Profile, draft: RequestDraft, word: str | None) -> Run | None:
    """None for the route as it is. What `auto` comes to is said. Raises UsageError for no query."""
    if word is None:
        return None
    if not workbench.tasks.runs(profile, draft.operation):
        if not was_typed("run_as"):
            return None
        raise click.UsageError(f"--run is for SQL; {draft.operation} has one way to run.")
    if word != AUTO:
        return Run(word)
    advice = workbench.tasks.advice(profile, str(draft.form.get("sql") or ""))
    others = ", ".join(run.value for run in Run if run is not advice.run)
    stderr.line(f"--run auto chose {advice.run.value}: {advice.reason}. Also: --run {others}.")
    return advice.run


def first_call(workbench: Workbench, profile: Profile, draft: RequestDraft, run: Run | None) -> RequestDraft:
    """What is sent first."""
    return draft if run is None else workbench.tasks.draft(profile, draft, run)


def sender(workbench: Workbench, profile: Profile, draft: RequestDraft, run: Run | None) -> Send:
    """The verb that runs it, to be given to `run_call`."""

    def send(call: Call) -> Exchange:
        if run is None:
            return workbench.retrying.send(
                profile, draft, cancel=call.token, on_progress=call.report, on_start=call.started
            )
        return workbench.tasks.send(
            profile, draft, run, cancel=call.token, on_progress=call.report, on_start=call.started
        )

    return send


def resumer(workbench: Workbench, kept: KeptTask) -> Send:
    """The verb that goes on with a background query."""

    def send(call: Call) -> Exchange:
        return workbench.tasks.resume(kept, cancel=call.token, on_progress=call.report, on_start=call.started)

    return send


def tell_left(workbench: Workbench, exchange: Exchange) -> None:
    """That it took several attempts, and how to go on with a background query that is not whole."""
    if tried := [note for note in exchange.notes if note.startswith(ATTEMPT)]:
        stderr.line(tried[-1])
    kept = workbench.tasks.of(exchange.id) if exchange.task else None
    if kept is not None:
        stderr.line(f"{kept.words.capitalize()}. Go on with it: assay task resume {kept.task}")
