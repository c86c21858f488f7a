"""Words of tests: rows, findings, details of a row, and two runs side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content

from tui.core.display import human_seconds, safe
from tui.core.envelope import TONE_SYMBOLS
from tui.core.profile import Profile
from tui.core.wording import told, told_each, tr
from tui.core.wrapping import padded
from tui.ui.language import reading
from tui.ui.screens.signature.making import TESTS
from tui.ui.screens.signature.words import MEANINGS, counted, told_title, told_words
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.reading import Line
from tui.ui.widgets.signature.rows import Finding, RowLine
from tui.workbench.signature_tests import Session
from tui.workbench.signature_tests.case_files import CaseResult, Status
from tui.workbench.signature_tests.front import Conclusion, KeptRun, calls_in_words, compare, told_changes

__all__ = ["comparison_lines", "detail_lines", "findings_of", "headline", "reading", "row_of", "run_words"]

_KINDS = {Status.FAILED: "failed", Status.ERROR: "error", Status.SKIPPED: "skipped"}


def row_of(result: CaseResult, *, own: bool) -> RowLine:
    """`own`: the title is assay's words, not that of a case in somebody's file."""
    seen = "ok" if result.expected else "seen"
    # The label of a data row has its title in it, and the row's own name besides.
    title = result.label if result.title in result.label else result.title
    title = told_words(title) if own else title
    return RowLine(_KINDS.get(result.status, seen), title, str(result.got), result.got.tone)


def findings_of(conclusions: Sequence[Conclusion]) -> list[Finding]:
    return [
        Finding(
            told_words(one.subject),
            _finding(one.finding),
            " · ".join(told_words(words) for words in (one.reason, one.open) if words),
            one.tone,
        )
        for one in conclusions
    ]


def _finding(text: str) -> str:
    """A mark with its meaning; a path, or the name of a case, as it is."""
    return text if text.islower() else told_words(text)


def title_words(title: str) -> str:
    """What a run is called: its test in the reader's language, then the path or the case file."""
    for name, _ in TESTS.values():
        if title == name or title.startswith(f"{name} "):
            return told_title(name) + title.removeprefix(name)
    return title


def headline(
    title: str, profile: Profile, session: Session, planned: int, seconds: float, *, done: bool
) -> Content:
    """`Replay test · sandbox td SANDBOX · 3 of 8 calls · the next call in 0:41 min · escape stops`."""
    parts = [title_words(title), f"{safe(profile.name)} {profile.environment.value}"]
    if done:
        parts += [told(calls_in_words(session.calls)), human_seconds(seconds), tr("e exports the report")]
    else:
        parts.append(tr("{calls} of {planned} calls", calls=session.calls, planned=planned))
        left = session.pause_left
        if left is not None and left >= 0.5:
            parts.append(tr("the next call in {seconds} s", seconds=int(left + 0.5)))
        parts.append(tr("escape stops"))
    said = Content.styled(" · ".join(parts), "bold")
    if session.stopped and done:
        why = tr("▲ Stopped: {why}", why=safe(told_words(session.stopped)))
        said += Content.styled(f"\n{why}", "$text-warning")
    return said


def detail_lines(result: CaseResult, advice: Sequence[str] = ()) -> list[Line]:
    """Everything of one row; `advice` is that of the row in the reader's language."""
    got = result.got
    look = TONE_CLASSES[got.tone]
    mark = f"{TONE_SYMBOLS[got.tone]} {got} · {tr(MEANINGS[got.outcome])}"
    lines = [Line(mark, f"title {look}"), Line(told_words(result.title))]
    facts = [
        (tr("proves"), told_words(result.proves)),
        (tr("sent"), result.sent),
        (tr("sign"), _used(got.used_before) if result.sent and "sign=" in result.sent else ""),
        (tr("expected"), told_words(result.expected)),
        (tr("result"), got.result),
        ("env", ", ".join(got.labels)),
        (tr("took"), human_seconds(got.seconds) if got.exchange_id else ""),
        (tr("message"), told_each(got.message)),
        *((tr("differs"), told_words(one)) for one in result.differences),
        *((tr("next"), told(one)) for one in advice or result.advice),
        (tr("again"), result.reproduce),
    ]
    lines += [Line(f"{padded(name, 9)} {text}") for name, text in facts if text]
    return lines


def _used(times: int) -> str:
    if times == 0:
        return tr("fresh, as far as is known here")
    return tr("used once before") if times == 1 else tr("used {times} times before", times=times)


def run_words(run: KeptRun) -> tuple[str, str]:
    """Label and detail of a kept run."""
    counts = tr(", ").join(counted(name, n) for name, n in run.counts.items() if n)
    when = run.started_at.replace("T", " ").partition("+")[0]
    return f"{when}  {title_words(run.title)}", f"{run.profile} · {counts or tr('no rows')}"


def comparison_lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Line]:
    """What changed between two runs, case by case, the gravest first; and what each run concluded."""
    changes = told_changes(compare(old, new))
    lines = [Line(f"{_named(old)}  →  {_named(new)}", "muted")]
    for one in changes:
        change = tr("{change}: {case}", change=told_words(one.change.value), case=one.case)
        text = f"{change}   {one.before or '-'} → {one.after or '-'}"
        lines.append(Line(f"{TONE_SYMBOLS[one.tone]} {text}", TONE_CLASSES[one.tone]))
    same = len(new["cases"]) - sum(1 for one in changes if one.after)
    told_same = tr("{count} the same", count=same) if changes else tr("All {count} are the same.", count=same)
    lines.append(Line(told_same, "muted"))
    for data in (old, new):
        at = data["started_at"]
        lines += [
            Line(
                f"{at}: {told_words(one['subject'])} {_finding(one['finding'])} {told_words(one['reason'])}",
                "point",
            )
            for one in data.get("conclusions", ())
        ]
    return lines


def _named(data: Mapping[str, Any]) -> str:
    return f"{title_words(data['title'])}, {data['started_at'].partition('+')[0].replace('T', ' ')}"
