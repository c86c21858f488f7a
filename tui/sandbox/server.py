"""The server: a plain ASGI application that hands calls to the mounts, each in a worker thread."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from tui.core.cancel import CancelToken
from tui.core.sandboxing import (
    FAULT_HEADER,
    MARK_HEADER,
    MESSAGE_PREFIX,
    Handler,
    SandboxAnswer,
    SandboxMount,
    SandboxRequest,
    SandboxServices,
    SqlRefused,
)
from tui.sandbox import faults

MAX_BODY = 16 * 1024 * 1024
"""Bytes of a request's body; more is refused."""

WORKERS = 24

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

T = TypeVar("T")


class TooLarge(Exception):
    """The request's body is over the limit."""


class App:
    """An ASGI 3 application. A call is for the mount whose route it names; a prefix `/<provider>` is
    accepted too, for base URLs that carry one."""

    def __init__(self, mounts: Sequence[SandboxMount], services: SandboxServices) -> None:
        self._mounts = tuple(mounts)
        self._services = services
        self._routes: dict[tuple[str, str], tuple[SandboxMount, Handler]] | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="sandbox")
        self._active: set[CancelToken] = set()

    @property
    def active(self) -> int:
        """Calls that are being answered now."""
        return len(self._active)

    def warm(self) -> None:
        """Make the routes ahead of the first call."""
        self._table()

    def close(self) -> None:
        """Cancel every call and wait for its thread."""
        for token in tuple(self._active):
            token.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        token = CancelToken()
        self._active.add(token)
        watch: asyncio.Task[None] | None = None
        try:
            body = await _body(receive)
            watch = asyncio.create_task(_until_gone(receive, token))
            answer = await self._run(lambda: self._handle(scope, body, token), token, _dispose)
            await self._send(answer, token, send)
        except TooLarge:
            await _send_whole(_own(413, f"the body is over {MAX_BODY} bytes"), send)
        finally:
            token.cancel()
            self._active.discard(token)
            if watch is not None:
                watch.cancel()

    async def _run(self, call: Callable[[], T], token: CancelToken, late: Callable[[T], None]) -> T:
        """The result of a call in a worker thread. When this task is cancelled, the token is too, and
        a result that comes late goes to `late`; no thread is left behind."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            token.cancel()
            late(await future)
            raise

    # ---- in a worker thread

    def _handle(self, scope: MutableMapping[str, Any], body: bytes, token: CancelToken) -> SandboxAnswer:
        method = scope["method"].upper()
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
        )
        mount, handler, path = self._find(method, scope["path"] or "/")
        standing: dict[str, object] = self._services.setting(mount.provider, "faults", {})
        wanted = faults.wanted(dict(headers).get(FAULT_HEADER, ""), standing)
        request = SandboxRequest(method, path, tuple(query), headers, body, token, wanted)
        answer = faults.before(request)
        if answer is not None:
            return answer
        try:
            return faults.after(handler(request), request)
        except Exception as error:  # noqa: BLE001 - a fault of the sandbox must not look like a dropped call
            return _own(500, f"internal fault ({type(error).__name__}); please report it")

    def _find(self, method: str, path: str) -> tuple[SandboxMount, Handler, str]:
        routes = self._table()
        found = routes.get((method, path))
        if found:
            return *found, path
        for mount in self._mounts:
            prefix = f"/{mount.provider}/"
            if path.startswith(prefix):
                below = path[len(prefix) - 1 :]
                known = routes.get((method, below))
                handler = known[1] if known and known[0] is mount else mount.unknown
                return mount, handler, below
        owner = self._nearest(path)
        return owner, owner.unknown, path

    def _nearest(self, path: str) -> SandboxMount:
        """The mount with a route that begins like the path; else the first one."""
        first = path.split("/")[1] if "/" in path else path
        for (_, known), (mount, _) in self._table().items():
            if known.split("/")[1] == first:
                return mount
        return self._mounts[0]

    def _table(self) -> dict[tuple[str, str], tuple[SandboxMount, Handler]]:
        with self._lock:
            if self._routes is None:
                self._routes = {
                    (route.method.upper(), route.path): (mount, route.handler)
                    for mount in self._mounts
                    for route in mount.routes()
                }
            return self._routes

    # ---- out

    async def _send(self, answer: SandboxAnswer, token: CancelToken, send: Send) -> None:
        if isinstance(answer.body, bytes):
            await _send_whole(answer, send)
            return
        body = answer.body
        try:
            await send(_start(answer))
            while (chunk := await self._run(lambda: _next(body), token, _ignore)) is not None:
                if token.cancelled:
                    return
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except faults.Cut:
            # An answer that never says it has ended: the server closes the connection.
            return
        finally:
            token.cancel()
            await self._run(lambda: _dispose(answer), token, _ignore)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _next(body: Iterator[bytes]) -> bytes | None:
    try:
        return next(body, None)
    except SqlRefused:
        # A handler that lets this out has already sent rows; nothing true can follow.
        raise faults.Cut from None


def _dispose(answer: SandboxAnswer) -> None:
    close = getattr(answer.body, "close", None)
    if close is not None:
        close()


def _ignore(_: object) -> None:
    """Nothing is left to do with a result that nobody waits for."""


def _own(status: int, message: str) -> SandboxAnswer:
    text = json.dumps({"code": status, "return_code": -1, "return_message": MESSAGE_PREFIX + message})
    return SandboxAnswer(text.encode(), status)


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


async def _until_gone(receive: Receive, token: CancelToken) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    token.cancel()


def _start(answer: SandboxAnswer, length: int | None = None) -> Message:
    headers = [MARK_HEADER, ("content-type", answer.content_type), *answer.headers]
    if length is not None:
        headers.append(("content-length", str(length)))
    return {
        "type": "http.response.start",
        "status": answer.status,
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
    }


async def _send_whole(answer: SandboxAnswer, send: Send) -> None:
    body = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
    await send(_start(answer, len(body)))
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
