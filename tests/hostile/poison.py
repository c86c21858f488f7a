"""The sandbox with every text in its answers made hostile: shapes stay right, words do not."""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tests.hostile.corpus import PILES

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

_KEPT = ("return_code", "code", "status", "result")


class Poisoned:
    """An ASGI application around another. Texts of its JSON answers get a hostile tail, and objects an
    extra key of that kind; numbers, codes and dates stay, so that every screen has something to show."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._next = itertools.cycle(PILES)
        self.answers = 0

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        head: Message = {}
        body = b""

        async def hold(message: Message) -> None:
            nonlocal head, body
            if message["type"] == "http.response.start":
                head = message
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                data = self.poisoned(body)
                kept = [(k, v) for k, v in head["headers"] if k.lower() != b"content-length"]
                # HTTP itself forbids control characters but not all that acts.
                kept.append((b"x-hostile", "\x9b31m \u00ad [@click=app.quit]x[/]".encode("latin-1")))
                await send({**head, "headers": [*kept, (b"content-length", b"%d" % len(data))]})
                await send({"type": "http.response.body", "body": data})

        await self._app(scope, receive, hold)

    def poisoned(self, body: bytes) -> bytes:
        self.answers += 1
        return b"\n".join(self._line(line) for line in body.split(b"\n"))

    def _line(self, line: bytes) -> bytes:
        try:
            value = json.loads(line)
        except ValueError:
            return line
        return json.dumps(self._spoilt(value, "")).encode()

    def _spoilt(self, value: Any, key: str) -> Any:
        if isinstance(value, str):
            # A date or a number in text keeps its meaning, as charts and layouts need it.
            plain = key in _KEPT or not value or value[0].isdigit() or value.startswith("-")
            return value if plain else value + next(self._next)
        if isinstance(value, list):
            return [self._spoilt(one, key) for one in value]
        if isinstance(value, dict):
            return {name: self._spoilt(one, name) for name, one in value.items()}
        return value
