"""Cancelling ends an exchange at once in every phase, and the server notices."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.transport.exchanges import Outcome, exchange, get
from tests.transport.hostile import HostileServer, Talk, answer, silent_port, then_stall
from tui.core.cancel import CancelToken
from tui.core.failures import Cancelled
from tui.core.ports import SendOptions
from tui.core.profile import Timeouts
from tui.core.request import UnsignedRequest
from tui.transport import HttpTransport

PATIENT = SendOptions(Timeouts(30.0, 30.0, 60.0))
AT_ONCE = 0.5
"""Seconds; the promise is 0.2, the rest is for a busy machine."""


def cancel_after(pause: float, run: Callable[[CancelToken], Outcome]) -> tuple[Outcome, float]:
    """Run, cancel after `pause` seconds; the outcome and the seconds from the cancellation to it."""
    cancel = CancelToken()
    at = [0.0]

    def stop() -> None:
        at[0] = time.monotonic()
        cancel.cancel()

    timer = threading.Timer(pause, stop)
    timer.start()
    outcome = run(cancel)
    ended = time.monotonic()
    timer.join()
    return outcome, ended - at[0]


@pytest.fixture
def frozen_resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    released = threading.Event()

    def hang(*args: object, **kwargs: object) -> list[object]:
        released.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "too late")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield
    released.set()


def ends_at_once(outcome: Outcome, latency: float, *, sent: bool) -> None:
    assert isinstance(outcome.error, Cancelled)
    assert outcome.error.sent is sent
    assert 0 <= latency < AT_ONCE
    time.sleep(0.05)
    assert outcome.sink.late_calls == 0


@pytest.mark.usefixtures("frozen_resolver")
def test_while_the_name_is_looked_up(transport: HttpTransport) -> None:
    request = get("http://slow.example.test")
    ends_at_once(
        *cancel_after(0.1, lambda c: exchange(transport, request, options=PATIENT, cancel=c)), sent=False
    )


def test_while_connecting(transport: HttpTransport) -> None:
    with silent_port(connections=4) as port:
        request = get(f"http://127.0.0.1:{port}")
        outcome = cancel_after(0.3, lambda c: exchange(transport, request, options=PATIENT, cancel=c))
    ends_at_once(*outcome, sent=False)
    assert outcome[0].sink.phases == ["connecting"]


def test_while_tls_is_agreed_on(transport: HttpTransport) -> None:
    with ExitStack() as stack:
        port = stack.enter_context(silent_port())
        request = get(f"https://127.0.0.1:{port}")
        outcome = cancel_after(0.2, lambda c: exchange(transport, request, options=PATIENT, cancel=c))
    ends_at_once(*outcome, sent=False)


def test_while_the_request_is_being_written(server: HostileServer, transport: HttpTransport) -> None:
    with silent_port() as port:
        request = UnsignedRequest("POST", f"http://127.0.0.1:{port}", "/", body=b"x" * 20_000_000)
        outcome = cancel_after(0.5, lambda c: exchange(transport, request, options=PATIENT, cancel=c))
    ends_at_once(*outcome, sent=True)
    assert outcome[0].sink.phases == ["connecting", "sending"]


@pytest.mark.parametrize("reused", [False, True])
@pytest.mark.parametrize("place", ["head", "body"])
def test_while_waiting_for_the_answer(
    place: str, reused: bool, server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/first"] = answer(b"x")
    server.routes["/"] = then_stall(
        b"" if place == "head" else b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"
    )
    if reused:
        exchange(transport, get(server.url, "/first"), options=PATIENT)
    outcome = cancel_after(0.2, lambda c: exchange(transport, get(server.url), options=PATIENT, cancel=c))
    ended = time.monotonic()
    ends_at_once(*outcome, sent=True)
    assert outcome[0].body == (b"" if place == "head" else b"abc")
    assert server.connections == 1
    while not server.lost_at and time.monotonic() - ended < 2:
        time.sleep(0.01)
    assert server.lost_at
    assert server.lost_at[0] - ended < AT_ONCE


def test_while_the_body_is_pouring_in(server: HostileServer, transport: HttpTransport) -> None:
    async def pour(talk: Talk) -> None:
        await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        while True:
            await talk.send(b"x" * 65536)

    server.routes["/"] = pour
    outcome = cancel_after(0.2, lambda c: exchange(transport, get(server.url), options=PATIENT, cancel=c))
    ends_at_once(*outcome, sent=True)


def test_before_the_start_nothing_is_sent(server: HostileServer, transport: HttpTransport) -> None:
    cancel = CancelToken()
    cancel.cancel()
    outcome = exchange(transport, get(server.url), cancel=cancel)
    assert isinstance(outcome.error, Cancelled)
    assert not outcome.error.sent
    assert server.connections == 0


@pytest.mark.usefixtures("frozen_resolver")
def test_the_deadline_holds_even_when_the_resolver_hangs(transport: HttpTransport) -> None:
    options = SendOptions(Timeouts(30.0, 30.0, 0.3))
    outcome = exchange(transport, get("http://slow.example.test"), options=options)
    assert outcome.failure.code == "deadline-exceeded"
    assert not outcome.failure.sent
    assert outcome.seconds < 0.3 + AT_ONCE


def test_closing_the_transport_ends_what_runs(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = then_stall()
    timer = threading.Timer(0.2, transport.close)
    timer.start()
    outcome = exchange(transport, get(server.url), options=PATIENT)
    timer.join()
    assert isinstance(outcome.error, Cancelled)
    assert outcome.seconds < 0.2 + AT_ONCE


def test_after_a_cancellation_the_transport_works_on(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/slow"] = then_stall()
    server.routes["/"] = answer(b"fine")
    cancel_after(0.1, lambda c: exchange(transport, get(server.url, "/slow"), options=PATIENT, cancel=c))
    assert exchange(transport, get(server.url)).body == b"fine"


def test_no_thread_is_left_behind(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = then_stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
    for _ in range(5):
        cancel_after(0.05, lambda c: exchange(transport, get(server.url), options=PATIENT, cancel=c))
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        left = [thread for thread in threading.enumerate() if thread.name == "http-exchange"]
        if not left:
            break
        time.sleep(0.02)
    assert left == []
