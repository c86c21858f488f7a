"""Causes in the server's texts, foreign bodies, and answers that never came."""

from __future__ import annotations

from dataclasses import replace

from tests.providers.casework import Case, past
from tests.providers.te.seeding import DATED, GOOD, LIKELY, POSSIBLE, Fault, answer, call, fails, sql
from tui.core.exchange import ExchangeState
from tui.core.profile import Timeouts

TEXTS = [
    Fault(
        sql(f"SELECT 1 {DATED}", "Query exceeded per-node memory limit of 1GB", -1004),
        "The query needs more memory",
    ),
    Fault(
        sql(f"SELECT 1 {DATED}", "Query exceeded the maximum execution time limit", -1004),
        "The query ran longer than",
    ),
    Fault(
        sql(f"SELECT 1 {DATED}", "Too many queued queries for global", -1004), "The engine's queue is full."
    ),
    Fault(
        call(
            "sql-task-info",
            -1004,
            query={"taskId": "t"},
            answer=answer(-1004, "", "java.net.ConnectException: x"),
        ),
        "The server cannot reach its query engine.",
        LIKELY,
    ),
    Fault(
        call(
            "user-lock",
            -1008,
            body={},
            answer=answer(-1008, "Required String parameter 'loginName' is not present"),
        ),
        "The required parameter loginName did not arrive.",
    ),
    Fault(
        call(
            "user-lock",
            -1008,
            body={},
            answer=answer(-1008, "", 'NumberFormatException: For input string: "abc"'),
        ),
        "The server expected a number and got “abc”.",
        LIKELY,
    ),
    Fault(
        call("user-lock", -1, body={}, answer=answer(-1, "", "org.x.HttpMessageNotReadableException: y")),
        "The server could not read the JSON body.",
        LIKELY,
    ),
    Fault(
        call("user-lock", -1, body={}, answer=answer(-1, "Request method 'POST' not supported")),
        "The route exists and takes another method.",
    ),
    Fault(
        call("user-lock", -1, body={}, answer=answer(-1, "", "java.lang.NullPointerException")),
        "The server met an empty value",
        LIKELY,
    ),
    Fault(
        call("user-lock", -4711, body={}, answer=answer(-4711, "Division by zero")),
        "The query divides by zero.",
    ),
]

BODIES = [
    Fault(
        call("event-meta-list", 0, answer=b"<html><title>TE Login</title>"), "A login page answered", LIKELY
    ),
    Fault(
        call("event-meta-list", 0, answer=b"<html><title>Welcome</title>"),
        "The base URL leads to another service",
        LIKELY,
    ),
    Fault(
        call("event-meta-list", 0, answer=b"<html><title>404</title>", status=404),
        "A path prefix is missing",
        LIKELY,
    ),
    Fault(
        call("event-meta-list", 0, answer=b"<html>nginx", status=502),
        "A proxy answered because it cannot reach the API",
    ),
    Fault(
        call("event-meta-list", 0, answer=b"denied", status=403),
        "A proxy or gateway before the API refused",
        LIKELY,
    ),
    Fault(call("event-meta-list", 0, answer=b"slow down", status=429), "A gateway limits"),
    Fault(call("event-meta-list", 0, answer=b"big", status=413), "The request is larger"),
    Fault(call("event-meta-list", 0, answer=b"", status=302), "The server sends callers elsewhere.", LIKELY),
    Fault(call("event-meta-list", 0, answer=b"oops", status=500), "The server failed before the API", LIKELY),
    Fault(
        call(
            "event-meta-list",
            0,
            answer=b'{"timestamp":1,"status":404,"error":"Not Found","path":"/x"}',
            status=404,
        ),
        "The server runs and does not have this route.",
    ),
    Fault(call("event-meta-list", 0, answer=b""), "Something between here and the API answered", LIKELY),
    Fault(
        call("event-meta-list", 0, answer=b'{"code":0}'), "The base URL leads to another service", POSSIBLE
    ),
]

LONG = {"timeouts": Timeouts(10, 30, 60)}

