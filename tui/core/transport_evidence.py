"""Why no usable answer came, weighed by the exchange: rules that hold for every provider."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from typing import Any

from tui.core.bodies import foreign_body, html_title
from tui.core.display import human_seconds, safe
from tui.core.exact_json import parse_exact
from tui.core.exchange import Exchange, ExchangeState, ResponseHead
from tui.core.explaining import Findings, earlier
from tui.core.knowledge import ErrorPage
from tui.core.provider import CaseFacts
from tui.core.urls import Origin

TLS_PORTS = {443, 8443}
PLAIN_PORTS = {80, 8080, 8992}

# Causes of core/errors.toml, word for word, that an earlier answer from the same address rules out.
ANSWERED_BEFORE: Mapping[str, tuple[str, ...]] = {
    "dns-failed": ("The host name is misspelt.",),
    "connection-refused": ("The port is wrong, or missing where the service is not on 80 or 443.",),
    "connect-timeout": ("A firewall drops the packets without an answer.",),
    "tls-wrong-host": ("The base URL uses an address or a short name that the certificate does not have.",),
    "tls-to-plain-http": ("The base URL begins with https:// and the service speaks http on this port.",),
    "plain-http-to-tls": (),
    "protocol-error": ("Something that is not an HTTP server listens on the port.",),
}
_LOGIN_WORDS = ("login", "log in", "sign in", "signin", "sso", "登录", "登錄", "ログイン", "로그인")


def weigh_failure(page: ErrorPage, facts: CaseFacts, findings: Findings) -> None:
    """Rules for our own failures: what the exchange's address, times and neighbours say."""
    origin = _origin(facts.exchange)
    before = last_answer(facts)
    if before is not None and page.code in ANSWERED_BEFORE:
        findings.exclude(*ANSWERED_BEFORE[page.code])
        ago = human_seconds(max(0.0, facts.exchange.started_at - before.started_at))
        findings.evidence.append(f"The same address answered {ago} before.")
    if facts.exchange.failure is not None and not facts.exchange.failure.sent:
        findings.evidence.append("Nothing of the request left this machine.")
    if origin is not None:
        _weigh_address(page.code, origin, findings)
    _weigh_proxy(page.code, facts, findings)
    _weigh_times(page.code, facts, findings)
    if page.code in {"uncertain", "interrupted"} and facts.exchange.failure is not None:
        findings.evidence.append(facts.exchange.failure.message)


def last_answer(facts: CaseFacts) -> Exchange | None:
    """The latest whole answer from the same base URL before this exchange."""
    for other in earlier(facts):
        same = other.request.base_url == facts.exchange.request.base_url
        if same and other.state is ExchangeState.FINISHED:
            return other
    return None


def _origin(exchange: Exchange) -> Origin | None:
    try:
        return exchange.request.origin
    except ValueError:
        return None


def _weigh_address(code: str, origin: Origin, findings: Findings) -> None:
    inside = f"{origin.host} is a name or address of an inner network."
    if code == "dns-failed" and "." not in origin.host:
        findings.likely("The name is known inside a company network or VPN only.", inside)
    if code == "connect-timeout" and _is_inner(origin.host):
        findings.likely("The VPN is not connected.", inside)
    if code in {"connection-lost", "protocol-error"} and origin.scheme == "http" and origin.port in TLS_PORTS:
        findings.likely(
            "The server expects TLS on this port, and the base URL says http.",
            f"Port {origin.port} is usually a TLS port.",
            remedy="Change the base URL to https://.",
        )
    if code in {"tls-failed", "protocol-error"} and origin.scheme == "https" and origin.port in PLAIN_PORTS:
        findings.likely(
            "The server speaks plain HTTP on this port, and the base URL says https.",
            f"Port {origin.port} is usually a plain HTTP port.",
            remedy="Change the base URL to http:// if the network on the way is trusted.",
        )
    if code == "connection-refused" and origin.port in {80, 443}:
        findings.possible(
            "The port is wrong, or missing where the service is not on 80 or 443.",
            f"The base URL leads to port {origin.port}.",
        )


