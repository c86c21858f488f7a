"""The check: cases of what an endpoint should refuse, each asked of the vendor and of the endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tui.workbench.posture.endpoint import Action, Did, Endpoint
from tui.workbench.signature_tests import ABSENT, Got, NoSignLeft, Parts, Session, SignFeed
from tui.workbench.signature_tests.front import Plan
from tui.workbench.signature_tests.mutations import flipped
from tui.workbench.signature_tests.verdicts import not_sent


@dataclass(frozen=True, slots=True)
class PostureCase:
    """`refuse` says what the endpoint should do; `hole` what it means when it does not."""

    id: str
    title: str
    refuse: bool
    hole: str
    """In the words of the one who has to mend it."""


CASES = (
    PostureCase(
        "no-sign",
        "no sign",
        True,
        "Whoever leaves the sign out is not checked at all: refuse a missing sign (1101, miss).",
    ),
    PostureCase(
        "wrong-sign",
        "a sign with one character changed",
        True,
        "The sign is not verified, or the verdict is not looked at: refuse every result but pass.",
    ),
    PostureCase(
        "other-path",
        "a sign made for another path",
        True,
        "One sign opens every route: verify with the path of the request itself, not one the client names.",
    ),
    PostureCase(
        "genuine",
        "a fresh, genuine sign",
        False,
        "A genuine sign was not accepted, so the other refusals say nothing: check path, place of the sign, "
        "and whether the endpoint asks the same partner.",
    ),
    PostureCase(
        "replay",
        "the same sign again",
        True,
        "The vendor's result is still pass, with status 1603: look at the status, and refuse 1603 where a "
        "request changes something.",
    ),
    PostureCase(
        "risky-device",
        "a sign of a risky device",
        True,
        "The vendor's result is still pass, with status 1601: look at env, and step up, limit or refuse.",
    ),
)


@dataclass(frozen=True, slots=True)
class PostureRow:
    """One case: the vendor's verdict on such a sign, and what the endpoint did with another one like it."""

    case: PostureCase
    got: Got
    action: Action
    sent: Parts

    @property
    def ok(self) -> bool | None:
        """None when the endpoint's answer says neither."""
        if self.action.did is Did.UNCLEAR:
            return None
        return (self.action.did is Did.REFUSED) == self.case.refuse


class PostureCheck:
    """Cases in an order in which one sign can serve them all: what is damaged goes before it is used.

    The vendor is asked too when every sign is a fresh one; else its verdict is left out, because asking
    uses the sign up. `others` gives signs of another path, `risky` those of a risky device; None leaves
    their cases out.
    """

    def __init__(
        self,
        base: Parts,
        feed: SignFeed,
        endpoint: Endpoint,
        *,
        others: SignFeed | None = None,
        risky: SignFeed | None = None,
    ) -> None:
        self._base = base
        self._feed = feed
        self._endpoint = endpoint
        self._others = others
        self._risky = risky
        self._first: dict[bool, str] = {}
        """The genuine sign: of the vendor's side, and of the endpoint's."""

    @property
    def cases(self) -> tuple[PostureCase, ...]:
        left_out = set()
        if self._others is None:
            left_out.add("other-path")
        if self._risky is None:
            left_out.add("risky-device")
        return tuple(case for case in CASES if case.id not in left_out)

    def plan(self) -> Plan:
        cases = len(self.cases)
        calls = cases if self._feed.fresh else 0
        notes = [f"{cases} requests go to {self._endpoint.name}, and nowhere else."]
        if not calls:
            notes.append("With one sign the vendor is not asked: that would use it up.")
        question = f"The posture check sends {cases} requests to your own {self._endpoint.name}."
        return Plan("The posture check", calls, 4 if calls else 1, notes=tuple(notes), asks=question)

    def run(self, session: Session) -> Iterator[PostureRow]:
        """Row by row. Raises ConfirmationNeeded and Refused before anything is sent."""
        session.begin(self.plan(), self._feed)
        for case in self.cases:
            if session.halted():
                return
            yield self._row(session, case)

    def _row(self, session: Session, case: PostureCase) -> PostureRow:
        try:
            got = self._asked_vendor(session, case)
            sent = self._parts(case, ours=False)
        except NoSignLeft as error:
            return PostureRow(
                case, not_sent(error.message), Action(Did.UNCLEAR, message=error.message), self._base
            )
        sign = sent.sign if isinstance(sent.sign, str) else None
        return PostureRow(case, got, self._endpoint.ask(sign, session.cancel), sent)

    def _asked_vendor(self, session: Session, case: PostureCase) -> Got:
        if not self._feed.fresh:
            return not_sent("The vendor was not asked: one sign serves all cases.")
        return session.verify(self._parts(case, ours=True))

    def _parts(self, case: PostureCase, *, ours: bool) -> Parts:
        """Raises NoSignLeft."""
        if case.id == "no-sign":
            return replace(self._base, sign=ABSENT)
        if case.id == "replay":
            if ours not in self._first:
                raise NoSignLeft("There was no genuine sign to send again.")
            return replace(self._base, sign=self._first[ours])
        feed = {"other-path": self._others, "risky-device": self._risky}.get(case.id) or self._feed
        sign = feed.take(self._base)
        if case.id == "wrong-sign":
            sign = _damaged(sign)
        if case.id == "genuine":
            self._first[ours] = sign
        return replace(self._base, sign=sign)


def _damaged(sign: str) -> str:
    """One character in the middle changed, its form kept."""
    return flipped(sign, len(sign) // 2) if len(sign) > 1 else f"{sign}0"
