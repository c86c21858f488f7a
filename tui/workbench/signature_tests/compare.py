"""Two runs side by side, case by case: what is fixed, what still fails, what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tui.core.display import human_seconds
from tui.core.envelope import Tone

SLOWER_TIMES = 3.0
SLOWER_SECONDS = 0.2
"""A case is slower when it took that many times as long and that many seconds more; less is noise."""


class Change(StrEnum):
    NEW = "newly failing"
    STILL = "still failing"
    FIXED = "fixed"
    CHANGED = "another verdict"
    SLOWER = "slower"
    ADDED = "new case"
    GONE = "gone"
    SAME = "the same"


_TONES = {
    Change.NEW: Tone.BAD,
    Change.STILL: Tone.BAD,
    Change.FIXED: Tone.GOOD,
    Change.CHANGED: Tone.CAUTION,
    Change.SLOWER: Tone.CAUTION,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One case. `before` and `after` are its verdicts in words; empty where it did not run."""

    case: str
    change: Change
    before: str = ""
    after: str = ""

    @property
    def tone(self) -> Tone:
        return _TONES.get(self.change, Tone.NEUTRAL)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Two runs as `reports.as_data` gives them; the cases in the order of the new one, gone ones last."""
    before = {case["case"]: case for case in old["cases"]}
    after = {case["case"]: case for case in new["cases"]}
    found = [_difference(name, before.get(name), case) for name, case in after.items()]
    found += [
        Difference(name, Change.GONE, _verdict(case)) for name, case in before.items() if name not in after
    ]
    return tuple(found)


def told_changes(differences: Iterable[Difference]) -> list[Difference]:
    """Those worth telling, the gravest first."""
    order = list(Change)
    worth = [one for one in differences if one.change is not Change.SAME]
    return sorted(worth, key=lambda one: order.index(one.change))


def failed_cases(data: Mapping[str, Any]) -> frozenset[str]:
    """The labels of the cases of a run that did not come out as expected."""
    return frozenset(case["case"] for case in data["cases"] if _failed(case))


def _difference(name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Difference:
    after = _verdict(new)
    if old is None:
        return Difference(name, Change.ADDED, "", after)
    before = _verdict(old)
    if _failed(new):
        return Difference(name, Change.STILL if _failed(old) else Change.NEW, before, after)
    if _failed(old):
        return Difference(name, Change.FIXED, before, after)
    if before != after:
        return Difference(name, Change.CHANGED, before, after)
    was, now = old["got"]["seconds"], new["got"]["seconds"]
    if now > was * SLOWER_TIMES and now > was + SLOWER_SECONDS:
        return Difference(name, Change.SLOWER, human_seconds(was), human_seconds(now))
    return Difference(name, Change.SAME, before, after)


def _failed(case: Mapping[str, Any]) -> bool:
    return str(case["status"]) != "passed"


def _verdict(case: Mapping[str, Any]) -> str:
    got = case["got"]
    return f"{got['class']} {got['code']}".strip()
