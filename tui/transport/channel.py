"""The way from the thread that speaks HTTP to the thread that called `send`.

Only plain data crosses it, never an exception of a library or an object that knows the signed address.
The calling thread alone talks to the sink, so nothing can reach a sink after `send` has returned.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from tui.core.exchange import Failure, ResponseHead
from tui.core.failures import AssayError
from tui.core.ports import Delivery

WAITING_BYTES = 1024 * 1024
"""Bytes that may wait for a slow sink before reading from the network pauses."""

EVENT_BYTES = 512
"""What an event weighs beside its data, so that a flood of tiny chunks is bounded as well."""


@dataclass(frozen=True, slots=True)
class Phase:
    name: str


@dataclass(frozen=True, slots=True)
class Chunk:
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event of a transfer that ended as HTTP says it should."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Failed:
    report: Failure


@dataclass(frozen=True, slots=True)
class Raised:
    """An error of our own, such as the authorizer's refusal."""

    error: AssayError


Event = Phase | ResponseHead | Chunk | Ended | Failed | Raised


class Abandoned(Exception):
    """Nobody waits for this exchange any more; its thread has to end quietly."""


class Channel:
    """A queue between two threads, bounded in bytes, that either side can leave at any time."""

    def __init__(self, limit: int = WAITING_BYTES) -> None:
        self._changed = threading.Condition()
        self._events: deque[Event] = deque()
        self._bytes = 0
        self._limit = limit
        self._woken = False
        self._closed = False

    def put(self, event: Event) -> None:
        """Blocks while too much is waiting. Raises Abandoned once the receiver has left."""
        with self._changed:
            while self._bytes >= self._limit and not self._closed:
                self._changed.wait()
            if self._closed:
                raise Abandoned
            self._events.append(event)
            self._bytes += EVENT_BYTES + (len(event.data) if isinstance(event, Chunk) else 0)
            self._changed.notify_all()

    def take(self, timeout: float) -> list[Event]:
        """All that waits; empty after `timeout` seconds or a wake."""
        with self._changed:
            self._changed.wait_for(lambda: self._events or self._woken, max(0.0, timeout))
            events = list(self._events)
            self._events.clear()
            self._bytes = 0
            self._changed.notify_all()
            return events

    def wake(self) -> None:
        """End the receiver's waiting; it looks at its reasons by itself."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def close(self) -> None:
        """The receiver leaves."""
        with self._changed:
            self._closed = True
            self._events.clear()
            self._changed.notify_all()
