"""A real listener on loopback, and clients of every kind."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.failures import NotFound, Refused
from tui.core.listening import HeardRequest, Listening, ListenWish, Reply, TurnedAway
from tui.listening import LoopbackListener
from tui.listening.limits import Limits
from tui.listening.reading import Turned, parse_head

QUICK = Limits(head=2000, body=5000, head_seconds=0.3, body_seconds=0.3, connections=4, at_work=4)


@dataclass
class Ear:
    heard: list[HeardRequest] = field(default_factory=list)
    away: list[TurnedAway] = field(default_factory=list)
    listening: Listening | None = None
    hold: threading.Event | None = None
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def answer(self, request: HeardRequest) -> Reply:
        if request.target == "/fault":
            raise RuntimeError("inside")
        self.arrived.release()
        if self.hold is not None:
            self.hold.wait(3)
        self.heard.append(request)
        return Reply(200, b'{"ok": true}')

    def say(self, data: bytes, *, end: bool = False) -> bytes:
        assert self.listening is not None
        port = int(self.listening.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=3) as client:
            client.sendall(data)
            if end:
                client.shutdown(socket.SHUT_WR)
            got = b""
            while chunk := client.recv(65536):
                got += chunk
            return got


@pytest.fixture(scope="module")
def shared() -> Iterator[Ear]:
    ear = Ear()
    wish = ListenWish(origins=("https://shop.example",))
    ear.listening = LoopbackListener(QUICK).listen(wish, ear.answer, ear.away.append)
    yield ear
    ear.listening.close()


@pytest.fixture
def ear(shared: Ear) -> Ear:
    shared.heard.clear()
    shared.away.clear()
    return shared


def request(first: str = "POST /api?a=1 HTTP/1.1", *headers: str, body: bytes = b"") -> bytes:
    lines = [first, "Host: 127.0.0.1:1", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_a_request_comes_byte_for_byte(ear: Ear) -> None:
    body = bytes(range(256))
    got = ear.say(request("POST /a%2Fb?q=%20&q HTTP/1.1", "X-Sign: é", body=body))
    assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert got.endswith(b'{"ok": true}')
    (heard,) = ear.heard
    assert (heard.method, heard.target, heard.body) == ("POST", "/a%2Fb?q=%20&q", body)
    assert heard.header("x-sign") == "é"


def test_a_body_in_pieces_and_one_that_is_announced(ear: Ear) -> None:
    chunked = request("POST /c HTTP/1.1", "Transfer-Encoding: chunked")
    ear.say(chunked + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n")
    assert ear.heard[-1].body == b"abcde"
    got = ear.say(request("PUT /d HTTP/1.1", "Expect: 100-continue", body=b"xyz"))
    assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert ear.heard[-1].body == b"xyz"


MALFORMED = {
    "no HTTP": (b"\x16\x03\x01 hello\r\n\r\n", 400),
    "a proxy's form": (request("GET http://x.example/ HTTP/1.1"), 400),
    "HTTP/2": (request("PRI * HTTP/2.0"), 400),
    "a header without a colon": (request("GET / HTTP/1.1", "nothing"), 400),
    "a blank before the colon": (request("GET / HTTP/1.1", "X : 1"), 400),
    "a line end within": (request("GET / HTTP/1.1", "X: 1\n2"), 400),
    "two lengths": (request("POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 2"), 400),
    "a length and pieces": (
        request("POST / HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked"),
        400,
    ),
    "a length that is none": (request("POST / HTTP/1.1", "Content-Length: -1"), 400),
    "a piece that is none": (request("POST / HTTP/1.1", "Transfer-Encoding: chunked") + b"x\r\n", 400),
    "a huge body": (request("POST / HTTP/1.1", "Content-Length: 9999"), 413),
    "huge pieces": (request("POST / HTTP/1.1", "Transfer-Encoding: chunked") + b"ffffff\r\n", 413),
    "a huge head": (request("GET / HTTP/1.1", "X: " + "a" * 3000), 431),
    "many headers": (request("GET / HTTP/1.1", *(["a:b"] * 150)), 431),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 421),
    "a foreign page": (request("POST / HTTP/1.1", "Origin: https://evil.example"), 403),
    "a fault of ours": (request("GET /fault HTTP/1.1"), 500),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_turned_away(ear: Ear, name: str) -> None:
    data, status = MALFORMED[name]
    assert ear.say(data).startswith(b"HTTP/1.1 %d " % status)
    assert [one.status for one in ear.away] == [status]
    assert ear.heard == []


def test_slow_and_broken_clients_are_let_go(ear: Ear) -> None:
    assert ear.say(b"GET / HT").startswith(b"HTTP/1.1 408")
    assert ear.say(b"GET / HT", end=True).startswith(b"HTTP/1.1 400")
    body = request("POST / HTTP/1.1", "Content-Length: 5") + b"ab"
    assert ear.say(body).startswith(b"HTTP/1.1 408")
    assert ear.say(body, end=True).startswith(b"HTTP/1.1 400")
    assert ear.say(b"", end=True) == b""
    assert ear.heard == []
    assert ear.say(request()).startswith(b"HTTP/1.1 200")


def test_a_crowd_is_told_to_come_later() -> None:
    ear = Ear(hold=threading.Event())
    ear.listening = LoopbackListener(QUICK).listen(ListenWish(), ear.answer, ear.away.append)
    assert ear.hold is not None
    answers: list[bytes] = []
    clients = [threading.Thread(target=lambda: answers.append(ear.say(request()))) for _ in range(4)]
    for client in clients:
        client.start()
    for _ in clients:
        assert ear.arrived.acquire(timeout=3)
    assert ear.say(request()).startswith(b"HTTP/1.1 503")
    ear.hold.set()
    for client in clients:
        client.join(3)
    assert [one[:12] for one in answers] == [b"HTTP/1.1 200"] * 4
    ear.listening.close()
    with pytest.raises(OSError, match="refused"):
        ear.say(request())


def test_a_page_is_told_that_it_may(ear: Ear) -> None:
    asked = request(
        "OPTIONS /api HTTP/1.1",
        "Origin: https://shop.example",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type, x-td-sign",
        "Access-Control-Request-Private-Network: true",
    )
    got = ear.say(asked).decode()
    for line in (
        "HTTP/1.1 204",
        "Access-Control-Allow-Origin: https://shop.example",
        "Access-Control-Allow-Headers: content-type, x-td-sign",
        "Access-Control-Allow-Methods: POST",
        "Access-Control-Allow-Private-Network: true",
    ):
        assert line in got
    assert ear.heard == []
    sent = ear.say(request("POST /api HTTP/1.1", "Origin: http://localhost:3000")).decode()
    assert "Access-Control-Allow-Origin: http://localhost:3000" in sent
    assert "Access-Control" not in ear.say(MALFORMED["a foreign page"][0]).decode()


def test_only_this_machine_and_only_a_free_port(ear: Ear) -> None:
    listener = LoopbackListener()
    for host in ("0.0.0.0", "192.0.2.1", "example.com", "::"):
        with pytest.raises(Refused, match="this machine only"):
            listener.listen(ListenWish(host), ear.answer, ear.away.append)
    assert ear.listening is not None
    taken = int(ear.listening.url.rpartition(":")[2])
    with pytest.raises(NotFound, match=str(taken)):
        listener.listen(ListenWish(port=taken), ear.answer, ear.away.append)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200) | st.text("GET /:\r\nHost1.x\0é", max_size=80).map(str.encode))
def test_any_head_is_read_or_turned_away(data: bytes) -> None:
    try:
        method, target, _, _ = parse_head(data + b"\r\n\r\n", QUICK)
        status = 0 if method and target.startswith("/") else 200
    except Turned as error:
        status = error.status
    assert status in (0, 400, 431)
