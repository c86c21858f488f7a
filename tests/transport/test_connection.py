"""What is told of the connection: TLS and certificate, the proxy without a password, bytes on the wire."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from tests.transport.certificates import Authority, server_context
from tests.transport.exchanges import CANARY, QUICK, exchange, get
from tests.transport.hostile import HostileServer, answer
from tui.core.exchange import Certificate
from tui.core.ports import SendOptions
from tui.core.profile import Tls
from tui.transport import HttpTransport


@pytest.mark.parametrize("verified", [True, False])
def test_tls_and_the_certificate_are_summed_up(
    verified: bool, tmp_path: Path, transport: HttpTransport
) -> None:
    authority = Authority(tmp_path)
    server = HostileServer(server_context(authority.issue("good")))
    server.routes["/"] = answer(b"private")
    tls = Tls(ca_file=str(authority.ca_file)) if verified else Tls(verify=False)
    try:
        first = exchange(transport, get(server.url), options=SendOptions(QUICK, tls)).delivered
        again = exchange(transport, get(server.url), options=SendOptions(QUICK, tls)).delivered
    finally:
        server.close()
    link = first.connection
    assert link is not None
    assert link.tls_version in {"TLSv1.2", "TLSv1.3"}
    assert link.cipher
    assert link.address.startswith("127.0.0.1:")
    shown = link.certificate
    assert shown is not None
    assert len(shown.sha256) == 64
    if verified:
        assert "CN=" in shown.subject
        assert "CN=" in shown.issuer
        assert shown.valid_from is not None
        assert shown.valid_until is not None
        assert shown.valid_from < time.time() < shown.valid_until
        assert shown.names
    else:
        assert shown == Certificate(sha256=shown.sha256)
    assert not link.reused
    timing = first.timing
    assert timing.resolve is not None
    assert timing.send is not None
    assert timing.tls is not None
    assert again.connection is not None
    assert again.connection.reused
    assert again.timing.resolve is None


def test_bytes_on_the_wire_and_the_proxy(server: HostileServer, transport: HttpTransport) -> None:
    body = b"again " * 10_000
    packed = gzip.compress(body)
    server.routes["http://api.example.test/"] = answer(packed, headers="Content-Encoding: gzip\n")
    proxy = server.url.replace("http://", f"http://me:{CANARY[:6]}@")
    outcome = exchange(transport, get("http://api.example.test"), options=SendOptions(QUICK, proxy=proxy))
    delivery = outcome.delivered
    assert (delivery.received, delivery.wire) == (len(body), len(packed))
    assert delivery.connection is not None
    assert delivery.connection.proxy == server.url
    assert CANARY[:6] not in repr(delivery)
    assert delivery.connection.tls_version == ""
    assert delivery.connection.certificate is None
