"""What a request is made of, told row by row: the tamper matrix, missing fields, spellings of the path."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.envelope import Tone
from tui.workbench.signature_tests.coverage import Binding, coverage
from tui.workbench.signature_tests.feeds import SignFeed
from tui.workbench.signature_tests.guard import calls_in_words
from tui.workbench.signature_tests.matrix import MatrixRow, TamperMatrix
from tui.workbench.signature_tests.missing import MissingFieldTest, MissingRow, missing_rows, winning_code
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.path_variants import PathVariantFinder, VariantRow
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.told import Around, Conclusion, KnownFeed, Plain, ToldTest, told
from tui.workbench.signature_tests.verdicts import Outcome, not_sent

_TONES = {Binding.BOUND: Tone.GOOD, Binding.NOT_BOUND: Tone.CAUTION, Binding.UNKNOWN: Tone.UNCERTAIN}
_UNSENT = not_sent("")


def told_matrix(
    base: Parts, feed: SignFeed, around: Around | None = None, *, only: frozenset[str] = frozenset()
) -> ToldTest[MatrixRow]:
    """Ends in what the sign covers. `only` names parts to change."""
    redaction = Redaction()
    known = KnownFeed(feed, redaction)
    matrix = TamperMatrix(base, known, only=only)
    preview = [f"{row.part or 'whole'}: {row.title}{_expects(row.expected)}" for row in matrix.rows()]

    def tell(row: MatrixRow) -> Plain:
        title = f"{row.part or 'whole'}: {row.title}"
        return Plain(row.id, title, row.got or _UNSENT, row.ok, row.sent, _either(row.expected))

    around = around or Around()
    return ToldTest(
        matrix, known, redaction, preview, lambda row: told(tell(row), redaction, around), _covered
    )


def _covered(rows: Sequence[MatrixRow]) -> list[Conclusion]:
    return [
        Conclusion(one.part, one.binding.value.upper(), one.reason, one.ambiguous, _TONES[one.binding])
        for one in coverage(rows)
    ]


def told_missing(base: Parts, feed: SignFeed, around: Around | None = None) -> ToldTest[MissingRow]:
    """Ends in whether anything incomplete was accepted, and in which code wins."""
    redaction = Redaction()
    known = KnownFeed(feed, redaction)
    around = around or Around()
    preview = [f"{row.title}{_expects(row.expected)}" for row in missing_rows() if row.change]

    def tell(row: MissingRow) -> Plain:
        return Plain(row.id, row.title, row.got or _UNSENT, row.ok, row.sent, _either(row.expected))

    return ToldTest(
        MissingFieldTest(base, known),
        known,
        redaction,
        preview,
        lambda row: told(tell(row), redaction, around),
        _incomplete,
    )


def _incomplete(rows: Sequence[MissingRow]) -> list[Conclusion]:
    accepted = [row.title for row in rows if row.ok is not None and row.got and row.got.accepted]
    sent = [row for row in rows if row.got is not None and row.got.outcome is not Outcome.NOT_SENT]
    found = []
    if accepted:
        found.append(
            Conclusion("incomplete requests", "ACCEPTED", f"Accepted: {', '.join(accepted)}.", "", Tone.BAD)
        )
    elif sent:
        found.append(
            Conclusion("incomplete requests", "REFUSED", f"None of {len(sent)} was accepted.", "", Tone.GOOD)
        )
    if winner := winning_code(list(rows)):
        found.append(Conclusion("which code wins", "", winner))
    return found


def told_variants(
    base: Parts, feed: SignFeed, around: Around | None = None, *, prefixes: Sequence[str] = ()
) -> ToldTest[VariantRow]:
    """Ends at the spelling of the path that the client signed."""
    redaction = Redaction()
    known = KnownFeed(feed, redaction)
    around = around or Around()
    finder = PathVariantFinder(base, known, prefixes)

    def tell(row: VariantRow) -> Plain:
        # A spelling that does not pass is what the search is for, so it is no failure.
        return Plain(row.path, f"{row.path}   {row.title}", row.got, None, base.with_part("path", row.path))

    return ToldTest(
        finder,
        known,
        redaction,
        [f"{path}   {title}" for path, title in finder.variants],
        lambda row: told(tell(row), redaction, around),
        lambda rows: _spelled(rows, len(finder.variants)),
    )


def _spelled(rows: Sequence[VariantRow], spellings: int) -> list[Conclusion]:
    sent = [row for row in rows if row.got.outcome is not Outcome.NOT_SENT]
    calls = calls_in_words(len(sent))
    for row in sent:
        if row.got.accepted:
            reason = f"{row.title}; got {row.got} after {calls}"
            return [Conclusion("signed path", row.path, reason, "", Tone.GOOD)]
    if len(sent) < spellings:
        reason = f"{calls} of {spellings} spellings were sent"
        return [Conclusion("signed path", "NOT KNOWN", reason, "", Tone.UNCERTAIN)]
    reason = (
        f"No spelling passed in {calls}: the path is another one altogether, or the sign does not fit for "
        "another reason."
    )
    return [Conclusion("signed path", "NOT FOUND", reason, "", Tone.BAD)]


def _either(expected: frozenset[Outcome] | None) -> str:
    return " or ".join(sorted(expected or ()))


def _expects(expected: frozenset[Outcome] | None) -> str:
    return f"   expects {_either(expected)}" if expected else ""
