"""The tamper matrix: the request unchanged, then one small change a row; at its end, what the sign covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tui.workbench.signature_tests.feeds import NoSignLeft, SignFeed
from tui.workbench.signature_tests.guard import Plan
from tui.workbench.signature_tests.mutations import Mutation, mutations, sign_mutations
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import ACCEPTED, Got, Outcome, not_sent

UNCHANGED = "unchanged"
_PLACEHOLDER = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row. `got` is None until it was sent; `sent` then holds exactly what went out."""

    id: str
    part: str
    title: str
    decisive: bool
    expected: frozenset[Outcome] | None
    fresh_sign: bool
    sent: Parts = field(default_factory=Parts)
    got: Got | None = None

    @property
    def ok(self) -> bool | None:
        """None for a row that only observes, or got no verdict."""
        if self.expected is None or self.got is None or self.got.outcome is Outcome.NOT_SENT:
            return None
        return self.got.outcome in self.expected


class TamperMatrix:
    """Rows for one request. With a feed of fresh signs the unchanged request goes first and last; with one
    sign it goes last, for its use would change what the other rows mean."""

    def __init__(self, base: Parts, feed: SignFeed, *, only: frozenset[str] = frozenset()) -> None:
        """`base` holds path, query and body as the client signed them; `only` names parts to change."""
        self._base = base
        self._feed = feed
        changes = [m for m in mutations(replace(base, sign=_PLACEHOLDER)) if not only or m.part in only]
        self._changes = changes

    def plan(self) -> Plan:
        """At most so many calls; a change that makes no difference to a real sign is left out."""
        calls = len(self._changes) + (2 if self._feed.fresh else 1)
        notes = (
            ()
            if self._feed.fresh
            else (
                "One sign serves all rows: changed requests go first, the unchanged one last. Whether a "
                "refused call uses a sign up is not documented.",
            )
        )
        return Plan("The tamper matrix", calls, calls if self._feed.fresh else 1, notes=notes)

    def rows(self) -> list[MatrixRow]:
        """Every row of the plan, unsent."""
        first = [self._whole("first")] if self._feed.fresh else []
        return [*first, *map(self._row, self._changes), self._whole("last")]

    def run(self, session: Session) -> Iterator[MatrixRow]:
        """Send row by row; each is given when its answer is there. Ends early when the session stops."""
        session.begin(self.plan(), self._feed)
        if self._feed.fresh:
            yield self._sent(session, self._whole("first"), None)
        for change in self._changes:
            if session.halted():
                return
            yield self._sent(session, self._row(change), change)
        if not session.halted():
            yield self._sent(session, self._whole("last"), None)

    def _whole(self, where: str) -> MatrixRow:
        title = f"unchanged, {where}"
        return MatrixRow(f"{UNCHANGED}-{where}", "", title, False, ACCEPTED, self._feed.fresh)

    def _row(self, change: Mutation) -> MatrixRow:
        return MatrixRow(
            change.id, change.part, change.title, change.decisive, change.expected, self._feed.fresh
        )

    def _sent(self, session: Session, row: MatrixRow, change: Mutation | None) -> MatrixRow:
        try:
            parts = replace(self._base, sign=self._feed.take(self._base))
        except NoSignLeft as error:
            return replace(row, got=not_sent(error.message))
        if change is not None and change.part == "sign":
            # The plan was made without a sign; now the same change is made of the real one.
            real = {one.id: one for one in sign_mutations(parts.sign)}.get(change.id)
            if real is None or real.value == parts.sign:
                return replace(row, sent=parts, got=not_sent("The change makes no difference to this sign."))
            change = real
        parts = change.applied(parts) if change is not None else parts
        return replace(row, sent=parts, got=session.verify(parts, reuses_sign=not self._feed.fresh))
