"""The sandbox over a real socket, in a thread of the test's own process."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import uvicorn

from tests.sandbox.client import Reply, call
from tui.sandbox import Sandbox
from tui.sandbox.serve import listen


@contextmanager
def served(sandbox: Sandbox) -> Iterator[str]:
    """The base URL, while it is served."""
    listener = listen("127.0.0.1", 0, expose=False)
    config = uvicorn.Config(sandbox.asgi(), log_level="critical", lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive()


class Way:
    """One way to the sandbox: straight into the application, or through a socket to `url`."""

    def __init__(self, sandbox: Sandbox, url: str = "") -> None:
        self._sandbox = sandbox
        self._url = url

    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        if not self._url:
            app = self._sandbox.asgi()
            return await call(app, method, path, query=query, form=form, body=body, headers=headers)
        content = urlencode(form).encode() if form is not None else body
        target = f"{path}?{urlencode(query)}" if query else path
        address = urlsplit(self._url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        try:
            return await asyncio.to_thread(_over_socket, connection, method, target, content, headers or {})
        except asyncio.CancelledError:
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)
            raise


def _over_socket(
    connection: http.client.HTTPConnection, method: str, target: str, body: bytes, headers: Mapping[str, str]
) -> Reply:
    reply = Reply()
    try:
        connection.request(method, target, body, dict(headers))
        answer = connection.getresponse()
        reply.status = answer.status
        reply.headers = [(name.lower(), value) for name, value in answer.getheaders()]
        while chunk := answer.read1(65536):
            reply.chunks.append(chunk)
        reply.complete = True
    except http.client.IncompleteRead as error:
        reply.chunks.append(error.partial)
    except (ConnectionError, http.client.HTTPException):
        reply.complete = False
    finally:
        connection.close()
    return reply


WAYS = ("in process", "socket")


@contextmanager
def way_to(sandbox: Sandbox, name: str) -> Iterator[Way]:
    """The way of that name, one of WAYS."""
    if name == "in process":
        yield Way(sandbox)
        return
    with served(sandbox) as url:
        yield Way(sandbox, url)
