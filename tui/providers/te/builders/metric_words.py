"""The members of an entry of `events` as text and words, and what was typed as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.wording import tr
from tui.providers.te.builders.paths import items_at
from tui.providers.te.builders.words import complaint_of, list_text, typed_list


def text_of(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else "" if value is None else str(value)


def is_formula(entry: Mapping[str, Any]) -> bool:
    return entry.get("type") == "customized"


def event_words(entry: Mapping[str, Any]) -> str:
    name = text_of(entry, "eventName")
    return tr("any event") if name == "anyEvent" else name or tr("(no event)")


def percentile_complaint(text: str) -> str:
    try:
        fine = 1 <= float(text) <= 100
    except ValueError:
        fine = False
    return "" if fine else "needs a number from 1 to 100"


def bounds_text(value: Any) -> str:
    if isinstance(value, list):
        return list_text([str(one) for one in value])
    return value if isinstance(value, str) else ""


def read_bounds(text: str) -> list[int | float]:
    """Rising numbers. Raises ValueError with a sentence."""
    try:
        numbers = [float(one) for one in typed_list(text)]
    except ValueError:
        raise ValueError("needs numbers with commas between them, such as 1, 5, 10") from None
    if not numbers or sorted(set(numbers)) != numbers:
        raise ValueError("needs rising numbers, such as 1, 5, 10")
    return [int(one) if one.is_integer() else one for one in numbers]


bounds_complaint = complaint_of(read_bounds)
"""What is wrong with bounds as they were typed."""


def metric_names(body: Any) -> list[str]:
    """The metrics of a query as terms of a formula."""
    names = []
    for entry in items_at(body, ("events",)):
        if isinstance(entry, Mapping) and not is_formula(entry) and text_of(entry, "eventName"):
            parts = (text_of(entry, "eventName"), text_of(entry, "quota"), text_of(entry, "analysis"))
            names.append(".".join(filter(None, parts)))
    return list(dict.fromkeys(names))
