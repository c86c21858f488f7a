"""An answer into a file: fetched whole first, then written beside its name and renamed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tui.cli import outcome, stderr, stdout
from tui.cli.formats import BINARY, FILE_FORMATS
from tui.cli.query.running import tell_left
from tui.cli.running import Call, run_call
from tui.core.answers import Answer
from tui.core.display import human_bytes, human_count
from tui.core.exchange import Exchange
from tui.core.failures import Refused
from tui.core.operation import RequestDraft
from tui.core.profile import Profile
from tui.core.results_ports import ExportFormat, ExportOptions, ExportOutcome
from tui.workbench import Workbench

CHUNK = 1024 * 1024


def format_for(workbench: Workbench, path: str, name: str | None) -> ExportFormat:
    """The named format, else the one that the file's ending tells. Raises InvalidInput, UsageError."""
    if name is None:
        return workbench.exporting.format_of(path)
    if name not in FILE_FORMATS:
        raise click.UsageError(
            f"--format {name} is for reading at a terminal; a file takes {', '.join(FILE_FORMATS)}."
        )
    return FILE_FORMATS[name]


def refuse_existing(path: str, *, force: bool) -> None:
    """Before anything is sent. Raises Refused."""
    if Path(path).expanduser().exists() and not force:
        raise Refused(
            f"{path} is there already; nothing was sent, and it is as it was.",
            next_step="Choose another name, or replace it with --force.",
        )


def send_to_file(
    workbench: Workbench,
    profile: Profile,
    draft: RequestDraft,
    path: str,
    file_format: ExportFormat,
    options: ExportOptions,
    *,
    send: Callable[[Call], Exchange] | None = None,
) -> int:
    """Send, write the rows of a good answer to the file, tell both, and give the exit code."""

    def plain(call: Call) -> Exchange:
        return workbench.retrying.send(
            profile, draft, cancel=call.token, on_progress=call.report, on_start=call.started
        )

    exchange = run_call(send or plain)
    outcome.tell_masked(exchange)
    answer = workbench.inspecting.answer(exchange.id)
    if outcome.exit_of(exchange) is not stderr.Exit.OK:
        code = outcome.tell_exchange(workbench, exchange)
        stderr.line(f"Nothing was written to {path}.")
        tell_left(workbench, exchange)
        return code
    if answer is None or not answer.holds_rows:
        raise Refused(f"The answer holds no rows, so nothing was written to {path}.")

    def export(call: Call) -> ExportOutcome:
        return workbench.exporting.export(answer, path, file_format, options, call.token)

    tell_written(path, run_call(export))
    return stderr.Exit.OK


def refuse_terminal(format_name: str) -> None:
    """Before anything is sent: bytes for programs never go to a terminal. Raises Refused."""
    if format_name in BINARY and stdout.is_terminal():
        raise Refused(
            f"{format_name} is no text, so it is not written to a terminal; nothing was sent.",
            next_step=f"Write > NAME.{format_name}, give --output, or choose another --format.",
        )


def send_to_pipe(workbench: Workbench, answer: Answer, format_name: str) -> None:
    """A whole file to standard output, made first beside all others, since its end decides its beginning."""
    with TemporaryDirectory(prefix="assay-") as folder:
        path = str(Path(folder) / f"answer.{format_name}")

        def export(call: Call) -> ExportOutcome:
            return workbench.exporting.export(
                answer, path, FILE_FORMATS[format_name], ExportOptions(exact=True), call.token
            )

        outcome_of = run_call(export)
        with Path(path).open("rb") as stream:
            stdout.raw(iter(partial(stream.read, CHUNK), b""))
        for note in outcome_of.notes:
            stderr.line(note)


def tell_written(path: str, written: ExportOutcome) -> None:
    rows = f"{human_count(written.rows)} row{'' if written.rows == 1 else 's'}"
    stderr.line(f"Wrote {path}: {rows}, {human_bytes(written.size)}.")
    for note in written.notes:
        stderr.line(note)
