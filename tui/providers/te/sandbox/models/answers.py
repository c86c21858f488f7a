"""What the models hand back, and how values are written.

Values are text as on the wire: whole numbers plain, others with up to four decimals, `"-"` where there
is no value. `result_generate_time` says when the numbers were computed.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NO_VALUE = "-"
LAYOUT_HEADER = ("x-sandbox-layout", "own")
LAYOUT_KEY = "sandbox_layout"
"""Member of the data of every answer whose layout is the sandbox's own."""

RELATIVE_NOTICE = "relative days count from {today}, the day after the last event of the data."


@dataclass(frozen=True, slots=True)
class Result:
    """`data` of the envelope. `own` is empty when the layout is known in public, else one sentence on
    it. `rows` is the same as lines, for the download routes: names, then rows."""

    data: dict[str, Any]
    names: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    own: str = ""
    notices: tuple[str, ...] = field(default=())


def text(value: Any, *, percent: bool = False) -> str:
    """A value as the wire shows it."""
    if value is None:
        return NO_VALUE
    if isinstance(value, int):
        return str(value * 100) + "%" if percent else str(value)
    number = float(value)
    if not math.isfinite(number):
        return NO_VALUE
    if percent:
        return _plain(number * 100, 2) + "%"
    return _plain(number, 4)


def _plain(number: float, digits: int) -> str:
    shown = f"{number:.{digits}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown


def stamp(seconds: float) -> str:
    """Seconds since the epoch as the wire writes a time, in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
