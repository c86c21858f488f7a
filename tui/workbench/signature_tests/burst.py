"""The burst test: many verifications at once or at a fixed rate; where 1602 begins, how long answers take."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tui.core.failures import AssayError, InvalidInput
from tui.core.fields import FieldProblem
from tui.workbench.signature_tests.codes import FREQUENT
from tui.workbench.signature_tests.feeds import SignFeed
from tui.workbench.signature_tests.guard import Plan
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import Got, Outcome, not_sent

PERCENTILES = (50, 90, 95, 99)
MAX_AT_ONCE = 64

Monotonic = Callable[[], float]


@dataclass(frozen=True, slots=True)
class BurstRow:
    """One call. `number` counts from 1 in the order of starts; `seconds` runs from the planned start, so
    that a call that had to queue behind slow answers does not hide it."""

    number: int
    got: Got
    seconds: float


@dataclass(frozen=True, slots=True)
class BurstSummary:
    calls: int
    codes: Mapping[str, int]
    """Calls per code, or per class where there was none."""
    first_frequent: int | None
    """The number of the first call that was answered “too many requests”."""
    percentiles: Mapping[int, float] = field(default_factory=dict)
    slowest: float = 0.0


class BurstTest:
    """`count` calls, `at_once` of them at a time, or `rate` calls per second."""

    def __init__(
        self,
        base: Parts,
        feed: SignFeed,
        count: int,
        *,
        at_once: int = 1,
        rate: float | None = None,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        """Raises InvalidInput for numbers that make no burst."""
        if count < 1 or not 1 <= at_once <= MAX_AT_ONCE or (rate is not None and not 0 < rate <= 1000):
            wrong = (
                f"needs a call or more, 1 to {MAX_AT_ONCE} at a time, more than 0 and at most 1000 a second"
            )
            raise InvalidInput([FieldProblem("burst", wrong)], what="The burst test")
        self._base = base
        self._feed = feed
        self._count = count
        self._rate = rate
        self._workers = min(count, MAX_AT_ONCE if rate is not None else at_once)
        self._now = monotonic

    def plan(self) -> Plan:
        seconds = (self._count - 1) / self._rate if self._rate else 0.0
        return Plan("The burst test", self._count, self._count if self._feed.fresh else 1, seconds)

    def run(self, session: Session) -> Iterator[BurstRow]:
        """Rows in the order in which answers come. Stops at 513 and whatever else stops the session."""
        session.begin(self.plan(), self._feed)
        answers: queue.SimpleQueue[BurstRow | AssayError | None] = queue.SimpleQueue()
        numbers = iter(range(1, self._count + 1))
        lock = threading.Lock()
        started = self._now()

        def work() -> None:
            try:
                while not session.halted():
                    with lock:
                        number = next(numbers, None)
                    if number is None:
                        break
                    answers.put(self._one(session, number, started))
            except AssayError as error:
                answers.put(error)
            finally:
                answers.put(None)

        threads = [threading.Thread(target=work, daemon=True, name="burst") for _ in range(self._workers)]
        for thread in threads:
            thread.start()
        yield from self._collected(session, answers, threads)

    def _collected(
        self,
        session: Session,
        answers: queue.SimpleQueue[BurstRow | AssayError | None],
        threads: Sequence[threading.Thread],
    ) -> Iterator[BurstRow]:
        running = len(threads)
        problem: AssayError | None = None
        try:
            while running:
                answer = answers.get()
                if answer is None:
                    running -= 1
                elif isinstance(answer, AssayError):
                    problem = answer
                    session.stopped = session.stopped or answer.message
                else:
                    yield answer
        finally:
            # Whoever stops listening stops the burst: no call begins after that.
            if running and not session.stopped:
                session.stopped = "Nobody listens any more."
            for thread in threads:
                thread.join(timeout=None if not running else 1.0)
        if problem is not None:
            raise problem

    def _one(self, session: Session, number: int, started: float) -> BurstRow:
        due = started + (number - 1) / self._rate if self._rate else self._now()
        while (early := due - self._now()) > 0 and not session.halted():
            session.wait(early)
        if session.halted():
            return BurstRow(number, not_sent(session.stopped), 0.0)
        parts = replace(self._base, sign=self._feed.take(self._base))
        got = session.verify(parts, reuses_sign=False)
        return BurstRow(number, got, self._now() - due)


def percentile(values: Sequence[float], share: int) -> float:
    """The exact percentile by nearest rank: the smallest value that `share` percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)] if ordered else 0.0


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int = 40) -> str:
    """Values as bars from nothing to the greatest; where there are more than `width`, each bar is the
    greatest of its share."""
    if not values:
        return ""
    size = max(1, math.ceil(len(values) / width))
    shares = [max(values[at : at + size]) for at in range(0, len(values), size)]
    top = max(shares) or 1.0
    return "".join(_BARS[min(len(_BARS) - 1, int(one / top * len(_BARS)))] for one in shares)


def summary(rows: Sequence[BurstRow]) -> BurstSummary:
    """What a burst showed; calls that were not sent do not count."""
    sent = [row for row in rows if row.got.outcome is not Outcome.NOT_SENT]
    times = [row.seconds for row in sent]
    frequent = [row.number for row in sent if row.got.code == FREQUENT]
    return BurstSummary(
        len(sent),
        dict(Counter(row.got.code or row.got.outcome.value for row in sent).most_common()),
        min(frequent, default=None),
        {share: percentile(times, share) for share in PERCENTILES} if times else {},
        max(times, default=0.0),
    )
