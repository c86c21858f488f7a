"""The verdict of one verification, in words first: class, code, meaning, causes, next step."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from tui.core.display import human_seconds, safe
from tui.core.envelope import TONE_SYMBOLS, Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.knowledge import Explanation
from tui.core.ports import SignUse
from tui.core.secret import fingerprint
from tui.core.wording import told, tr, tr_later
from tui.ui.language import reading
from tui.ui.widgets.error_page import source_words
from tui.ui.widgets.explain_view import why_lines
from tui.ui.widgets.reading import Line

TONE_STYLES = {
    Tone.GOOD: "bold $text-success",
    Tone.CAUTION: "bold $text-warning",
    Tone.BAD: "bold $text-error",
    Tone.UNCERTAIN: "bold $text-accent",
    Tone.NEUTRAL: "bold",
}

LOOKS = {
    "heading": "bold $text-accent",
    "muted": "dim",
    "fact muted": "dim",
    "cause -bad": "bold $text-error",
    "cause -caution": "$text-warning",
    "cause possible": "dim",
    "fact -good": "$text-success",
}
"""Styles of the looks that an explanation's lines have; the others are plain."""

EMPTY = tr_later("No verdict yet. Type the path and the sign, then ctrl+r verifies them once.")


class VerdictCard(Static):
    """Shows one outcome at a time; foreign text in it is literal."""

    def on_mount(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.update(Content.styled(tr(EMPTY), "dim"))

    def waiting(self) -> None:
        self.update(Content.styled(tr("… waiting for the verdict. Escape cancels."), "dim"))

    def show(self, exchange: Exchange, before: SignUse | None, explanation: Explanation) -> None:
        """`before` are the sign's uses before this one, as far as this machine knows."""
        words = reading()
        explanation = words.told(explanation).explanation
        parts: list[Content] = []
        parts += _verdict(exchange, explanation)
        parts += _freshness(exchange, before)
        parts.append(Content(""))
        parts += map(_painted, why_lines(explanation, words, causes=explanation.tone is not Tone.GOOD))
        parts.append(
            Content.styled(
                f"\n{source_words(explanation.page, words)}"
                + (tr(" · SANDBOX: says nothing about the vendor") if exchange.sandbox else ""),
                "dim",
            )
        )
        self.update(Content("\n").join(parts))


def _verdict(exchange: Exchange, explanation: Explanation) -> Iterator[Content]:
    envelope, tone = exchange.envelope, explanation.tone
    word = envelope.word if envelope is not None else ""
    if exchange.state is not ExchangeState.FINISHED:
        word = exchange.state.value.upper()
    code = envelope.code if envelope is not None and envelope.code is not None else ""
    yield Content.assemble(
        (f"{TONE_SYMBOLS[tone]} {safe(word or tone.value.upper())}", TONE_STYLES[tone]),
        (f"  {safe(code)}", "bold"),
        (f"  {safe(explanation.page.title)}", ""),
    )
    facts = [human_seconds(exchange.timing.total)]
    if envelope is not None and envelope.labels:
        facts.append("env: " + ", ".join(safe(label) for label in envelope.labels))
    if exchange.masked:
        facts.append(tr("the answer held the key or the sign; it is masked"))
    yield Content.styled(" · ".join(facts), "dim")
    for note in envelope.notes if envelope is not None else ():
        yield Content.styled(f"▲ {safe(told(note))}", "$text-warning")
    if exchange.failure is not None:
        yield Content(safe(told(exchange.failure.message)))


def _freshness(exchange: Exchange, before: SignUse | None) -> Iterator[Content]:
    if not exchange.fingerprints:
        return
    if before is None:
        yield Content(tr("This was the sign's first use from here."))
        return
    verdicts = ", ".join(before.verdicts[-5:])
    if before.times == 1:
        words = tr(
            "▲ The sign had been verified once before ({verdicts}): this verdict is that of a "
            "replay, whatever the request was.",
            verdicts=verdicts,
        )
    else:
        words = tr(
            "▲ The sign had been verified {count} times before ({verdicts}): this verdict is that of a "
            "replay, whatever the request was.",
            count=before.times,
            verdicts=verdicts,
        )
    yield Content.styled(words, "$text-warning")


def _painted(line: Line) -> Content:
    """A line of an explanation as content, indented and marked as its look says."""
    before, mark = {"point": ("", "· "), "heading": ("\n", "")}.get(line.look, ("", ""))
    indent = "   " if line.look.startswith("fact") else ""
    return Content.styled(f"{before}{indent}{mark}{safe(line.text)}", LOOKS.get(line.look, ""))


def ledger_line(sign: str, use: SignUse | None, now: float, held_since: float | None = None) -> Content:
    """`sign 3f9a1c02 · 86 characters · held 41 s · never verified from here`, or how often and when it was;
    no longer than 80 columns. `held_since` is when the sign came into the form: seconds since the epoch."""
    head = tr("sign {fingerprint} · ", fingerprint=fingerprint(sign)[:8])
    if use is None:
        head += tr("{count} characters · ", count=len(sign))
    if held_since is not None:
        head += tr("held {age} · ", age=_age(now - held_since))
    if use is None:
        return Content.assemble((head, "dim"), (tr("never verified from here"), "$text-success"))
    values = {"age": _age(now - use.last_at), "verdicts": ", ".join(use.verdicts[-2:])}
    if use.times == 1:
        words = tr("▲ verified once, {age} ago ({verdicts})", **values)
    else:
        words = tr("▲ verified {count} times, {age} ago ({verdicts})", count=use.times, **values)
    return Content.assemble((head, "dim"), (words, "$text-warning"))


def _age(seconds: float) -> str:
    """Whole seconds; a line that is painted anew every second shows no more."""
    return f"{max(0, int(seconds))} s" if seconds < 60 else human_seconds(seconds)
