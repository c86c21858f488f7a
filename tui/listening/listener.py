"""One listener at work, with a loop of its own in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from tui.core.failures import NotFound
from tui.core.listening import Answering, HeardRequest, ListenWish, Reply, TurnedAway
from tui.listening.limits import Limits
from tui.listening.pages import for_page, host_is_own, is_preflight, may_send, preflight
from tui.listening.reading import Turned, read_request

CLOSING = 1.0
"""Seconds that a request under way has when the listener ends."""

DRAINED = 64 * 1024
"""Bytes of a refused request that are taken, so that the client reads why instead of a broken pipe."""


def bound(wish: ListenWish) -> socket.socket:
    """A listening socket. Raises NotFound for an address that cannot be used."""
    family = socket.AF_INET6 if ":" in wish.host else socket.AF_INET
    # Named, because asyncio sets TCP_NODELAY only then; without it each call takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((wish.host, wish.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise NotFound(
            f"It cannot listen on {wish.host} port {wish.port}: {error.strerror}.",
            next_step="Choose another port, or none for a free one.",
        ) from None
    listener.setblocking(False)
    return listener


class LoopbackListening:
    """Plays `core.listening.Listening`."""

    def __init__(
        self,
        listener: socket.socket,
        wish: ListenWish,
        answer: Answering,
        turned_away: Callable[[TurnedAway], None],
        limits: Limits,
    ) -> None:
        host, port = listener.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._listener = listener
        self._wish = wish
        self._answer = answer
        self._turned_away = turned_away
        self._limits = limits
        self._open = 0
        self._pool = ThreadPoolExecutor(limits.at_work, "heard")
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # it ended by itself a moment ago
                self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(CLOSING * 2)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, sock=self._listener, limit=self._limits.head)
        await self._ending.wait()
        server.close()
        mine = asyncio.current_task()
        under_way = [task for task in asyncio.all_tasks() if task is not mine]
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=CLOSING)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # -- one connection ------------------------------------------------------------------------------

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            async with contextlib.AsyncExitStack() as stack:
                stack.callback(writer.close)
                await self._spoken(reader, writer)
        except (ConnectionError, TimeoutError):
            # The client went away, or does not take its answer; it is told nothing.
            pass
        finally:
            self._open -= 1

    async def _spoken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request: HeardRequest | None = None
        try:
            if self._open > self._limits.connections:
                raise Turned(503, f"More than {self._limits.connections} connections are open.")
            request = await read_request(reader, writer, self._limits)
            if request is None:
                return
            reply = await self._answered(request)
        except Turned as error:
            self._turned_away(TurnedAway(error.status, error.reason))
            reply = Reply(error.status, json.dumps({"error": error.reason}).encode())
        origin = request.header("origin") if request is not None else ""
        page = for_page(origin) if may_send(origin, self._wish.origins) else ()
        async with asyncio.timeout(self._limits.answer_seconds):
            writer.write(_bytes(reply, page, with_body=request is None or request.method != "HEAD"))
            await writer.drain()
            if request is None and writer.can_write_eof():
                writer.write_eof()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.2):
                        await reader.read(DRAINED)

    async def _answered(self, request: HeardRequest) -> Reply:
        """Raises Turned."""
        if not host_is_own(request):
            raise Turned(
                421, f"It was sent to the host {request.header('host')[:80]!r}, not to this machine."
            )
        origin = request.header("origin")
        if not may_send(origin, self._wish.origins):
            raise Turned(403, f"A page of {origin[:120]!r} may not send here unless it is allowed by name.")
        if is_preflight(request):
            return preflight(request)
        try:
            return await self._loop.run_in_executor(self._pool, self._answer, request)
        except Exception as error:  # noqa: BLE001 - a client that waits has to be told, whatever went wrong
            raise Turned(500, f"It could not be answered: {type(error).__name__}.") from None


def _bytes(reply: Reply, page: tuple[tuple[str, str], ...], *, with_body: bool) -> bytes:
    try:
        reason = HTTPStatus(reply.status).phrase
    except ValueError:
        reason = "Unknown"
    headers = [
        *reply.headers,
        *page,
        ("Content-Length", str(len(reply.body))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    lines = [f"HTTP/1.1 {reply.status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + (reply.body if with_body else b"")
