"""One call to the embedded sandbox: what comes in, what goes out, and the route between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tui.core.cancel import CancelToken

MARK_HEADER = ("x-sandbox", "assay")
"""On every answer of the sandbox, so that none can be taken for a vendor's."""

MESSAGE_PREFIX = "sandbox: "
"""Before every message that is the sandbox's own and not the imitation of a documented one."""

FAULT_HEADER = "x-sandbox-fault"


@dataclass(frozen=True, slots=True)
class SandboxRequest:
    """One call. `path` is below the mount's prefix, decoded, and begins with a slash.

    `query` and `headers` keep order and repeats; header names are lower case. `faults` are the faults
    wanted for this call, by name, from the header or the settings.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cancel: CancelToken = field(default_factory=CancelToken)
    faults: Mapping[str, str] = field(default_factory=dict)

    def parameter(self, name: str, default: str = "") -> str:
        """The first query parameter of that name."""
        return next((value for key, value in self.query if key == name), default)

    def header(self, name: str, default: str = "") -> str:
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), default)

    def form(self) -> dict[str, str]:
        """Fields of a form-encoded body, first of each name. Raises ValueError when it is not text."""
        pairs = parse_qsl(self.body.decode("utf-8"), keep_blank_values=True, errors="strict")
        return dict(reversed(pairs))

    def json(self) -> Any:
        """The JSON body. Raises ValueError when it is not JSON or nested too deeply."""
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("JSON is nested too deeply") from None


class StreamBody(Iterator[bytes]):
    """Chunks, and what to close after them. Unlike a generator's `finally`, `close` also runs when the
    client leaves before the first chunk; it runs once."""

    def __init__(self, chunks: Iterator[bytes], close: Callable[[], None]) -> None:
        self._chunks = chunks
        self._close: Callable[[], None] | None = close

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        close, self._close = self._close, None
        if close is not None:
            close()


@dataclass(frozen=True, slots=True)
class SandboxAnswer:
    """What a handler gives back. An iterator is drained in a worker thread, chunk by chunk, and its
    `close`, if it has one, is called at the end; StreamBody is one for what must be closed."""

    body: bytes | Iterator[bytes] = b""
    status: int = 200
    content_type: str = "application/json;charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()


Handler = Callable[[SandboxRequest], SandboxAnswer]


@dataclass(frozen=True, slots=True)
class SandboxRoute:
    """`path` is matched exactly, below the provider's base URL."""

    method: str
    path: str
    handler: Handler
