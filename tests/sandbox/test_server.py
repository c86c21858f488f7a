"""The server as an ASGI application: marks, streams, disconnects, faults."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.client import Reply, call
from tui.core.sandboxing import (
    SandboxAnswer,
    SandboxMount,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
    StreamBody,
)
from tui.sandbox import Sandbox
from tui.sandbox.server import MAX_BODY, App


class Toy:
    """A provider of the tests: an endless stream that tells when it was closed, and an echo."""

    def __init__(self) -> None:
        self.sent = 0
        self.closed = threading.Event()
        self.entered = threading.Event()

    def mount(self, services: SandboxServices) -> SandboxMount:
        return SandboxMount("toy", self.routes, self.unknown, settings={"colour": "blue"})

    def routes(self) -> list[SandboxRoute]:
        return [
            SandboxRoute("GET", "/toy/stream", lambda request: SandboxAnswer(self.endless())),
            SandboxRoute("POST", "/toy/echo", lambda r: SandboxAnswer(r.body, content_type="text/plain")),
            SandboxRoute("GET", "/toy/rows", lambda r: SandboxAnswer(iter([b"[1,2]\n", b"[3,4]\n"]))),
            SandboxRoute("GET", "/toy/wait", self.wait),
            SandboxRoute("GET", "/toy/broken", self.broken),
        ]

    def unknown(self, request: SandboxRequest) -> SandboxAnswer:
        return SandboxAnswer(f"no {request.path}".encode(), 404)

    def endless(self) -> Iterator[bytes]:
        def chunks() -> Iterator[bytes]:
            while True:
                self.sent += 1
                yield b"x" * 1000

        return StreamBody(chunks(), self.closed.set)

    def wait(self, request: SandboxRequest) -> SandboxAnswer:
        self.entered.set()
        return SandboxAnswer(b"cancelled" if request.cancel.wait(20) else b"not")

    def broken(self, request: SandboxRequest) -> SandboxAnswer:
        raise RuntimeError("secret details")


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def sandbox(toy: Toy, tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox([toy.mount], tmp_path)
    yield sandbox
    sandbox.close()


@pytest.fixture
def app(sandbox: Sandbox) -> App:
    return sandbox.asgi()


async def test_every_answer_is_marked(app: App) -> None:
    for method, path in (("GET", "/toy/rows"), ("GET", "/nothing"), ("GET", "/toy/broken")):
        reply = await call(app, method, path)
        assert reply.header("x-sandbox") == "assay"


async def test_a_prefix_with_the_providers_name_is_accepted(app: App) -> None:
    assert (await call(app, "GET", "/toy/toy/rows")).body == b"[1,2]\n[3,4]\n"
    assert (await call(app, "GET", "/toy/zzz")).body == b"no /zzz"


async def test_a_fault_of_the_sandbox_is_told_without_details(app: App) -> None:
    reply = await call(app, "GET", "/toy/broken")
    assert reply.status == 500
    assert b"sandbox: internal fault (RuntimeError)" in reply.body
    assert b"secret details" not in reply.body


async def test_a_body_over_the_limit_is_refused(app: App) -> None:
    assert (await call(app, "POST", "/toy/echo", body=b"ok")).body == b"ok"
    reply = await call(app, "POST", "/toy/echo", body=b"x" * (MAX_BODY + 1))
    assert reply.status == 413
    assert b"sandbox: " in reply.body


async def test_a_client_that_goes_away_ends_the_stream(app: App, toy: Toy) -> None:
    async def leave(reply: Reply) -> bool:
        return len(reply.chunks) == 3

    reply = await call(app, "GET", "/toy/stream", watch=leave)
    assert not reply.complete
    assert toy.closed.wait(1)
    assert app.active == 0


async def test_a_slow_client_holds_the_stream_back(app: App, toy: Toy) -> None:
    async def slow(reply: Reply) -> bool:
        await asyncio.sleep(0.05)
        return len(reply.chunks) == 5

    await call(app, "GET", "/toy/stream", watch=slow)
    assert toy.sent <= 8


async def test_a_cancelled_call_cancels_its_handler(app: App, toy: Toy) -> None:
    task = asyncio.create_task(call(app, "GET", "/toy/wait"))
    await asyncio.to_thread(toy.entered.wait, 2)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 0.5
    assert app.active == 0


async def test_a_body_nobody_began_to_read_is_closed(app: App, toy: Toy) -> None:
    async def refuse(message: object) -> None:
        raise ConnectionResetError

    messages: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    scope = {"type": "http", "method": "GET", "path": "/toy/stream", "query_string": b"", "headers": []}
    with pytest.raises(ConnectionResetError):
        await app(scope, messages.get, refuse)
    assert toy.closed.is_set()


async def test_closing_ends_calls_that_run(sandbox: Sandbox, app: App, toy: Toy) -> None:
    task = asyncio.create_task(call(app, "GET", "/toy/wait"))
    await asyncio.to_thread(toy.entered.wait, 2)
    await asyncio.to_thread(sandbox.close)
    assert (await task).body == b"cancelled"


async def test_a_cut_leaves_the_answer_without_an_end(app: App) -> None:
    reply = await call(app, "GET", "/toy/rows", headers={"X-Sandbox-Fault": "cut-in-row=9"})
    assert not reply.complete
    assert reply.body == b"[1,2]\n[3,"


async def test_a_cut_never_falls_at_the_end_of_a_row(app: App) -> None:
    reply = await call(app, "GET", "/toy/rows", headers={"X-Sandbox-Fault": "cut-in-row=6"})
    assert not reply.complete
    assert not reply.body.endswith(b"\n")


async def test_faults_of_the_network(app: App) -> None:
    page = await call(app, "GET", "/toy/rows", headers={"X-Sandbox-Fault": "html-500"})
    assert (page.status, page.header("content-type")) == (500, "text/html")
    wrong = await call(app, "GET", "/toy/rows", headers={"X-Sandbox-Fault": "wrong-type=image/png"})
    assert wrong.header("content-type") == "image/png"
    packed = await call(app, "GET", "/toy/rows", headers={"X-Sandbox-Fault": "gzip"})
    assert packed.header("content-encoding") == "gzip"
    assert gzip.decompress(packed.body) == b"[1,2]\n[3,4]\n"
    started = time.monotonic()
    dripped = await call(app, "GET", "/toy/rows", headers={"X-Sandbox-Fault": "slow-drip=60, delay=0.1"})
    assert dripped.body == b"[1,2]\n[3,4]\n"
    assert len(dripped.chunks) > 3
    assert time.monotonic() - started > 0.25


async def test_a_fault_can_stand_in_the_settings(sandbox: Sandbox, app: App) -> None:
    sandbox.configure("toy", "faults", {"html-500": ""})
    assert (await call(app, "GET", "/toy/rows")).status == 500
    sandbox.configure("toy", "faults", {})
    assert (await call(app, "GET", "/toy/rows")).status == 200


async def test_lifespan_is_answered(app: App) -> None:
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[str] = []

    async def receive() -> dict[str, str]:
        return next(messages)

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        sent.append(message["type"])

    await app({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_settings_and_credentials_come_without_a_start(sandbox: Sandbox) -> None:
    assert sandbox.settings("toy") == {"colour": "blue"}
    assert sandbox.credential("toy").same_as(sandbox.credential("toy"))
