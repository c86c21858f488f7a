"""What one exchange has under way, so that another thread can end it in any phase."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from typing import Protocol

from tui.transport.channel import Abandoned


class Abortable(Protocol):
    def abort(self) -> None:
        """End what blocks, from any thread, without waiting."""
        ...


class Watch:
    """Knows the connection that an exchange uses now, and whether its request has begun to leave.

    `permit` and `abort` share a lock: once `abort` has said that nothing was sent, nothing will be.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._target: Abortable | None = None
        self._aborted = False
        self._sent = False
        self.first_bytes = b""
        """The first bytes that came back, to tell TLS from plain text. Never shown."""
        self.resolve_seconds: float | None = None
        """What the look-up of the host's name took."""
        self.ended = False
        """The other side has closed the connection."""

    @property
    def sent(self) -> bool:
        return self._sent

    @property
    def aborted(self) -> bool:
        return self._aborted

    def attach(self, target: Abortable) -> None:
        """Raises Abandoned, and ends `target`, when the exchange has been aborted meanwhile."""
        if self._target is target and not self._aborted:
            return
        with self._lock:
            self._target = target
            aborted = self._aborted
        if aborted:
            target.abort()
            raise Abandoned

    def detach(self) -> None:
        """The connection is another's from now on."""
        with self._lock:
            self._target = None

    def permit(self) -> None:
        """The request is about to leave. Raises Abandoned when it must not any more."""
        with self._lock:
            if self._aborted:
                raise Abandoned
            self._sent = True

    def unsent(self) -> None:
        """The request could not be written after all; not a byte of it left."""
        with self._lock:
            self._sent = False

    def abort(self) -> bool:
        """End the exchange. True when a byte of the request may have left this machine."""
        with self._lock:
            self._aborted = True
            target, self._target = self._target, None
            sent = self._sent
        if target is not None:
            target.abort()
        return sent


CURRENT: ContextVar[Watch | None] = ContextVar("current exchange", default=None)
"""The exchange of this thread. Connections outlive exchanges, so they have to ask whose they are."""
