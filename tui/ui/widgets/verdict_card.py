"""The verdict of one verification, in words first: class, code, meaning, causes, next step."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from tui.core.display import human_seconds, safe
from tui.core.envelope import TONE_SYMBOLS, Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.knowledge import Cause, ErrorPage, Explanation, Standing
from tui.core.ports import SignUse
from tui.core.secret import fingerprint

TONE_STYLES = {
    Tone.GOOD: "bold $text-success",
    Tone.CAUTION: "bold $text-warning",
    Tone.BAD: "bold $text-error",
    Tone.UNCERTAIN: "bold $text-accent",
    Tone.NEUTRAL: "bold",
}

STANDING_STYLES = {
    Standing.FOUND: "bold $text-error",
    Standing.LIKELY: "$text-warning",
    Standing.POSSIBLE: "dim",
    Standing.EXCLUDED: "dim",
}

EMPTY = "No verdict yet. Type the path and the sign, then ctrl+r verifies them once."


class VerdictCard(Static):
    """Shows one outcome at a time; foreign text in it is literal."""

    def on_mount(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.update(Content.styled(EMPTY, "dim"))

    def waiting(self) -> None:
        self.update(Content.styled("… waiting for the verdict. Escape cancels.", "dim"))

    def show(self, exchange: Exchange, before: SignUse | None, explanation: Explanation) -> None:
        """`before` are the sign's uses before this one, as far as this machine knows."""
        parts: list[Content] = []
        parts += _verdict(exchange, explanation)
        parts += _freshness(exchange, before)
        parts += _page(explanation.page)
        for label in explanation.labels:
            parts.append(Content.assemble("\n", (safe(label.code), "bold"), "  ", safe(label.meaning)))
        parts += _list("Evidence", explanation.evidence)
        if explanation.tone is not Tone.GOOD:
            parts += _causes(explanation.causes)
        parts += _list("What to do now", explanation.remedies)
        parts.append(
            Content.styled(
                f"\nsource: {explanation.page.source.value}"
                + (" · SANDBOX: says nothing about the vendor" if exchange.sandbox else ""),
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
        facts.append("the answer held the key; it is masked")
    yield Content.styled(" · ".join(facts), "dim")
    for note in envelope.notes if envelope is not None else ():
        yield Content.styled(f"▲ {safe(note)}", "$text-warning")
    if exchange.failure is not None:
        yield Content(safe(exchange.failure.message))


def _freshness(exchange: Exchange, before: SignUse | None) -> Iterator[Content]:
    if not exchange.fingerprints:
        return
    if before is None:
        yield Content("This was the sign's first use from here.")
        return
    times = "once" if before.times == 1 else f"{before.times} times"
    yield Content.styled(
        f"▲ The sign had been verified {times} before ({', '.join(before.verdicts[-5:])}): "
        "this verdict is that of a replay, whatever the request was.",
        "$text-warning",
    )


def _page(page: ErrorPage) -> Iterator[Content]:
    yield Content("\n" + safe(page.meaning))


def _list(title: str, lines: tuple[str, ...]) -> Iterator[Content]:
    if lines:
        yield Content.styled(f"\n{title}", "bold $text-accent")
    for line in lines:
        yield Content(f"· {safe(line)}")


def _causes(causes: tuple[Cause, ...]) -> Iterator[Content]:
    if causes:
        yield Content.styled("\nWhy, likeliest first", "bold $text-accent")
    for number, cause in enumerate(causes, 1):
        yield Content.assemble(
            f"{number}. {safe(cause.text)}  ",
            (f"[{cause.standing.value}]", STANDING_STYLES[cause.standing]),
        )
        for fact in cause.evidence:
            yield Content.styled(f"   {safe(fact)}", "dim")
        if cause.remedy:
            yield Content(f"   → {safe(cause.remedy)}")


def ledger_line(sign: str, use: SignUse | None, now: float) -> Content:
    """`sign 3f9a1c02 · never verified from here`, or how often and when it was."""
    head = f"sign {fingerprint(sign)[:8]} · {len(sign)} chars · "
    if use is None:
        return Content.assemble((head, "dim"), ("never verified from here", "$text-success"))
    age = human_seconds(max(0.0, now - use.last_at))
    times = "once" if use.times == 1 else f"{use.times} times"
    return Content.assemble(
        (head, "dim"),
        (f"▲ verified {times}, {age} ago", "$text-warning"),
    )
