"""How long each phase of an exchange took, from the HTTP library's trace events."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpcore
import httpx

from tui.core.exchange import Timing
from tui.transport.explaining import Stage
from tui.transport.watch import Watch

_LOCAL_FAULTS = (httpcore.LocalProtocolError, httpx.LocalProtocolError)


class PhaseClock:
    """Phases for people, seconds for the record. `post` is told a phase's name when it begins."""

    def __init__(self, started: float, watch: Watch, stage: Stage, post: Callable[[str], None]) -> None:
        self._exchange_started = started
        self._watch = watch
        self._stage = stage
        self._post = post
        self._begun: dict[str, float] = {}
        self._took: dict[str, float] = {}

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        name, _, step = event.partition(".")[2].partition(".")
        if step == "started":
            self._begun[name] = time.monotonic()
            self._started(name, info)
        elif name in self._begun:
            self._took[name] = time.monotonic() - self._begun[name]
            if step == "failed" and isinstance(info.get("exception"), _LOCAL_FAULTS):
                self._watch.unsent()

    def _started(self, name: str, info: Mapping[str, Any]) -> None:
        stage = self._stage
        # The request that opens a proxy's tunnel holds nothing of the real one.
        tunnel = getattr(info.get("request"), "method", None) == b"CONNECT"
        if name == "connect_tcp":
            stage.phase, stage.reused = "connecting", False
            self._post("connecting")
        elif name == "start_tls":
            stage.phase = "tls"
        elif name == "send_request_headers" and not tunnel:
            self._watch.permit()
            stage.phase = "sending"
            self._post("sending")
        elif name == "receive_response_headers" and not tunnel:
            stage.phase = "waiting"
            self._post("waiting")

    def timing(self) -> Timing:
        """Seconds per phase, up to now."""
        now = time.monotonic()
        waited = self._took.get("receive_response_headers")
        begun = self._begun.get("receive_response_headers")
        arrived = None if waited is None or begun is None else begun + waited
        connect, resolve = self._took.get("connect_tcp"), self._watch.resolve_seconds
        sending = [
            self._took[name] for name in ("send_request_headers", "send_request_body") if name in self._took
        ]
        return Timing(
            # The library's phase begins with the look-up of the name.
            connect=connect if connect is None or resolve is None else max(0.0, connect - resolve),
            tls=self._took.get("start_tls"),
            first_byte=waited,
            transfer=None if arrived is None else now - arrived,
            total=now - self._exchange_started,
            resolve=resolve if connect is not None else None,
            send=sum(sending) if sending else None,
        )