def _is_inner(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return address.is_private and not address.is_loopback


def _weigh_proxy(code: str, facts: CaseFacts, findings: Findings) -> None:
    proxy = facts.profile.proxy if facts.profile else ""
    if code == "proxy-failed" and proxy:
        findings.evidence.append(f"The profile's proxy is {safe(proxy, 80)}.")
    elif proxy and code in {"connect-timeout", "connection-lost", "transfer-cut", "tls-self-signed"}:
        findings.possible("The proxy of the profile stands between.", f"The proxy is {safe(proxy, 80)}.")


def _weigh_times(code: str, facts: CaseFacts, findings: Findings) -> None:
    if facts.profile is None or code not in {"read-timeout", "deadline-exceeded"}:
        return
    limits = facts.profile.timeouts
    local = limits.read if code == "read-timeout" else limits.total
    name = "read time-out" if code == "read-timeout" else "total deadline"
    server = server_timeout(facts)
    if server is not None and server >= local:
        findings.found(
            f"The server was allowed {server} s, longer than the local {name} of {local:g} s.",
            f"timeoutSeconds is {server}.",
            remedy=f"Raise the {name} in the profile above {server} s, or lower timeoutSeconds.",
        )
    else:
        findings.evidence.append(f"The {name} of the profile is {local:g} s.")


def server_timeout(facts: CaseFacts) -> int | None:
    """The server's time-out that the request asked for, in seconds."""
    body = facts.draft.body if isinstance(facts.draft.body, Mapping) else {}
    settings = facts.profile.settings if facts.profile else {}
    for part in (facts.draft.query, facts.draft.form, body, settings):
        value = part.get("timeoutSeconds")
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


# ---- a body that is not the API's --------------------------------------------------------------


def weigh_foreign_body(facts: CaseFacts, findings: Findings) -> None:
    """Who may have answered in the API's place."""
    head = facts.exchange.head or ResponseHead(0)
    start = facts.body[:65536]
    if _spring_error(facts, findings):
        return
    _weigh_status(head, findings)
    title = html_title(start)
    lower = (title + start[:4096].decode("utf-8", "replace")).lower()
    if b"<" in start[:200] and any(word in lower for word in _LOGIN_WORDS):
        findings.likely(
            "A login page answered: the base URL leads to a web console or a sign-on page, not to the API.",
            f"The page is titled “{title}”." if title else "The page speaks of a login.",
            remedy="Set the base URL to the API's own host and port.",
        )
    elif title:
        findings.evidence.append(f"The page is titled “{title}”.")
    if foreign_body(head, start).startswith("The answer is a web page") and head.status in {0, 200}:
        findings.likely(
            "The base URL leads to another service: a web console, a proxy's page, a login.",
            "A web page came with HTTP status 200.",
        )
    if not facts.body.strip():
        findings.likely("Something between here and the API answered without a body.", "The body is empty.")


def _weigh_status(head: ResponseHead, findings: Findings) -> None:
    server = head.header("server")
    by = f"The answer names its server as {safe(server, 40)}." if server else ""
    shown = [f"HTTP status {head.status}.", *([by] if by else [])]
    match head.status:
        case 404 | 405:
            findings.likely(
                "A path prefix is missing in the base URL, or too much.",
                *shown,
                remedy="Ask the administrator below which path the API hangs, and put it into the base URL.",
            )
        case 401 | 403 | 407:
            findings.likely(
                "A proxy or gateway before the API refused the call.",
                *shown,
                remedy="Ask the network's administrator whether this machine may call the API.",
            )
        case 413:
            findings.found("The request is larger than the server allows.", *shown, remedy="Send less.")
        case 429:
            findings.found("A gateway limits how often it is called.", *shown, remedy="Wait, then try again.")
        case 502 | 503 | 504:
            findings.found(
                "A proxy answered because it cannot reach the API behind it.",
                *shown,
                remedy="Try again later; if it stays, tell the administrator.",
            )
        case status if 300 <= status < 400:
            findings.likely("The server sends callers elsewhere.", *shown, remedy="Correct the base URL.")
        case status if status >= 500:
            findings.likely(
                "The server failed before the API could answer.", *shown, remedy="Try again later."
            )


def _spring_error(facts: CaseFacts, findings: Findings) -> bool:
    """Java servers say so in a JSON of their own: timestamp, status, error, path."""
    value: Any = parse_exact(facts.body).value if facts.body.lstrip().startswith(b"{") else None
    if not isinstance(value, dict) or not {"status", "error", "path"} <= value.keys():
        return False
    said = safe(f"{value['status']} {value['error']} for {value['path']}", 120)
    if str(value["status"]) in {"404", "405"}:
        findings.found(
            "The server runs and does not have this route.",
            f"It says: {said}.",
            remedy="Check the path prefix of the base URL, and which version the server is.",
        )
    else:
        findings.likely("The server failed before the API could answer.", f"It says: {said}.")
    return True


def quoted(value: Any) -> str:
    """A value in a sentence: short, safe, in quotation marks when it is text."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return safe(text, 60)
