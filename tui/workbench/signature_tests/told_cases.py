"""Case files in the shape that front ends drive, with what changed since an earlier run of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tui.core.envelope import Tone
from tui.workbench.signature_tests.case_run import CaseResult, CaseRun, Status
from tui.workbench.signature_tests.compare import Change, compare, told_changes
from tui.workbench.signature_tests.told import Conclusion, ToldTest

_WORDS = {
    Status.PASSED: "as expected",
    Status.FAILED: "not as expected",
    Status.ERROR: "without a verdict",
    Status.SKIPPED: "not sent",
}


def told_cases(run: CaseRun, *, before: Mapping[str, Any] | None = None) -> ToldTest[CaseResult]:
    """The rows of a case file. With `before`, the data of an earlier run, it ends in what changed."""
    preview = [
        f"{case.label}   sign {case.sign.partition(':')[0]}   expects {case.expect}" for case in run.cases
    ]

    def conclude(rows: Sequence[CaseResult]) -> list[Conclusion]:
        found = [_counted(rows)]
        if before is not None:
            told = [{"case": r.label, "status": r.status.value, "got": _got(r)} for r in rows]
            # Cases of the earlier run that this one left out are not gone.
            changes = [c for c in compare(before, {"cases": told}) if c.change is not Change.GONE]
            found += [
                Conclusion(
                    one.change.value, one.case, f"{one.before or '-'} → {one.after or '-'}", "", one.tone
                )
                for one in told_changes(changes)
            ]
        return found

    return ToldTest(run, None, run.redaction, preview, lambda row: row, conclude)


def _got(row: CaseResult) -> dict[str, Any]:
    return {"class": row.got.outcome.value, "code": row.got.code, "seconds": row.got.seconds}


def _counted(rows: Sequence[CaseResult]) -> Conclusion:
    counts = Counter(row.status for row in rows)
    words = ", ".join(f"{counts[status]} {word}" for status, word in _WORDS.items() if counts[status])
    good = not (counts[Status.FAILED] or counts[Status.ERROR] or counts[Status.SKIPPED])
    finding = "AS EXPECTED" if good and rows else "NOT AS EXPECTED" if rows else "NOTHING SENT"
    tone = Tone.GOOD if good and rows else Tone.BAD if rows else Tone.UNCERTAIN
    return Conclusion("cases", finding, words, "", tone)
