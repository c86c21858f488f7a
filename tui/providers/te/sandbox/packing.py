"""Objects of the sandbox as plain JSON and back: sets, bytes, and mappings whose keys are no text."""

from __future__ import annotations

import base64
from typing import Any

_SET, _BYTES, _PAIRS = "$set", "$bytes", "$pairs"


def packed(value: Any) -> Any:
    match value:
        case frozenset():
            return {_SET: sorted(value)}
        case bytes():
            return {_BYTES: base64.b64encode(value).decode("ascii")}
        case dict():
            if all(isinstance(key, str) and not key.startswith("$") for key in value):
                return {key: packed(one) for key, one in value.items()}
            return {_PAIRS: [[key, packed(one)] for key, one in value.items()]}
        case list() | tuple():
            return [packed(one) for one in value]
    return value


def unpacked(value: Any) -> Any:
    """Raises ValueError, TypeError for what `packed` did not write."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, inner),) = value.items()
        if key == _SET:
            return frozenset(int(one) for one in inner)
        if key == _BYTES:
            return base64.b64decode(inner, validate=True)
        if key == _PAIRS:
            return {name: unpacked(one) for name, one in inner}
    return {key: unpacked(one) for key, one in value.items()}
