"""The embedded sandbox's keys and its small memory, as a provider's wire format sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from tui.core.secret import Secret

T = TypeVar("T")


class KeyStanding(StrEnum):
    VALID = "valid"
    MISSING = "missing"
    UNKNOWN = "unknown"
    RETIRED = "retired"
    """It was valid until a newer key of the same scope was made."""


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """`project` is None for a company key, which opens all projects."""

    standing: KeyStanding
    project: int | None = None

    def opens(self, project: int) -> bool:
        return self.standing is KeyStanding.VALID and self.project in (None, project)


class SandboxKeys(Protocol):
    """Random keys, kept only as SHA-256 but for the one handed to the profile."""

    def credential(self, provider: str) -> Secret:
        """The company key of this start."""
        ...

    def check(self, provider: str, key: str) -> KeyCheck: ...

    def make(self, provider: str, project: int | None = None) -> Secret:
        """A new key of that scope; the previous one stops working at once."""
        ...

    def project_of(self, appid: str) -> int | None:
        """The project into which an APPID lets its holder send; None for one that lets into none."""
        ...


Entry = dict[str, Any]


class SandboxState(Protocol):
    """A small memory shared by all sandboxes of one state folder; entries expire after 15 minutes, those of
    keys after 90 days."""

    def update(self, space: str, change: Callable[[dict[str, Entry]], T]) -> T:
        """Run `change` on the live entries of a space while no other process can, then keep what it
        left. An entry is JSON-able and carries `at`, seconds since the epoch, from which it ages."""
        ...
