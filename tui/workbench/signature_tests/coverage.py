"""What a sign covers, concluded from the rows of a tamper matrix: bound, not bound, or unknown, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tui.workbench.signature_tests.matrix import UNCHANGED, MatrixRow
from tui.workbench.signature_tests.verdicts import Outcome

COVERED_PARTS = ("path", "query", "body")


class Binding(StrEnum):
    BOUND = "bound"
    NOT_BOUND = "not bound"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The verdict on one part. `ambiguous` says what a used sign leaves open; empty when nothing."""

    part: str
    binding: Binding
    reason: str
    ambiguous: str = ""


def coverage(rows: Sequence[MatrixRow]) -> tuple[Coverage, ...]:
    """The verdict on path, query and body. Nothing is concluded unless the unchanged request passed."""
    doubt = _doubt(rows)
    return tuple(_part(part, rows, doubt) for part in COVERED_PARTS)


def _doubt(rows: Sequence[MatrixRow]) -> str:
    """Why no row proves anything; empty when the unchanged request was accepted wherever it was sent."""
    controls = [r for r in rows if r.id.startswith(UNCHANGED) and _sent(r)]
    if not controls:
        return "the unchanged request was not sent, so a refusal may have any cause"
    for row in controls:
        if row.got is None or row.got.accepted:
            continue
        if row.got.refused and row.got.used_before:
            return (
                f"the unchanged request got {row.got} with a sign used {_times(row.got.used_before)} before: "
                "the sign may have been used up by the rows before it"
            )
        return f"the unchanged request got {row.got}, so a refusal of a changed one proves nothing"
    return ""


def _part(part: str, rows: Sequence[MatrixRow], doubt: str) -> Coverage:
    sent = [row for row in rows if row.part == part and _sent(row)]
    decisive = [row for row in sent if row.decisive]
    accepted = [row for row in decisive if row.got is not None and row.got.accepted]
    refused = [row for row in decisive if row.got is not None and row.got.refused]
    if accepted and not refused:
        # An accepted change needs no control: the part was changed and nobody minded.
        reason = f"{_count(accepted)} of the {part} accepted: {_titles(accepted)}"
        return Coverage(part, Binding.NOT_BOUND, reason, _used(accepted, "accepted"))
    if not decisive:
        return Coverage(part, Binding.UNKNOWN, f"no change of the {part} was sent that would tell")
    if accepted and refused:
        reason = f"accepted: {_titles(accepted)}; refused: {_titles(refused)}"
        return Coverage(part, Binding.UNKNOWN, f"changes of the {part} were judged differently: {reason}")
    if not refused:
        found = ", ".join(sorted({str(row.got) for row in decisive}))
        return Coverage(part, Binding.UNKNOWN, f"no change of the {part} got a verdict: {found}")
    if doubt:
        return Coverage(part, Binding.UNKNOWN, doubt)
    evened = [r for r in sent if not r.decisive and r.got is not None and r.got.accepted]
    reason = f"{_count(refused)} of the {part} refused, while the unchanged request passed"
    if evened:
        reason += f"; differences of form are let pass: {_titles(evened)}"
    return Coverage(part, Binding.BOUND, reason, _used(refused, "refused"))


def _used(rows: Sequence[MatrixRow], word: str) -> str:
    used = [row for row in rows if row.got is not None and row.got.used_before]
    if not used:
        return ""
    return (
        f"{len(used)} of these {len(rows)} were {word} with a sign that had been used before; "
        "a run with a fresh sign for each row would settle it"
    )


def _sent(row: MatrixRow) -> bool:
    return row.got is not None and row.got.outcome is not Outcome.NOT_SENT


def _count(rows: Sequence[MatrixRow]) -> str:
    return "one change" if len(rows) == 1 else f"{len(rows)} changes"


def _titles(rows: Sequence[MatrixRow]) -> str:
    return ", ".join(row.title for row in rows)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
