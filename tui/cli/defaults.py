"""What an option is where it is not given: a variable of the environment, then the settings file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

SETTINGS = {
    "profile": "cli.profile",
    "format_name": "cli.format",
    "timeout_seconds": "cli.timeout_seconds",
}
"""The setting behind an option, by the option's name in the code."""

VARIABLES = {
    "profile": "ASSAY_PROFILE",
    "format_name": "ASSAY_FORMAT",
    "timeout_seconds": "ASSAY_TIMEOUT_SECONDS",
}
"""The variable before the setting."""


class Defaults(Mapping[str, Any]):
    """What click asks for defaults: first by command, then by option. The settings are read at the first
    option that has one."""

    def __init__(self, load: Callable[[], Mapping[str, Any]], commands: Mapping[str, Any]) -> None:
        self._load = load
        self._commands = commands

    def __getitem__(self, name: str) -> _Options:
        if name not in self._commands:
            raise KeyError(name)
        return _Options(self._load)

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)


class _Options(Mapping[str, Any]):
    """The options of one command; commands below a group have none."""

    def __init__(self, load: Callable[[], Mapping[str, Any]]) -> None:
        self._load = load

    def __getitem__(self, name: str) -> Any:
        value: Any = self._load()
        for key in SETTINGS[name].split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is None or isinstance(value, Mapping | list):
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(SETTINGS)

    def __len__(self) -> int:
        return len(SETTINGS)
