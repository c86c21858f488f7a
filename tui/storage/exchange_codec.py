"""Exchanges as columns of one row, and back. JSON keeps every character, also half ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from tui.core.envelope import Envelope, Tone
from tui.core.exchange import (
    Certificate,
    Connection,
    Exchange,
    ExchangeState,
    Failure,
    ResponseHead,
    Timing,
)
from tui.core.request import UnsignedRequest
from tui.storage.json_text import from_text, to_text

KEPT_BODY = 64 * 1024
"""Bytes kept of a request's body, and of an envelope's data as JSON."""

SMALL_ANSWER = 4 * KEPT_BODY
"""Bytes of an answer above which its data is not even encoded to see whether it is short enough."""

KEPT_DRAFT = 1024 * 1024
"""Bytes up to which a draft is kept; a longer one is left out whole, for half a draft is none."""

COLUMNS = (
    "id",
    "started_at",
    "profile_id",
    "profile_name",
    "provider",
    "operation",
    "state",
    "code",
    "received",
    "row_count",
    "flags",
    "request",
    "body",
    "draft",
    "outcome",
)

_FLAGS = ("complete", "sandbox", "masked")


def to_row(exchange: Exchange) -> tuple[Any, ...]:
    """The values of COLUMNS. Never raises for what a provider's codec may have decoded."""
    notes = list(exchange.notes)
    request = exchange.request
    if len(request.body) > KEPT_BODY:
        notes.append(
            f"Of the request's body of {len(request.body):,} bytes the history keeps the first {KEPT_BODY:,}."
        )
    draft = _short_json(dict(exchange.draft), KEPT_DRAFT)
    if draft is None:
        draft = "{}"
        notes.append("The draft is too large for the history, so this exchange cannot be sent again.")
    outcome = _outcome(exchange, notes)
    envelope, failure = exchange.envelope, exchange.failure
    code = (envelope.code if envelope else None) or (failure.code if failure else None) or ""
    return (
        exchange.id,
        exchange.started_at,
        exchange.profile_id,
        _plain(exchange.profile_name),
        exchange.provider,
        exchange.operation,
        exchange.state.value,
        _plain(code),
        exchange.received,
        exchange.rows,
        sum(1 << bit for bit, name in enumerate(_FLAGS) if getattr(exchange, name)),
        json.dumps(
            [
                request.method,
                request.base_url,
                request.path,
                request.query,
                request.headers,
                request.secret_parameter,
            ]
        ),
        request.body[:KEPT_BODY],
        draft,
        to_text(outcome),
    )


def _outcome(exchange: Exchange, notes: list[str]) -> dict[str, Any]:
    return {
        "head": asdict(exchange.head) if exchange.head else None,
        "envelope": _envelope(exchange.envelope, small=exchange.received <= SMALL_ANSWER),
        "failure": asdict(exchange.failure) if exchange.failure else None,
        "timing": asdict(exchange.timing),
        "connection": asdict(exchange.connection) if exchange.connection else None,
        "wire": exchange.wire,
        "fingerprints": dict(exchange.fingerprints),
        "notes": list(dict.fromkeys(notes)),
        "task": exchange.task,
        "part_of": exchange.part_of,
        "private": exchange.private,
    }


def from_row(row: tuple[Any, ...]) -> Exchange:
    """Raises ValueError, KeyError or TypeError for a row that `to_row` did not write."""
    kept = dict(zip(COLUMNS, row, strict=True))
    method, base_url, path, query, headers, parameter = json.loads(kept["request"])
    outcome = from_text(kept["outcome"])
    flags = {name: bool(kept["flags"] >> bit & 1) for bit, name in enumerate(_FLAGS)}
    head, envelope, failure = outcome["head"], outcome["envelope"], outcome["failure"]
    return Exchange(
        id=kept["id"],
        profile_id=kept["profile_id"],
        profile_name=kept["profile_name"],
        provider=kept["provider"],
        operation=kept["operation"],
        request=UnsignedRequest(
            method, base_url, path, _pairs(query), _pairs(headers), kept["body"], parameter
        ),
        state=ExchangeState(kept["state"]),
        started_at=kept["started_at"],
        draft=from_text(kept["draft"]),
        fingerprints=outcome["fingerprints"],
        head=ResponseHead(**_known(ResponseHead, head) | {"headers": _pairs(head["headers"])})
        if head
        else None,
        envelope=Envelope(**_known(Envelope, _tuples(envelope)) | {"tone": Tone(envelope["tone"])})
        if envelope
        else None,
        failure=Failure(**_known(Failure, _tuples(failure))) if failure else None,
        timing=Timing(**_known(Timing, outcome["timing"])),
        received=kept["received"],
        rows=kept["row_count"],
        notes=tuple(outcome["notes"]),
        complete=flags["complete"],
        sandbox=flags["sandbox"],
        masked=flags["masked"],
        connection=_connection(outcome.get("connection")),
        wire=outcome.get("wire"),
        task=outcome.get("task", ""),
        part_of=outcome.get("part_of", ""),
        private=outcome.get("private", False),
    )


def _connection(kept: Mapping[str, Any] | None) -> Connection | None:
    """None also for what an earlier version wrote."""
    if kept is None:
        return None
    shown = kept.get("certificate")
    certificate = Certificate(**_known(Certificate, _tuples(shown))) if shown else None
    return Connection(**_known(Connection, kept) | {"certificate": certificate})


def _envelope(envelope: Envelope | None, *, small: bool) -> dict[str, Any] | None:
    if envelope is None:
        return None
    if envelope.data is not None and (not small or _short_json(envelope.data, KEPT_BODY) is None):
        note = "The payload is too large for the history; it is read from the kept answer."
        envelope = replace(envelope, data=None, notes=tuple(dict.fromkeys((*envelope.notes, note))))
    # Not asdict: it would copy a payload of any depth.
    return {name: getattr(envelope, name) for name in envelope.__slots__}


def _short_json(value: Any, limit: int) -> str | None:
    """JSON text of at most `limit` characters; None for a longer one, and for what is not JSON."""
    try:
        text = to_text(value)
    except ValueError:
        return None
    return text if len(text) <= limit else None


def _plain(text: str) -> str:
    """Text that SQLite can hold and search: half characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _pairs(values: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values)


def _known(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only the fields this version has, should a later one have written more."""
    return {name: value for name, value in values.items() if name in kind.__dataclass_fields__}  # type: ignore[attr-defined]  # only dataclasses come here


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    """Lists that JSON made of tuples, back; the payload keeps its lists."""
    return {
        name: tuple(value) if isinstance(value, list) and name != "data" else value
        for name, value in values.items()
    }
