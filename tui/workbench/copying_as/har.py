"""An exchange as a HAR 1.2 archive (http://www.softwareishard.com/blog/har-12-spec/), without its secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import tui
from tui.core.answers import Answer
from tui.core.exchange import Exchange, ResponseHead, Timing
from tui.core.secret import MASK

MOST_CONTENT = 5_000_000
"""Bytes of an answer that go into the archive; a note says when there are more."""

UNKNOWN = -1

Pairs = Sequence[tuple[str, str]]


def to_har(exchange: Exchange, answer: Answer | None) -> str:
    """JSON text of an archive with one entry. What the format cannot say stands in `comment`."""
    entry: dict[str, Any] = {
        "startedDateTime": datetime.fromtimestamp(exchange.started_at, UTC).isoformat(
            timespec="milliseconds"
        ),
        "time": _ms(exchange.timing.total),
        "request": _request(exchange),
        "response": _response(exchange, answer),
        "cache": {},
        "timings": _timings(exchange.timing),
    }
    link = exchange.connection
    if link is not None and link.address:
        entry["serverIPAddress"] = link.address.rpartition(":")[0].strip("[]")
        entry["connection"] = link.address.rpartition(":")[2]
    if exchange.failure is not None:
        entry["comment"] = f"{exchange.failure.code}: {exchange.failure.message}"
    log = {
        "version": "1.2",
        "creator": {"name": "assay", "version": tui.__version__},
        "comment": f"The value of the credential is {MASK}.",
        "entries": [entry],
    }
    text = json.dumps({"log": log}, ensure_ascii=False, indent=2)
    # A lone surrogate, which UTF-8 cannot hold, becomes its JSON escape.
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _request(exchange: Exchange) -> dict[str, Any]:
    request, head = exchange.request, exchange.head
    query = list(request.query)
    if request.secret_parameter:
        query.append((request.secret_parameter, MASK))
    found: dict[str, Any] = {
        "method": request.method,
        "url": request.shown_url,
        "httpVersion": _version(head),
        "cookies": [],
        "headers": _named(request.headers),
        "queryString": _named(query),
        "headersSize": UNKNOWN,
        "bodySize": len(request.body),
    }
    if request.body:
        kind = next((v for n, v in request.headers if n.lower() == "content-type"), "")
        found["postData"] = {"mimeType": kind, **_text(request.body)}
    return found


def _response(exchange: Exchange, answer: Answer | None) -> dict[str, Any]:
    head = exchange.head or ResponseHead(0)
    size = answer.size if answer is not None else 0
    data = answer.raw(0, min(size, MOST_CONTENT)) if answer is not None else b""
    content: dict[str, Any] = {
        "size": exchange.received,
        "mimeType": head.header("content-type"),
        **_text(data),
    }
    if answer is None and exchange.received:
        content["comment"] = "The answer is no longer kept."
    elif size > MOST_CONTENT:
        content["comment"] = f"The first {MOST_CONTENT:,} bytes of {size:,}."
    return {
        "status": head.status,
        "statusText": head.reason,
        "httpVersion": _version(exchange.head),
        "cookies": [],
        "headers": _named(head.headers),
        "content": content,
        "redirectURL": head.header("location"),
        "headersSize": UNKNOWN,
        "bodySize": UNKNOWN if exchange.wire is None else exchange.wire,
    }


def _text(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(data).decode("ascii"), "encoding": "base64"}


def _version(head: ResponseHead | None) -> str:
    return head.http_version if head is not None and head.http_version else "HTTP/1.1"


def _named(pairs: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _ms(seconds: float | None) -> float:
    return UNKNOWN if seconds is None else round(seconds * 1000, 3)


def _timings(timing: Timing) -> dict[str, float]:
    """`connect` includes `ssl`, as the format wants it; `send`, `wait` and `receive` are never unknown."""
    connect = None if timing.connect is None else timing.connect + (timing.tls or 0.0)
    return {
        "blocked": UNKNOWN,
        "dns": _ms(timing.resolve),
        "connect": _ms(connect),
        "ssl": _ms(timing.tls),
        "send": _ms(timing.send or 0.0),
        "wait": _ms(timing.first_byte or 0.0),
        "receive": _ms(timing.transfer or 0.0),
    }
