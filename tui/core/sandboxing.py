"""What the embedded sandbox and a provider's wire format say to each other; pure types.

The sandbox owns the server, the database, the keys and the state. A provider brings a `mount`: a
function that takes `SandboxServices` and gives routes. Handlers are plain synchronous functions; the
server runs them, and the iterators they answer with, in a worker thread, and cancels the request's
token when the client goes away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tui.core.sandbox_calls import (
    FAULT_HEADER,
    MARK_HEADER,
    MESSAGE_PREFIX,
    Handler,
    SandboxAnswer,
    SandboxRequest,
    SandboxRoute,
    StreamBody,
)
from tui.core.sandbox_choices import SandboxKept, SandboxLimit
from tui.core.sandbox_keys import Entry, KeyCheck, KeyStanding, SandboxKeys, SandboxState

if TYPE_CHECKING:
    from tui.core.cancel import CancelToken
    from tui.core.ports import Clock
    from tui.core.table import RowFormat

__all__ = [
    "FAULT_HEADER",
    "MARK_HEADER",
    "MESSAGE_PREFIX",
    "RECEIVED",
    "Entry",
    "Handler",
    "KeyCheck",
    "KeyStanding",
    "Refusal",
    "ResultStream",
    "SandboxAnswer",
    "SandboxColumn",
    "SandboxDatabase",
    "SandboxKept",
    "SandboxKeys",
    "SandboxLimit",
    "SandboxMount",
    "SandboxProject",
    "SandboxRequest",
    "SandboxRoute",
    "SandboxServices",
    "SandboxState",
    "SandboxTable",
    "Sign",
    "SignWith",
    "SqlRefused",
    "StreamBody",
    "TableKind",
]

T = TypeVar("T")

SignWith = Callable[[str, Mapping[str, str] | None, str | None, Mapping[str, Any]], str]
"""As Sign, with options by name, so that every verdict can be provoked. Raises InvalidInput."""

Sign = Callable[[str, Mapping[str, str] | None, str | None], str]
"""Plays the vendor's SDK: path, query, body to a sign."""


@dataclass(frozen=True, slots=True)
class SandboxMount:
    """One provider's wire format. `unknown` answers routes it does not know, in its own envelope.

    Mounting is cheap: `routes` is called at the first request, so that a start loads no handler.
    `settings` are profile settings that fit the sandbox; `sign` plays the SDK where there is one.
    """

    provider: str
    routes: Callable[[], Sequence[SandboxRoute]]
    unknown: Handler
    settings: Mapping[str, object] = field(default_factory=dict)
    sign: Sign | None = None
    close: Callable[[], None] | None = None
    sign_with: SignWith | None = None
    limits: tuple[SandboxLimit, ...] = ()
    """Settings that a person can set; `SandboxServices.setting` reads them."""


# ---- data --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SandboxColumn:
    """`type` is the type Trino prints: varchar, bigint, double, boolean, timestamp(3), date, …"""

    name: str
    type: str


RECEIVED = 3
"""The project of what clients sent to the sandbox."""


class TableKind(StrEnum):
    EVENT = "event"
    USER = "user"
    MEMBERS = "members"
    """Who belongs to which cohort; the table `user_result_cluster_N`."""


@dataclass(frozen=True, slots=True)
class SandboxTable:
    """One table of a project. In Trino SQL it is `v_event_1` or `ta.v_event_1`; in DuckDB SQL always
    `full_name`."""

    name: str
    kind: TableKind
    project: int
    columns: tuple[SandboxColumn, ...]
    rows: int

    @property
    def full_name(self) -> str:
        return f"hive.ta.{self.name}"


@dataclass(frozen=True, slots=True)
class SandboxProject:
    """One data set. Days are `yyyy-MM-dd`; `today` is the day after its last event.

    The data lies years back, so relative days (`recentDay`) count from `today` of the data and not
    from the calendar; whoever uses it says so in the answer.
    """

    id: int
    name: str
    first_day: str
    last_day: str
    today: str
    events: int
    users: int
    origin: Mapping[str, str] = field(default_factory=dict)
    """Title, authors, licence, source and honesty notes, from data/ORIGINS.toml."""
    appid: str = ""
    """The project's APPID, by which its key is made; empty where there is none."""


