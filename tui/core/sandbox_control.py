"""What a front end can do with the embedded sandbox besides asking it; the role and its plain types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tui.core.ports import SandboxControl

if TYPE_CHECKING:
    from tui.core.sandbox_choices import SandboxChoices
    from tui.core.sandboxing import SandboxProject


@dataclass(frozen=True, slots=True)
class LoadWish:
    """A file of events to be loaded. `project` None takes the first free number. `event`, `time` and
    `user` name its columns; empty looks for usual names. `about` is shown beside the data."""

    file: str
    project: int | None = None
    name: str = ""
    event: str = ""
    time: str = ""
    user: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServeWish:
    """How to serve. Port 0 takes a free one; `expose` opens it to the network; `faults` are on for
    every call, by name."""

    port: int = 0
    expose: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    """Limits of this sandbox alone, by name."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What a person needs for a sandbox that listens now. `keys` are texts, by provider; to be shown
    once, at a terminal, and kept nowhere."""

    url: str
    keys: Mapping[str, str] = field(repr=False)
    appid: str = field(repr=False)
    project: int


class SandboxDesk(SandboxControl, Protocol):
    """The embedded sandbox with its data, keys, faults and its port. Every call may take seconds."""

    @property
    def choices(self) -> SandboxChoices: ...

    def warm(self) -> None:
        """Open the database and load what the first call needs."""
        ...

    def projects(self) -> Sequence[SandboxProject]: ...

    def load(self, wish: LoadWish) -> SandboxProject:
        """Raises FileProblem, InvalidInput, Refused."""
        ...

    def generate(self, events: int, output: str) -> int:
        """Write made-up events to a Parquet file, the same ones for the same number; its bytes. Raises
        FileProblem, Refused."""
        ...

    def generate_project(self, events: int, wish: LoadWish) -> SandboxProject:
        """Load made-up events as a project. `wish.file` is not used. Raises as `load`."""
        ...

    def remove(self, project: int) -> None:
        """Remove a loaded project. Raises NotFound, FileProblem."""
        ...

    def make_key(self, provider: str, appid: str = "") -> str:
        """A new company key, or with an APPID a new key of its project; the one before it stops
        working. To be shown once, at a terminal. Raises NotFound for an APPID that nobody made."""
        ...

    def sign_with(
        self,
        path: str,
        query: Mapping[str, str] | None,
        body: str | None,
        options: Mapping[str, Any],
    ) -> str:
        """As `sign`, with options by name. Raises InvalidInput."""
        ...

    def faults(self) -> Mapping[str, str]:
        """Every fault by name, in one sentence each."""
        ...

    def serve(self, wish: ServeWish, ready: Callable[[Serving], None]) -> None:
        """Serve until interrupted; `ready` is called once it listens. Raises Refused, NotFound."""
        ...
