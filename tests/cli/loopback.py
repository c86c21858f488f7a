"""A server on loopback that answers every connection with prepared bytes and remembers what came."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[bytes], bytes | Iterator[bytes]]
"""The whole request to the whole answer, head included, at once or in pieces; the connection is closed
behind it."""


class Loopback(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.seen: list[bytes] = []

    @property
    def url(self) -> str:
        host, port = self.socket.getsockname()[:2]
        return f"http://{host}:{port}"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Loopback)
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = self.request.recv(65536)
            if not chunk:
                return
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        while len(body) < length:
            body += self.request.recv(65536)
        server.seen.append(head + b"\r\n\r\n" + body)
        answer = server.answer(head + b"\r\n\r\n" + body)
        for piece in (answer,) if isinstance(answer, bytes) else answer:
            self.request.sendall(piece)


@contextmanager
def serving(answer: Answer) -> Iterator[Loopback]:
    with Loopback(answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def http(body: bytes, *, length: int | None = None, head: bytes = b"") -> bytes:
    """A 200 with that body; a `length` beyond the body makes it end early."""
    size = len(body) if length is None else length
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s" % (size, head, body)


def rows(*lines: bytes, columns: bytes = b'["a"]') -> bytes:
    """A TE row stream: the envelope with the names, then a line a row."""
    head = b'{"return_code":0,"return_message":"success","data":{"headers":%s}}\n' % columns
    return head + b"".join(line + b"\n" for line in lines)
