"""An exchange as a report for the vendor's support: Markdown, without secrets, with versions."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata

import tui
from tui.core.answers import Answer
from tui.core.display import human_bytes, human_seconds, safe
from tui.core.exchange import Exchange
from tui.core.knowledge import Explanation
from tui.core.profile import SANDBOX_HOST

MOST_BODY = 8_000
"""Bytes of request and answer that are quoted."""

VERSIONS_OF = ("httpx", "httpcore", "textual")


def to_report(exchange: Exchange, answer: Answer | None, explanation: Explanation, api: str) -> str:
    """What happened, what was sent, what came back, and with which versions. Text of others stands in
    fences, so that none of it acts as Markdown."""
    when = datetime.fromtimestamp(exchange.started_at, UTC)
    lines = [f"# {safe(api, 100)}: {_plain(explanation.headline)}", ""]
    if exchange.sandbox or SANDBOX_HOST in exchange.request.base_url:
        lines += ["**This was assay's own sandbox; the vendor was not asked.**", ""]
    lines += _table(
        [
            ("When", f"{when:%Y-%m-%d %H:%M:%S.%f} UTC"),
            ("Route", exchange.operation),
            ("Outcome", _outcome(exchange)),
            ("Rows", "" if exchange.rows is None else f"{exchange.rows:,}"),
            ("Exchange", exchange.id),
        ]
    )
    if explanation.server_message:
        lines += ["", "The server said:", "", *_fence(explanation.server_message)]
    if explanation.evidence:
        lines += ["", "## Evidence", "", *(f"- {_plain(sentence)}" for sentence in explanation.evidence)]
    lines += ["", "## Request", "", *_fence(_request(exchange))]
    lines += ["", "## Answer", "", *_fence(_answer(exchange, answer))]
    lines += ["", "## Timing and connection", "", *_table(_timing(exchange))]
    lines += ["", "## Versions", "", *_table(_versions())]
    lines += ["", "Made by assay from a record without the credential; sensitive values are cut short.", ""]
    text = "\n".join(lines)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _outcome(exchange: Exchange) -> str:
    parts = [exchange.state.value]
    if exchange.head is not None:
        parts.append(f"HTTP {exchange.head.status}")
    if exchange.envelope is not None and exchange.envelope.code is not None:
        parts.append(f"code {exchange.envelope.code} {exchange.envelope.word}".rstrip())
    if exchange.failure is not None:
        parts.append(f"{exchange.failure.code}: {exchange.failure.message}")
    if not exchange.complete:
        parts.append("cut off")
    return ", ".join(parts)


def _request(exchange: Exchange) -> str:
    request = exchange.request
    lines = [
        f"{request.method} {request.shown_url}",
        *(f"{name}: {value}" for name, value in request.headers),
    ]
    return "\n".join([*lines, "", _quoted(request.body, len(request.body))]).rstrip()


def _answer(exchange: Exchange, answer: Answer | None) -> str:
    head = exchange.head
    if head is None:
        return "No response head arrived."
    lines = [f"{head.http_version or 'HTTP'} {head.status} {head.reason}".strip()]
    lines += [f"{name}: {value}" for name, value in head.headers]
    if answer is None:
        body = "(The body is no longer kept.)" if exchange.received else ""
    else:
        body = _quoted(answer.raw(0, min(answer.size, MOST_BODY)), answer.size)
    return "\n".join([*lines, "", body]).rstrip()


def _quoted(data: bytes, size: int) -> str:
    text = data[:MOST_BODY].decode("utf-8", "backslashreplace")
    return (
        text if size <= MOST_BODY else f"{text}\n… the first {human_bytes(MOST_BODY)} of {human_bytes(size)}"
    )


def _timing(exchange: Exchange) -> list[tuple[str, str]]:
    timing, link = exchange.timing, exchange.connection
    phases = [
        ("Resolve", timing.resolve),
        ("Connect", timing.connect),
        ("TLS", timing.tls),
        ("Send", timing.send),
        ("First byte", timing.first_byte),
        ("Transfer", timing.transfer),
        ("Total", timing.total),
    ]
    rows = [(name, human_seconds(seconds)) for name, seconds in phases if seconds is not None]
    rows.append(("Body", human_bytes(exchange.received)))
    if link is not None:
        rows += [("Peer", link.address), ("Proxy", link.proxy), ("TLS version", link.tls_version)]
        if link.certificate is not None:
            rows += [("Subject", link.certificate.subject), ("Issuer", link.certificate.issuer)]
    return rows


def _versions() -> list[tuple[str, str]]:
    found = [
        ("assay", tui.__version__),
        ("Python", platform.python_version()),
        ("System", platform.platform()),
    ]
    for name in VERSIONS_OF:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return found


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    kept = [f"| {name} | {_plain(value)} |" for name, value in rows if value]
    return ["| | |", "| --- | --- |", *kept]


def _plain(text: str) -> str:
    """Text that is none of Markdown's, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>|#!])", r"\\\1", safe(" ".join(text.split()), 500))


def _fence(text: str) -> Sequence[str]:
    """A block longer than any run of back-ticks in the text."""
    runs = [len(run) for run in re.findall(r"`+", text)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    return [fence, safe(text, keep_lines=True), fence]
