"""Values as words and as text that can be typed, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from tui.core.wording import tr, tr_later

MAX_SHOWN = 60


def list_text(values: Sequence[str]) -> str:
    """`CN, JP`; as JSON where commas, blanks or brackets would be read otherwise."""
    plain = ", ".join(values)
    if values and not plain.startswith("[") and typed_list(plain) == list(values):
        return plain
    return json.dumps(list(values), ensure_ascii=False) if values else ""


def typed_list(text: str) -> list[str]:
    """The values that a text stands for. Raises ValueError with a sentence."""
    if text.lstrip().startswith("["):
        return _json_list(text)
    return [part.strip() for part in text.split(",") if part.strip()]


def one_text(values: Sequence[str]) -> str:
    """The text of an operand that is one value, whatever stands in it."""
    if len(values) == 1 and not values[0].startswith("["):
        return values[0]
    return json.dumps(list(values), ensure_ascii=False) if values else ""


def typed_one(text: str) -> list[str]:
    """One value, commas and all; a JSON list is taken for what it is. Raises ValueError."""
    if text.startswith("["):
        try:
            return _json_list(text)
        except ValueError:
            return [text]
    return [text] if text else []


def _json_list(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError('is no list: write a, b or ["a", "b"]') from None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("needs a list of text")
    return found


def short(text: str, limit: int = MAX_SHOWN) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def shown(value: Any) -> str:
    """Any JSON value on one line."""
    if isinstance(value, str):
        return short(value)
    return short(json.dumps(value, ensure_ascii=False, default=str))


def joined(values: Sequence[str], last: str = ",") -> str:
    """`CN, JP`, cut where there are many."""
    if len(values) > 6:
        return tr(
            "{values} and {count} more",
            values=", ".join(short(v, 24) for v in values[:5]),
            count=len(values) - 5,
        )
    return short(f"{last} ".join(values))


def complaint_of(read: Callable[[str], object]) -> Callable[[str], str]:
    """What `read` says against a text, as a question wants it."""

    def complain(text: str) -> str:
        try:
            read(text)
        except ValueError as error:
            return str(error)
        return ""

    return complain


COUNTED = {
    "metric": (tr_later("1 metric"), tr_later("{count} metrics")),
    "event": (tr_later("1 event"), tr_later("{count} events")),
    "step": (tr_later("1 step"), tr_later("{count} steps")),
    "property": (tr_later("1 property"), tr_later("{count} properties")),
    "group": (tr_later("1 group"), tr_later("{count} groups")),
    "filter": (tr_later("1 filter"), tr_later("{count} filters")),
    "day": (tr_later("1 day"), tr_later("{count} days")),
}


def counted(count: int, one: str) -> str:
    """`1 step`, `2 steps`, in the reader's language."""
    single, several = COUNTED[one]
    return tr(single) if count == 1 else tr(several, count=count)


def plural(count: int, one: str) -> str:
    """As `counted`, for the English sentence of a problem."""
    single, several = COUNTED[one]
    return single if count == 1 else several.format(count=count)
