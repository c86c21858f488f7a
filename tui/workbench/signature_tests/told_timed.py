"""What time does to a sign and to a caller, told row by row: the replay test and the burst test."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.display import human_seconds
from tui.core.envelope import Tone
from tui.workbench.signature_tests.burst import MAX_AT_ONCE, BurstRow, BurstTest, sparkline, summary
from tui.workbench.signature_tests.codes import FREQUENT
from tui.workbench.signature_tests.feeds import SignFeed
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.replay import GAPS, ReplayFinding, ReplayRow, ReplayTest, replay_memory
from tui.workbench.signature_tests.told import Around, Conclusion, KnownFeed, Plain, ToldTest, told
from tui.workbench.signature_tests.verdicts import BROKEN, Outcome


def told_replay(
    base: Parts,
    feed: SignFeed,
    around: Around | None = None,
    *,
    gaps: Sequence[float] = GAPS,
    noticed_for: float = 0.0,
) -> ToldTest[ReplayRow]:
    """Ends in for how long replays are noticed. Up to `noticed_for` seconds they are expected to be."""
    redaction = Redaction()
    known = KnownFeed(feed, redaction)
    around = around or Around()
    ordered = sorted(gaps)
    preview = ["first use   expects PASS or PASS+RISK"] if not known.fresh else []
    for gap in ordered:
        preview += ["first use of a sign   expects PASS or PASS+RISK"] if known.fresh else []
        preview.append(
            f"the same sign after {human_seconds(gap)}{'   expects 1603' if gap <= noticed_for else ''}"
        )

    def tell(row: ReplayRow) -> Plain:
        if row.gap is None:
            ok = row.finding is ReplayFinding.FIRST
            return Plain("first", "first use of a sign", row.got, ok, row.sent, "PASS or PASS+RISK")
        title = f"again after {human_seconds(row.gap)}: {row.finding.value}"
        label = f"again-after-{row.gap:g}-s"
        if row.gap > noticed_for:
            return Plain(label, title, row.got, None, row.sent)
        ok = row.finding in (ReplayFinding.NOTICED, ReplayFinding.REFUSED)
        return Plain(label, title, row.got, ok, row.sent, "1603, or a refusal")

    return ToldTest(
        ReplayTest(base, known, ordered),
        known,
        redaction,
        preview,
        lambda row: told(tell(row), redaction, around),
        _remembered,
    )


def _remembered(rows: Sequence[ReplayRow]) -> list[Conclusion]:
    memory = replay_memory(rows)
    findings = {row.finding for row in rows if row.gap is not None}
    if ReplayFinding.NOTICED in findings:
        finding, tone = ("NOTICED", Tone.GOOD)
        if memory.less_than is not None:
            finding, tone = (f"NOTICED FOR {human_seconds(memory.at_least or 0.0)} OR MORE", Tone.CAUTION)
        elif memory.at_least is None:
            finding, tone = ("NOT STEADY", Tone.BAD)
    elif ReplayFinding.REFUSED in findings:
        finding, tone = "REFUSED", Tone.GOOD
    elif ReplayFinding.NOT_NOTICED in findings:
        finding, tone = "NOT NOTICED", Tone.BAD
    else:
        finding, tone = "UNKNOWN", Tone.UNCERTAIN
    return [Conclusion("replays", finding, memory.sentence, "", tone)]


def told_burst(
    base: Parts,
    feed: SignFeed,
    around: Around | None = None,
    *,
    count: int,
    at_once: int = 1,
    rate: float | None = None,
) -> ToldTest[BurstRow]:
    """Ends in counts per code, the first 1602, and how long answers took. Raises InvalidInput for
    numbers that make no burst."""
    redaction = Redaction()
    known = KnownFeed(feed, redaction)
    around = around or Around()
    burst = BurstTest(base, known, count, at_once=at_once, rate=rate)
    how = f"{rate:g} a second, at most {MAX_AT_ONCE} open" if rate else f"{at_once} at a time"

    def tell(row: BurstRow) -> Plain:
        # A refusal says that the signs of the feed are not good for this request.
        ok = False if row.got.refused else None if row.got.outcome in BROKEN else True
        title = f"call {row.number}, {human_seconds(row.seconds)} from its planned start"
        return Plain(f"call-{row.number}", title, row.got, ok, base, "PASS or PASS+RISK")

    return ToldTest(
        burst,
        known,
        redaction,
        [f"{count} calls, {how}, with {'a fresh sign each' if known.fresh else 'one sign'}"],
        lambda row: told(tell(row), redaction, around),
        _endured,
    )


def _drawn(sent: Sequence[BurstRow]) -> str:
    """How long each call took, in the order of starts."""
    ordered = sorted(sent, key=lambda row: row.number)
    return f"{sparkline([row.seconds for row in ordered])}  in the order of starts"


def _endured(rows: Sequence[BurstRow]) -> list[Conclusion]:
    found = summary(rows)
    if not found.calls:
        return [Conclusion("answers", "NONE", "No call was sent.", "", Tone.UNCERTAIN)]
    codes = ", ".join(f"{code}: {n}" for code, n in found.codes.items())
    times = ", ".join(f"p{share} {human_seconds(value)}" for share, value in found.percentiles.items())
    frequent = Conclusion(
        f"first {FREQUENT}",
        f"CALL {found.first_frequent}" if found.first_frequent else "NOT SEEN",
        "too many requests, counted in the order of starts"
        if found.first_frequent
        else f"no call of {found.calls} was answered “too many requests”",
        "",
        Tone.CAUTION if found.first_frequent else Tone.NEUTRAL,
    )
    broken = [row for row in rows if row.got.outcome in BROKEN]
    refused = [row for row in rows if row.got.refused]
    tone = Tone.BAD if broken or refused else Tone.GOOD
    sent = [row for row in rows if row.got.outcome is not Outcome.NOT_SENT]
    return [
        Conclusion("answers", f"{len(sent)} CALLS", codes, "", tone),
        frequent,
        Conclusion("times", "", f"{times}, slowest {human_seconds(found.slowest)}"),
        Conclusion("each call", "", _drawn(sent)),
    ]
