"""The tests of filters in plain words: which types they fit and what operands they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tui.core.confidence import Confidence
from tui.providers.te.builders.words import joined


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
        return self.title or self.words.replace(" {}", "")

    def sentence(self, values: Sequence[str], unit: str = "") -> str:
        """`is one of CN, JP`, without the property."""
        if self.operands is Operands.NONE:
            return self.words
        many = len(values) > 1 and self.operands is Operands.MANY
        words = self.plural if many and self.plural else self.words
        if self.operands is Operands.TWO and len(values) == 2:
            said = f"{values[0]} and {values[1]}"
        else:
            said = joined(values) or "…"
        if self.has_unit:
            said = f"{said} {unit or 'day'}{'' if said == '1' else 's'}"
        return words.format(said) if "{}" in words else f"{words} {said}"


_INFERRED = Confidence.INFERRED
ALL = (
    Comparator("equal", "is", ("text", "number", "time"), Operands.MANY, "is one of"),
    Comparator("notEqual", "is not", ("text", "number", "time"), Operands.MANY, "is none of"),
    Comparator("include", "contains", ("text",), Operands.ONE),
    Comparator("notInclude", "does not contain", ("text",), Operands.ONE),
    Comparator("regexMatch", "matches", ("text",), Operands.ONE, title="matches the regular expression"),
    Comparator(
        "notRegexMatch",
        "does not match",
        ("text",),
        Operands.ONE,
        title="does not match the regular expression",
    ),
    Comparator("isTrue", "is true", ("boolean",)),
    Comparator("isFalse", "is false", ("boolean",)),
    Comparator("less", "is less than", ("number", "time"), Operands.ONE, title="is less than, or before"),
    Comparator("greater", "is more than", ("number", "time"), Operands.ONE, title="is more than, or after"),
    Comparator("range", "is between", ("number", "time"), Operands.TWO),
    Comparator(
        "relativeCurrentBetween",
        "lies between {} days ago",
        ("time",),
        Operands.TWO,
        title="in the last N days",
        asks="Days ago, from and to",
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeCurrentBefore",
        "lies more than {} days ago",
        ("time",),
        Operands.ONE,
        title="more than N days ago",
        asks="Days ago",
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeEventBefore",
        "lies at most {} before the event",
        ("time",),
        Operands.ONE,
        title="at most so long before the event",
        has_unit=True,
        asks="How many",
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeEventAfter",
        "lies at most {} after the event",
        ("time",),
        Operands.ONE,
        title="at most so long after the event",
        has_unit=True,
        asks="How many",
        confidence=_INFERRED,
    ),
    Comparator(
        "relativeEventAbsolute",
        "lies within {} of the event",
        ("time",),
        Operands.ONE,
        title="at most so long before or after the event",
        has_unit=True,
        asks="How many",
        confidence=_INFERRED,
    ),
    Comparator("arrayIncludeItem", "has the item", ("list",), Operands.MANY, "has one of the items"),
    Comparator("arrayNotIncludeItem", "lacks the item", ("list",), Operands.MANY, "lacks all of the items"),
    Comparator(
        "arrayItemPos",
        "at place {}",
        ("list",),
        Operands.MANY,
        "at place {}",
        title="has an item at a place",
        asks="Place from 1, then the values",
        confidence=_INFERRED,
    ),
    Comparator("arrayIsNull", "is an empty list", ("list",)),
    Comparator("arrayNotNull", "is no empty list", ("list",)),
    Comparator("notNull", "is set", ("text", "number", "boolean", "time", "list")),
    Comparator("isNull", "is not set", ("text", "number", "boolean", "time", "list")),
)
"""In the order in which they are offered. How several operands of text, list and relative tests are read
is our conclusion; the manual's own words on them are not public."""

COMPARATORS = {one.code: one for one in ALL}
COHORT = (
    Comparator("isTrue", "has the user", ("cohort",), confidence=_INFERRED),
    Comparator("isFalse", "does not have the user", ("cohort",), confidence=_INFERRED),
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
