"""TLS is verified unless the profile says otherwise, and each way to fail has its own code."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.transport.certificates import Authority, server_context
from tests.transport.exchanges import QUICK, Outcome, exchange, get
from tests.transport.hostile import HostileServer, answer
from tui.core.ports import SendOptions
from tui.core.profile import Tls
from tui.transport import HttpTransport

Start = Callable[[ssl.SSLContext], HostileServer]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as stack:

        def make(context: ssl.SSLContext) -> HostileServer:
            made = HostileServer(context)
            stack.callback(made.close)
            made.routes["/"] = answer(b"private")
            return made

        yield make


def over_tls(transport: HttpTransport, server: HostileServer, tls: Tls, url: str = "") -> Outcome:
    return exchange(transport, get(url or server.url), signed=True, options=SendOptions(QUICK, tls))


def trusting(authority: Authority) -> Tls:
    return Tls(ca_file=str(authority.ca_file))


def test_a_private_authority_is_trusted_when_the_profile_names_it(
    authority: Authority, start: Start, transport: HttpTransport
) -> None:
    server = start(server_context(authority.issue("good")))
    outcome = over_tls(transport, server, trusting(authority))
    assert outcome.body == b"private"
    assert outcome.delivered.timing.tls is not None


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("tls-self-signed", {"own": True}),
        ("tls-expired", {"days": -1}),
        ("tls-wrong-host", {"host": "elsewhere.test"}),
        ("tls-wrong-host", {"host": "127.0.0.2"}),
    ],
)
def test_a_wrong_certificate_has_its_own_code(
    code: str, how: dict[str, object], authority: Authority, start: Start, transport: HttpTransport
) -> None:
    server = start(server_context(authority.issue("wrong", **how)))  # type: ignore[arg-type]  # forwarded by name
    failure = over_tls(transport, server, trusting(authority)).failure
    assert (failure.code, failure.sent) == (code, False)
    assert failure.evidence[0].startswith("OpenSSL: ")
    assert server.seen == []


def test_an_unknown_authority_is_not_trusted(
    authority: Authority, start: Start, transport: HttpTransport
) -> None:
    server = start(server_context(authority.issue("good")))
    failure = over_tls(transport, server, Tls()).failure
    assert (failure.code, failure.sent) == ("tls-self-signed", False)


def test_verification_is_off_only_where_the_profile_says_so(
    authority: Authority, start: Start, transport: HttpTransport
) -> None:
    server = start(server_context(authority.issue("wrong", own=True, days=-1, host="elsewhere.test")))
    assert over_tls(transport, server, Tls(verify=False)).body == b"private"
    assert over_tls(transport, server, Tls()).failure.code == "tls-self-signed"


def test_a_connection_made_unverified_is_not_reused_verified(
    authority: Authority, start: Start, transport: HttpTransport
) -> None:
    server = start(server_context(authority.issue("good")))
    for tls in (Tls(verify=False), trusting(authority), Tls(verify=False)):
        over_tls(transport, server, tls)
    assert server.connections == 3


def test_a_client_certificate_is_shown(authority: Authority, start: Start, transport: HttpTransport) -> None:
    server = start(server_context(authority.issue("good"), client_ca=authority.ca_file))
    ours = Tls(ca_file=str(authority.ca_file), client_certificate=str(authority.issue("client")))
    assert over_tls(transport, server, ours).body == b"private"
    # TLS 1.3 servers ask after the request has left; a reset can overtake their alert.
    without = over_tls(transport, server, trusting(authority)).failure
    assert without.code in {"tls-failed", "connection-lost"}
    assert without.sent


def test_an_encrypted_key_is_refused_without_asking(
    authority: Authority, start: Start, transport: HttpTransport
) -> None:
    server = start(server_context(authority.issue("good")))
    locked = Tls(client_certificate=str(authority.issue("locked", password=b"secret")))
    failure = over_tls(transport, server, locked).failure
    assert (failure.code, failure.sent) == ("tls-failed", False)
    assert "client certificate" in failure.message


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_a_bad_file_is_named(
    content: str | None, authority: Authority, start: Start, transport: HttpTransport, tmp_path: Path
) -> None:
    server = start(server_context(authority.issue("good")))
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    failure = over_tls(transport, server, Tls(ca_file=str(path))).failure
    assert (failure.code, failure.sent) == ("tls-failed", False)
    assert "CA file" in failure.message
    assert server.connections == 0


def test_plain_http_on_a_tls_port(authority: Authority, start: Start, transport: HttpTransport) -> None:
    server = start(server_context(authority.issue("good")))
    failure = over_tls(transport, server, Tls(), server.url.replace("https:", "http:")).failure
    assert failure.code in {"plain-http-to-tls", "connection-lost"}
    assert failure.sent


def test_tls_on_a_plain_http_port(server: HostileServer, transport: HttpTransport) -> None:
    server.greeting = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    failure = over_tls(transport, server, Tls(), server.url.replace("http:", "https:")).failure
    assert (failure.code, failure.sent) == ("tls-to-plain-http", False)


def test_the_environment_cannot_have_the_keys_written(
    authority: Authority,
    start: Start,
    transport: HttpTransport,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    server = start(server_context(authority.issue("good")))
    assert over_tls(transport, server, trusting(authority)).body == b"private"
    assert not keys.exists()


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_the_environment_cannot_add_an_authority(
    name: str, authority: Authority, start: Start, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = authority.ca_file if name.endswith("FILE") else authority.folder
    monkeypatch.setenv(name, str(value))
    server = start(server_context(authority.issue("good")))
    assert over_tls(transport, server, Tls()).failure.code == "tls-self-signed"
