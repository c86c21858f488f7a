"""The roles that the workbench speaks to. Rooms play them; wiring hands them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tui.core.profile import Profile, Timeouts, Tls

if TYPE_CHECKING:
    from tui.core.cancel import CancelToken
    from tui.core.exchange import Connection, Exchange, ResponseHead, Timing
    from tui.core.failures import AssayError
    from tui.core.request import UnsignedRequest
    from tui.core.schema import Schema
    from tui.core.secret import Secret
    from tui.core.vault_ports import Authorizer

Clock = Callable[[], float]
"""Seconds since the epoch."""

NewId = Callable[[], str]
"""A new random, opaque, sortable-by-nothing identifier."""


# ---- transport ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How one request is sent: from the profile, nothing from the environment."""

    timeouts: Timeouts = field(default_factory=Timeouts)
    tls: Tls = field(default_factory=Tls)
    proxy: str = ""
    max_bytes: int | None = None
    """Decoded bytes of a body after which the transport stops with `answer-too-large`."""
    connection_key: str = ""
    """Requests with the same key may share connections; the profile's id."""


class Sink(Protocol):
    """Receives an answer as it arrives, in the transport's thread, secrets already masked."""

    def phase(self, name: str) -> None: ...

    def head(self, head: ResponseHead) -> None: ...

    def write(self, chunk: bytes) -> None:
        """Decoded bytes of the body. May raise AssayError, which ends the transfer."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """A transfer that ended as HTTP says it should."""

    head: ResponseHead
    timing: Timing
    received: int
    masked: bool = False
    connection: Connection | None = None
    wire: int | None = None
    """Bytes of the body before it was unpacked."""


class Transport(Protocol):
    def send(
        self,
        request: UnsignedRequest,
        authorizer: Authorizer | None,
        options: SendOptions,
        sink: Sink,
        cancel: CancelToken,
    ) -> Delivery:
        """Send once, never twice, following nothing. Blocks; returns when the last byte is in the
        sink. Raises TransportFailure (Cancelled within 0.2 s of the token), Refused, or what the
        sink raises. After it returns or raises, the sink is not called again."""
        ...

    def close(self) -> None: ...


# ---- storage -----------------------------------------------------------------------------------


class ProfileStore(Protocol):
    def load(self) -> tuple[Sequence[Profile], Sequence[AssayError]]:
        """Profiles that can be read, and what is wrong with the rest. Never raises, never writes."""
        ...

    def save(self, profile: Profile) -> None:
        """Add or replace by id. Raises FileProblem; a file that cannot be read is never replaced."""
        ...

    def delete(self, profile_id: str) -> None: ...


class HistoryStore(Protocol):
    """Every exchange, from the unsigned request. Survives a kill between begin and finish."""

    def begin(self, exchange: Exchange) -> None: ...

    def finish(self, exchange: Exchange) -> None: ...

    def get(self, exchange_id: str) -> Exchange | None: ...

    def recent(
        self, limit: int = 200, *, offset: int = 0, text: str = "", profile_id: str = ""
    ) -> Sequence[Exchange]:
        """Newest first; `text` filters by profile name, operation, code and state."""
        ...

    def count(self) -> int: ...

    def pin(self, exchange_id: str, *, pinned: bool) -> None:
        """Keep beyond every limit, or no longer."""
        ...

    def delete(self, exchange_id: str) -> None: ...

    def clear(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SignUse:
    """What is remembered of one sign: never the sign, only its hash (SHA-256, hex)."""

    sign_hash: str
    times: int
    first_at: float
    last_at: float
    verdicts: tuple[str, ...] = ()
    """Codes in the order they came; `?` for a use with unknown outcome."""


class SignLedger(Protocol):
    def used(self, sign_hash: str, profile_id: str, before: float | None = None) -> SignUse | None:
        """The uses so far, or only those before a moment; None when there are none."""
        ...

    def record(self, sign_hash: str, profile_id: str, verdict: str, at: float) -> SignUse: ...


class DraftStore(Protocol):
    """Unsent work, saved as it is typed."""

    def put(self, key: str, draft: Mapping[str, object]) -> None: ...

    def get(self, key: str) -> Mapping[str, object] | None: ...

    def keys(self) -> Sequence[str]: ...

    def delete(self, key: str) -> None: ...


class SettingsStore(Protocol):
    """A person's own settings by dotted key, such as `theme` or `keys.send`."""

    def load(self) -> Mapping[str, Any]:
        """Everything kept, tables as mappings; empty when the file cannot be read."""
        ...

    def put(self, key: str, value: Any) -> None:
        """Set one value; None removes it. Raises FileProblem."""
        ...


class SchemaCache(Protocol):
    """Fetched schemas, which can be fetched again. `key` is any text."""

    def load(self, key: str) -> Schema | None:
        """None when there is none. Raises FileProblem for one that cannot be read."""
        ...

    def save(self, key: str, schema: Schema) -> None:
        """Raises FileProblem."""
        ...


# ---- sandbox -----------------------------------------------------------------------------------


class SandboxControl(Protocol):
    """The embedded sandbox, started at the first need."""

    def credential(self, provider: str) -> Secret:
        """The random key that the sandbox accepts; new at every start."""
        ...

    def settings(self, provider: str) -> Mapping[str, object]:
        """Profile settings that fit the sandbox, such as partner_code or projectId."""
        ...

    def sign(self, path: str, query: Mapping[str, str] | None, body: str | None) -> str:
        """A fresh sandbox sign (prefix `sbx1.`), as the vendor's SDK would make one."""
        ...

    def close(self) -> None: ...
