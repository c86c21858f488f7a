"""Running a case file: each row once, in its order, with what differs from the expectation."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tui.workbench.signature_tests.cases import Case, CaseFile
from tui.workbench.signature_tests.feeds import NoSignLeft, SignFeed
from tui.workbench.signature_tests.files import full_path
from tui.workbench.signature_tests.guard import Plan
from tui.workbench.signature_tests.mutations import mutations
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import BROKEN, Got, Outcome, not_sent

Advise = Callable[[str], Sequence[str]]
"""What to do about an exchange, by its id; the knowledge of its code."""


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    """A verdict came, and not the expected one."""
    ERROR = "error"
    """No verdict came: the service or the way to it failed."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One row's outcome; every text in it is redacted already."""

    label: str
    title: str
    proves: str
    status: Status
    got: Got
    sent: str
    expected: str
    differences: tuple[str, ...]
    advice: tuple[str, ...]
    reproduce: str


class CaseRun:
    """The rows of one file, or those that `only` names by id or label."""

    def __init__(
        self,
        file: CaseFile,
        feed: SignFeed | None,
        *,
        advise: Advise = lambda _: (),
        command: str = "assay verify run",
        target: str = "--sandbox",
        only: frozenset[str] = frozenset(),
    ) -> None:
        wanted = {case.id for case in file.cases if not only or {case.id, case.label} & only}
        # A case that uses another's sign again needs that one sent before it.
        wanted |= {
            c.sign.partition(":")[2] for c in file.cases if c.id in wanted and c.sign.startswith("same:")
        }
        self._cases = [case for case in file.cases if case.id in wanted]
        self._source = file.source
        self.file = str(full_path(file.source)) if file.source not in ("", "-") else ""
        """The case file, whole; empty for cases that are in none."""
        self._feed = feed
        self._advise = advise
        self._command = command
        self._target = target
        self._used: dict[str, str] = {}
        self.redaction = Redaction()

    @property
    def cases(self) -> Sequence[Case]:
        return tuple(self._cases)

    def plan(self) -> Plan:
        fresh = sum(1 for case in self._cases if case.sign == "fresh")
        return Plan("The case file", len(self._cases), fresh)

    def run(self, session: Session) -> Iterator[CaseResult]:
        """Row by row; after a stop the rest comes as skipped, so that a report holds every row."""
        session.begin(self.plan(), self._feed)
        for case in self._cases:
            sent, got = case.parts, not_sent(session.stopped)
            if not session.halted():
                try:
                    sent = self._parts(case)
                    got = session.verify(sent)
                except NoSignLeft as error:
                    got = not_sent(error.message)
            yield self._result(case, sent, got)

    def _parts(self, case: Case) -> Parts:
        """Raises NoSignLeft where no sign, or no such change of it, can be had."""
        kind, _, value = case.sign.partition(":")
        parts = case.parts
        if kind == "fresh":
            if self._feed is None:
                raise NoSignLeft(
                    "The case needs a fresh sign and there is no feed: --sign-file or --sign-cmd."
                )
            parts = replace(parts, sign=self._feed.take(case.signed))
        elif kind == "same":
            if value not in self._used:
                raise NoSignLeft(f"The case {value}, whose sign it uses, had none.")
            parts = replace(parts, sign=self._used[value])
        elif kind == "text":
            parts = replace(parts, sign=value)
        if isinstance(parts.sign, str):
            self._used[case.id] = parts.sign
            self.redaction.know(parts.sign)
        if case.change:
            made = {one.id: one for one in mutations(parts)}
            if case.change not in made:
                raise NoSignLeft(f"The change {case.change} does not exist for this request.")
            parts = made[case.change].applied(parts)
            self.redaction.know(parts.sign)
        return parts

    def _result(self, case: Case, sent: Parts, got: Got) -> CaseResult:
        differences = [] if got.outcome is Outcome.NOT_SENT else case.expect.failures(got)
        status = _status(got, bool(differences))
        clean = self.redaction.text
        advice = advice_on(got, self._advise, clean) if differences else ()
        words = [self._command, *([shlex.quote(self._source)] if self._source else []), self._target]
        return CaseResult(
            clean(case.label),
            clean(case.title),
            clean(case.proves),
            status,
            replace(got, message=clean(got.message), result=clean(got.result)),
            clean(sent.shown()),
            clean(str(case.expect)),
            tuple(clean(one) for one in differences),
            advice,
            clean(" ".join([*words, "--case", shlex.quote(case.label)])),
        )


def advice_on(got: Got, advise: Advise, clean: Callable[[str], str]) -> tuple[str, ...]:
    """What to do about an outcome, cleaned; nothing for one without an exchange."""
    return tuple(clean(one) for one in advise(got.exchange_id)) if got.exchange_id else ()


def _status(got: Got, differs: bool) -> Status:
    if got.outcome is Outcome.NOT_SENT:
        return Status.SKIPPED
    if not differs:
        return Status.PASSED
    return Status.ERROR if got.outcome in BROKEN else Status.FAILED