TRANSPORT = [
    Fault(fails("dns-failed"), "The name is known inside a company network or VPN only.", LIKELY),
    Fault(fails("dns-failed", base_url="http://te.example.com"), "The host name is misspelt.", POSSIBLE),
    Fault(
        fails(
            "dns-failed",
            base_url="http://te.example.com",
            previous=[past(replace(GOOD, base_url="http://te.example.com"))],
        ),
        "The name is known inside a company network or VPN only.",
        POSSIBLE,
    ),
    Fault(fails("connection-refused"), "The port is wrong", POSSIBLE),
    Fault(fails("connection-refused", previous=[past(GOOD)]), "The service is not running.", POSSIBLE),
    Fault(fails("connect-timeout"), "The VPN is not connected.", LIKELY),
    Fault(fails("connect-timeout", base_url="http://10.1.2.3:8992"), "The VPN is not connected.", LIKELY),
    Fault(
        fails("connect-timeout", base_url="http://te.example.com"), "A firewall drops the packets", POSSIBLE
    ),
    Fault(fails("tls-expired"), "The certificate was not renewed.", POSSIBLE),
    Fault(fails("tls-self-signed"), "The company uses a certificate authority", POSSIBLE),
    Fault(
        fails("tls-self-signed", profile={"proxy": "http://proxy:8080"}),
        "The proxy of the profile stands between.",
        POSSIBLE,
    ),
    Fault(fails("tls-wrong-host"), "The base URL uses an address", POSSIBLE),
    Fault(fails("tls-failed"), "The server wants a client certificate.", POSSIBLE),
    Fault(
        fails("tls-failed", base_url="https://ta2:8992"), "The server speaks plain HTTP on this port", LIKELY
    ),
    Fault(fails("plain-http-to-tls"), "The base URL begins with http://", POSSIBLE),
    Fault(fails("tls-to-plain-http"), "The base URL begins with https://", POSSIBLE),
    Fault(fails("read-timeout"), "The query takes longer than the read time-out.", POSSIBLE),
    Fault(
        fails("read-timeout", profile=LONG, settings={"timeoutSeconds": 45}),
        "The server was allowed 45 s, longer than the local read time-out of 30 s.",
    ),
    Fault(
        fails("deadline-exceeded", profile=LONG, settings={"timeoutSeconds": 60}),
        "The server was allowed 60 s, longer than the local total deadline",
    ),
    Fault(fails("deadline-exceeded"), "The answer is large or slow.", POSSIBLE),
    Fault(fails("write-timeout"), "The file is large and the way is slow.", POSSIBLE),
    Fault(fails("pool-timeout"), "Many requests run at once.", POSSIBLE),
    Fault(fails("connection-lost"), "The server or a proxy was restarted or crashed.", POSSIBLE),
    Fault(
        fails("connection-lost", base_url="http://te.example.com:443"),
        "The server expects TLS on this port",
        LIKELY,
    ),
    Fault(fails("transfer-cut"), "The server gave up in the middle", POSSIBLE),
    Fault(fails("protocol-error"), "Something that is not an HTTP server", POSSIBLE),
    Fault(
        fails("protocol-error", base_url="https://te.example.com:80"),
        "The server speaks plain HTTP on this port",
        LIKELY,
    ),
    Fault(fails("answer-too-large"), "The result is very large.", POSSIBLE),
    Fault(fails("encoding-refused"), "A proxy packs answers its own way.", POSSIBLE),
    Fault(
        fails("proxy-failed", profile={"proxy": "http://proxy:8080"}),
        "The proxy's address is wrong",
        POSSIBLE,
    ),
    Fault(fails("redirect-refused"), "The base URL lacks a path prefix", POSSIBLE),
    Fault(fails("address-invalid"), "A typing error", POSSIBLE),
    Fault(fails("cancelled"), "Someone cancelled it.", POSSIBLE),
    Fault(fails("transport-failed"), "A fault on the network", POSSIBLE),
    Fault(fails("interrupted"), "The program was closed or killed", POSSIBLE),
    Fault(
        Case("te", "user-lock", body={}, failure="connection-lost", state=ExchangeState.UNCERTAIN),
        "The connection or the server failed after the request was sent.",
        POSSIBLE,
    ),
]
