"""One pool of connections per profile and setting, made at the first need, kept for reuse."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tui.core.ports import SendOptions
from tui.core.profile import Tls
from tui.core.urls import Origin
from tui.transport.in_process import InProcessTransport
from tui.transport.network import NetworkTransport
from tui.transport.quiet import hush
from tui.transport.tls import tls_context

AppFactory = Callable[[], Callable[..., Awaitable[None]]]

_Key = tuple[str, Any]


@dataclass(slots=True)
class _Entry:
    client: httpx.BaseTransport
    users: int = 0


class Clients:
    """Lends pools to exchanges. Safe to use from any thread."""

    def __init__(self, in_process: Mapping[str, AppFactory]) -> None:
        self._in_process = in_process
        self._lock = threading.Lock()
        self._entries: dict[_Key, _Entry] = {}
        hush()

    @contextmanager
    def lend(self, origin: Origin, options: SendOptions) -> Iterator[httpx.BaseTransport]:
        """Raises TlsFileFault when the profile's certificate files cannot be used."""
        key = self._key(origin, options)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry(self._make(origin, options))
            entry.users += 1
            retired = self._retired(key)
        for client in retired:
            client.close()
        try:
            yield entry.client
        finally:
            with self._lock:
                entry.users -= 1

    def close(self) -> None:
        with self._lock:
            entries = list(self._entries.values())
            self._entries.clear()
        for entry in entries:
            entry.client.close()

    def _key(self, origin: Origin, options: SendOptions) -> _Key:
        if origin.host in self._in_process:
            return ("in process", origin.host)
        return ("network " + options.connection_key, (options.tls, options.proxy))

    def _make(self, origin: Origin, options: SendOptions) -> httpx.BaseTransport:
        factory = self._in_process.get(origin.host)
        if factory is not None:
            return InProcessTransport(factory)
        proxy_context = tls_context(Tls()) if options.proxy else None
        return NetworkTransport(tls_context(options.tls), options.proxy, proxy_context)

    def _retired(self, key: _Key) -> list[httpx.BaseTransport]:
        """Idle pools of the same profile with settings that it no longer has."""
        old = [k for k, e in self._entries.items() if k[0] == key[0] and k != key and not e.users]
        if key[0] == "in process":
            return []
        return [self._entries.pop(k).client for k in old]
