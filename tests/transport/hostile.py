"""A server on loopback that answers with raw bytes, right or wrong, and remembers what it was sent."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Talk:
    """One request as the server got it, and the way to answer."""

    head: bytes
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def target(self) -> str:
        return self.head.split(b" ", 2)[1].decode("ascii")

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def stall(self) -> None:
        """Say nothing more until the client goes away."""
        while await self.reader.read(1024):
            pass

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        self.writer.transport.abort()


Handler = Callable[[Talk], Awaitable[None]]


def answer(
    body: bytes = b"", *, status: str = "200 OK", headers: str = "", length: int | None = None
) -> Handler:
    """A proper answer, unless `length` says otherwise."""
    extra = headers.replace("\n", "\r\n")

    async def handle(talk: Talk) -> None:
        size = len(body) if length is None else length
        await talk.send(f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n{extra}\r\n".encode() + body)

    return handle


def raw(data: bytes) -> Handler:
    """These bytes, then the end of the connection."""

    async def handle(talk: Talk) -> None:
        await talk.send(data)
        talk.writer.close()

    return handle


def pieces(*parts: bytes, pause: float = 0.01) -> Handler:
    """Raw bytes in separate writes, then the end of the connection."""

    async def handle(talk: Talk) -> None:
        for part in parts:
            await talk.send(part)
            await asyncio.sleep(pause)
        talk.writer.close()

    return handle


def then_stall(data: bytes = b"") -> Handler:
    async def handle(talk: Talk) -> None:
        if data:
            await talk.send(data)
        await talk.stall()

    return handle


@dataclass
class HostileServer:
    """Runs on an event loop in a thread. `seen` holds every request's head and body, raw."""

    tls: ssl.SSLContext | None = None
    seen: list[bytes] = field(default_factory=list)
    routes: dict[str, Handler] = field(default_factory=dict)
    greeting: bytes = b""
    """Said before the client says anything."""
    connections: int = 0
    lost_at: list[float] = field(default_factory=list)
    """When (time.monotonic) a client went away."""

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._tasks: list[asyncio.Task[None]] = []
        self._writers: list[asyncio.StreamWriter] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        )
        self.port: int = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end(server))
        self._loop.close()

    async def _end(self, server: asyncio.Server) -> None:
        # A connection that is just being accepted would be lost, unclosed, in a closed server.
        await asyncio.sleep(0.01)
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        # Aborted connections close their sockets in the next rounds of the loop.
        await asyncio.sleep(0.01)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self._tasks.append(self._loop.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(self.greeting)
        try:
            while not writer.is_closing():
                talk = await self._request(reader, writer)
                route = self.routes.get(talk.target.partition("?")[0]) or answer(b"no route", status="404 No")
                await route(talk)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            self.lost_at.append(time.monotonic())
            writer.transport.abort()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Talk:
        head = await reader.readuntil(b"\r\n\r\n")
        self.seen.append(head)
        body = b""
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                body = await reader.readexactly(int(line.partition(b":")[2]))
        self.seen[-1] = head + body
        return Talk(head, body, reader, writer)


@contextlib.contextmanager
def silent_port(connections: int = 0) -> Iterator[int]:
    """A port that accepts in the kernel and never says a word. With `connections` > 0 its queue is
    filled first, so that a further connection is never made. Yields the port."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(
            socket.create_server(("127.0.0.1", 0), backlog=0 if connections else 5)
        )
        port = listener.getsockname()[1]
        for _ in range(connections):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        yield port
