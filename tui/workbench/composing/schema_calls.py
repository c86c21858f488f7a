"""How one call of a schema's fetch goes: its signs of life, its end, and why it gave nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.core.cancel import CancelToken
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import AssayError, Cancelled, TransportFailure
from tui.core.provider import SchemaQuestion


@dataclass(frozen=True, slots=True)
class SchemaProgress:
    """A sign of life while a schema is fetched: `done` of `calls` are answered; `title` is asked for now.
    `phase` is how that call goes, such as `refused with -1005 · attempt 2 of 4 in 5 s`."""

    done: int
    calls: int
    title: str = ""
    phase: str = ""


OnSchemaProgress = Callable[[SchemaProgress], None]


def check_cancelled(exchange: Exchange, cancel: CancelToken | None) -> None:
    if exchange.state is ExchangeState.CANCELLED or (cancel is not None and cancel.cancelled):
        raise Cancelled("You cancelled it. What was known of the schema before stays.")


def failure_of(exchange: Exchange, question: SchemaQuestion) -> AssayError | None:
    """Why a call gave nothing, in one sentence that begins with what was asked for."""
    what = f"{question.title[:1].upper()}{question.title[1:]}"
    failure, envelope = exchange.failure, exchange.envelope
    if failure is not None:
        return TransportFailure(
            f"{what}: {failure.message}",
            code=failure.code,
            sent=failure.sent,
            evidence=failure.evidence,
            next_step=failure.next_step,
        )
    if envelope is None or envelope.code is None:
        said = envelope.problem if envelope is not None else "there is no answer."
        return AssayError(f"{what}: {said}", code="unexpected-body")
    if envelope.tone in {Tone.GOOD, Tone.CAUTION}:
        return None
    return AssayError(
        f"{what}: the service answered {envelope.code}, {envelope.message or envelope.word}.",
        code="schema-refused",
        evidence=[f"The call was {exchange.request.method} {exchange.request.path}."],
        next_step=f"Read what the code means: assay explain {exchange.provider}/{envelope.code}",
    )


def fetched_ago(seconds: float) -> str:
    """How long ago, for people: `just now`, `3 min ago`, `5 h ago`, `12 days ago`."""
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 2 * 86_400:
        return f"{int(seconds // 3600)} h ago"
    return f"{int(seconds // 86_400)} days ago"
