"""A proxy is used when the profile names one, and blamed when it fails."""

from __future__ import annotations

from tests.transport.exchanges import CANARY, QUICK, Outcome, exchange, get
from tests.transport.hostile import HostileServer, answer, raw, silent_port, then_stall
from tui.core.ports import SendOptions
from tui.core.profile import Timeouts
from tui.transport import HttpTransport


def through(transport: HttpTransport, proxy: str, base_url: str, timeouts: Timeouts = QUICK) -> Outcome:
    return exchange(transport, get(base_url, "/op"), signed=True, options=SendOptions(timeouts, proxy=proxy))


def test_plain_http_goes_through_whole(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["http://api.example.test/op"] = answer(b"by proxy")
    outcome = through(transport, server.url, "http://api.example.test")
    assert outcome.body == b"by proxy"
    assert server.seen[0].startswith(b"GET http://api.example.test/op?token=")


def test_a_tunnel_tells_the_proxy_host_and_port_only(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["api.example.test:443"] = answer(status="407 Proxy Authentication Required")
    failure = through(transport, server.url, "https://api.example.test").failure
    assert (failure.code, failure.sent) == ("proxy-failed", False)
    assert server.seen[0].startswith(b"CONNECT api.example.test:443 HTTP/1.1\r\n")
    assert b"token" not in server.seen[0]
    assert CANARY.encode() not in server.seen[0]


def test_a_proxy_that_is_not_there(transport: HttpTransport) -> None:
    with silent_port() as port:
        pass
    failure = through(transport, f"http://127.0.0.1:{port}", "http://api.example.test").failure
    assert (failure.code, failure.sent) == ("proxy-failed", False)
    assert failure.evidence == ("The system says: Connection refused.", f"Proxy: http://127.0.0.1:{port}.")


def test_a_proxy_that_stays_silent_or_hangs_up(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["api.example.test:443"] = then_stall()
    quick = Timeouts(1.0, 0.2, 3.0)
    assert through(transport, server.url, "https://api.example.test", quick).failure.code == "proxy-failed"
    server.routes["api.example.test:443"] = raw(b"")
    assert through(transport, server.url, "https://api.example.test", quick).failure.code == "proxy-failed"
