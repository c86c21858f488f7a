"""Time ranges: relative ones with the days they mean today, absolute ones, and a compared period."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from tui.core.building import Action, Answers, LineKind, Offer, Question
from tui.core.confidence import Confidence
from tui.core.fields import FieldProblem
from tui.core.wording import tr, tr_later
from tui.providers.te.builders.paths import MISSING, Path, at, drop, put
from tui.providers.te.builders.rows import Change, Row, Scope, problem
from tui.providers.te.builders.words import counted

FORMAT = "%Y-%m-%d %H:%M:%S"
NOW = "StartToNow"
BETWEEN = "between"
_DAYS = re.compile(r"\s*(\d{1,5})\s*-\s*(\d{1,5})\s*")
_COMMON = (
    ("1-1", tr_later("yesterday")),
    ("0-0", tr_later("today")),
    ("1-7", tr_later("last 7 full days")),
    ("0-6", tr_later("last 7 days with today")),
    ("1-14", tr_later("last 14 full days")),
    ("1-30", tr_later("last 30 full days")),
    ("1-90", tr_later("last 90 full days")),
)
_NAMES = dict(_COMMON)


def parse_days(text: str) -> tuple[int, int] | None:
    """Days ago, nearer and farther, of `a-b`; None for anything else."""
    found = _DAYS.fullmatch(text)
    if not found:
        return None
    near, far = sorted(int(part) for part in found.groups())
    return near, far


def days_of(text: str, today: datetime.date) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a relative range, both in it; None when it is none, or before the calendar."""
    days = parse_days(text)
    if days is None:
        return None
    try:
        return today - datetime.timedelta(days=days[1]), today - datetime.timedelta(days=days[0])
    except OverflowError:
        return None


def days_words(text: str) -> str:
    """`1-7` as `last 7 full days`."""
    if text.strip().lower() == NOW.lower():
        return tr("everything until now")
    days = parse_days(text)
    if days is None:
        return text
    plain = f"{days[0]}-{days[1]}"
    if plain in _NAMES:
        return tr(_NAMES[plain])
    near, far = days
    if near == far:
        return tr("{count} days ago", count=near)
    if near == 1:
        return tr("last {count} full days", count=far)
    if near == 0:
        return tr("last {count} days with today", count=far + 1)
    return tr("{far} to {near} days ago", far=far, near=near)


def days_shown(days: tuple[datetime.date, datetime.date] | None) -> str:
    """`2024-05-01 – 2024-05-07`."""
    if days is None:
        return ""
    first, last = days
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def read_time(text: str, *, is_end: bool) -> str:
    """A day or a time as the wire has it; a day alone is its first or last second. Raises ValueError."""
    typed = text.strip()
    try:
        if len(typed) <= 10:
            day = datetime.date.fromisoformat(typed)
            return f"{day.isoformat()} {'23:59:59' if is_end else '00:00:00'}"
        if len(typed) == 16:
            typed = f"{typed}:{'59' if is_end else '00'}"
        # The wire has no zone: times are those of the project.
        return datetime.datetime.strptime(typed.replace("T", " "), FORMAT).strftime(FORMAT)  # noqa: DTZ007
    except ValueError:
        raise ValueError("write a day such as 2024-05-31, or 2024-05-31 23:59:59") from None


