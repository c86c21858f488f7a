"""Which pages in a browser may send, and what a browser wants to hear before it sends (CORS)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.core.listening import HeardRequest, Reply
from tui.core.urls import is_loopback, origin_of

_NAMES = re.compile(r"[A-Za-z0-9_\-, ]{1,2000}\Z")
_METHOD = re.compile(r"[A-Z]{1,20}\Z")


def host_is_own(request: HeardRequest) -> bool:
    """Whether the request names this machine: a foreign name that leads here is a page's trick to reach
    what listens on a person's machine (DNS rebinding)."""
    named = [value for key, value in request.headers if key.lower() == "host"]
    if len(named) != 1:
        return False
    host = named[0]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(name)


def may_send(origin: str, allowed: Sequence[str]) -> bool:
    """Whether a page of that origin may; a program sends none. Pages of this machine may."""
    if not origin:
        return True
    if origin in allowed:
        return True
    try:
        return is_loopback(origin_of(origin).host)
    except ValueError:
        return False


def is_preflight(request: HeardRequest) -> bool:
    """Whether a browser asks beforehand; the request itself comes after it."""
    return request.method == "OPTIONS" and bool(request.header("access-control-request-method"))


def preflight(request: HeardRequest) -> Reply:
    """Yes to what is asked, save what is no name of a method or a header."""
    method = request.header("access-control-request-method")
    names = request.header("access-control-request-headers")
    headers = [("Access-Control-Max-Age", "60")]
    if _METHOD.match(method):
        headers.append(("Access-Control-Allow-Methods", method))
    if _NAMES.match(names):
        headers.append(("Access-Control-Allow-Headers", names))
    if request.header("access-control-request-private-network") == "true":
        headers.append(("Access-Control-Allow-Private-Network", "true"))
    return Reply(204, b"", tuple(headers))


def for_page(origin: str) -> tuple[tuple[str, str], ...]:
    """What lets the page read the answer; `origin` is one that may send."""
    if not origin or not origin.isascii() or not origin.isprintable():
        return ()
    return (
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
        ("Vary", "Origin"),
    )
