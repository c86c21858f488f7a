"""An exchange of the history as a line for people and as an object for programs."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.core.display import human_seconds
from tui.core.exchange import Exchange

HEAD = ("id", "when (utc)", "profile", "route", "state", "code", "rows", "time")


def exchange_row(exchange: Exchange) -> tuple[str, ...]:
    moment = datetime.fromtimestamp(exchange.started_at, UTC)
    return (
        exchange.id,
        f"{moment:%Y-%m-%d %H:%M:%S}",
        exchange.profile_name,
        exchange.operation,
        exchange.state.value,
        _code(exchange) or "",
        "" if exchange.rows is None else str(exchange.rows),
        human_seconds(exchange.timing.total),
    )


def _code(exchange: Exchange) -> str | None:
    if exchange.failure is not None:
        return exchange.failure.code
    return exchange.envelope.code if exchange.envelope is not None else None


def exchange_object(exchange: Exchange) -> dict[str, object]:
    request, timing = exchange.request, exchange.timing
    return {
        "id": exchange.id,
        "started_at": datetime.fromtimestamp(exchange.started_at, UTC).isoformat(timespec="milliseconds"),
        "profile": exchange.profile_name,
        "kind": exchange.provider,
        "operation": exchange.operation,
        "sandbox": exchange.sandbox,
        "method": request.method,
        "url": request.shown_url,
        "state": exchange.state.value,
        "code": _code(exchange),
        "message": exchange.envelope.message if exchange.envelope is not None else None,
        "failure": exchange.failure.message if exchange.failure is not None else None,
        "status": exchange.head.status if exchange.head is not None else None,
        "rows": exchange.rows,
        "bytes": exchange.received,
        "complete": exchange.complete,
        "part_of": exchange.part_of or None,
        "task": exchange.task or None,
        "masked": exchange.masked,
        "seconds": {
            "connect": timing.connect,
            "tls": timing.tls,
            "first_byte": timing.first_byte,
            "transfer": timing.transfer,
            "total": timing.total,
        },
        "draft": dict(exchange.draft),
    }