@dataclass(frozen=True, slots=True)
class TimePart:
    """One time range. `switch` is the member that turns a compared period on."""

    label: str = tr_later("Period")
    recent: Path = ("eventView", "recentDay")
    begin: Path = ("eventView", "startTime")
    end: Path = ("eventView", "endTime")
    switch: Path = ()

    def rows(self, scope: Scope) -> list[Row]:
        words, detail = self._words(scope)
        changes = {Action.EDIT: self._change(scope)}
        if self._is_set(scope.body):
            changes[Action.REMOVE] = Change(lambda _: (self._cleared(scope.body), self.recent))
        unset = not self._is_set(scope.body)
        return [
            Row(
                self.recent,
                LineKind.FIELD,
                tr(self.label),
                words,
                detail,
                1,
                changes,
                help=(
                    tr(
                        "A second period to compare with. "
                        "Where its values stand in the answer is not documented."
                    )
                    if self.switch
                    else tr("Days counted back from today, or fixed days; both ends are part of it.")
                ),
                confidence=Confidence.UNKNOWN if self.switch else Confidence.DOCUMENTED,
                problems=self._problems(scope.body),
                is_unset=unset,
            )
        ]

    # -- reading ---------------------------------------------------------------------------------

    def _text(self, body: Any, path: Path) -> str:
        found = at(body, path)
        return "" if found is MISSING or found is None else str(found)

    def _is_set(self, body: Any) -> bool:
        if self.switch and at(body, self.switch) is not True:
            return False
        return any(self._text(body, path) for path in (self.recent, self.begin, self.end))

    def _words(self, scope: Scope) -> tuple[str, str]:
        body = scope.body
        if not self._is_set(body):
            return (tr("not compared") if self.switch else tr("not set")), ""
        recent = self._text(body, self.recent)
        if recent:
            return days_words(recent), days_shown(days_of(recent, scope.context.today))
        begin, end = self._text(body, self.begin), self._text(body, self.end)
        if begin.endswith(" 00:00:00") and end.endswith(" 23:59:59"):
            begin, end = begin[:-9], end[:-9]
        return f"{begin or '…'} – {end or '…'}", _span(begin, end)

    def _problems(self, body: Any) -> list[FieldProblem]:
        if not self._is_set(body):
            return [] if self.switch else [problem(self.recent, "needs a time range")]
        recent = self._text(body, self.recent)
        if recent:
            fine = parse_days(recent) or recent.strip().lower() == NOW.lower()
            return [] if fine else [problem(self.recent, "is no range of days ago such as 1-7")]
        found = []
        for path, is_end in ((self.begin, False), (self.end, True)):
            try:
                read_time(self._text(body, path), is_end=is_end)
            except ValueError as error:
                found.append(problem(path, str(error)))
        if not found and self._text(body, self.end) < self._text(body, self.begin):
            found.append(problem(self.end, "is before the beginning"))
        return found

    # -- changing --------------------------------------------------------------------------------

    def _change(self, scope: Scope) -> Change:
        body, today = scope.body, scope.context.today
        recent = self._text(body, self.recent) if self._is_set(body) else ""
        absolute = self._is_set(body) and not recent
        present = BETWEEN if absolute else recent
        begin, end = self._text(body, self.begin), self._text(body, self.end)

        def which(answers: Answers) -> Question:
            offers = [
                Offer(BETWEEN, tr("between two fixed days …"), _span_shown(begin, end) if absolute else "")
            ]
            offers += [Offer(v, tr(label), days_shown(days_of(v, today))) for v, label in _COMMON]
            offers.append(Offer(NOW, tr("everything until now"), tr("seen in public clients")))
            return Question(
                "range",
                tr(self.label),
                tr("Choose one, or type days ago such as 3-10: 1 is yesterday, 0 today."),
                tuple(offers),
                present,
                is_free=True,
                complaint=_complain_range,
                suggest=lambda text: _suggested(text, today, offers),
            )

        def from_day(answers: Answers) -> Question | None:
            return (
                _fixed("begin", tr("From"), begin, is_end=False) if answers.get("range") == BETWEEN else None
            )

        def to_day(answers: Answers) -> Question | None:
            return _fixed("end", tr("To"), end, is_end=True) if answers.get("range") == BETWEEN else None

        return Change(
            lambda answers: (self._written(body, answers, present), self.recent), (which, from_day, to_day)
        )

    def _written(self, body: Any, answers: Answers, present: str) -> Any:
        chosen = answers["range"]
        if chosen != BETWEEN:
            if chosen == present:
                return body
            body = drop(drop(body, self.begin), self.end)
            return self._switched(put(body, self.recent, chosen))
        for path, name, is_end in ((self.begin, "begin", False), (self.end, "end", True)):
            if answers[name] != self._text(body, path):
                body = put(body, path, read_time(answers[name], is_end=is_end))
        # The relative range goes before the absolute one, so it must not stay.
        body = drop(body, self.recent) if self._text(body, self.recent) else body
        return self._switched(body)

    def _switched(self, body: Any) -> Any:
        return put(body, self.switch, True) if self.switch and at(body, self.switch) is not True else body

    def _cleared(self, body: Any) -> Any:
        for path in (self.recent, self.begin, self.end, self.switch):
            body = drop(body, path) if path else body
        return body


def _complain_range(text: str) -> str:
    if text in (BETWEEN, NOW) or parse_days(text):
        return ""
    return "choose one, or type days ago such as 1-7"


def _suggested(text: str, today: datetime.date, offers: list[Offer]) -> list[Offer]:
    """What was typed as days ago first, with the days it means."""
    if parse_days(text):
        return [Offer(text.strip(), days_words(text), days_shown(days_of(text, today)))]
    words = text.casefold().split()
    return [one for one in offers if all(word in f"{one.title} {one.detail}".casefold() for word in words)]


def _fixed(name: str, title: str, value: str, *, is_end: bool) -> Question:
    def complain(text: str) -> str:
        try:
            read_time(text, is_end=is_end)
        except ValueError as error:
            return str(error)
        return ""

    return Question(
        name,
        title,
        tr("A day, or a day and a time. The whole day counts.")
        if is_end
        else tr("A day, or a day and a time."),
        (),
        value,
        is_free=True,
        complaint=complain,
        placeholder="2024-05-31" if is_end else "2024-05-01",
    )


def _span(begin: str, end: str) -> str:
    try:
        first, last = datetime.date.fromisoformat(begin[:10]), datetime.date.fromisoformat(end[:10])
    except ValueError:
        return ""
    days = (last - first).days + 1
    return counted(days, "day") if days > 0 else ""


def _span_shown(begin: str, end: str) -> str:
    return f"{begin[:10]} – {end[:10]}"
