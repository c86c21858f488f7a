"""An application in this process behaves like a server on a socket: streamed, bounded, cut off."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.transport.exchanges import QUICK, Outcome, exchange, get
from tests.transport.test_cancel import cancel_after
from tui.core.cancel import CancelToken
from tui.core.failures import Cancelled
from tui.core.ports import SendOptions
from tui.core.profile import Timeouts
from tui.core.request import UnsignedRequest
from tui.transport import HttpTransport

HOST = "sandbox.invalid"
URL = f"http://{HOST}"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class App:
    """Answers by path; remembers scopes, bodies and disconnects."""

    def __init__(self) -> None:
        self.scopes: list[Message] = []
        self.bodies: list[bytes] = []
        self.disconnected = threading.Event()
        self.cancelled = threading.Event()
        self.sent = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        self.bodies.append((await receive())["body"])
        await getattr(self, scope["path"].strip("/"))(receive, send)

    async def start(self, send: Send, *headers: tuple[bytes, bytes], status: int = 200) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})

    async def hello(self, receive: Receive, send: Send) -> None:
        await self.start(send, (b"X-One", b"1"), status=201)
        await send({"type": "http.response.body", "body": b"hel", "more_body": True})
        await send({"type": "http.response.body", "body": b"lo"})

    async def packed(self, receive: Receive, send: Send) -> None:
        await self.start(send, (b"content-encoding", b"gzip"))
        await send({"type": "http.response.body", "body": gzip.compress(b"hello")})

    async def drip(self, receive: Receive, send: Send) -> None:
        await self.start(send)
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await asyncio.sleep(0.1)
        await send({"type": "http.response.body"})

    async def endless(self, receive: Receive, send: Send) -> None:
        await self.start(send)
        try:
            while True:
                await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
                self.sent += 65536
        except OSError:
            self.disconnected.set()
            raise

    async def silent(self, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.disconnect"
        self.disconnected.set()

    async def half(self, receive: Receive, send: Send) -> None:
        await self.start(send)
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        await self.silent(receive, send)

    async def deaf(self, receive: Receive, send: Send) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise

    async def fails(self, receive: Receive, send: Send) -> None:
        raise RuntimeError("with a secret text")

    async def breaks(self, receive: Receive, send: Send) -> None:
        await self.start(send)
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("with a secret text")

    async def short(self, receive: Receive, send: Send) -> None:
        await self.start(send, (b"content-length", b"10"))
        await send({"type": "http.response.body", "body": b"half"})

    async def nothing(self, receive: Receive, send: Send) -> None:
        """Ends without an answer."""


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def local(app: App) -> Iterator[HttpTransport]:
    made = HttpTransport({HOST: lambda: app})
    yield made
    made.close()


def test_an_answer_is_like_one_from_a_socket(app: App, local: HttpTransport) -> None:
    request = UnsignedRequest("POST", URL, "/hello", query=(("a", "ü"),), body=b"\x00body")
    outcome = exchange(local, request, signed=True)
    assert outcome.body == b"hello"
    assert outcome.delivered.head.status == 201
    assert outcome.delivered.head.header("x-one") == "1"
    assert outcome.sink.phases == ["sending", "waiting", "receiving"]
    assert outcome.delivered.timing.first_byte is not None
    scope = app.scopes[0]
    assert app.bodies == [b"\x00body"]
    assert (scope["method"], scope["path"], scope["raw_path"]) == ("POST", "/hello", b"/hello")
    assert scope["query_string"].startswith(b"a=%C3%BC&token=CANARY")
    assert (b"host", HOST.encode()) in scope["headers"]


def test_gzip_is_unpacked_here_too(local: HttpTransport) -> None:
    assert exchange(local, get(URL, "/packed")).body == b"hello"


def test_an_answer_streams(local: HttpTransport) -> None:
    times: list[float] = []
    exchange(local, get(URL, "/drip"), on_write=lambda chunk: times.append(time.monotonic()))
    assert len(times) == 3
    assert times[-1] - times[0] > 0.15


def test_requests_run_side_by_side(local: HttpTransport) -> None:
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda _: exchange(local, get(URL, "/drip")), range(6)))
    assert [outcome.body for outcome in outcomes] == [b"xxx"] * 6
    assert max(outcome.seconds for outcome in outcomes) < 1.2


def test_the_application_is_made_once_and_late() -> None:
    made: list[App] = []

    def factory() -> App:
        made.append(App())
        return made[-1]

    transport = HttpTransport({HOST: factory})
    assert made == []
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: exchange(transport, get(URL, "/hello")), range(4)))
    transport.close()
    assert len(made) == 1


def test_a_slow_reader_holds_the_application_back(app: App, local: HttpTransport) -> None:
    cancel = CancelToken()

    def wait_a_while(chunk: bytes) -> None:
        time.sleep(0.3)
        cancel.cancel()

    exchange(local, get(URL, "/endless"), cancel=cancel, on_write=wait_a_while)
    assert app.sent < 8 * 1024 * 1024


@pytest.mark.parametrize("path", ["/silent", "/half", "/endless"])
def test_cancelling_tells_the_application_at_once(path: str, app: App, local: HttpTransport) -> None:
    outcome, latency = cancel_after(
        0.1, lambda c: exchange(local, get(URL, path), options=SendOptions(Timeouts()), cancel=c)
    )
    assert isinstance(outcome.error, Cancelled)
    assert outcome.error.sent
    assert latency < 0.5
    started = time.monotonic()
    assert app.disconnected.wait(1)
    assert time.monotonic() - started < 0.3


def test_an_application_that_does_not_listen_is_cancelled(app: App, local: HttpTransport) -> None:
    cancel_after(0.1, lambda c: exchange(local, get(URL, "/deaf"), options=SendOptions(Timeouts()), cancel=c))
    assert app.cancelled.wait(2)


@pytest.mark.parametrize("path", ["/silent", "/half"])
def test_silence_ends_with_the_read_time_out(path: str, app: App, local: HttpTransport) -> None:
    outcome = exchange(local, get(URL, path), options=SendOptions(Timeouts(1.0, 0.2, 5.0)))
    assert outcome.failure.code == "read-timeout"
    assert outcome.seconds < 1
    assert app.disconnected.wait(1)


def failed(local: HttpTransport, path: str) -> Outcome:
    outcome = exchange(local, get(URL, path))
    assert "secret text" not in repr(outcome.failure) + str(outcome.failure.evidence)
    return outcome


def test_an_application_that_raises_is_a_failure(local: HttpTransport) -> None:
    failure = failed(local, "/fails").failure
    assert failure.code == "internal-error"
    assert failure.evidence == ("It raised RuntimeError.",)
    assert failed(local, "/nothing").failure.code == "internal-error"


@pytest.mark.parametrize("path", ["/breaks", "/short"])
def test_an_answer_broken_off_is_cut(path: str, local: HttpTransport) -> None:
    outcome = failed(local, path)
    assert outcome.failure.code == "transfer-cut"
    assert outcome.body == b"half"


def test_a_factory_that_fails_is_a_failure() -> None:
    def factory() -> App:
        raise RuntimeError("no database")

    transport = HttpTransport({HOST: factory})
    failure = exchange(transport, get(URL, "/hello")).failure
    transport.close()
    assert (failure.code, failure.sent) == ("internal-error", False)


def test_a_slow_factory_can_be_cancelled() -> None:
    release = threading.Event()

    def factory() -> App:
        release.wait(10)
        return App()

    transport = HttpTransport({HOST: factory})
    outcome, latency = cancel_after(
        0.1, lambda c: exchange(transport, get(URL, "/hello"), options=SendOptions(QUICK), cancel=c)
    )
    release.set()
    transport.close()
    assert isinstance(outcome.error, Cancelled)
    assert not outcome.error.sent
    assert latency < 0.5


def test_closing_ends_the_loop_and_its_calls(app: App, local: HttpTransport) -> None:
    timer = threading.Timer(0.2, local.close)
    timer.start()
    outcome = exchange(local, get(URL, "/silent"), options=SendOptions(Timeouts()))
    timer.join()
    assert isinstance(outcome.error, Cancelled)
    assert "in-process-app" not in [thread.name for thread in threading.enumerate()]


def test_no_byte_for_the_host_touches_the_network(
    monkeypatch: pytest.MonkeyPatch, local: HttpTransport
) -> None:
    import socket

    def forbidden(*args: object, **kwargs: object) -> None:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    assert exchange(local, get(URL, "/hello")).body == b"hello"
