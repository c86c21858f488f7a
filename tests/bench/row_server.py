"""A server in a process of its own that answers queries over loopback with prepared rows."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

from tests.bench.engine import row

DRIPS = 15
"""Answers of one row, which comes after a pause; every later answer has all rows."""

BLOCK = 5_000


def wide_row(number: int, width: int) -> bytes:
    if width <= 10:
        return row(number)
    return (b"[%d," % number) + row(number).rstrip()[1:-1] + b",7" * (width - 11) + b"]\n"


def head(width: int) -> bytes:
    names = ["id", "event", "amount", "moment", "gap", "flag", "zone", "device", "words", "small"]
    extra = ["key"] * (width > 10) + names + [f"c{n}" for n in range(width - 11)]
    return json.dumps({"data": {"headers": extra}, "return_code": 0}).encode() + b"\n"


class Source:
    """What the server sends. The first `DRIPS + 1` answers have one row, after a pause; then all."""

    def __init__(self, rows: int, width: int, told: Any) -> None:
        self.rounds, self.told, self.asked = max(1, rows // BLOCK), told, 0
        self.head = head(width)
        self.block = b"".join(wide_row(number, width) for number in range(BLOCK))
        self.size = len(self.head) + self.rounds * len(self.block)

    def answer(self, connection: socket.socket) -> None:
        request = connection.recv(65536)
        if b"bench-bare" in request:
            connection.sendall(self.head)
            return self.all(connection, tell=False)
        if b"/querySql" not in request:
            body = b'{"return_code": -1, "return_message": "no"}'
            return connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        self.asked += 1
        if self.asked <= DRIPS + 1:
            return self.drip(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (self.size, self.head))
        return self.all(connection, tell=True)

    def drip(self, connection: socket.socket) -> None:
        first = b'["FIRST%04d"%s\n' % (self.asked, self.block[self.block.index(b",") :].split(b"\n")[0])
        size = len(self.head) + len(first)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (size, self.head))
        time.sleep(0.25)
        self.told.put(time.perf_counter())
        connection.sendall(first)

    def all(self, connection: socket.socket, *, tell: bool) -> None:
        begun = time.perf_counter()
        for _ in range(self.rounds):
            connection.sendall(self.block)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
        if tell:
            self.told.put((begun, time.perf_counter()))


def serve(rows: int, width: int, told: Any) -> None:
    source = Source(rows, width, told)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        told.put((listening.getsockname()[1], source.size, source.rounds * BLOCK))
        while True:
            connection, _ = listening.accept()
            with connection:
                try:
                    source.answer(connection)
                except OSError:
                    continue


def serve_bodies(kind: str, size: int, told: Any) -> None:
    """The first answer is one row, to warm up; then `size` rows as a stream (`rows`), or a document of
    `size` MB with its rows in a list (`json`)."""
    names, one = head(10), b'["WARM"' + row(0)[row(0).index(b",") :].rstrip()
    if kind == "rows":
        warm, parts = (
            names + one + b"\n",
            [names, *([b"".join(map(row, range(BLOCK)))] * max(1, size // BLOCK))],
        )
    else:
        part = b",".join(row(number).rstrip() for number in range(6000))
        opening = json.dumps({"data": json.loads(names)["data"]})[:-2].encode() + b', "rows": ['
        closing = b']}, "return_code": 0, "return_message": "success"}'
        parts = [opening, b",".join([part] * max(1, size * 1_000_000 // len(part))), closing]
        warm = opening + one + closing
    asked = 0
    with socket.create_server(("127.0.0.1", 0)) as listening:
        told.put((listening.getsockname()[1], sum(map(len, parts))))
        while True:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                asked += 1
                sent = [warm] if asked == 1 else parts
                length = sum(map(len, sent))
                text = b"Content-Type: application/json\r\n" * (kind == "json")
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (text, length))
                    for one in sent:
                        connection.sendall(one)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass
                except OSError:
                    continue
