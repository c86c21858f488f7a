"""Request and response heads of one exchange, its body as it was sent, and where the time went."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from tui.core.display import human_bytes, human_seconds
from tui.core.exchange import Certificate, Exchange, ExchangeState, ResponseHead, Timing
from tui.core.request import UnsignedRequest
from tui.core.wording import told, tr, tr_later
from tui.core.wrapping import padded
from tui.ui.widgets.reading import Line, Reading

BODY_SHOWN = 16 * 1024
"""Bytes of a request's body that are shown here; Compose shows all of it."""

STATES = {
    ExchangeState.SENDING: tr_later("sending"),
    ExchangeState.FINISHED: tr_later("finished"),
    ExchangeState.FAILED: tr_later("failed"),
    ExchangeState.CANCELLED: tr_later("cancelled"),
    ExchangeState.UNCERTAIN: tr_later("uncertain"),
}

BAR = 44
"""Cells of the whole exchange."""


def exchange_lines(exchange: Exchange) -> list[Line]:
    """Everything that is known of an exchange but its answer's body."""
    when = datetime.fromtimestamp(exchange.started_at, UTC).astimezone()
    lines = [
        Line(f"{exchange.operation} · {exchange.profile_name} · {when:%Y-%m-%d %H:%M:%S}", "title"),
        Line(tr("exchange {id} · {state}", id=exchange.id, state=tr(STATES[exchange.state])), "muted"),
    ]
    lines += request_lines(exchange.request)
    lines += response_lines(exchange.head, exchange)
    lines += connection_lines(exchange, time.time())
    lines += timing_lines(exchange.timing)
    if exchange.notes:
        lines += [Line(tr("Notes"), "heading"), *(Line(told(note), "point") for note in exchange.notes)]
    return lines


def request_lines(request: UnsignedRequest) -> list[Line]:
    lines = [Line(tr("Request"), "heading"), Line(f"{request.method} {request.shown_url}", "code")]
    lines += _headers(request.headers)
    if not request.body:
        lines.append(Line(tr("no body"), "muted"))
        return lines
    shown = request.body[:BODY_SHOWN].decode("utf-8", "backslashreplace")
    lines.append(Line(tr("body, {size}", size=human_bytes(len(request.body))), "muted"))
    lines.append(Line(shown, "code"))
    if len(request.body) > BODY_SHOWN:
        lines.append(
            Line(
                tr("… the first {size}; e opens all of it in Compose", size=human_bytes(BODY_SHOWN)),
                "muted",
            )
        )
    return lines


def response_lines(head: ResponseHead | None, exchange: Exchange) -> list[Line]:
    lines = [Line(tr("Response"), "heading")]
    if head is None:
        lines.append(Line(tr("No response head arrived."), "muted"))
        if exchange.failure is not None:
            lines.append(Line(told(exchange.failure.message)))
        return lines
    version = head.http_version or "HTTP"
    lines.append(Line(f"{version} {head.status} {head.reason}".strip(), "code"))
    lines += _headers(head.headers)
    end = "" if exchange.complete else tr(" · CUT OFF: the transfer did not end as HTTP says it should")
    packed = exchange.wire is not None and exchange.wire != exchange.received
    wire = tr(" ({size} on the wire)", size=human_bytes(exchange.wire or 0)) if packed else ""
    lines.append(
        Line(
            tr(
                "body, {received}{wire}{end}; Raw shows it",
                received=human_bytes(exchange.received),
                wire=wire,
                end=end,
            ),
            "muted",
        )
    )
    return lines


def _headers(headers: Sequence[tuple[str, str]]) -> list[Line]:
    # One piece of text, not one widget per header: a server may send thousands.
    text = "\n".join(f"{name}: {value}".replace("\n", "␊") for name, value in headers)
    return [Line(text, "code")] if text else []


def connection_lines(exchange: Exchange, now: float) -> list[Line]:
    """How the answer came: address, proxy, TLS and the certificate that the server showed."""
    link = exchange.connection
    lines = [Line(tr("Connection"), "heading")]
    if link is None:
        where = tr("The sandbox answers inside assay.") if exchange.sandbox else tr("Nothing is known of it.")
        return [*lines, Line(where, "muted")]
    reused = f"  ({tr('reused')})" if link.address and link.reused else ""
    rows = [
        (tr("peer"), link.address + reused),
        (tr("proxy"), link.proxy or tr("none")),
        ("TLS", f"{link.tls_version} · {link.cipher}" if link.tls_version else tr("none: not encrypted")),
    ]
    if link.certificate is not None:
        rows += _certificate_rows(link.certificate, now)
    return [*lines, Line("\n".join(padded(name, 10) + text for name, text in rows if text), "code")]


def _certificate_rows(shown: Certificate, now: float) -> list[tuple[str, str]]:
    rows = [
        (tr("subject"), shown.subject or tr("not read: the profile does not verify it")),
        (tr("issuer"), shown.issuer),
        (tr("valid"), _validity(shown, now)),
    ]
    if shown.names:
        rows.append((tr("names"), ", ".join(shown.names)))
    return [*rows, ("SHA-256", shown.sha256)]


def _validity(shown: Certificate, now: float) -> str:
    if shown.valid_from is None or shown.valid_until is None:
        return ""
    first, last = (
        f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" for at in (shown.valid_from, shown.valid_until)
    )
    days = int((shown.valid_until - now) // 86_400)
    left = tr("{days} days left", days=days) if days >= 0 else tr("EXPIRED {days} days ago", days=-days)
    return tr("{first} to {last}, {left}", first=first, last=last, left=left)


def timing_lines(timing: Timing) -> list[Line]:
    """A waterfall: every phase begins where the one before ended; one that did not happen says so."""
    phases = {
        tr("resolve"): timing.resolve,
        tr("connect"): timing.connect,
        "TLS": timing.tls,
        tr("send"): timing.send,
        tr("first byte"): timing.first_byte,
        tr("transfer"): timing.transfer,
    }
    whole = max(timing.total, sum(seconds for seconds in phases.values() if seconds))
    lines = [Line(tr("Timing"), "heading")]
    begin = 0.0
    for name, seconds in phases.items():
        if seconds is None:
            lines.append(Line(f"{padded(name, 11)}{'—':>9}", "code muted"))
            continue
        lines.append(
            Line(f"{padded(name, 11)}{human_seconds(seconds):>9}  {_bar(begin, seconds, whole)}", "phase")
        )
        begin += seconds
    lines.append(Line(f"{padded(tr('total'), 11)}{human_seconds(timing.total):>9}", "code"))
    if timing.connect is None and timing.first_byte is not None:
        lines.append(
            Line(tr("— did not happen: the connection was open already, or stays in assay."), "muted")
        )
    return lines


def _bar(begin: float, seconds: float, whole: float) -> str:
    """Cells from where the phase began, in half cells; never nothing for something."""
    halves = BAR * 2 / whole if whole else 0.0
    first, last = round(begin * halves), round((begin + seconds) * halves)
    last = max(last, first + 1)
    blanks, odd = divmod(first, 2)
    head = "▐" if odd else ""
    full, half = divmod(last - first - odd, 2)
    return " " * blanks + head + "█" * full + ("▌" if half else "")


class ExchangeView(Reading):
    """Scrolls with the usual keys; `text` is the whole of it, to be copied."""

    DEFAULT_CSS = """
    ExchangeView { height: 1fr; padding: 0 1; background: $surface; }
    ExchangeView > .code, ExchangeView > .phase { padding-left: 1; }
    ExchangeView > .phase { color: $primary; }
    """
