"""The secret reaches the profile's server and nothing else: no sink, log, exception or other host."""

from __future__ import annotations

import base64
import gc
import gzip
import logging
import traceback
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.transport.exchanges import CANARY, QUICK, CanaryAuthorizer, Outcome, RecordingSink, exchange, get
from tests.transport.hostile import HostileServer, answer, pieces, raw, silent_port, then_stall
from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, Refused
from tui.core.ports import SendOptions
from tui.core.profile import Timeouts
from tui.core.request import UnsignedRequest
from tui.core.secret import MASK, Redactor, Secret
from tui.transport import HttpTransport

SPELLINGS = {
    "as is": CANARY,
    "percent": quote(CANARY, safe=""),
    "base64": base64.b64encode(CANARY.encode()).decode(),
    "base64 shifted": base64.b64encode(b"k:" + CANARY.encode()).decode(),
    "hex": CANARY.encode().hex(),
    "upper": CANARY.upper(),
}

TRACES = [CANARY, quote(CANARY, safe=""), "CANARY-7f3a", "canary-7f3a", CANARY.encode().hex()]


def shows_no_canary(text: str) -> None:
    for trace in TRACES:
        assert trace not in text


def everything_about(error: BaseException) -> str:
    """What any printer of exceptions could show: arguments, chain, and locals of every frame of ours."""
    parts = [repr(error), str(error.args), repr(vars(error))]
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [f for f in shown.stack if "/tui/" in f.filename]
    assert frames
    parts += [str(frame.locals) for frame in frames]
    for linked in (error.__cause__, error.__context__):
        if linked is not None:
            parts.append(everything_about(linked))
    return "\n".join(parts)


def seen_by_the_caller(outcome: Outcome) -> str:
    return repr(outcome.sink) + repr(outcome.delivery) + repr(outcome.body)


def test_the_secret_reaches_the_server_once_as_last_parameter(
    server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/op"] = answer(b"{}")
    outcome = exchange(transport, get(server.url, "/op", query=(("q", "1"),)), signed=True)
    assert server.seen[0].startswith(
        b"GET /op?q=1&token=" + quote(CANARY, safe="").encode() + b" HTTP/1.1\r\n"
    )
    assert not outcome.delivered.masked
    shows_no_canary(seen_by_the_caller(outcome))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_echo_in_the_body_is_masked(
    spelling: str, server: HostileServer, transport: HttpTransport
) -> None:
    server.routes["/"] = answer(f'{{"echo": "{SPELLINGS[spelling]}", "rest": 1}}'.encode())
    outcome = exchange(transport, get(server.url), signed=True)
    assert outcome.delivered.masked
    assert MASK in outcome.body.decode()
    assert b'"rest": 1' in outcome.body
    shows_no_canary(outcome.body.decode())


def test_an_echo_in_headers_and_reason_is_masked(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = answer(b"x", status=f"200 {CANARY}", headers=f"X-Debug-Url: /?token={CANARY}\n")
    outcome = exchange(transport, get(server.url), signed=True)
    assert outcome.delivered.masked
    assert outcome.delivered.head.header("x-debug-url") == f"/?token={MASK}"
    shows_no_canary(seen_by_the_caller(outcome))


def test_an_echo_split_across_chunks_is_masked(server: HostileServer, transport: HttpTransport) -> None:
    text = CANARY.encode()
    parts = [b"%x\r\n%s\r\n" % (1, text[i : i + 1]) for i in range(len(text))]
    server.routes["/"] = pieces(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<<\r\n",
        *parts,
        b"2\r\n>>\r\n0\r\n\r\n",
        pause=0.002,
    )
    outcome = exchange(transport, get(server.url), signed=True)
    assert outcome.body.decode() == f"<<{MASK}>>"
    assert outcome.delivered.masked


def test_an_echo_inside_gzip_is_masked(server: HostileServer, transport: HttpTransport) -> None:
    body = b"x" * 65530 + CANARY.encode() + b"y" * 10
    server.routes["/"] = answer(gzip.compress(body), headers="Content-Encoding: gzip\n")
    outcome = exchange(transport, get(server.url), signed=True)
    shows_no_canary(outcome.body.decode())
    assert outcome.delivered.masked


def test_an_echo_in_a_body_that_is_cut_is_masked_too(server: HostileServer, transport: HttpTransport) -> None:
    server.routes["/"] = raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<" + CANARY.encode() + b">" + CANARY.encode()[:9]
    )
    outcome = exchange(transport, get(server.url), signed=True)
    assert outcome.failure.code == "transfer-cut"
    assert outcome.body.decode() == f"<{MASK}>{CANARY[:9]}"


def faults(server: HostileServer) -> Iterator[tuple[str, UnsignedRequest]]:
    """One request per way to fail, each with the secret somewhere near."""
    echo = quote(CANARY, safe="").encode()
    routes = {
        "/lost": raw(b""),
        "/status-line": raw(b"HTTP/1.1 abc " + echo + b"\r\n\r\n"),
        "/not-http": raw(b"error in GET /?token=" + echo + b"\r\n\r\n"),
        "/header": raw(b"HTTP/1.1 200 OK\r\nbad header " + CANARY.encode() + b"\r\n\r\n"),
        "/cut": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + CANARY.encode()),
        "/encoding": answer(b"x", headers=f"Content-Encoding: {CANARY}\n"),
        "/redirect": answer(status="302 Found", headers=f"Location: http://{CANARY}.evil.test/{CANARY}\n"),
        "/redirect-bad": answer(status="302 Found", headers=f"Location: {CANARY}://x\n"),
        "/stall": then_stall(),
    }
    server.routes.update(routes)
    for path in routes:
        yield path, get(server.url, path)
    with silent_port() as port:
        closed = port
    yield "refused", get(f"http://127.0.0.1:{closed}")
    yield "tls", get(server.url.replace("http:", "https:"))
    yield "dns", get("http://a..b.test")
    yield "long", get(server.url, "/" + "x" * 70_000)


