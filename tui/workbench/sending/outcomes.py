"""What became of a call: the answer as it arrives, and the exchange that is recorded in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tui.core.answers import AnswerStore, AnswerWriter, RowReader
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import Exchange, ExchangeState, Failure, Progress, ResponseHead
from tui.core.failures import AssayError, Cancelled, TransportFailure
from tui.core.operation import Operation
from tui.core.ports import Clock, Delivery
from tui.core.profile import Profile
from tui.core.provider import Codec
from tui.core.table import RowFormat

DOCUMENT_CAP = 64 * 1024 * 1024
"""Bytes of a one-document answer that are decoded; a larger one is kept and shown raw."""

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way. Lives only while it runs."""

    profile: Profile
    codec: Codec
    operation: Operation
    exchange: Exchange
    reader: RowReader | None
    writer: AnswerWriter


class AnswerSink:
    """Takes the transport's signs of life to the answer store and to whoever watches."""

    def __init__(self, call: Call, clock: Clock, on_progress: OnProgress | None) -> None:
        self._writer = call.writer
        self._exchange = call.exchange
        self._clock = clock
        self._on_progress = on_progress
        self._expected: int | None = None
        self._phase = ""
        self.received = 0
        self.response_head: ResponseHead | None = None

    def phase(self, name: str) -> None:
        self._phase = name
        self._report()

    def head(self, head: ResponseHead) -> None:
        self.response_head = head
        length = head.header("content-length")
        if length.isdigit() and not head.header("content-encoding"):
            self._expected = int(length)
        self._phase = "receiving"
        self._report()

    def write(self, chunk: bytes) -> None:
        self.received += len(chunk)
        self._writer.write(chunk)
        self._report()

    def _report(self) -> None:
        if self._on_progress is None:
            return
        elapsed = self._clock() - self._exchange.started_at
        self._on_progress(
            Progress(
                self._exchange.id,
                elapsed,
                self.received,
                self._writer.rows,
                self._expected,
                self._phase,
            )
        )


def delivered(call: Call, delivery: Delivery, answers: AnswerStore) -> Exchange:
    """The exchange of a transfer that ended properly, whatever the answer says."""
    call.writer.finish(complete=True)
    answer = answers.open(call.exchange.id)
    return replace(
        call.exchange,
        state=ExchangeState.FINISHED,
        head=delivery.head,
        envelope=_envelope(call, delivery.head, answers),
        timing=delivery.timing,
        received=delivery.received,
        rows=call.writer.rows if answer is not None and answer.holds_rows else None,
        complete=True,
        masked=delivery.masked,
        connection=delivery.connection,
        wire=delivery.wire,
    )


def _envelope(call: Call, head: ResponseHead, answers: AnswerStore) -> Envelope:
    answer = answers.open(call.exchange.id)
    if answer is None:
        return Envelope(None, tone=Tone.UNCERTAIN, problem="The answer was not kept.")
    # A row stream that fails says so in an envelope of its own, or is no row stream at all: a login
    # page, a proxy's error. Then the whole body is read as one document.
    if answer.envelope is not None:
        return answer.envelope
    if head.status == 200 and (answer.row_count if answer.size else _may_be_empty(call.reader)):
        return Envelope("0", tone=Tone.GOOD, word="OK")
    if answer.size > DOCUMENT_CAP:
        problem = "The document is too large to decode; it is kept and shown raw."
        return Envelope(None, tone=Tone.UNCERTAIN, word="LARGE", problem=problem)
    return call.codec.read(call.operation, head, answer.raw(0, answer.size))


def _may_be_empty(reader: RowReader | None) -> bool:
    """Delimited text without names answers an empty result with no byte at all; JSON never does."""
    return reader is not None and reader.format in {RowFormat.CSV, RowFormat.TSV}


def failed(call: Call, sink: AnswerSink, error: AssayError, answers: AnswerStore, now: float) -> Exchange:
    """The exchange of a transfer that did not end properly; what arrived is kept."""
    call.writer.finish(complete=False)
    sent = error.sent if isinstance(error, TransportFailure) else True
    answer = answers.open(call.exchange.id)
    return replace(
        call.exchange,
        state=_state(call.operation, error, sent),
        head=sink.response_head,
        envelope=answer.envelope if answer is not None else None,
        failure=Failure(error.code, error.message, sent, error.evidence, error.next_step),
        timing=replace(call.exchange.timing, total=now - call.exchange.started_at),
        received=sink.received,
        rows=call.writer.rows if answer is not None and answer.holds_rows else None,
        complete=False,
    )


def _state(operation: Operation, error: AssayError, sent: bool) -> ExchangeState:
    if sent and (operation.mutates or not operation.repeatable):
        return ExchangeState.UNCERTAIN
    return ExchangeState.CANCELLED if isinstance(error, Cancelled) else ExchangeState.FAILED
