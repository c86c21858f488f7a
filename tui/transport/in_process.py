"""An ASGI application reached without a socket: streamed, bounded, and cut off like a connection."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import httpx

from tui.transport.channel import Abandoned
from tui.transport.watch import CURRENT

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

WAITING_BYTES = 512 * 1024
"""Bytes of an answer that may wait for their reader before the application's `send` pauses."""

CHUNK_BYTES = 64
"""What a chunk weighs beside its data, so that a flood of tiny ones is bounded as well."""

GRACE = 0.5
"""Seconds between telling an application that its client has gone and cancelling its task."""


class AppFailed(Exception):
    """The application raised; `args[0]` is the name of the exception's type."""


class InProcessTransport(httpx.BaseTransport):
    """Runs an application on an event loop in a daemon thread of its own.

    The application is made at the first request, in the thread that needs it. No lifespan events are
    sent. Concurrent requests share the loop.
    """

    def __init__(self, factory: Callable[[], Callable[..., Awaitable[None]]]) -> None:
        self._factory = factory
        self._lock = threading.Lock()
        self._app: Callable[..., Awaitable[None]] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        app, loop = self._running()
        timeouts = request.extensions.get("timeout", {})
        call = _Call(app, loop, request, timeouts.get("read"))
        watch = CURRENT.get()
        trace = request.extensions.get("trace") or (lambda name, info: None)
        if watch is not None:
            watch.attach(call)
        trace("in_process.send_request_headers.started", {"request": request})
        call.start()
        trace("in_process.receive_response_headers.started", {"request": request})
        try:
            status, headers = call.head()
        except BaseException:
            call.abort()
            raise
        trace("in_process.receive_response_headers.complete", {})
        return httpx.Response(
            status,
            headers=headers,
            stream=_Body(call),
            extensions={"http_version": b"HTTP/1.1"},
        )

    def close(self) -> None:
        with self._lock:
            loop, thread, self._loop = self._loop, self._thread, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(2.0)

    def _running(self) -> tuple[Callable[..., Awaitable[None]], asyncio.AbstractEventLoop]:
        with self._lock:
            if self._app is None:
                self._app = self._factory()
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_serve, args=(self._loop,), name="in-process-app", daemon=True
                )
                self._thread.start()
            return self._app, self._loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks, timeout=1.0))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, call: _Call) -> None:
        self._call = call

    def __iter__(self) -> Iterator[bytes]:
        return self._call.chunks()

    def close(self) -> None:
        self._call.abort()


class _Call:
    """One request to the application: one side on the loop, the other in the exchange's thread."""

    def __init__(
        self,
        app: Callable[..., Awaitable[None]],
        loop: asyncio.AbstractEventLoop,
        request: httpx.Request,
        patience: float | None,
    ) -> None:
        self._app = app
        self._loop = loop
        self._request = request
        self._patience = patience
        self._changed = threading.Condition()
        self._head: tuple[int, list[tuple[bytes, bytes]]] | None = None
        self._chunks: deque[bytes] = deque()
        self._waiting = 0
        self._expected: int | None = None
        self._received = 0
        self._ended = False
        self._failure: str | None = None
        self._gone = False
        # Used only on the loop.
        self._room = asyncio.Event()
        self._left = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # ---- in the exchange's thread ----

    def start(self) -> None:
        self._loop.call_soon_threadsafe(self._begin)

    def head(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        with self._changed:
            self._wait(lambda: self._head is not None or self._ended)
            if self._head is None:
                raise AppFailed(self._failure or "no answer")
            return self._head

    def chunks(self) -> Iterator[bytes]:
        while True:
            with self._changed:
                self._wait(lambda: self._chunks or self._ended)
                pieces = list(self._chunks)
                self._chunks.clear()
                self._waiting = 0
                ended, failure = self._ended, self._failure
            self._on_loop(self._room.set)
            yield from pieces
            if ended:
                break
        if failure or (self._expected is not None and self._received < self._expected):
            self._mark_ended()
            raise httpx.RemoteProtocolError("the application broke off its answer")

    def abort(self) -> None:
        """The client goes away: `http.disconnect` now, cancellation after a grace period."""
        with self._changed:
            if self._gone:
                return
            self._gone = True
            self._changed.notify_all()
        self._on_loop(self._disconnect)

    def _mark_ended(self) -> None:
        watch = CURRENT.get()
        if watch is not None:
            watch.ended = True

    def _wait(self, ready: Callable[[], Any]) -> None:
        deadline = None if self._patience is None else time.monotonic() + self._patience
        while not ready() and not self._gone:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise httpx.ReadTimeout("the application is silent")
            self._changed.wait(left)
        if self._gone:
            raise Abandoned

    def _on_loop(self, call: Callable[[], Any]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed: nothing left to tell
            self._loop.call_soon_threadsafe(call)

    # ---- on the loop ----

    def _begin(self) -> None:
        if not self._gone:
            self._task = self._loop.create_task(self._run())

    def _disconnect(self) -> None:
        self._left.set()
        self._room.set()
        if self._task is not None and not self._ended:
            self._loop.call_later(GRACE, self._task.cancel)

    async def _run(self) -> None:
        failure: str | None = None
        try:
            await self._app(self._scope(), self._receiver(), self._send)
        except asyncio.CancelledError:
            failure = "CancelledError"
        except BaseException as error:  # noqa: BLE001 - whatever the application raises ends its answer, not the loop
            failure = type(error).__name__
        with self._changed:
            if not self._ended:
                self._failure = failure or "no end of the answer"
                self._ended = True
            self._changed.notify_all()

    def _scope(self) -> Message:
        url = self._request.url
        raw_path, _, query = url.raw_path.partition(b"?")
        return {
            "type": "http",
            # Version 2.3: applications listen for the disconnect themselves instead of meeting it
            # only at their next `send`.
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in self._request.headers.raw],
            "client": ("127.0.0.1", 0),
            "server": (url.host, url.port or (443 if url.scheme == "https" else 80)),
        }

    def _receiver(self) -> Callable[[], Awaitable[Message]]:
        body: bytes | None = self._request.content

        async def receive() -> Message:
            nonlocal body
            if body is not None:
                part, body = body, None
                return {"type": "http.request", "body": part, "more_body": False}
            await self._left.wait()
            return {"type": "http.disconnect"}

        return receive

    async def _send(self, message: Message) -> None:
        if self._gone:
            raise OSError("the client has gone")
        if message["type"] == "http.response.start":
            self._start_answer(message)
        elif message["type"] == "http.response.body":
            await self._pass_on(message)

    def _start_answer(self, message: Message) -> None:
        headers = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
        for name, value in headers:
            if name.lower() == b"content-length" and value.isdigit():
                self._expected = int(value)
        with self._changed:
            self._head = (int(message["status"]), headers)
            self._changed.notify_all()

    async def _pass_on(self, message: Message) -> None:
        chunk = bytes(message.get("body", b""))
        with self._changed:
            if chunk:
                self._chunks.append(chunk)
                self._waiting += len(chunk) + CHUNK_BYTES
                self._received += len(chunk)
            if not message.get("more_body", False):
                self._ended = True
            self._changed.notify_all()
            full = self._waiting >= WAITING_BYTES and not self._ended
            if full:
                self._room.clear()
        if full and not self._gone:
            await self._room.wait()
