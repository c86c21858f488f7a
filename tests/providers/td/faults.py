"""Verifications with a seeded fault, and the first cause that must be named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.providers.casework import NOW, Case, past
from tui.core.exchange import ExchangeState
from tui.core.knowledge import Standing
from tui.core.ports import SignUse
from tui.core.profile import Environment

FOUND, LIKELY, POSSIBLE = Standing.FOUND, Standing.LIKELY, Standing.POSSIBLE
SIGN = "g1f0" + "a3" * 60
GOOD_PARTS: Mapping[str, Any] = {"path": "/api/order/create", "sign": SIGN}
RESULTS = {"11": "miss", "12": "pass", "13": "block", "14": "block", "15": "block", "16": "pass"}


class Fault(NamedTuple):
    case: Case
    cause: str
    standing: Standing = FOUND


def verdict(status: int, *, env: list[str] | None = None, **parts: Any) -> Case:
    """A verification that gave `status`. A part that is `...` was left out; names of `Case` go to it."""
    own = {
        k: parts.pop(k) for k in list(parts) if k in Case.__dataclass_fields__ and k not in ("body", "query")
    }
    body = {k: v for k, v in {**GOOD_PARTS, **parts}.items() if v is not ...}
    data = {
        "status": status,
        "result": RESULTS.get(str(status)[:2], "pass"),
        "env": env or [],
        "version": "v2",
    }
    answer = json.dumps({"code": 200, "message": "success", "data": data}).encode()
    return Case("td", body=None if "text" in own else body, answer=answer, **own)


def service(code: int, **more: Any) -> Case:
    answer = json.dumps({"code": code, "message": "refused"}).encode()
    return Case("td", body=more.pop("body", GOOD_PARTS), answer=answer, **more)


def fails(code: str, **more: Any) -> Case:
    return Case("td", body=GOOD_PARTS, failure=code, **more)


def used(times: int, seconds: float = 5.0, *verdicts: str) -> SignUse:
    return SignUse("0" * 64, times, NOW - seconds, NOW - 1, verdicts)


PASSED = past(verdict(1200, path="api/order/create"))
BUSY = [past(verdict(1200), seconds=n, number=n) for n in range(1, 8)]
ELSEWHERE: Mapping[str, Any] = {"base_url": "https://de.apitd.net"}
SANDBOX: Mapping[str, Any] = {
    "profile": {"environment": Environment.SANDBOX},
    "base_url": "http://sandbox.invalid",
}

CALLS = [
    Fault(service(431, settings={"partner_code": ""}), "No partner code was sent."),
    Fault(service(431, query={"partner_code": None}), "No partner code was sent."),
    Fault(service(431, settings={"partner_code": "acme "}), "The partner code has blanks"),
    Fault(service(431, profile={"secret": None}), "The profile names no place for a partner key"),
    Fault(service(431, **ELSEWHERE), "The host is that of another region.", LIKELY),
    Fault(service(431), "The partner code is misspelt.", POSSIBLE),
    Fault(service(500), "A fault at TrustDecision.", POSSIBLE),
    Fault(
        service(500, body={**GOOD_PARTS, "body": {"a": 1}}),
        "query or body does not have the documented form.",
    ),
    Fault(service(512), "Bot detection is not part of the contract.", POSSIBLE),
    Fault(service(512, **ELSEWHERE), "The host is that of another region.", LIKELY),
    Fault(service(513), "The account was suspended.", POSSIBLE),
    Fault(service(514), "The vendor may have added it", POSSIBLE),
]

MISSES = [
    Fault(verdict(1101, sign=...), "The field sign was left out."),
    Fault(verdict(1101, sign=""), "The sign is empty."),
    Fault(verdict(1101, sign="undefined"), "What was sent is not a sign at all."),
    Fault(verdict(1101, sign=5), "sign is the number 5, not text."),
    Fault(verdict(1102, path=...), "The field path was left out."),
    Fault(verdict(1102, path="  "), "The path is empty."),
    Fault(verdict(1102, path=["a"]), "path is a list of 1, not text."),
    Fault(verdict(1102, text='{"sign": "g1"}'), "The field path was left out."),
]

FORMATS = [
    Fault(verdict(1301, sign=f" {SIGN}"), "The sign has blanks, quotes or line ends around it."),
    Fault(verdict(1301, sign=f"{SIGN}\r\n"), "The sign has blanks, quotes or line ends around it."),
    Fault(verdict(1301, sign=f'"{SIGN}"'), "The sign has blanks, quotes or line ends around it."),
    Fault(verdict(1302, sign=f"“{SIGN}”"), "The sign has blanks, quotes or line ends around it."),
    Fault(verdict(1302, sign="g1%2Babc%3D"), "The sign is still percent-encoded.", LIKELY),
    Fault(verdict(1302, sign="g1%252Babc"), "The sign is percent-encoded twice."),
    Fault(verdict(1303, sign="g1 abc/def"), "The sign was decoded once too often", LIKELY),
    Fault(verdict(1303, sign="g1abc\ndef0123"), "The sign holds characters that signs do not have", LIKELY),
    Fault(verdict(1304, sign="null"), "What was sent is not a sign at all."),
    Fault(verdict(1304, sign="[object Object]"), "What was sent is not a sign at all."),
    Fault(verdict(1301, sign='{"code":0,"sign":"g1f0"}'), "The SDK's whole result was sent"),
    Fault(verdict(1301, sign="x-td-sign: g1f0"), "A header's name was sent together with the sign."),
    Fault(verdict(1301, sign="g1f0a3a3a3…a3a3"), "The sign was cut on the way."),
    Fault(verdict(1301, sign="sbx1.k1.1.2.3"), "The sign is one of this program's sandbox"),
    Fault(verdict(1301, sign=SIGN, **SANDBOX), "The sign is not one of the sandbox's"),
    Fault(verdict(1303, query="a=b"), "query or body does not have the documented form."),
    Fault(verdict(1303, query={"a": 1}), "A value in query is not text", LIKELY),
    Fault(verdict(1304, body={"a": 1}), "query or body does not have the documented form."),
    Fault(verdict(1301), "The sign was cut on the way.", POSSIBLE),
]

FITS = [
    Fault(verdict(1401, path="https://shop.example/api/a"), "The path holds scheme or host"),
    Fault(verdict(1401, path="//shop.example/api/a"), "The path holds scheme or host"),
    Fault(verdict(1401, path="shop.example/api/a"), "The path begins with a host name", LIKELY),
    Fault(verdict(1401, path="/api/a?x=1"), "The path holds a query string"),
    Fault(verdict(1402, path="/api/a#top"), "The path holds a fragment"),
    Fault(verdict(1402, path=" /api/a"), "The path has blanks or line ends around it."),
    Fault(verdict(1402, path="/api/a\n"), "The path has blanks or line ends around it."),
    Fault(verdict(1401, path="/api/a\u200bb"), "The path holds invisible characters."),
    Fault(verdict(1401, path="/api/a%252Fb"), "The path is percent-encoded twice."),
    Fault(verdict(1401, path="/api/a%2Fb"), "The path is percent-encoded", LIKELY),
    Fault(verdict(1401, path="/api/ü"), "The client signed the path percent-encoded.", POSSIBLE),
    Fault(verdict(1401), "The client signed the path with another first slash.", POSSIBLE),
    Fault(verdict(1402, path="/a/"), "The client signed the path with another first slash.", POSSIBLE),
    Fault(
        verdict(1402, previous=[PASSED]), "The path is written otherwise than in a call that passed.", LIKELY
    ),
    Fault(verdict(1402, body='{"a": 1, "b": 2}'), "The body was parsed and written anew", LIKELY),
    Fault(verdict(1402, query={"a": 1}), "A value in query is not text", LIKELY),
    Fault(verdict(1401, **ELSEWHERE), "The host is that of another region.", LIKELY),
    Fault(verdict(1401, sign="sbx1.k1.1.2.3"), "The sign is one of this program's sandbox"),
    Fault(
        verdict(1402, sign="sbx1.k1.1.2.3", **SANDBOX), "The sign was not made for this path, query or body."
    ),
    Fault(verdict(1501, sign_use=used(1, 600)), "The sign is stale", LIKELY),
    Fault(verdict(1501, sign_use=used(1, 3)), "The sign is stale", POSSIBLE),
    Fault(verdict(1502), "The sign is stale", POSSIBLE),
    Fault(verdict(1503, **ELSEWHERE), "The host is that of another region.", LIKELY),
    Fault(verdict(1503, sign="sbx1.k0.1.2.3", **SANDBOX), "The sign's key is on the block list"),
]

PASSES = [
    Fault(verdict(1200), "Everything is as it should be.", POSSIBLE),
    Fault(verdict(1601, env=["root"]), "A rooted or jailbroken device."),
    Fault(verdict(1601, env=["crawler"]), "An automated browser."),
    Fault(verdict(1601, env=["virtualEnv", "hack"]), "Hooking, injection or a repackaged app."),
    Fault(verdict(1601), "A rooted or jailbroken device.", POSSIBLE),
    Fault(verdict(1602, previous=BUSY), "A test that sends fast.", LIKELY),
    Fault(verdict(1602), "An automated client.", POSSIBLE),
    Fault(verdict(1603, sign_use=used(1, 5, "1200")), "This program verified the same sign once before."),
    Fault(verdict(1603, sign_use=used(3, 90)), "This program verified the same sign 3 times before."),
    Fault(verdict(1603), "Someone repeats a request that was recorded.", POSSIBLE),
    Fault(verdict(1999), "The vendor may have added it", POSSIBLE),
]

NO_ANSWERS = [
    Fault(
        Case("td", body=GOOD_PARTS, answer=b"<html><title>x</title>"), "The base URL leads to another", LIKELY
    ),
    Fault(Case("td", body=GOOD_PARTS, answer=b"", status=503), "A proxy answered because it cannot"),
    Fault(
        Case("td", body=GOOD_PARTS, answer=b'{"code":200}'), "The base URL leads to another service", POSSIBLE
    ),
    Fault(fails("dns-failed"), "The host name is misspelt.", POSSIBLE),
    Fault(fails("tls-self-signed"), "The company uses a certificate authority", POSSIBLE),
    Fault(
        fails("read-timeout", state=ExchangeState.UNCERTAIN),
        "The connection or the server failed after the request was sent.",
        POSSIBLE,
    ),
]

ALL = [*CALLS, *MISSES, *FORMATS, *FITS, *PASSES, *NO_ANSWERS]
