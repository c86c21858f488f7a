"""A run of cases as text: a line a row, and why for those that are not as expected."""

from __future__ import annotations

from collections.abc import Sequence

from tui import __version__
from tui.cli import stdout
from tui.cli.listing import tell_object
from tui.cli.stderr import labelled
from tui.cli.verify.sign_feeds import counted
from tui.core.display import human_seconds, safe
from tui.workbench.signature_tests import Outcome
from tui.workbench.signature_tests.case_files import CaseResult, Run, Status

_SYMBOLS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.ERROR: "!", Status.SKIPPED: "-"}


def as_text(done: Run) -> str:
    lines: list[str] = []
    for result in done.results:
        got = result.got
        took = f"   {human_seconds(got.seconds)}" if got.outcome is not Outcome.NOT_SENT else ""
        lines.append(f"{_SYMBOLS[result.status]} {result.label}   {got}{took}\n")
        if result.status is not Status.PASSED:
            lines += _why(result)
    named = {"error": "without a verdict"}
    counts = ", ".join(f"{n} {named.get(name, name)}" for name, n in done.counts().items() if n)
    lines.append(f"{counts or 'no cases'}; {counted(done.calls, 'call')} on {done.profile}\n")
    if done.stopped:
        lines.append(labelled("stopped", done.stopped))
    if done.simulated:
        lines.append(labelled("note", "SANDBOX: no vendor was asked."))
    return "".join(lines)


def _why(result: CaseResult) -> list[str]:
    parts = [
        ("sent", [result.sent]),
        ("expected", [result.expected]),
        ("differs", list(result.differences)),
        ("message", [result.got.message]),
        ("next", list(result.advice)),
        ("again", [result.reproduce]),
    ]
    return [labelled(name, text) for name, texts in parts for text in texts if text]


def tool() -> str:
    """What a report names as its maker."""
    return f"assay {__version__}"


def tell_planned(lines: Sequence[str], *, as_json: bool) -> int:
    """A dry run: what would be sent, a line each, and what it costs."""
    if as_json:
        return tell_object({"planned": list(lines)})
    return stdout.text("".join(f"{safe(line)}\n" for line in lines))
