"""One exchange from draft to outcome; each stage is its own type, the states a closed set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.core.envelope import Envelope
    from tui.core.request import UnsignedRequest


class ExchangeState(StrEnum):
    SENDING = "sending"
    FINISHED = "finished"
    """A whole answer arrived, whatever it says."""
    FAILED = "failed"
    """No whole answer, and it is certain that nothing was done at the other side, or it only read."""
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"
    """A write, or a verification, left this machine and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """Status line and headers, secrets masked. `headers` keeps order and repeats."""

    status: int
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    http_version: str = ""

    def header(self, name: str, default: str = "") -> str:
        wanted = name.lower()
        return next((v for k, v in self.headers if k.lower() == wanted), default)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds per phase; None where the phase did not happen (a reused connection) or is unknown."""

    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    transfer: float | None = None
    total: float = 0.0
    resolve: float | None = None
    """The look-up of the host's name; `connect` does not include it."""
    send: float | None = None
    """Writing the request, until its last byte was handed to the system."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server showed of itself. Names and dates are empty when it was not to be verified."""

    subject: str = ""
    issuer: str = ""
    valid_from: float | None = None
    """Seconds since the epoch, as `valid_until`."""
    valid_until: float | None = None
    names: tuple[str, ...] = ()
    """Host names and addresses it is for, the first twenty."""
    sha256: str = ""
    """Of the whole certificate, hex."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How an answer came. `address` is the peer's: the proxy's when there is one."""

    address: str = ""
    tls_version: str = ""
    """Empty for plain http."""
    cipher: str = ""
    certificate: Certificate | None = None
    proxy: str = ""
    """Scheme, host and port; never its user or password."""
    reused: bool = False
    """It was open already, left from an earlier exchange."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life while an exchange runs: seconds since its start, bytes and rows so far."""

    exchange_id: str
    elapsed: float
    received: int = 0
    rows: int = 0
    expected: int | None = None
    phase: str = ""
    """connecting | sending | waiting | receiving, or what a background query is doing, in words"""
    percent: float | None = None
    """How far the server says it is, 0 to 100; None where it says nothing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no whole answer: the code of a page in core/errors.toml and this case's facts."""

    code: str
    message: str
    sent: bool = True
    evidence: tuple[str, ...] = ()
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what became of it. Redacted by construction: made from the unsigned request."""

    id: str
    profile_id: str
    profile_name: str
    provider: str
    operation: str
    request: UnsignedRequest
    state: ExchangeState
    started_at: float
    """Seconds since the epoch."""
    draft: Mapping[str, object] = field(default_factory=dict)
    """The draft as JSON-able data, so that it can be sent again or edited; sensitive fields cut
    short, here and in `request`."""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 (hex) of each sensitive field's value, by field name."""
    head: ResponseHead | None = None
    envelope: Envelope | None = None
    failure: Failure | None = None
    timing: Timing = Timing()
    received: int = 0
    """Decoded bytes of the body."""
    rows: int | None = None
    complete: bool = False
    """False while sending, and for a transfer that was cut off."""
    sandbox: bool = False
    masked: bool = False
    """The answer held the secret, and it was masked before it was kept."""
    connection: Connection | None = None
    """None when nothing came, and for the sandbox inside this program."""
    wire: int | None = None
    """Bytes of the body as they came over the wire, still packed."""
    pinned: bool = False
    """Kept beyond every limit, with its answer."""
    notes: tuple[str, ...] = ()
    task: str = ""
    """The server's id of the background query whose whole answer this is; empty for a plain call."""
    part_of: str = ""
    """The id of the exchange that holds the whole answer, for one call of a background query."""
    private: bool = False
    """Of a private profile: on disk it is kept without request, draft and answer."""
