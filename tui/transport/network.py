"""Connections that can be cut from another thread in any phase, and the pools they live in."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from tui.transport.channel import Abandoned
from tui.transport.watch import CURRENT

KEEP_ALIVE = 4.0
"""Seconds that an idle connection is kept. Less than the 5 s after which common servers close theirs:
a request written into a connection that is just being closed has an uncertain outcome."""

SocketOptions = Iterable[httpcore.SOCKET_OPTION] | None


class WatchedStream(httpcore.NetworkStream):
    """A connection that tells the exchange of the current thread that it is in use."""

    def __init__(self, inner: httpcore.NetworkStream, handle: socket.socket) -> None:
        self._inner = inner
        self._handle = handle
        # A duplicate of the socket: it can shut the connection down while TLS owns the original.

    def abort(self) -> None:
        with contextlib.suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        watch = CURRENT.get()
        if watch is None:
            return self._inner.read(max_bytes, timeout)
        watch.attach(self)
        data = self._inner.read(max_bytes, timeout)
        if not data:
            watch.ended = True
        elif not watch.first_bytes:
            watch.first_bytes = data[:8]
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        watch = CURRENT.get()
        if watch is not None:
            watch.attach(self)
        self._inner.write(buffer, timeout)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        watch = CURRENT.get()
        if watch is not None:
            watch.attach(self)
        try:
            self._inner = self._inner.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        self._handle.close()
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class WatchedBackend(httpcore.NetworkBackend):
    """Looks up, connects, and gives up at once when the exchange has been aborted meanwhile."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        started = time.monotonic()
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(error) from error
        asking = CURRENT.get()
        if asking is not None:
            asking.resolve_seconds = time.monotonic() - started
        # Resolvers repeat addresses; the order is the system's preference.
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        failure: Exception = httpcore.ConnectError("the name has no address")
        for position, address in enumerate(addresses):
            watch = CURRENT.get()
            if watch is not None and watch.aborted:
                raise Abandoned
            share = None
            if timeout is not None:
                # A host with a dead IPv6 address must leave time for its IPv4 address.
                share = (timeout - (time.monotonic() - started)) / (len(addresses) - position)
                share = max(share, 0.05)
            try:
                inner = self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return self._watched(inner)
        raise failure

    def _watched(self, inner: httpcore.NetworkStream) -> WatchedStream:
        stream = WatchedStream(inner, inner.get_extra_info("socket").dup())
        watch = CURRENT.get()
        if watch is not None:
            try:
                watch.attach(stream)
            except BaseException:
                stream.close()
                raise
        return stream


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class NetworkTransport(httpx.BaseTransport):
    """A pool of connections with one TLS setting and one proxy.

    Below `httpx.Client` on purpose: that class logs addresses, keeps cookies, reads .netrc and can
    follow redirects. Nothing here repeats a request.
    """

    def __init__(self, context: ssl.SSLContext, proxy: str = "", proxy_context: ssl.SSLContext | None = None):
        backend = WatchedBackend()
        self._pool: httpcore.ConnectionPool
        if proxy:
            self._pool = httpcore.HTTPProxy(
                proxy,
                ssl_context=context,
                proxy_ssl_context=proxy_context if proxy.lower().startswith("https:") else None,
                max_connections=None,
                keepalive_expiry=KEEP_ALIVE,
                network_backend=backend,
            )
        else:
            self._pool = httpcore.ConnectionPool(
                ssl_context=context,
                max_connections=None,
                keepalive_expiry=KEEP_ALIVE,
                network_backend=backend,
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()
