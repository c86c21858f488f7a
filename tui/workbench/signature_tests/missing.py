"""Missing-field tests: each part absent, null, empty, of a wrong type; no partner; which code wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tui.workbench.signature_tests.codes import PARTNER_PARAMETER
from tui.workbench.signature_tests.feeds import NoSignLeft, SignFeed
from tui.workbench.signature_tests.guard import Plan
from tui.workbench.signature_tests.parts import ABSENT, Parts
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import Got, Outcome, not_sent

_MISS = frozenset({Outcome.MISS})
_BAD = frozenset({Outcome.MISS, Outcome.FORMAT, Outcome.FAILED, Outcome.SERVICE})
_SERVICE = frozenset({Outcome.SERVICE})
_VALUES: tuple[tuple[str, Any, frozenset[Outcome]], ...] = (
    ("absent", ABSENT, _MISS),
    ("null", None, _MISS),
    ("empty", "", _MISS),
    ("a number", 1, _BAD),
    ("a list", ["x"], _BAD),
)
UNKNOWN_PARTNER = "assay-no-such-partner"


@dataclass(frozen=True, slots=True)
class MissingRow:
    """One row. `change` holds the parts that differ from the whole request."""

    id: str
    title: str
    change: dict[str, Any]
    expected: frozenset[Outcome] | None
    sent: Parts | None = None
    got: Got | None = None

    @property
    def ok(self) -> bool | None:
        if self.expected is None or self.got is None or self.got.outcome is Outcome.NOT_SENT:
            return None
        return self.got.outcome in self.expected


def missing_rows() -> list[MissingRow]:
    """Every row of the test, unsent."""
    rows = [
        MissingRow(f"{part}-{name.replace(' ', '-')}", f"{part} {name}", {part: value}, expected)
        for part in ("path", "sign")
        for name, value, expected in _VALUES
    ]
    rows += [
        MissingRow("both-absent", "path and sign absent", {"path": ABSENT, "sign": ABSENT}, _MISS),
        MissingRow("both-empty", "path and sign empty", {"path": "", "sign": ""}, _MISS),
        MissingRow("query-wrong", "query a list", {"query": [1]}, None),
        MissingRow("body-wrong", "body an object", {"body": {"a": 1}}, None),
    ]
    for name, title, value in (("absent", "absent", ""), ("unknown", "unknown", UNKNOWN_PARTNER)):
        parameters = {PARTNER_PARAMETER: value}
        rows.append(
            MissingRow(f"partner-{name}", f"partner code {title}", {"parameters": parameters}, _SERVICE)
        )
    rows.append(MissingRow("key-absent", "partner key absent", {}, None))
    return rows


class MissingFieldTest:
    """Rows with a sign use one from the feed each, or the one sign there is; none should be accepted."""

    def __init__(self, base: Parts, feed: SignFeed) -> None:
        self._base = base
        self._feed = feed

    def plan(self) -> Plan:
        rows = [row for row in missing_rows() if row.change]
        signs = sum(1 for row in rows if "sign" not in row.change) if self._feed.fresh else 1
        return Plan("The missing-field test", len(rows), signs)

    def run(self, session: Session) -> Iterator[MissingRow]:
        session.begin(self.plan(), self._feed)
        for row in missing_rows():
            if session.halted():
                return
            yield self._sent(session, row)

    def _sent(self, session: Session, row: MissingRow) -> MissingRow:
        if not row.change:
            why = "assay sends no request without the profile's key; leave it out with a tool of your own."
            return replace(row, got=not_sent(why))
        try:
            whole = self._base
            if "sign" not in row.change:
                whole = replace(whole, sign=self._feed.take(self._base))
        except NoSignLeft as error:
            return replace(row, got=not_sent(error.message))
        sent = replace(whole, **row.change)
        return replace(row, sent=sent, got=session.verify(sent, reuses_sign=not self._feed.fresh))


def winning_code(rows: list[MissingRow]) -> str:
    """Which code wins when path and sign are both missing, in one sentence; empty when it is not known."""
    for row in rows:
        if row.id == "both-absent" and row.got is not None and row.got.code:
            return f"With both path and sign missing the answer is {row.got.code}."
    return ""
