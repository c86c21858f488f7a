"""Values of the settings file by dotted key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def value_of(settings: Mapping[str, Any], key: str) -> Any:
    """None where nothing is set."""
    value: Any = settings
    for name in key.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Values by dotted key."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found
