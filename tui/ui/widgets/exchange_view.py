"""Request and response heads of one exchange, its body as it was sent, and where the time went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from tui.core.display import human_bytes, human_seconds
from tui.core.exchange import Exchange, ResponseHead, Timing
from tui.core.request import UnsignedRequest
from tui.ui.widgets.reading import Line, Reading

BODY_SHOWN = 16 * 1024
"""Bytes of a request's body that are shown here; Compose shows all of it."""

BAR = 28
"""Cells of the longest bar."""


def exchange_lines(exchange: Exchange) -> list[Line]:
    """Everything that is known of an exchange but its answer's body."""
    when = datetime.fromtimestamp(exchange.started_at, UTC).astimezone()
    lines = [
        Line(f"{exchange.operation} · {exchange.profile_name} · {when:%Y-%m-%d %H:%M:%S}", "title"),
        Line(f"exchange {exchange.id} · {exchange.state.value}", "muted"),
    ]
    lines += request_lines(exchange.request)
    lines += response_lines(exchange.head, exchange)
    lines += timing_lines(exchange.timing)
    if exchange.notes:
        lines += [Line("Notes", "heading"), *(Line(note, "point") for note in exchange.notes)]
    return lines


def request_lines(request: UnsignedRequest) -> list[Line]:
    lines = [Line("Request", "heading"), Line(f"{request.method} {request.shown_url}", "code")]
    lines += _headers(request.headers)
    if not request.body:
        lines.append(Line("no body", "muted"))
        return lines
    shown = request.body[:BODY_SHOWN].decode("utf-8", "backslashreplace")
    lines.append(Line(f"body, {human_bytes(len(request.body))}", "muted"))
    lines.append(Line(shown, "code"))
    if len(request.body) > BODY_SHOWN:
        lines.append(Line(f"… the first {human_bytes(BODY_SHOWN)}; e opens all of it in Compose", "muted"))
    return lines


def response_lines(head: ResponseHead | None, exchange: Exchange) -> list[Line]:
    lines = [Line("Response", "heading")]
    if head is None:
        lines.append(Line("No response head arrived.", "muted"))
        if exchange.failure is not None:
            lines.append(Line(exchange.failure.message))
        return lines
    version = head.http_version or "HTTP"
    lines.append(Line(f"{version} {head.status} {head.reason}".strip(), "code"))
    lines += _headers(head.headers)
    end = "" if exchange.complete else " · CUT OFF: the transfer did not end as HTTP says it should"
    lines.append(Line(f"body, {human_bytes(exchange.received)}{end}; Raw shows it", "muted"))
    return lines


def _headers(headers: Sequence[tuple[str, str]]) -> list[Line]:
    # One piece of text, not one widget per header: a server may send thousands.
    text = "\n".join(f"{name}: {value}".replace("\n", "␊") for name, value in headers)
    return [Line(text, "code")] if text else []


def timing_lines(timing: Timing) -> list[Line]:
    """One bar per phase, against the longest; a phase that did not happen says so."""
    phases = {
        "connect": timing.connect,
        "TLS": timing.tls,
        "first byte": timing.first_byte,
        "transfer": timing.transfer,
    }
    longest = max((seconds for seconds in phases.values() if seconds), default=0.0)
    lines = [Line("Timing", "heading")]
    for name, seconds in phases.items():
        if seconds is None:
            lines.append(Line(f"{name:<11}{'—':>9}", "code muted"))
            continue
        eighths = round(BAR * 8 * seconds / longest) if longest else 0
        bar = "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")
        lines.append(Line(f"{name:<11}{human_seconds(seconds):>9}  {bar}", "phase"))
    lines.append(Line(f"{'total':<11}{human_seconds(timing.total):>9}", "code"))
    if timing.connect is None and timing.first_byte is not None:
        lines.append(Line("— did not happen: the connection was open already, or stays in assay.", "muted"))
    return lines


class ExchangeView(Reading):
    """Scrolls with the usual keys; `text` is the whole of it, to be copied."""

    DEFAULT_CSS = """
    ExchangeView { height: 1fr; padding: 0 1; background: $surface; }
    ExchangeView > .code, ExchangeView > .phase { padding-left: 1; }
    ExchangeView > .phase { color: $primary; }
    """
