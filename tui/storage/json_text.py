"""Drafts and payloads as JSON text and back, no digit and no half character lost."""

from __future__ import annotations

import json
from typing import Any

from tui.core.exact_json import NumberText, compact_bytes


def to_text(value: Any) -> str:
    """JSON text that any UTF-8 file can hold. Raises ValueError for what is not JSON."""
    try:
        return compact_bytes(value).decode("utf-8")
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def from_text(text: str | bytes) -> Any:
    """The value; a number that a float cannot hold exactly comes as `NumberText`. Raises ValueError."""
    try:
        return json.loads(text, parse_float=_number, parse_int=_whole, parse_constant=NumberText)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _number(text: str) -> float | NumberText:
    value = float(text)
    return value if repr(value) == text else NumberText(text)


def _whole(text: str) -> int | NumberText:
    try:
        value = int(text)
    except ValueError:
        # Python refuses to convert more than 4300 digits.
        return NumberText(text)
    return value if text != "-0" else NumberText(text)
