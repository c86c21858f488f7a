"""A small ASGI client for tests: streams, holds back, goes away, and notices a cut connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tui.sandbox.server import App

Message = MutableMapping[str, Any]


@dataclass
class Reply:
    """One answer. `complete` is False when the server cut the connection."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    complete: bool = False

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def lines(self) -> list[bytes]:
        return self.body.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


Watch = Callable[[Reply], Awaitable[bool]]
"""Called after every chunk; True means: go away now."""


async def call(
    app: App,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    watch: Watch | None = None,
    keep: bool = True,
) -> Reply:
    """One call, straight into the application."""
    reply = Reply()
    gone = asyncio.Event()
    sent_body = False
    content = urlencode(form).encode() if form is not None else body

    async def receive() -> Message:
        nonlocal sent_body
        if not sent_body:
            sent_body = True
            return {"type": "http.request", "body": content, "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.headers = [(k.decode(), v.decode()) for k, v in message["headers"]]
            return
        if keep:
            reply.chunks.append(message.get("body", b""))
        reply.complete = not message.get("more_body", False)
        if watch is not None and await watch(reply):
            gone.set()

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": urlencode(query or {}).encode(),
        "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
    }
    await app(scope, receive, send)
    return reply
