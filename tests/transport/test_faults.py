"""Everything a server can do wrong ends in one sentence with a code, and keeps what had arrived."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tests.transport.exchanges import QUICK, exchange, get
from tests.transport.hostile import Handler, HostileServer, Talk, answer, pieces, raw, silent_port, then_stall
from tui.core.ports import SendOptions
from tui.core.profile import Timeouts
from tui.transport import HttpTransport

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIPPED = OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"


async def reset_at_once(talk: Talk) -> None:
    talk.reset()


async def endless_1xx(talk: Talk) -> None:
    while True:
        await talk.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 50)


async def endless_header(talk: Talk) -> None:
    await talk.send(OK)
    while True:
        await talk.send(b"X-Flood: " + b"y" * 1000 + b"\r\n")


FAULTS: dict[str, tuple[Handler, str, bytes]] = {
    "closed without a word": (raw(b""), "connection-lost", b""),
    "reset without a word": (reset_at_once, "connection-lost", b""),
    "closed inside the head": (raw(OK + b"X-Half"), "protocol-error", b""),
    "not HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "protocol-error", b""),
    "HTTP/0.9": (raw(b"<html>hello</html>\r\n\r\n"), "protocol-error", b""),
    "a TLS alert": (raw(b"\x15\x03\x03\x00\x02\x02\x46"), "plain-http-to-tls", b""),
    "status 99": (raw(b"HTTP/1.1 099 Odd\r\n\r\n"), "protocol-error", b""),
    "two lengths": (raw(OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc"), "protocol-error", b""),
    "another protocol": (
        then_stall(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        "protocol-error",
        b"",
    ),
    "a flood of headers": (endless_header, "protocol-error", b""),
    "a length never reached": (answer(b"part", length=10), "read-timeout", b"part"),
    "closed before its length": (raw(OK + b"Content-Length: 10\r\n\r\npart"), "transfer-cut", b"part"),
    "closed between chunks": (pieces(CHUNKED, b"4\r\npart\r\n"), "transfer-cut", b"part"),
    "closed inside a chunk": (pieces(CHUNKED, b"8\r\npart"), "transfer-cut", b"part"),
    "a bad chunk size": (pieces(CHUNKED, b"4\r\npart\r\nzz\r\n"), "protocol-error", b"part"),
    "gzip cut": (raw(GZIPPED + gzip.compress(b"part" * 5000)[:-8]), "transfer-cut", b"part" * 5000),
    "gzip that is none": (raw(GZIPPED + b"\x1f\x8bnonsense"), "encoding-refused", b""),
    "something after gzip": (raw(GZIPPED + gzip.compress(b"part") + b"junk"), "encoding-refused", b"part"),
    "brotli": (answer(b"x", headers="Content-Encoding: br\n"), "encoding-refused", b""),
    "deflate": (
        answer(zlib.compress(b"x"), headers="Content-Encoding: deflate\n"),
        "encoding-refused",
        b"",
    ),
    "gzip twice": (answer(b"x", headers="Content-Encoding: gzip, gzip\n"), "encoding-refused", b""),
    "gzip in two headers": (
        answer(b"x", headers="Content-Encoding: gzip\nContent-Encoding: gzip\n"),
        "encoding-refused",
        b"",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_sentence_with_a_code(
    name: str, server: HostileServer, transport: HttpTransport
) -> None:
    handler, code, kept = FAULTS[name]
    server.routes["/"] = handler
    outcome = exchange(transport, get(server.url), options=SendOptions(Timeouts(1.0, 0.3, 3.0)))
    failure = outcome.failure
    assert failure.code == code
    assert failure.sent
    assert failure.message.endswith(".")
    assert "\n" not in failure.message
    assert outcome.body == kept
    assert outcome.seconds < 3.5


def test_a_flood_of_interim_answers_ends_with_the_deadline(
    server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = endless_1xx
    outcome = exchange(transport, get(server.url), options=SendOptions(Timeouts(1.0, 5.0, 0.5)))
    assert outcome.failure.code == "deadline-exceeded"
    assert outcome.seconds < 1.0


@pytest.mark.parametrize("place", ["head", "body"])
def test_silence_ends_with_the_read_time_out(
    place: str, server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = then_stall(b"" if place == "head" else OK + b"Content-Length: 9\r\n\r\nabc")
    outcome = exchange(transport, get(server.url), options=SendOptions(Timeouts(1.0, 0.2, 5.0)))
    assert outcome.failure.code == "read-timeout"
    assert 0.15 < outcome.seconds < 1.0


def test_drops_of_a_body_end_with_the_deadline_all_the_same(
    server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = pieces(CHUNKED, *[b"1\r\nx\r\n"] * 500, pause=0.02)
    outcome = exchange(transport, get(server.url), options=SendOptions(Timeouts(1.0, 1.0, 0.5)))
    assert outcome.failure.code == "deadline-exceeded"
    assert outcome.failure.sent
    assert outcome.seconds < 1.0


def test_a_port_that_nothing_listens_on(transport: HttpTransport) -> None:
    with silent_port() as port:
        pass
    failure = exchange(transport, get(f"http://127.0.0.1:{port}")).failure
    assert (failure.code, failure.sent) == ("connection-refused", False)
    assert failure.evidence == ("The system says: Connection refused.",)


def test_a_connection_that_is_never_taken(transport: HttpTransport) -> None:
    with silent_port(connections=4) as port:
        request = get(f"http://127.0.0.1:{port}")
        outcome = exchange(transport, request, options=SendOptions(Timeouts(0.3, 5.0, 5.0)))
    assert (outcome.failure.code, outcome.failure.sent) == ("connect-timeout", False)
    assert outcome.seconds < 1.0


def test_a_host_without_an_address(transport: HttpTransport, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failure = exchange(transport, get("http://api.example.test")).failure
    assert (failure.code, failure.sent) == ("dns-failed", False)


@pytest.mark.parametrize(
    "base_url",
    [
        "ftp://127.0.0.1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://user:pw@127.0.0.1",
        "http://",
        "http://[::1",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y",
        "http://127.0.0.1/?x",
        "http://127.0.0.1/#x",
        "not an address",
        "http://" + "a" * 70 + ".test",
        "http://a..b.test",
        "http://\udcff.test",
        "http://127.0.0.1\\@127.0.0.2/",
    ],
)
def test_a_bad_address_is_refused_before_anything_is_sent(base_url: str, transport: HttpTransport) -> None:
    failure = exchange(transport, get(base_url), signed=True).failure
    assert failure.code == "address-invalid"
    assert not failure.sent


def test_an_address_that_is_too_long(server: HostileServer, transport: HttpTransport) -> None:
    failure = exchange(transport, get(server.url, "/" + "x" * 70_000)).failure
    assert (failure.code, failure.sent) == ("address-invalid", False)


@pytest.mark.parametrize("header", [("X-Bad", "a\r\nX-Injected: 1"), ("X Bad", "a"), ("X-Bäd", "a")])
def test_a_header_that_http_forbids(
    header: tuple[str, str], server: HostileServer, transport: HttpTransport
) -> None:
    request = get(server.url, headers=(header,))
    failure = exchange(transport, request).failure
    assert (failure.code, failure.sent) == ("address-invalid", False)
    assert server.seen == []


def test_what_announces_too_much_is_refused_by_its_head(
    server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = answer(b"x" * 100, length=10**18)
    outcome = exchange(transport, get(server.url), options=SendOptions(QUICK, max_bytes=1000))
    assert outcome.failure.code == "answer-too-large"
    assert outcome.body == b""


def test_what_grows_too_large_is_stopped_there(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = pieces(CHUNKED, *[b"64\r\n" + b"x" * 100 + b"\r\n"] * 50, b"0\r\n\r\n", pause=0)
    outcome = exchange(transport, get(server.url), options=SendOptions(QUICK, max_bytes=1000))
    assert outcome.failure.code == "answer-too-large"
    assert len(outcome.body) <= 1000


def test_a_gzip_bomb_is_unpacked_in_steps_and_stopped(
    server: HostileServer, transport: HttpTransport
) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(300)) + bomb.flush()
    server.routes["/"] = answer(packed, headers="Content-Encoding: gzip\n")
    largest = 0

    def measure(chunk: bytes) -> None:
        nonlocal largest
        largest = max(largest, len(chunk))

    options = SendOptions(QUICK, max_bytes=5_000_000)
    outcome = exchange(transport, get(server.url), options=options, on_write=measure)
    assert outcome.failure.code == "answer-too-large"
    assert 4_900_000 < len(outcome.body) <= 5_000_000
    assert largest <= 65536
    assert outcome.seconds < 2


@pytest.mark.parametrize(
    ("location", "evidence"),
    [
        ("http://evil.test/x?token=1", "http://evil.test, another server"),
        ("//evil.test/x", "http://evil.test, another server"),
        ("https://127.0.0.1/x", "https://127.0.0.1, another server"),
        ("/login", "the same server"),
        ("javascript:alert(1)", "not an http or https address"),
        ("http://[bad", "not an http or https address"),
    ],
)
def test_a_redirect_is_refused_and_its_target_named(
    location: str, evidence: str, server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = answer(b"moved", status="307 Moved", headers=f"Location: {location}\n")
    outcome = exchange(transport, get(server.url))
    assert outcome.failure.code == "redirect-refused"
    assert evidence in " ".join(outcome.failure.evidence)
    assert len(server.seen) == 1
    assert outcome.sink.heads == []


def test_a_port_of_the_same_host_is_another_server(
    server: HostileServer, other_server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = answer(status="302 Found", headers=f"Location: {other_server.url}/\n")
    failure = exchange(transport, get(server.url), signed=True).failure
    assert failure.code == "redirect-refused"
    assert "another server" in failure.evidence[1]
    assert other_server.connections == 0


def test_a_kept_connection_that_the_server_closes_is_said_to_be_one(
    server: HostileServer, transport: HttpTransport
) -> None:
    async def once(talk: Talk) -> None:
        if len(server.seen) > 1:
            talk.reset()
        else:
            await answer(b"x")(talk)

    server.routes["/"] = once
    exchange(transport, get(server.url))
    failure = exchange(transport, get(server.url)).failure
    assert failure.code == "connection-lost"
    assert failure.sent
    assert "kept open from an earlier request" in failure.evidence[-1]
    assert len(server.seen) == 2
