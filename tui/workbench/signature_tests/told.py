"""Every test in one shape for front ends: what it costs, what it would send, rows as they come, and what
they show. The rows are those of a case file, so that one set of reports serves all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from tui.core.envelope import Tone
from tui.core.failures import AssayError
from tui.workbench.signature_tests.case_run import Advise, CaseResult, Status, advice_on
from tui.workbench.signature_tests.feeds import NoSignLeft, SignFeed
from tui.workbench.signature_tests.guard import Plan
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import BROKEN, Got, Outcome

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a test showed of one subject. `open` says what it leaves open; empty for nothing."""

    subject: str
    finding: str
    reason: str = ""
    open: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Around:
    """What a test cannot know: what to do about an exchange, and the line that makes the run again."""

    advise: Advise = lambda _: ()
    reproduce: str = ""


class Probe(Protocol[Row_co]):
    """A test as its own module has it."""

    def plan(self) -> Plan: ...

    def run(self, session: Session) -> Iterator[Row_co]: ...


class KnownFeed:
    """A feed whose signs the redaction knows. A program that fails in the middle of a run is an empty
    feed, so that the rows that were paid for are not lost; `problem` says what it was."""

    def __init__(self, feed: SignFeed, redaction: Redaction) -> None:
        self._feed = feed
        self._redaction = redaction
        self._taken = False
        self.problem = ""

    @property
    def fresh(self) -> bool:
        return self._feed.fresh

    @property
    def left(self) -> int | None:
        return self._feed.left

    def take(self, parts: Parts) -> str:
        """Raises NoSignLeft; at the first sign any AssayError of the feed."""
        try:
            sign = self._feed.take(parts)
        except AssayError as error:
            self.problem = error.message
            if not self._taken and not isinstance(error, NoSignLeft):
                raise
            raise NoSignLeft(error.message, next_step=error.next_step) from None
        self._taken = True
        self._redaction.know(sign)
        return sign


class ToldTest(Generic[Row]):
    """A test with its rows told. `results` holds what has come so far."""

    def __init__(
        self,
        probe: Probe[Row],
        feed: KnownFeed | None,
        redaction: Redaction,
        preview: Sequence[str],
        tell: Callable[[Row], CaseResult],
        conclude: Callable[[Sequence[Row]], Sequence[Conclusion]],
    ) -> None:
        self._probe = probe
        self._feed = feed
        self._tell = tell
        self._conclude = conclude
        self._rows: list[Row] = []
        self.redaction = redaction
        self.preview = tuple(preview)
        """What would be sent, one line a row."""
        self.results: list[CaseResult] = []

    @property
    def title(self) -> str:
        return self._probe.plan().title

    @property
    def signs_there(self) -> int | None:
        """How many signs the feed has; None when there is no end, or no feed of its own."""
        return self._feed.left if self._feed is not None and self._feed.fresh else None

    @property
    def feed_problem(self) -> str:
        """Why no further sign could be had; empty when none was missing."""
        return self._feed.problem if self._feed is not None else ""

    def plan(self) -> Plan:
        return self._probe.plan()

    def run(self, session: Session) -> Iterator[CaseResult]:
        """Row by row, redacted. Raises as the test's own `run` does."""
        for row in self._probe.run(session):
            self._rows.append(row)
            result = self._tell(row)
            self.results.append(result)
            yield result

    def conclusions(self) -> tuple[Conclusion, ...]:
        """What the rows show, redacted; of a run that was stopped, what they show so far."""
        clean = self.redaction.text
        return tuple(
            replace(
                one,
                subject=clean(one.subject),
                finding=clean(one.finding),
                reason=clean(one.reason),
                open=clean(one.open),
            )
            for one in self._conclude(self._rows)
        )


@dataclass(frozen=True, slots=True)
class Plain:
    """One row before it is redacted. `ok` None: nothing was expected of it, or nothing came."""

    label: str
    title: str
    got: Got
    ok: bool | None
    sent: Parts | None = None
    expected: str = ""
    proves: str = ""


def told(row: Plain, redaction: Redaction, around: Around) -> CaseResult:
    """The row as a result of a case, every text redacted."""
    if row.sent is not None:
        redaction.know(row.sent.sign)
    clean = redaction.text
    got = row.got
    failed = row.ok is False
    differences = (f"The answer is {got}, not {row.expected}.",) if failed and row.expected else ()
    return CaseResult(
        clean(row.label),
        clean(row.title),
        clean(row.proves),
        _status(row),
        replace(got, message=clean(got.message), result=clean(got.result)),
        clean(row.sent.shown()) if row.sent is not None else "",
        clean(row.expected),
        tuple(clean(one) for one in differences),
        advice_on(got, around.advise, clean) if failed else (),
        clean(around.reproduce),
    )


def _status(row: Plain) -> Status:
    if row.got.outcome is Outcome.NOT_SENT:
        return Status.SKIPPED
    if row.ok:
        return Status.PASSED
    if row.got.outcome in BROKEN:
        return Status.ERROR
    return Status.FAILED if row.ok is False else Status.PASSED