class Refusal(StrEnum):
    """Why a statement did not run."""

    SYNTAX = "syntax"
    SEMANTIC = "semantic"
    """A table, column, function or type that does not exist or fit."""
    NOT_ALLOWED = "not allowed"
    UNSUPPORTED = "unsupported"
    """Valid for Trino as far as is known, but not in the sandbox."""
    LIMIT = "limit"
    """Too big: memory, text, nesting or repetition."""
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    RUNTIME = "runtime"
    """It began, and a value made it fail: division by zero, a bad cast."""


class SqlRefused(Exception):
    """A statement that cannot run, or stopped running. `str()` is `line 1:8: message` when the place
    is known, as Trino prints it; line and column count from 1."""

    def __init__(
        self, message: str, *, reason: Refusal = Refusal.SEMANTIC, line: int = 0, column: int = 0
    ) -> None:
        super().__init__(f"line {line}:{column}: {message}" if line else message)
        self.message = message
        self.reason = reason
        self.line = line
        self.column = column


class ResultStream(Protocol):
    """A running query. Iterate `encoded` once, then close; any thread, but one at a time."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def types(self) -> tuple[str, ...]:
        """Trino's names of the column types."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader must know, one sentence each: functions unverified in the sandbox, …"""
        ...

    @property
    def projects(self) -> frozenset[int]:
        """The projects whose tables the statement reads."""
        ...

    @property
    def rows(self) -> int:
        """Rows encoded so far."""
        ...

    def encoded(self, row_format: RowFormat, rows_per_chunk: int = 2048) -> Iterator[bytes]:
        """Rows as lines, encoded by the engine. Each chunk holds whole rows, `rows_per_chunk` of
        them but for the last, each row ended by a line feed. Raises SqlRefused."""
        ...

    def close(self) -> None: ...


class SandboxDatabase(Protocol):
    """The real database under the sandbox. Safe to call from any thread."""

    def projects(self) -> Sequence[SandboxProject]: ...

    def tables(self, project: int | None = None) -> Sequence[SandboxTable]: ...

    def run(self, sql: str, *, timeout: float | None, cancel: CancelToken) -> ResultStream:
        """Translate Trino SQL from outside and start it. The time-out, in seconds, and the token
        cover the stream too. Raises SqlRefused."""
        ...

    def fetch(
        self,
        sql: str,
        parameters: Sequence[object] | Mapping[str, object] = (),
        *,
        cancel: CancelToken,
        timeout: float | None = None,
    ) -> list[tuple[Any, ...]]:
        """Run DuckDB SQL that a provider wrote itself, values bound as `?` or `$name`. Never text
        from outside. Raises SqlRefused."""
        ...

    def keep_members(self, project: int, cohorts: Mapping[str, Iterable[int]]) -> None:
        """Fill the table `user_result_cluster_N` of a project: `#user_id`s by the cohort's name. Raises
        SqlRefused when the sandbox is closed."""
        ...

    def receive(
        self, events: Sequence[Mapping[str, Any]], users: Sequence[Mapping[str, Any]]
    ) -> Sequence[str]:
        """Keep rows that a client sent, in the project RECEIVED, which begins with the first of them; a
        user's row replaces the one with the same `#user_id`. Values are str, bool, int, float,
        datetime, or a list of str; a column has the type of its first value. Gives the columns of
        which a value did not fit and was left out. Raises SqlRefused when the sandbox is full."""
        ...


# ---- services ------------------------------------------------------------------------------------


class SandboxServices(Protocol):
    """Everything a mount may use."""

    @property
    def database(self) -> SandboxDatabase:
        """Opened at the first use."""
        ...

    @property
    def keys(self) -> SandboxKeys: ...

    @property
    def state(self) -> SandboxState: ...

    @property
    def kept(self) -> SandboxKept | None:
        """The file in which writes are kept; None keeps them in memory."""
        ...

    @property
    def clock(self) -> Clock: ...

    def setting(self, provider: str, name: str, default: T) -> T:
        """A setting of the sandbox, such as the age at which a sign is stale; read at every call."""
        ...
