"""The tests of filters in plain words: which types they fit and what operands they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tui.core.confidence import Confidence
from tui.core.wording import tr, tr_later
from tui.providers.te.builders.words import joined

UNITS = {
    "minute": (tr_later("minute"), tr_later("minutes")),
    "hour": (tr_later("hour"), tr_later("hours")),
    "day": (tr_later("day"), tr_later("days")),
}
"""Units of time on the wire, with one and with several."""


class Operands(Enum):
    NONE = 0
    ONE = 1
    TWO = 2
    MANY = 3


@dataclass(frozen=True, slots=True)
class Comparator:
    """`plural` are the words with several operands; `{}` in words stands for the operand."""

    code: str
    words: str
    kinds: tuple[str, ...]
    operands: Operands = Operands.NONE
    plural: str = ""
    title: str = ""
    """Words in a list of choices, where the plain ones need an operand to be understood."""
    has_unit: bool = False
    asks: str = ""
    """What to ask for instead of “Value”."""
    confidence: Confidence = Confidence.DOCUMENTED

    @property
    def choice(self) -> str:
        return tr(self.title) if self.title else tr(self.words).replace(" {}", "")

    def sentence(self, values: Sequence[str], unit: str = "") -> str:
        """`is one of CN, JP`, without the property."""
        if self.operands is Operands.NONE:
            return tr(self.words)
        many = len(values) > 1 and self.operands is Operands.MANY
        words = tr(self.plural if many and self.plural else self.words)
        if self.operands is Operands.TWO and len(values) == 2:
            said = tr("{first} and {second}", first=values[0], second=values[1])
        else:
            said = joined(values) or "…"
        if self.has_unit:
            one, many_units = UNITS.get(unit or "day", (unit, f"{unit}s"))
            said = f"{said} {tr(one if said == '1' else many_units)}"
        return words.format(said) if "{}" in words else f"{words} {said}"


_INFERRED = Confidence.INFERRED
ALL = (
    Comparator("equal", tr_later("is"), ("text", "number", "time"), Operands.MANY, tr_later("is one of")),
    Comparator(
        "notEqual", tr_later("is not"), ("text", "number", "time"), Operands.MANY, tr_later("is none of")
    ),
    Comparator("include", tr_later("contains"), ("text",), Operands.ONE),
    Comparator("notInclude", tr_later("does not contain"), ("text",), Operands.ONE),
    Comparator(
        "regexMatch",
        tr_later("matches"),
        ("text",),
        Operands.ONE,
        title=tr_later("matches the regular expression"),
    ),
    Comparator(
        "notRegexMatch",
        tr_later("does not match"),
        ("text",),
        Operands.ONE,
        title=tr_later("does not match the regular expression"),
    ),
    Comparator("isTrue", tr_later("is true"), ("boolean",)),
    Comparator("isFalse", tr_later("is false"), ("boolean",)),
    Comparator(
        "less",
        tr_later("is less than"),
        ("number", "time"),
        Operands.ONE,
        title=tr_later("is less than, or before"),
    ),
    Comparator(
        "greater",
        tr_later("is more than"),
        ("number", "time"),
        Operands.ONE,
        title=tr_later("is more than, or after"),
    ),
    Comparator("range", tr_later("is between"), ("number", "time"), Operands.TWO),
    Comparator(
        "relativeCurrentBetween",
        tr_later("lies between {} days ago"),
        ("time",),
        Operands.TWO,
        title=tr_later("in the last N days"),
        asks=tr_later("Days ago, from and to"),
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeCurrentBefore",
        tr_later("lies more than {} days ago"),
        ("time",),
        Operands.ONE,
        title=tr_later("more than N days ago"),
        asks=tr_later("Days ago"),
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeEventBefore",
        tr_later("lies at most {} before the event"),
        ("time",),
        Operands.ONE,
        title=tr_later("at most so long before the event"),
        has_unit=True,
        asks=tr_later("How many"),
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeEventAfter",
        tr_later("lies at most {} after the event"),
        ("time",),
        Operands.ONE,
        title=tr_later("at most so long after the event"),
        has_unit=True,
        asks=tr_later("How many"),
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeEventAbsolute",
        tr_later("lies within {} of the event"),
        ("time",),
        Operands.ONE,
        title=tr_later("at most so long before or after the event"),
        has_unit=True,
        asks=tr_later("How many"),
        confidence=_INFERRED,
    ),
    Comparator(
        "arrayIncludeItem",
        tr_later("has the item"),
        ("list",),
        Operands.MANY,
        tr_later("has one of the items"),
    ),
    Comparator(
        "arrayNotIncludeItem",
        tr_later("lacks the item"),
        ("list",),
        Operands.MANY,
        tr_later("lacks all of the items"),
    ),
    Comparator(
        "arrayItemPos",
        tr_later("at place {}"),
        ("list",),
        Operands.MANY,
        tr_later("at place {}"),
        title=tr_later("has an item at a place"),
        asks=tr_later("Place from 1, then the values"),
        confidence=_INFERRED,
    ),
    Comparator("arrayIsNull", tr_later("is an empty list"), ("list",)),
    Comparator("arrayNotNull", tr_later("is no empty list"), ("list",)),
    Comparator("notNull", tr_later("is set"), ("text", "number", "boolean", "time", "list")),
    Comparator("isNull", tr_later("is not set"), ("text", "number", "boolean", "time", "list")),
)
"""In the order in which they are offered. How several operands of text, list and relative tests are read
is our conclusion; the manual's own words on them are not public."""

COMPARATORS = {one.code: one for one in ALL}
COHORT = (
    Comparator("isTrue", tr_later("has the user"), ("cohort",), confidence=_INFERRED),
    Comparator("isFalse", tr_later("does not have the user"), ("cohort",), confidence=_INFERRED),
)
"""The tests that a cohort takes; that it takes these is not documented."""


def comparator_of(code: str, kind: str) -> Comparator | None:
    """The comparator with its words for a kind of property; None for a code that is not known."""
    if kind == "cohort":
        return next((one for one in COHORT if one.code == code), COMPARATORS.get(code))
    return COMPARATORS.get(code)


def comparators_for(kind: str) -> tuple[Comparator, ...]:
    """Those that fit a kind of property; all where the kind is not known."""
    if kind == "cohort":
        return COHORT
    return tuple(one for one in ALL if not kind or kind in one.kinds)
