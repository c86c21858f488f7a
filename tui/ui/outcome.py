"""An exchange in one line, for the status line."""

from __future__ import annotations

from tui.core.display import human_bytes, human_count, human_seconds
from tui.core.exchange import Exchange
from tui.core.wording import told, tr
from tui.ui.session import Outcome
from tui.workbench.inspecting import tone_of


def outcome_of(exchange: Exchange) -> Outcome:
    """An exchange in one line: code and word, message, time, size."""
    parts = [exchange.operation]
    if exchange.failure is not None:
        parts += [exchange.state.value, exchange.failure.code, told(exchange.failure.message)]
    elif exchange.envelope is not None:
        envelope = exchange.envelope
        code = envelope.code if envelope.code is not None else tr("no code")
        parts += [f"{code} {envelope.word}".strip(), envelope.message or told(envelope.problem)]
    parts += [human_seconds(exchange.timing.total), human_bytes(exchange.received)]
    if exchange.rows is not None:
        parts.append(tr("{rows} rows", rows=human_count(exchange.rows)))
    sandbox = "SANDBOX · " if exchange.sandbox else ""
    text = sandbox + " · ".join(part for part in parts if part)
    return Outcome(exchange.id, tone_of(exchange), text)
