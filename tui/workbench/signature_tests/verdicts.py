"""What came of one verification, in the classes that tests expect and compare."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui.core.envelope import TONE_SYMBOLS, Tone
from tui.core.exchange import ExchangeState
from tui.workbench.signature_tests.codes import REPLAYED
from tui.workbench.signatures import Verification


class Outcome(StrEnum):
    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    RISK = "PASS+RISK"
    MISS = "MISS"
    FORMAT = "BAD FORMAT"
    FAILED = "FAILED CHECK"
    SERVICE = "SERVICE"
    """The service said that it did not verify."""
    TRANSPORT = "TRANSPORT"
    """No answer of the API; nothing was verified, as far as is certain."""
    UNCERTAIN = "UNCERTAIN"
    """It was sent and no whole answer came: the sign may be used up. Never repeated."""
    UNKNOWN = "UNKNOWN"
    """An answer that is not among the documented ones."""
    NOT_SENT = "NOT SENT"


ACCEPTED = frozenset({Outcome.PASS, Outcome.RISK})
REFUSED = frozenset({Outcome.MISS, Outcome.FORMAT, Outcome.FAILED})
BROKEN = frozenset({Outcome.SERVICE, Outcome.TRANSPORT, Outcome.UNCERTAIN})
"""Outcomes that say nothing about the sign."""

_TONES = {
    Outcome.PASS: Tone.GOOD,
    Outcome.RISK: Tone.CAUTION,
    Outcome.UNCERTAIN: Tone.UNCERTAIN,
    Outcome.UNKNOWN: Tone.UNCERTAIN,
    Outcome.NOT_SENT: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Got:
    """One outcome. `used_before` counts the sign's uses on this profile that this machine knows of."""

    outcome: Outcome
    code: str = ""
    result: str = ""
    labels: tuple[str, ...] = ()
    seconds: float = 0.0
    used_before: int = 0
    exchange_id: str = ""
    message: str = ""
    """Of a failure, or the notes of the answer; safe to show."""

    @property
    def tone(self) -> Tone:
        return _TONES.get(self.outcome, Tone.BAD)

    @property
    def symbol(self) -> str:
        return TONE_SYMBOLS[self.tone]

    @property
    def accepted(self) -> bool:
        return self.outcome in ACCEPTED

    @property
    def refused(self) -> bool:
        return self.outcome in REFUSED

    @property
    def replayed(self) -> bool:
        return self.code == REPLAYED

    def __str__(self) -> str:
        return f"{self.outcome} {self.code}".strip()


def not_sent(why: str) -> Got:
    return Got(Outcome.NOT_SENT, message=why)


def got_of(verification: Verification) -> Got:
    """The outcome of one verification, whatever became of it."""
    exchange = verification.exchange
    envelope = exchange.envelope
    used = verification.before.times if verification.before is not None else 0
    if exchange.state is ExchangeState.UNCERTAIN or envelope is None or exchange.failure is not None:
        uncertain = exchange.state is ExchangeState.UNCERTAIN
        message = exchange.failure.message if exchange.failure is not None else ""
        outcome = Outcome.UNCERTAIN if uncertain else Outcome.TRANSPORT
        return Got(outcome, "", "", (), exchange.timing.total, used, exchange.id, message)
    notes = " ".join(part for part in (envelope.problem, *envelope.notes) if part)
    return Got(
        _class_of(envelope.word, envelope.code),
        envelope.code or "",
        envelope.message,
        envelope.labels,
        exchange.timing.total,
        used,
        exchange.id,
        notes,
    )


def _class_of(word: str, code: str | None) -> Outcome:
    if code is None:
        return Outcome.TRANSPORT if word == "NOT THE API" else Outcome.UNKNOWN
    return Outcome(word) if word in {one.value for one in Outcome} else Outcome.UNKNOWN
