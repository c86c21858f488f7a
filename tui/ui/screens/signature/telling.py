"""Words of tests: rows, findings, details of a row, and two runs side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content

from tui.core.display import human_seconds, safe
from tui.core.envelope import TONE_SYMBOLS
from tui.core.profile import Profile
from tui.core.wording import tr
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.reading import Line
from tui.ui.widgets.signature.rows import Finding, RowLine
from tui.workbench.signature_tests import Session
from tui.workbench.signature_tests.case_files import CaseResult, Status
from tui.workbench.signature_tests.front import Conclusion, KeptRun, compare, told_changes

_KINDS = {Status.FAILED: "failed", Status.ERROR: "error", Status.SKIPPED: "skipped"}


def row_of(result: CaseResult) -> RowLine:
    seen = "ok" if result.expected else "seen"
    # The label of a data row has its title in it, and the row's own name besides.
    title = result.label if result.title in result.label else result.title
    return RowLine(_KINDS.get(result.status, seen), title, str(result.got), result.got.tone)


def findings_of(conclusions: Sequence[Conclusion]) -> list[Finding]:
    return [
        Finding(one.subject, one.finding, " · ".join(filter(None, (one.reason, one.open))), one.tone)
        for one in conclusions
    ]


def headline(
    title: str, profile: Profile, session: Session, planned: int, seconds: float, *, done: bool
) -> Content:
    """`Replay test · sandbox td SANDBOX · 3 of 8 calls · the next call in 0:41 min · escape stops`."""
    parts = [title, f"{safe(profile.name)} {profile.environment.value}"]
    if done:
        calls = tr("one call") if session.calls == 1 else tr("{calls} calls", calls=session.calls)
        parts += [calls, human_seconds(seconds), tr("e exports the report")]
    else:
        parts.append(tr("{calls} of {planned} calls", calls=session.calls, planned=planned))
        left = session.pause_left
        if left is not None and left >= 0.5:
            parts.append(tr("the next call in {int} s", int=int(left + 0.5)))
        parts.append(tr("escape stops"))
    said = Content.styled(" · ".join(parts), "bold")
    if session.stopped and done:
        said += Content.styled(tr("\n▲ Stopped: {stopped}", stopped=safe(session.stopped)), "$text-warning")
    return said


def detail_lines(result: CaseResult) -> list[Line]:
    """Everything of one row."""
    got = result.got
    look = TONE_CLASSES[got.tone]
    lines = [Line(f"{TONE_SYMBOLS[got.tone]} {got}", f"title {look}"), Line(result.title)]
    used = (
        tr("used {used_before} times before", used_before=got.used_before)
        if got.used_before
        else tr("fresh, as far as is known here")
    )
    facts = [
        ("proves", result.proves),
        ("sent", result.sent),
        ("sign", used if result.sent and "sign=" in result.sent else ""),
        ("expected", result.expected),
        ("result", got.result),
        ("env", ", ".join(got.labels)),
        ("took", human_seconds(got.seconds) if got.exchange_id else ""),
        ("message", got.message),
        *(("differs", one) for one in result.differences),
        *(("next", one) for one in result.advice),
        ("again", result.reproduce),
    ]
    lines += [Line(f"{name:<9} {text}") for name, text in facts if text]
    return lines


def run_words(run: KeptRun) -> tuple[str, str]:
    """Label and detail of a kept run."""
    counts = ", ".join(f"{n} {name}" for name, n in run.counts.items() if n)
    when = run.started_at.replace("T", " ").partition("+")[0]
    return f"{when}  {run.title}", f"{run.profile} · {counts or tr('no rows')}"


def comparison_lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Line]:
    """What changed between two runs, case by case, the gravest first; and what each run concluded."""
    changes = told_changes(compare(old, new))
    lines = [Line(f"{_named(old)}  →  {_named(new)}", "muted")]
    for one in changes:
        text = f"{one.change.value}: {one.case}   {one.before or '-'} → {one.after or '-'}"
        lines.append(Line(f"{TONE_SYMBOLS[one.tone]} {text}", TONE_CLASSES[one.tone]))
    same = len(new["cases"]) - sum(1 for one in changes if one.after)
    lines.append(
        Line(
            tr("{same} the same", same=same) if changes else tr("All {same} are the same.", same=same),
            "muted",
        )
    )
    for data in (old, new):
        at = data["started_at"]
        lines += [
            Line(f"{at}: {one['subject']} {one['finding']} {one['reason']}", "point")
            for one in data.get("conclusions", ())
        ]
    return lines


def _named(data: Mapping[str, Any]) -> str:
    return f"{data['title']}, {data['started_at'].partition('+')[0].replace('T', ' ')}"