def test_no_failure_carries_the_secret(
    server: HostileServer,
    transport: HttpTransport,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in ("", "httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    options = SendOptions(Timeouts(0.3, 0.3, 2.0))
    codes = set()
    for name, request in faults(server):
        for logger in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
            logging.getLogger(logger).setLevel(logging.DEBUG)
        outcome = exchange(transport, request, signed=True, options=options)
        assert outcome.error is not None, name
        codes.add(outcome.error.code)
        shows_no_canary(everything_about(outcome.error))
        shows_no_canary(seen_by_the_caller(outcome))
        assert outcome.error.__cause__ is None
        assert outcome.error.__context__ is None
    assert len(codes) >= 8
    logged = "\n".join(record.getMessage() for record in caplog.records) + caplog.text
    shows_no_canary(logged)
    shows_no_canary("".join(capfd.readouterr()))


def test_the_libraries_never_log_even_at_debug(
    server: HostileServer, transport: HttpTransport, caplog: pytest.LogCaptureFixture
) -> None:
    server.routes["/"] = answer(b"x", headers=f"Location: {CANARY}\n")
    exchange(transport, get(server.url), signed=True)
    names = [n for n in logging.root.manager.loggerDict if n.partition(".")[0] in {"httpx", "httpcore"}]
    assert "httpcore.http11" in names
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).propagate = True
    caplog.set_level(logging.DEBUG)
    exchange(transport, get(server.url), signed=True)
    assert [r for r in caplog.records if r.name.partition(".")[0] in {"httpx", "httpcore"}] == []


def test_no_library_object_lives_on_after_an_exchange(
    server: HostileServer, transport: HttpTransport
) -> None:
    import httpcore
    import httpx

    server.routes["/"] = answer(b"x")
    server.routes["/cut"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx")
    for path in ("/", "/cut"):
        exchange(transport, get(server.url, path), signed=True)
    gc.collect()
    left = [
        o
        for o in gc.get_objects()
        if isinstance(o, httpx.Request | httpcore.Request | httpx.URL | httpcore.URL)
    ]
    shows_no_canary(" ".join(str(o) for o in left))
    shows_no_canary(" ".join(repr(vars(o)) for o in left if hasattr(o, "__dict__")))


def test_no_other_server_sees_the_secret(
    server: HostileServer, other_server: HostileServer, transport: HttpTransport
) -> None:
    for status in (301, 302, 303, 307, 308):
        server.routes["/"] = answer(
            status=f"{status} Moved",
            headers=f"Location: {other_server.url}/?token={quote(CANARY, safe='')}\n",
        )
        outcome = exchange(transport, get(server.url), signed=True)
        assert outcome.failure.code == "redirect-refused"
        shows_no_canary(everything_about(outcome.failure))
    server.routes["/"] = answer(b"x", headers=f"Refresh: 0; url={other_server.url}\n")
    exchange(transport, get(server.url), signed=True)
    assert other_server.connections == 0


def test_a_signed_address_for_another_server_never_leaves(
    server: HostileServer, other_server: HostileServer, transport: HttpTransport
) -> None:
    class Confused(CanaryAuthorizer):
        def signed_url(self, request: UnsignedRequest) -> str:
            return f"{other_server.url}/?token={CANARY}"

    sink = RecordingSink()
    with pytest.raises(AssayError) as caught:
        transport.send(get(server.url), Confused(), SendOptions(QUICK), sink, CancelToken())
    assert caught.value.code == "address-invalid"
    assert (server.connections, other_server.connections) == (0, 0)


def test_a_refusal_of_the_authorizer_comes_through_bare(
    server: HostileServer, transport: HttpTransport
) -> None:
    class Refusing:
        def signed_url(self, request: UnsignedRequest) -> str:
            local = CANARY
            try:
                raise ValueError(local)
            except ValueError:
                raise Refused("That is another server.")  # noqa: B904 - the careless form is the point

        def redactor(self) -> Redactor:
            return Secret(CANARY).patterns()

    with pytest.raises(Refused) as caught:
        transport.send(get(server.url), Refusing(), SendOptions(QUICK), RecordingSink(), CancelToken())
    assert caught.value.__context__ is None
    shows_no_canary(everything_about(caught.value))
    assert server.connections == 0
