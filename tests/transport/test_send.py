"""What goes onto the wire and what comes back, when all goes well."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import tui
from tests.transport.exchanges import QUICK, RecordingSink, exchange, get
from tests.transport.hostile import HostileServer, Talk, answer, raw
from tui.core.cancel import CancelToken
from tui.core.exchange import ResponseHead
from tui.core.ports import SendOptions
from tui.core.request import UnsignedRequest
from tui.transport import HttpTransport


def test_the_request_goes_out_once_exactly_as_given(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/prefix/op"] = answer(b"{}")
    body = b'{"sql": "select \xe4\xb8\xad"}\r\n\x00'
    request = UnsignedRequest(
        "POST",
        server.url + "/prefix",
        "/op",
        query=(("b", "1"), ("a", "x y&ü"), ("b", "2")),
        headers=(("Content-Type", "application/json"), ("X-Case", "Kept")),
        body=body,
    )
    exchange(transport, request)
    assert len(server.seen) == 1
    head, _, sent = server.seen[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /prefix/op?b=1&a=x%20y%26%C3%BC&b=2 HTTP/1.1"
    assert sent == body
    assert b"Content-Type: application/json" in lines
    assert b"X-Case: Kept" in lines
    assert b"Accept-Encoding: gzip" in lines
    assert f"User-Agent: assay/{tui.__version__}".encode() in lines
    assert f"Content-Length: {len(body)}".encode() in lines
    assert not [line for line in lines if line.lower().startswith((b"cookie", b"authorization", b"referer"))]


def test_transfer_headers_of_a_request_are_the_transports_own(
    server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = answer()
    request = get(
        server.url,
        headers=(("Host", "elsewhere.test"), ("Content-Length", "9"), ("Accept-Encoding", "br")),
    )
    exchange(transport, request)
    head = server.seen[0].lower()
    assert b"elsewhere" not in head
    assert b"content-length" not in head
    assert b"accept-encoding: gzip\r\n" in head


def test_header_values_go_out_as_utf_8(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = answer()
    exchange(transport, get(server.url, headers=(("X-Name", "项目"),)))
    assert "X-Name: 项目\r\n".encode() in server.seen[0]


def test_an_answer_arrives_in_order_in_the_calling_thread(
    server: HostileServer, transport: HttpTransport
) -> None:
    body = bytes(range(256)) * 2000
    server.routes["/"] = answer(body, status="200 Very Well", headers="X-One: 1\nX-One: 2\n")
    outcome = exchange(transport, get(server.url))
    assert outcome.body == body
    assert outcome.sink.phases == ["connecting", "sending", "waiting", "receiving"]
    assert outcome.sink.threads == {threading.get_ident()}
    head = outcome.sink.heads[0]
    assert (head.status, head.reason, head.http_version) == (200, "Very Well", "HTTP/1.1")
    assert [value for name, value in head.headers if name == "X-One"] == ["1", "2"]
    delivery = outcome.delivered
    assert (delivery.received, delivery.masked, delivery.head) == (len(body), False, head)


def test_timing_tells_the_phases(server: HostileServer, transport: HttpTransport) -> None:
    async def slowly(talk: Talk) -> None:
        await asyncio.sleep(0.1)
        await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1")
        await asyncio.sleep(0.1)
        await talk.send(b"2")

    server.routes["/"] = slowly
    timing = exchange(transport, get(server.url)).delivered.timing
    assert timing.connect is not None
    assert timing.tls is None
    assert timing.first_byte is not None
    assert timing.transfer is not None
    assert timing.first_byte > 0.09
    assert timing.first_byte + timing.transfer > 0.19
    assert timing.connect + timing.first_byte + timing.transfer <= timing.total


def test_a_connection_is_used_again_for_the_same_profile_only(
    server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = answer(b"x")
    for key in ("one", "one", "two"):
        exchange(transport, get(server.url), options=SendOptions(QUICK, connection_key=key))
    assert len(server.seen) == 3
    assert server.connections == 2


def test_a_reused_connection_has_no_connecting_phase(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = answer(b"x")
    exchange(transport, get(server.url))
    second = exchange(transport, get(server.url))
    assert second.sink.phases == ["sending", "waiting", "receiving"]
    assert second.delivered.timing.connect is None


def test_gzip_of_several_members_is_unpacked(server: HostileServer, transport: HttpTransport) -> None:
    packed = gzip.compress(b"first ") + gzip.compress(b"second") + b"\0" * 10
    server.routes["/"] = answer(packed, headers="Content-Encoding: gzip\n")
    outcome = exchange(transport, get(server.url))
    assert outcome.body == b"first second"
    assert outcome.delivered.received == 12


def test_an_answer_without_length_ends_with_the_connection(
    server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = raw(b"HTTP/1.0 200 OK\r\n\r\nall of it")
    assert exchange(transport, get(server.url)).body == b"all of it"


def test_an_error_status_is_an_answer_like_any_other(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = answer(b"broken", status="500 Oh No")
    outcome = exchange(transport, get(server.url))
    assert outcome.delivered.head.status == 500
    assert outcome.body == b"broken"


def test_cookies_are_not_kept(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = answer(b"x", headers="Set-Cookie: a=b\n")
    exchange(transport, get(server.url))
    exchange(transport, get(server.url))
    assert b"cookie" not in server.seen[1].lower()


def test_nothing_of_the_environment_is_used(
    server: HostileServer,
    other_server: HostileServer,
    transport: HttpTransport,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other_server.url)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password netrc-password\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.routes["/"] = answer(b"direct")
    assert exchange(transport, get(server.url)).body == b"direct"
    assert other_server.seen == []
    assert b"authorization" not in server.seen[0].lower()


def test_exchanges_run_side_by_side(server: HostileServer, transport: HttpTransport) -> None:
    async def slowly(talk: Talk) -> None:
        await asyncio.sleep(0.2)
        await answer(talk.target.encode())(talk)

    paths = [f"/{number}" for number in range(8)]
    server.routes.update(dict.fromkeys(paths, slowly))
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda path: exchange(transport, get(server.url, path)), paths))
    assert [outcome.body.decode() for outcome in outcomes] == paths
    assert max(outcome.seconds for outcome in outcomes) < 1.0


def test_a_slow_sink_slows_the_server_down(server: HostileServer, transport: HttpTransport) -> None:
    sent = 0

    async def endless(talk: Talk) -> None:
        nonlocal sent
        await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
        while True:
            await talk.send(b"x" * 65536)
            sent += 65536

    server.routes["/"] = endless
    cancel = CancelToken()

    def wait_a_while(chunk: bytes) -> None:
        threading.Event().wait(0.3)
        cancel.cancel()

    exchange(transport, get(server.url), cancel=cancel, on_write=wait_a_while)
    assert sent < 32 * 1024 * 1024


def test_what_the_sink_raises_ends_the_transfer(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = answer(b"x" * 200_000)

    class Full(RecordingSink):
        def head(self, head: ResponseHead) -> None:
            raise OSError("no space")

    sink = Full()
    with pytest.raises(OSError, match="no space"):
        transport.send(get(server.url), None, SendOptions(QUICK), sink, CancelToken())


def test_importing_the_room_loads_no_http_library() -> None:
    code = (
        "import sys, tui.transport; "
        "print([m for m in ('httpx', 'httpcore', 'h11', 'ssl', 'asyncio', 'anyio') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_warm_loads_everything_that_the_first_send_needs() -> None:
    code = (
        "import sys, tui.transport as t; t.warm(); "
        "print([m for m in ('httpx', 'httpcore', 'tui.transport.sending') if m not in sys.modules], "
        "[m for m in ('rich', 'pygments', 'click') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[] []"
