"""What is counted of an event or of the users: read in words, written from answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.building import Answers
from tui.core.fields import FieldProblem
from tui.core.wording import tr
from tui.providers.te.builders import formulas
from tui.providers.te.builders.aggregations import BY_CODE
from tui.providers.te.builders.metric_questions import FORMULA, MetricQuestions
from tui.providers.te.builders.metric_words import (
    bounds_text,
    event_words,
    is_formula,
    percentile_complaint,
    read_bounds,
    text_of,
)
from tui.providers.te.builders.paths import Path
from tui.providers.te.builders.properties import read_property
from tui.providers.te.builders.rows import Scope, Step, problem
from tui.providers.te.builders.words import short

_MEMBERS = (
    ("formula", "customEvent"),
    ("format", "format"),
    ("analysis", "analysis"),
    ("percentile", "analysisParams"),
    ("interval", "intervalType"),
)
"""Questions and the members that their answers are."""

_NEEDED = frozenset({"formula", "analysis", "percentile"})
"""Written where nothing stands, even if the answer is the one proposed."""


@dataclass(frozen=True, slots=True)
class Item:
    """How one kind of entry of `events` is read, asked for and written.

    `counts` and `formula` say what an entry may hold; `buckets` is for distribution.
    `over_users` entries aggregate the user table.
    """

    counts: bool = False
    formula: bool = False
    buckets: bool = False
    over_users: bool = False
    fixed: tuple[tuple[str, Any], ...] = ()
    """Members of every new entry, after those that are asked for."""

    # -- words -----------------------------------------------------------------------------------

    def words(self, entry: Mapping[str, Any]) -> tuple[str, str]:
        """The line, and what is said about it."""
        if is_formula(entry):
            shown_as = tr("percent") if entry.get("format") == "FORMAT_PERCENT" else ""
            words, detail = f"ƒ {short(text_of(entry, 'customEvent')) or '…'}", shown_as
        elif self.over_users:
            words, detail = self._counted(entry), ""
        else:
            words = event_words(entry)
            words += f" · {self._counted(entry)}" if self.counts else ""
            detail = ""
        return words, " · ".join(filter(None, (detail, self._bucket_words(entry))))

    def _counted(self, entry: Mapping[str, Any]) -> str:
        code = text_of(entry, "analysis")
        if not code:
            return tr("(not chosen what is counted)")
        one = BY_CODE.get(code)
        said = one.said if one is not None else code
        if code == "PERCENTILE":
            said = tr("percentile {percent} of", percent=text_of(entry, "analysisParams") or "…")
        if one is not None and not one.needs_property and not self.over_users:
            return said
        quota = text_of(entry, "quota") or "…"
        return f"{said} {quota}" if one is None or one.needs_property else f"{said} ({quota})"

    def _bucket_words(self, entry: Mapping[str, Any]) -> str:
        if not self.buckets:
            return ""
        if entry.get("intervalType") == "user_defined":
            return tr("bounds {bounds}", bounds=bounds_text(entry.get("quotaIntervalArr")) or "…")
        return (
            tr("one bucket a value") if entry.get("intervalType") == "discrete" else tr("automatic buckets")
        )

    # -- questions -------------------------------------------------------------------------------

    def steps(self, scope: Scope, entry: Mapping[str, Any]) -> tuple[Step, ...]:
        ask = MetricQuestions(
            scope, entry, counts=self.counts, formula=self.formula, over_users=self.over_users
        )
        if self.over_users:
            return (ask.analysis, ask.quota, ask.percentile)
        steps: tuple[Step, ...] = (ask.event,)
        if self.counts:
            steps += (ask.formula, ask.format, ask.analysis, ask.quota, ask.percentile)
        return (*steps, ask.interval, ask.bounds) if self.buckets else steps

    # -- writing ---------------------------------------------------------------------------------

    def written(self, scope: Scope, old: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
        """The entry after the answers; only what they change is touched."""
        entry = dict(old)
        asked = {q.name: q.value for step in self.steps(scope, old) if (q := step(answers)) is not None}
        changed = {name for name, value in asked.items() if answers.get(name, value) != value}
        new = not old
        if "event" in asked and (new or "event" in changed):
            _write_event(entry, answers["event"])
        for name, key in _MEMBERS:
            is_due = new or name in changed or (key not in entry and (name in _NEEDED or "event" in changed))
            if name in asked and is_due:
                entry[key] = answers[name]
        if "quota" in asked and (new or "quota" in changed or "quota" not in entry):
            entry["quota"] = read_property(answers["quota"], scope.context, self._table).name
            entry.pop("quotaDesc", None)
        if "analysis" in changed:
            entry.pop("analysisDesc", None)
            _drop_needless(entry, over_users=self.over_users)
        if "bounds" in asked and (new or "bounds" in changed):
            entry["quotaIntervalArr"] = read_bounds(answers["bounds"])
        for key, value in self.fixed if new else ():
            entry.setdefault(key, value)
        if new:
            entry.setdefault("relation", "and")
            entry.setdefault("filts", [])
        return entry

    @property
    def _table(self) -> str:
        return "user" if self.over_users else "event"

    # -- what is wrong ---------------------------------------------------------------------------

    def problems(self, path: Path, entry: Mapping[str, Any]) -> list[FieldProblem]:
        found: list[FieldProblem] = []
        if is_formula(entry) and self.formula:
            wrong = formulas.complaint(text_of(entry, "customEvent"))
            return [problem((*path, "customEvent"), wrong)] if wrong else []
        if not self.over_users and not text_of(entry, "eventName"):
            found.append(problem((*path, "eventName"), "is required"))
        if self.counts or self.over_users:
            found += _count_problems(path, entry, over_users=self.over_users)
        own = self.buckets and entry.get("intervalType") == "user_defined"
        if own and not entry.get("quotaIntervalArr"):
            found.append(problem((*path, "quotaIntervalArr"), "needs bounds, such as 1, 5, 10"))
        return found


def _count_problems(path: Path, entry: Mapping[str, Any], *, over_users: bool) -> list[FieldProblem]:
    code = text_of(entry, "analysis")
    if not code:
        return [problem((*path, "analysis"), "is required: choose what is counted")]
    if code not in BY_CODE:
        return [problem((*path, "analysis"), f"“{short(code, 30)}” is none of the Open API's values")]
    found = []
    if (BY_CODE[code].needs_property or over_users) and not text_of(entry, "quota"):
        found.append(problem((*path, "quota"), f"{code} needs a property"))
    if code == "PERCENTILE" and percentile_complaint(text_of(entry, "analysisParams")):
        found.append(problem((*path, "analysisParams"), "needs a number from 1 to 100"))
    return found


def _write_event(entry: dict[str, Any], text: str) -> None:
    """Another event, or a formula in its place. A shown name belongs to what was there."""
    entry.pop("eventNameDisplay", None)
    if text == FORMULA:
        for key in ("eventName", "analysis", "quota", "analysisParams"):
            entry.pop(key, None)
        entry["type"] = "customized"
        return
    if is_formula(entry):
        for key in ("customEvent", "customFilters", "format"):
            entry.pop(key, None)
        entry["type"] = "normal"
    entry["eventName"] = text


def _drop_needless(entry: dict[str, Any], *, over_users: bool) -> None:
    """What the new way to count has no use for."""
    code = text_of(entry, "analysis")
    if code in BY_CODE and not BY_CODE[code].needs_property and not over_users:
        entry.pop("quota", None)
    if code != "PERCENTILE":
        entry.pop("analysisParams", None)
