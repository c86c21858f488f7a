"""Time ranges and time buckets: which events count, and to which period each belongs.

Relative days count from the project's `today` (the day after its last event), because the data lies
years back. Periods are numbered, so that “the third period after this one” is an addition.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.sandboxing import SandboxProject
from tui.providers.te.sandbox.parameters import parameter_error

MAX_PERIODS = 10_000
EPOCH = datetime.date(1970, 1, 1)
_SECONDS = {"minute": 60, "minute5": 300, "minute10": 600, "hour": 3600}
_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Range:
    """Times from `begin` up to but without `end`."""

    begin: datetime.datetime
    end: datetime.datetime
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """How the members of a time range are called; path analysis has names of its own."""

    recent: str = "recentDay"
    begin: str = "startTime"
    end: str = "endTime"

    def needed(self) -> str:
        return (
            f"either eventView.{self.recent} or eventView.{self.begin} with eventView.{self.end} is required"
        )


MAIN = Names()
COMPARED = Names("comparedRecentDay", "comparedStartTime", "comparedEndTime")
PATH = Names("recent_day", "from_date", "to_date")


def range_of(view: Mapping[str, Any], project: SandboxProject, names: Names = MAIN) -> Range:
    """The range that a view asks for; the relative field goes first. Raises Rejected (-1008)."""
    recent = view.get(names.recent)
    if recent:
        return _relative(str(recent), project, f"eventView.{names.recent}")
    begin, end = view.get(names.begin), view.get(names.end)
    if not begin and not end:
        raise parameter_error(f"eventView.{names.recent}", names.needed())
    first = _time(begin, f"eventView.{names.begin}")
    # The last second named is part of the range, its fractions included.
    last = _time(end, f"eventView.{names.end}") + datetime.timedelta(seconds=1)
    if last <= first:
        raise parameter_error(f"eventView.{names.end}", f"is before eventView.{names.begin}")
    return Range(first, last)


def _relative(text: str, project: SandboxProject, place: str) -> Range:
    today = datetime.date.fromisoformat(project.today)
    if text.strip().lower() == "starttonow":
        first, last = datetime.date.fromisoformat(project.first_day), today
    else:
        found = re.fullmatch(r"\s*(\d{1,5})\s*-\s*(\d{1,5})\s*", text)
        if not found:
            raise parameter_error(place, f"{text[:40]!r} is no range of days ago such as 1-7")
        newer, older = sorted(int(part) for part in found.groups())
        first, last = today - datetime.timedelta(days=older), today - datetime.timedelta(days=newer)
    return Range(_midnight(first), _midnight(last + datetime.timedelta(days=1)), relative=True)


def _time(value: Any, place: str) -> datetime.datetime:
    try:
        return datetime.datetime.strptime(str(value or ""), _FORMAT)  # noqa: DTZ007 - the wire has no zone
    except ValueError:
        raise parameter_error(
            place, f"{str(value or '')[:40]!r} is no time; write yyyy-MM-dd HH:mm:ss"
        ) from None


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time())


@dataclass(frozen=True, slots=True)
class Bucket:
    """A size of time buckets. `first_day` is the day on which weeks begin, 1 for Monday."""

    size: str = "total"
    first_day: int = 1

    def sql(self, time: str) -> str:
        """The number of the period in which a time lies."""
        if self.size in _SECONDS:
            return f"epoch_us({time}) // {_SECONDS[self.size] * 1_000_000}"
        days = f"(CAST({time} AS DATE) - DATE '1970-01-01')"
        match self.size:
            case "day":
                return days
            case "week":
                return f"({days} + {self._shift}) // 7"
            case "month":
                return f"(year({time}) * 12 + month({time}) - 1)"
            case _:
                return "0"

    def number(self, time: datetime.datetime) -> int:
        if self.size in _SECONDS:
            return int((time - _midnight(EPOCH)).total_seconds() // _SECONDS[self.size])
        days = (time.date() - EPOCH).days
        match self.size:
            case "day":
                return days
            case "week":
                return (days + self._shift) // 7
            case "month":
                return time.year * 12 + time.month - 1
            case _:
                return 0

    def begin(self, number: int) -> datetime.datetime:
        """When a period begins. The one period of `total` has no beginning of its own: the epoch."""
        if self.size in _SECONDS:
            return _midnight(EPOCH) + datetime.timedelta(seconds=number * _SECONDS[self.size])
        match self.size:
            case "day":
                return _midnight(EPOCH + datetime.timedelta(days=number))
            case "week":
                return _midnight(EPOCH + datetime.timedelta(days=number * 7 - self._shift))
            case "month":
                return datetime.datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001 - the wire has no zone
            case _:
                return _midnight(EPOCH)

    def label(self, number: int) -> str:
        begin = self.begin(number)
        match self.size:
            case "total":
                return "total"
            case "month":
                return f"{begin:%Y-%m}"
            case "day" | "week":
                return f"{begin:%Y-%m-%d}"
            case _:
                return f"{begin:%Y-%m-%d %H:%M}"

    def numbers(self, asked: Range) -> range:
        """The periods that a range touches, in order. Raises Rejected when there are too many."""
        first = self.number(asked.begin)
        last = self.number(asked.end - datetime.timedelta(microseconds=1))
        if last - first >= MAX_PERIODS:
            raise parameter_error(
                "eventView.timeParticleSize", f"the range has over {MAX_PERIODS} periods of a {self.size}"
            )
        return range(first, last + 1)

    def whole(self, number: int, asked: Range, now: datetime.datetime) -> bool:
        """Whether a period lies inside the range and is over."""
        if self.size == "total":
            return asked.end <= now
        return self.begin(number) >= asked.begin and self.begin(number + 1) <= min(asked.end, now)

    @property
    def _shift(self) -> int:
        # The epoch is a Thursday: with weeks from Monday, week 0 begins three days before it.
        return 3 - (self.first_day - 1)


def bucket_of(view: Mapping[str, Any]) -> Bucket:
    first = view.get("firstDayOfWeek")
    return Bucket(str(view.get("timeParticleSize") or "total"), first if isinstance(first, int) else 1)
