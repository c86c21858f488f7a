"""The replay test: the same sign again after chosen gaps, to find for how long a replay is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tui.core.display import human_seconds
from tui.workbench.signature_tests.feeds import NoSignLeft, SignFeed
from tui.workbench.signature_tests.guard import Plan
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import Got, not_sent

GAPS = (0.0, 1.0, 10.0, 60.0, 600.0)
"""Seconds between two uses of a sign."""


class ReplayFinding(StrEnum):
    FIRST = "first use"
    NOTICED = "noticed"
    NOT_NOTICED = "not noticed"
    REFUSED = "refused"
    """Not taken at all any more; too old, or replays are blocked outright."""
    NOTHING = "no verdict"


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """One use. `gap` is the pause, in seconds, since the sign's use before; None at its first. `sent`
    holds what went out."""

    gap: float | None
    finding: ReplayFinding
    got: Got
    sent: Parts | None = None


class ReplayTest:
    """With a feed of fresh signs each gap has a sign of its own: used, and once more after the gap. With
    one sign it is used again after each gap in turn; a service that counts from the last use answers
    alike, one that counts from the first sees the gaps added up."""

    def __init__(self, base: Parts, feed: SignFeed, gaps: Sequence[float] = GAPS) -> None:
        self._base = base
        self._feed = feed
        self._gaps = sorted(gaps)

    def plan(self) -> Plan:
        count = len(self._gaps)
        fresh = self._feed.fresh
        return Plan(
            "The replay test",
            2 * count if fresh else count + 1,
            count if fresh else 1,
            sum(self._gaps),
            ()
            if fresh
            else ("One sign serves all gaps, so they add up for a service that counts from the first use.",),
        )

    def run(self, session: Session) -> Iterator[ReplayRow]:
        """Each use as it is answered. A first use that does not pass ends the test."""
        session.begin(self.plan(), self._feed)
        parts: Parts | None = None
        for gap in self._gaps:
            if parts is None or self._feed.fresh:
                try:
                    parts = replace(self._base, sign=self._feed.take(self._base))
                except NoSignLeft as error:
                    yield ReplayRow(None, ReplayFinding.NOTHING, not_sent(error.message))
                    return
                first = session.verify(parts, reuses_sign=True)
                passed = first.accepted
                finding = ReplayFinding.FIRST if passed else ReplayFinding.NOTHING
                yield ReplayRow(None, finding, first, parts)
                if not passed:
                    return
            session.wait(gap)
            if session.halted():
                return
            got = session.verify(parts, reuses_sign=True)
            yield ReplayRow(gap, _finding(got), got, parts)


def _finding(got: Got) -> ReplayFinding:
    if got.replayed:
        return ReplayFinding.NOTICED
    if got.accepted:
        return ReplayFinding.NOT_NOTICED
    return ReplayFinding.REFUSED if got.refused else ReplayFinding.NOTHING


@dataclass(frozen=True, slots=True)
class ReplayMemory:
    """For how long replays are noticed: `at_least` and `less_than` seconds; None where it is open."""

    at_least: float | None
    less_than: float | None
    sentence: str


def replay_memory(rows: Sequence[ReplayRow]) -> ReplayMemory:
    """The conclusion from the rows of one test."""
    seen = [row.gap for row in rows if row.gap is not None and row.finding is ReplayFinding.NOTICED]
    missed = [row.gap for row in rows if row.gap is not None and row.finding is ReplayFinding.NOT_NOTICED]
    refused = [row.gap for row in rows if row.gap is not None and row.finding is ReplayFinding.REFUSED]
    at_least, less_than = max(seen, default=None), min(missed, default=None)
    if at_least is not None and less_than is not None and at_least >= less_than:
        sentence = "Replays were noticed at some gaps and missed at shorter ones; the memory is not steady."
        return ReplayMemory(None, None, sentence)
    if at_least is None and less_than is None:
        if refused:
            sentence = f"A second use was refused outright after {human_seconds(min(refused))}."
        else:
            sentence = "No second use got a verdict, so nothing is known about replays."
    elif at_least is None:
        sentence = f"Even after {human_seconds(less_than or 0.0)} a replay was not noticed."
    elif less_than is None:
        sentence = f"A replay was noticed at every gap, up to {human_seconds(at_least)}."
    else:
        least, less = human_seconds(at_least), human_seconds(less_than)
        sentence = f"A replay was noticed after {least} and no more after {less}."
    if refused and (at_least is not None or less_than is not None):
        sentence += f" From {human_seconds(min(refused))} on the sign was refused: it has a life of its own."
    return ReplayMemory(at_least, less_than, sentence)
