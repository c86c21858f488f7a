"""The posture check in the shape that front ends drive: a row a case, a plain conclusion a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.core.display import human_seconds
from tui.core.envelope import Tone
from tui.workbench.posture.check import PostureCheck, PostureRow
from tui.workbench.posture.endpoint import Endpoint
from tui.workbench.signature_tests import Parts, SignFeed
from tui.workbench.signature_tests.case_files import CaseResult, Status
from tui.workbench.signature_tests.front import Around, Conclusion, ToldTest
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.told import KnownFeed, Plain, told


def told_posture(
    base: Parts,
    feed: SignFeed,
    endpoint: Endpoint,
    around: Around | None = None,
    *,
    others: SignFeed | None = None,
    risky: SignFeed | None = None,
) -> ToldTest[PostureRow]:
    """Ends in what the endpoint lets through. See `PostureCheck` for the feeds."""
    redaction = Redaction()
    known = KnownFeed(feed, redaction)
    check = PostureCheck(
        base,
        known,
        endpoint,
        others=KnownFeed(others, redaction) if others is not None else None,
        risky=KnownFeed(risky, redaction) if risky is not None else None,
    )
    around = around or Around()

    def tell(row: PostureRow) -> CaseResult:
        expected = _expected(refuse=row.case.refuse)
        plain = Plain(row.case.id, f"{row.case.title} → {row.action}", row.got, True, row.sent, expected)
        result = told(plain, redaction, around)
        clean = redaction.text
        ok = row.ok
        status = Status.ERROR if ok is None else Status.PASSED if ok else Status.FAILED
        took = f"The endpoint took {human_seconds(row.action.seconds)}." if row.action.seconds else ""
        message = " ".join(filter(None, (result.got.message, clean(row.action.message), took)))
        return replace(
            result,
            status=status,
            got=replace(result.got, message=message),
            proves=_plain(row),
            differences=(_plain(row),) if ok is False else (),
            advice=(row.case.hole,) if ok is False else (),
        )

    preview = [f"{case.title}   expects that it {_expected(refuse=case.refuse)}" for case in check.cases]
    return ToldTest(check, known, redaction, preview, tell, _concluded)


def _expected(*, refuse: bool) -> str:
    return "refuses" if refuse else "accepts"


def _concluded(rows: Sequence[PostureRow]) -> list[Conclusion]:
    if not rows:
        return []
    genuine = next((row for row in rows if row.case.id == "genuine"), None)
    trusted = genuine is None or genuine.ok is True
    worth = [row for row in rows if row.ok is not True]
    return [_overall(rows, trusted=trusted), *map(_of_case, worth)]


def _overall(rows: Sequence[PostureRow], *, trusted: bool) -> Conclusion:
    holes = [row for row in rows if row.case.refuse and row.ok is False]
    unclear = [row for row in rows if row.ok is None]
    if holes:
        titles = ", ".join(row.case.title for row in holes)
        return Conclusion("posture", "LAX", f"It lets through: {titles}.", "", Tone.BAD)
    if not trusted:
        reason = "It does not accept a genuine sign either, so its refusals prove nothing."
        return Conclusion("posture", "NOT KNOWN", reason, "", Tone.UNCERTAIN)
    if unclear:
        titles = ", ".join(row.case.title for row in unclear)
        return Conclusion("posture", "NOT KNOWN", f"Unclear: {titles}.", "", Tone.UNCERTAIN)
    return Conclusion("posture", "STRICT", f"All {len(rows)} cases came out as they should.", "", Tone.GOOD)


def _of_case(row: PostureRow) -> Conclusion:
    """A case that did not come out as it should; what to do about it stands with its row."""
    if row.ok is None:
        return Conclusion(row.case.title, "UNCLEAR", row.action.message, "", Tone.UNCERTAIN)
    return Conclusion(row.case.title, row.action.did.value, _vendor(row), "", Tone.BAD)


def _vendor(row: PostureRow) -> str:
    return f"The vendor says {row.got}." if row.got.code else "The vendor was not asked."


def _plain(row: PostureRow) -> str:
    """One case in a sentence."""
    if row.ok is None:
        return f"Whether it {_expected(refuse=row.case.refuse)} {row.case.title} is unclear."
    should = "as it should" if row.ok else "which it should not"
    return f"It {row.action.did.value.lower()} {row.case.title}, {should}. {_vendor(row)}"
