"""How a person sets the sandbox: limits of its verdicts, and where it keeps what callers write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class SandboxLimit:
    """A number that can be set. `about` is one sentence; `unit` may be empty."""

    name: str
    default: float
    unit: str
    minimum: float
    maximum: float
    about: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class LimitInForce:
    """A limit, its value, and where that comes from: `default`, `kept`, or the variable's name."""

    limit: SandboxLimit
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class StateInForce:
    """Where writes are kept: a file, or with an empty `file` memory; where that choice comes from; how
    many objects of each kind the file holds."""

    file: str
    source: str
    counts: Mapping[str, int] = field(default_factory=dict)


class SandboxChoices(Protocol):
    """What was chosen, for this program by variables and for all programs of this user by `set`."""

    def limits(self) -> Sequence[LimitInForce]:
        """Raises InvalidInput when the variable names no limit or no number."""
        ...

    def check_limits(self, values: Mapping[str, str]) -> None:
        """Raises InvalidInput for a name that is no limit, or a value that does not fit."""
        ...

    def set_limits(self, values: Mapping[str, str]) -> None:
        """Keep limits, as text, for every sandbox of this user. Raises InvalidInput, FileProblem."""
        ...

    def reset_limits(self) -> None:
        """Forget every kept limit. Raises FileProblem."""
        ...

    def state(self) -> StateInForce:
        """Raises FileProblem, Refused when the file cannot be what it should."""
        ...

    def keep_state(self, file: str) -> None:
        """Keep writes in a file from now on; empty goes back to memory. Raises FileProblem, Refused."""
        ...

    def clear_state(self) -> None:
        """Forget what the file holds. Raises FileProblem, Refused."""
        ...


class SandboxKept(Protocol):
    """A file in which a mount keeps what callers write, shared by processes."""

    def locked(self) -> AbstractContextManager[None]:
        """Hold it against other processes. Raises FileProblem."""
        ...

    def stamp(self) -> object:
        """Differs when the file has changed."""
        ...

    def read(self, provider: str) -> Any:
        """What the provider wrote last; None before. Raises FileProblem, Refused."""
        ...

    def write(self, provider: str, document: Any, counts: Mapping[str, int]) -> None:
        """Replace it, whole or not at all. Raises FileProblem, Refused."""
        ...
