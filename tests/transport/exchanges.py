"""Sends through a transport and keeps everything that came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tui.core.cancel import CancelToken
from tui.core.exchange import ResponseHead
from tui.core.failures import AssayError, TransportFailure
from tui.core.ports import Delivery, SendOptions
from tui.core.profile import Timeouts
from tui.core.request import UnsignedRequest
from tui.core.secret import Redactor, Secret
from tui.transport import HttpTransport

CANARY = "CANARY-7f3a/Zq+9=xY"
"""A secret whose percent-encoded, JSON and Base64 spellings all differ from itself."""


class CanaryAuthorizer:
    """Signs with the canary as the vault's authorizer would."""

    def signed_url(self, request: UnsignedRequest) -> str:
        joint = "&" if request.query else "?"
        return (
            f"{request.url}{joint}token={CANARY.replace('/', '%2F').replace('+', '%2B').replace('=', '%3D')}"
        )

    def redactor(self) -> Redactor:
        return Secret(CANARY).patterns()


@dataclass
class RecordingSink:
    phases: list[str] = field(default_factory=list)
    heads: list[ResponseHead] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    threads: set[int] = field(default_factory=set)
    closed: bool = False
    late_calls: int = 0
    on_write: Callable[[bytes], None] | None = None

    def phase(self, name: str) -> None:
        self._called()
        self.phases.append(name)

    def head(self, head: ResponseHead) -> None:
        self._called()
        self.heads.append(head)

    def write(self, chunk: bytes) -> None:
        self._called()
        self.data += chunk
        if self.on_write is not None:
            self.on_write(chunk)

    def _called(self) -> None:
        self.threads.add(threading.get_ident())
        self.late_calls += self.closed


@dataclass
class Outcome:
    sink: RecordingSink
    seconds: float
    delivery: Delivery | None = None
    error: AssayError | None = None

    @property
    def body(self) -> bytes:
        return bytes(self.sink.data)

    @property
    def delivered(self) -> Delivery:
        assert self.delivery is not None, self.error
        return self.delivery

    @property
    def failure(self) -> TransportFailure:
        assert isinstance(self.error, TransportFailure), self.delivery
        return self.error


QUICK = Timeouts(connect=2.0, read=2.0, total=5.0)


def get(base_url: str, path: str = "/", **parts: object) -> UnsignedRequest:
    return UnsignedRequest("GET", base_url, path, **parts)  # type: ignore[arg-type]  # forwarded by name


def exchange(
    transport: HttpTransport,
    request: UnsignedRequest,
    *,
    options: SendOptions | None = None,
    signed: bool = False,
    cancel: CancelToken | None = None,
    on_write: Callable[[bytes], None] | None = None,
) -> Outcome:
    sink = RecordingSink(on_write=on_write)
    started = time.monotonic()
    outcome = Outcome(sink, 0.0)
    try:
        outcome.delivery = transport.send(
            request,
            CanaryAuthorizer() if signed else None,
            options or SendOptions(QUICK),
            sink,
            cancel or CancelToken(),
        )
    except AssayError as error:
        outcome.error = error
    outcome.seconds = time.monotonic() - started
    sink.closed = True
    return outcome
