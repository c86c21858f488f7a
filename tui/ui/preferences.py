"""What a person has chosen and finds again: theme, keys, the profile last used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tui.core.language import SETTING, Language, chosen_language


@dataclass(frozen=True, slots=True)
class Preferences:
    """`keys` maps a binding's id, such as `compose.send`, to keys separated by commas."""

    theme: str = ""
    profile_id: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    language: Language = Language.ENGLISH
    """That of explanations: the setting's, else the locale's."""
    tour: str = ""
    """Whether the tour was `offered`, `left` or `done`; empty before."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """From the settings file; what has the wrong type is left out."""
        return cls(
            theme=_text(settings.get("theme")),
            profile_id=_text(settings.get("profile")),
            keys=dict(_flat(settings.get("keys"))),
            language=chosen_language(settings.get(SETTING), os.environ),
            tour=_text(settings.get("tour")),
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _flat(table: object, prefix: str = "") -> list[tuple[str, str]]:
    """`{"compose": {"send": "f9"}}` as `compose.send`, which is how TOML writes a dotted key."""
    if not isinstance(table, Mapping):
        return []
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, str):
            found.append((f"{prefix}{name}", value))
        else:
            found += _flat(value, f"{prefix}{name}.")
    return found
