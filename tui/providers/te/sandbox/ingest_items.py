"""One item that a client sent: checked, and taken apart into what is kept.

Names of members and the kinds of items are those of the vendor's public SDKs; which faults the real
server finds in an item, and in what words, is not public.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TRACKS = frozenset({"track", "track_first", "track_update", "track_overwrite"})
USER_CHANGES = frozenset(
    {"user_set", "user_setOnce", "user_add", "user_append", "user_uniq_append", "user_unset", "user_del"}
)

MAX_PROPERTIES = 500
MAX_TEXT = 64 * 1024
MAX_LIST = 500

_EVENT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}|ta_\w{1,47}")
_PROPERTY = re.compile(r"#?[A-Za-z][A-Za-z0-9_]{0,49}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?")
_TAKEN = frozenset(
    {"#event_id", "#event_name", "#event_time", "#server_time", "#user_id", "#account_id", "#distinct_id"}
)
"""Columns that the sandbox fills itself."""


class BadItem(ValueError):
    """An item that cannot be kept, and why."""


@dataclass(frozen=True, slots=True)
class Item:
    """A checked item. `faults` are properties that were left out, with the reason."""

    kind: str
    time: datetime.datetime
    distinct_id: str
    account_id: str
    event_name: str
    properties: Mapping[str, Any]
    faults: Mapping[str, str]

    @property
    def is_event(self) -> bool:
        return self.kind in TRACKS


def read_item(item: Any) -> Item:
    """Raises BadItem."""
    if not isinstance(item, dict):
        raise BadItem("an item is no JSON object")
    kind = item.get("#type")
    if not isinstance(kind, str) or kind not in TRACKS | USER_CHANGES:
        raise BadItem(f"#type {str(kind)[:40]!r} is none that the SDKs send")
    distinct_id, account_id = _identity(item, "#distinct_id"), _identity(item, "#account_id")
    if not distinct_id and not account_id:
        raise BadItem("neither #distinct_id nor #account_id is given")
    name = item.get("#event_name", "")
    if kind in TRACKS and not (isinstance(name, str) and _EVENT_NAME.fullmatch(name)):
        raise BadItem("#event_name is missing or is no name: a letter, then letters, digits and _")
    properties = item.get("properties", {})
    if not isinstance(properties, dict) or len(properties) > MAX_PROPERTIES:
        raise BadItem(f"properties is no JSON object of at most {MAX_PROPERTIES} members")
    extra = {key: item[key] for key in ("#uuid", "#ip", "#first_check_id") if key in item}
    kept, faults = _read_properties({**properties, **extra}, kind)
    return Item(kind, _time(item.get("#time")), distinct_id, account_id, str(name), kept, faults)


def _identity(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadItem(f"{name} is no text")
    return _clean(str(value))[:128]


def _time(value: Any) -> datetime.datetime:
    found = as_time(value)
    if found is None:
        raise BadItem("#time is missing or is not yyyy-MM-dd HH:mm:ss.SSS")
    return found


def as_time(value: Any) -> datetime.datetime | None:
    """The moment that a text names, as written; the sandbox knows no zones."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return None
    try:
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        return None


def _read_properties(given: Mapping[str, Any], kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    kept: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, value in given.items():
        if not _PROPERTY.fullmatch(name) or name.lower() in _TAKEN:
            faults[name[:60]] = "is no name for a property"
        elif kind == "user_add" and (isinstance(value, bool) or not isinstance(value, int | float)):
            faults[name] = "user_add takes numbers only"
        elif kind in ("user_append", "user_uniq_append") and not isinstance(value, list):
            faults[name] = f"{kind} takes lists only"
        elif value is not None or kind == "user_unset":
            read = _value(value)
            if read is None and kind != "user_unset":
                faults[name] = "has a value that cannot be kept"
            else:
                kept[name] = read
    return kept, faults


def _value(value: Any) -> Any:
    """What is kept of a value; None for what cannot be kept."""
    match value:
        case bool():
            return value
        case int() | float():
            return _number(value)
        case str():
            return as_time(value) or _clean(value)[:MAX_TEXT]
        case list():
            return [_clean(one if isinstance(one, str) else str(one))[:MAX_TEXT] for one in value[:MAX_LIST]]
        case dict():
            return _clean(str(value))[:MAX_TEXT]
    return None


def _number(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _clean(text: str) -> str:
    """Lone surrogates cannot be stored; NUL ends a text in many readers."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
