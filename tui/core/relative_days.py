"""Days in words, counted from today: `today-7d`, `start of month-1m`, `end of week`.

    day    = "yyyy-MM-dd" | [anchor] {("+" | "-") number unit}
    anchor = "today" | "yesterday" | "tomorrow" | ("start" | "end") "of" span
    span   = "week" | "month" | "quarter" | "year"
    unit   = "d" | "w" | "m" | "q" | "y"

Without an anchor, `-7d` counts from today. Months, quarters and years are counted first (the 31st becomes a
shorter month's last day), then the start or end is taken, then weeks and days are counted: so
`end of month-1m` is the last day of the month before. Weeks begin on Monday. Case and blanks mean nothing.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange

DAY = datetime.timedelta(days=1)
ANCHORS = ("today", "yesterday", "tomorrow")
MONTHS = {"m": 1, "q": 3, "y": 12}
DAYS = {"d": 1, "w": 7}

_DAY = re.compile(
    r"(?P<anchor>today|yesterday|tomorrow|(?P<edge>start|end)[ _]*of[ _]*(?P<span>week|month|quarter|year))?"
    r"(?P<offsets>(?:\s*[+-]\s*\d{1,5}\s*[dwmqy])*)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])\s*(\d{1,5})\s*([dwmqy])", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_relative(text: str) -> bool:
    """Whether a text is a day in words. A plain date is none."""
    found = _DAY.fullmatch(text.strip())
    return found is not None and bool(found.group(0).strip())


def parse_day(text: str, today: datetime.date) -> datetime.date:
    """The day that a text stands for. Raises ValueError with a sentence for a person."""
    text = text.strip()
    if _ISO.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"is no day of the calendar: {text}") from None
    found = _DAY.fullmatch(text)
    if found is None or not text:
        raise ValueError(f"needs a day such as 2024-05-31, today-7d or start of month-1m, not “{text[:40]}”")
    offsets = [(int(f"{sign}{number}"), unit.lower()) for sign, number, unit in _OFFSET.findall(text)]
    try:
        day = _months_later(today, sum(n * MONTHS[unit] for n, unit in offsets if unit in MONTHS))
        day = _anchored(day, found)
        return day + DAY * sum(n * DAYS[unit] for n, unit in offsets if unit in DAYS)
    except (OverflowError, ValueError):
        raise ValueError(f"lies outside the calendar's years 1 to 9999: {text[:40]}") from None


def _anchored(day: datetime.date, found: re.Match[str]) -> datetime.date:
    edge, span = found.group("edge"), (found.group("span") or "").lower()
    if not edge:
        anchor = (found.group("anchor") or "today").lower()
        return day + DAY * {"today": 0, "yesterday": -1, "tomorrow": 1}[anchor]
    if span == "week":
        start = day - DAY * day.weekday()
        return start if edge.lower() == "start" else start + DAY * 6
    months = {"month": 1, "quarter": 3, "year": 12}[span]
    start = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    if edge.lower() == "start":
        return start
    last = start.replace(month=start.month + months - 1)
    return last.replace(day=monthrange(last.year, last.month)[1])


def _months_later(day: datetime.date, months: int) -> datetime.date:
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise OverflowError
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
