"""`HttpTransport`: plays `core.ports.Transport`. Loads no HTTP library until the first send."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from tui.core.cancel import CancelToken
from tui.core.display import human_seconds
from tui.core.exchange import Failure, ResponseHead
from tui.core.failures import Cancelled, TransportFailure
from tui.core.ports import Delivery, SendOptions, Sink
from tui.core.request import UnsignedRequest
from tui.core.urls import Origin, check_base_url
from tui.core.vault_ports import Authorizer
from tui.transport.channel import Abandoned, Channel, Chunk, Ended, Event, Failed, Phase, Raised
from tui.transport.quiet import without_command_line
from tui.transport.watch import Watch

if TYPE_CHECKING:
    from tui.transport.clients import Clients

AppFactory = Callable[[], Callable[..., Awaitable[None]]]
"""Makes an ASGI application; called once, at the first request for its host."""


def warm() -> None:
    """Load the HTTP libraries ahead of the first send; for a background thread."""
    from tui.core.profile import Tls

    without_command_line()
    from tui.transport.clients import Clients
    from tui.transport.sending import Job
    from tui.transport.tls import tls_context

    _ = Clients, Job
    tls_context(Tls())


class HttpTransport:
    """Sends each request once, in a thread of its own that can be left behind at any moment.

    `in_process` maps a host name to the factory of an ASGI application that answers for it without a
    socket. Safe to use from any thread; exchanges run side by side.
    """

    def __init__(self, in_process: Mapping[str, AppFactory] | None = None) -> None:
        self._in_process = dict(in_process or {})
        self._lock = threading.Lock()
        self._clients: Clients | None = None
        self._running: set[_Exchange] = set()

    def send(
        self,
        request: UnsignedRequest,
        authorizer: Authorizer | None,
        options: SendOptions,
        sink: Sink,
        cancel: CancelToken,
    ) -> Delivery:
        """See `core.ports.Transport.send`. The sink is called in the calling thread only."""
        origin = _checked(request)
        exchange = _Exchange(options, cancel)
        with self._lock:
            self._running.add(exchange)
        forget = cancel.on_cancel(exchange.channel.wake)
        try:
            exchange.start(lambda: self._carry_out(exchange, request, origin, authorizer, options))
            return exchange.follow(sink)
        finally:
            forget()
            exchange.leave()
            with self._lock:
                self._running.discard(exchange)

    def close(self) -> None:
        """End what runs (each `send` raises Cancelled) and drop every connection."""
        with self._lock:
            running, clients = list(self._running), self._clients
            self._clients = None
        for exchange in running:
            exchange.stop()
        if clients is not None:
            clients.close()

    def _carry_out(
        self,
        exchange: _Exchange,
        request: UnsignedRequest,
        origin: Origin,
        authorizer: Authorizer | None,
        options: SendOptions,
    ) -> None:
        # The first of these imports takes a while; it happens here so that it can be cancelled too.
        without_command_line()
        from tui.transport.sending import Job, carry_out

        carry_out(
            Job(
                request,
                origin,
                authorizer,
                options,
                self._shared_clients(),
                exchange.channel,
                exchange.watch,
                exchange.started,
            )
        )

    def _shared_clients(self) -> Clients:
        from tui.transport.clients import Clients

        with self._lock:
            if self._clients is None:
                self._clients = Clients(self._in_process)
            return self._clients


def _checked(request: UnsignedRequest) -> Origin:
    """The origin of a request whose address can be used. Raises TransportFailure."""
    problem = check_base_url(request.base_url)
    if problem is None:
        try:
            return request.origin
        except ValueError:
            problem = "is not an address"
    raise TransportFailure(
        "The address of the request cannot be used.",
        code="address-invalid",
        sent=False,
        evidence=[f"The base URL {problem}."],
        next_step="Correct the base URL of the profile.",
    )


class _Exchange:
    """The calling thread's side of one exchange: its deadline, its cancellation, its sink."""

    def __init__(self, options: SendOptions, cancel: CancelToken) -> None:
        self.channel = Channel()
        self.watch = Watch()
        self.started = time.monotonic()
        self._limit = options.timeouts.total
        self._cancel = cancel
        self._stopped = False

    def start(self, body: Callable[[], None]) -> None:
        if self._cancel.cancelled:
            return
        thread = threading.Thread(target=self._run, args=(body,), name="http-exchange", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            raise TransportFailure(
                "This machine gives the program no further thread to send with.",
                code="internal-error",
                sent=False,
                next_step="Let running requests end, or raise the limit of processes (ulimit -u).",
            ) from None

    def _run(self, body: Callable[[], None]) -> None:
        try:
            body()
        except Exception as error:  # noqa: BLE001 - a thread that dies in silence would leave its caller waiting
            report = Failure(
                "internal-error",
                "The program could not start to send.",
                sent=self.watch.sent,
                evidence=(f"It met {type(error).__name__}.",),
                next_step="Install the program again; a part of it may be missing.",
            )
            with contextlib.suppress(Abandoned):
                self.channel.put(Failed(report))

    def follow(self, sink: Sink) -> Delivery:
        """Hand events to the sink until the last one. Raises TransportFailure, or what the sink raises."""
        while True:
            for event in self.channel.take(self.started + self._limit - time.monotonic()):
                self._check()
                delivery = _deliver(event, sink)
                if delivery is not None:
                    return delivery
            self._check()

    def stop(self) -> None:
        self._stopped = True
        self.channel.wake()

    def leave(self) -> None:
        """Nobody listens any more. The connection is cut unless the exchange has ended properly."""
        self.channel.close()
        self.watch.abort()

    def _check(self) -> None:
        if self._cancel.cancelled or self._stopped:
            raise _cancelled(self.watch.abort())
        if time.monotonic() - self.started >= self._limit:
            raise TransportFailure(
                "The exchange took longer than the profile's total deadline.",
                code="deadline-exceeded",
                sent=self.watch.abort(),
                evidence=[f"The deadline is {human_seconds(self._limit)}."],
                next_step="Raise the total deadline of the profile, or ask for less.",
            )


def _cancelled(sent: bool) -> Cancelled:
    if not sent:
        return Cancelled("The exchange was cancelled before anything was sent.", sent=False)
    return Cancelled(
        "The exchange was cancelled after the request had begun to leave.",
        sent=True,
        evidence=["The server may go on with its work."],
    )


def _deliver(event: Event, sink: Sink) -> Delivery | None:
    match event:
        case Phase(name):
            sink.phase(name)
        case ResponseHead():
            sink.head(event)
        case Chunk(data):
            sink.write(data)
        case Ended(delivery):
            return delivery
        case Raised(error):
            raise error
        case Failed(report):
            raise TransportFailure(
                report.message,
                code=report.code,
                sent=report.sent,
                evidence=report.evidence,
                next_step=report.next_step,
            )
    return None
