"""Sending a draft: check, encode, record, send, record. One direction, no going back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from tui.core.cancel import CancelToken
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import (
    Exchange,
    ExchangeState,
    Failure,
    Progress,
    ResponseHead,
)
from tui.core.failures import (
    AssayError,
    Cancelled,
    ConfirmationNeeded,
    InvalidInput,
    Refused,
    TransportFailure,
)
from tui.core.fields import FieldProblem
from tui.core.operation import Operation, OperationCatalog, RequestDraft
from tui.core.ports import (
    AnswerStore,
    AnswerWriter,
    Clock,
    Delivery,
    HistoryStore,
    NewId,
    SendOptions,
    Transport,
    Vault,
)
from tui.core.profile import Profile
from tui.core.provider import Codec, Provider
from tui.core.request import UnsignedRequest
from tui.workbench.profiles import Profiles
from tui.workbench.recording import kept_draft

DOCUMENT_CAP = 64 * 1024 * 1024
"""Bytes of a one-document answer that are decoded; a larger one is kept and shown raw."""

LIVE_DRAFTS = 200
"""Drafts held in memory, so that a recent exchange can be explained and sent again whole."""

OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class _Call:
    """What one call gathers on its way; lives only while it runs."""

    profile: Profile
    provider: Provider
    codec: Codec
    operation: Operation
    draft: RequestDraft
    exchange: Exchange
    writer: AnswerWriter


class _AnswerSink:
    """Takes the transport's signs of life to the answer store and to whoever watches."""

    def __init__(self, call: _Call, clock: Clock, on_progress: OnProgress | None) -> None:
        self._writer = call.writer
        self._exchange_id = call.exchange.id
        self._started = call.exchange.started_at
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
        if self._on_progress is not None:
            self._on_progress(
                Progress(
                    self._exchange_id,
                    self._clock() - self._started,
                    self.received,
                    self._writer.rows,
                    self._expected,
                    self._phase,
                )
            )


class Sending:
    """The one way a request leaves this machine."""

    def __init__(
        self,
        profiles: Profiles,
        vault: Vault,
        transport: Transport,
        answers: AnswerStore,
        history: HistoryStore,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._profiles = profiles
        self._vault = vault
        self._transport = transport
        self._answers = answers
        self._history = history
        self._clock = clock
        self._new_id = new_id
        self._running: dict[str, CancelToken] = {}
        self._drafts: OrderedDict[str, RequestDraft] = OrderedDict()
        self._lock = threading.Lock()

    # -- before sending --------------------------------------------------------------------------

    def operations(self, kind: str) -> OperationCatalog:
        return self._profiles.provider(kind).operations()

    def operation(self, kind: str, operation_id: str) -> Operation:
        """Raises InvalidInput for an unknown id."""
        catalog = self.operations(kind)
        if operation_id not in catalog:
            raise InvalidInput([FieldProblem("operation", f"“{operation_id}” is not known")])
        return catalog.get(operation_id)

    def check(self, profile: Profile, draft: RequestDraft) -> list[FieldProblem]:
        """Field errors by wire name; nothing is sent."""
        return self.operation(profile.kind, draft.operation).check(draft)

    def preview(self, profile: Profile, draft: RequestDraft) -> UnsignedRequest:
        """The request to the byte, without its credential. Raises InvalidInput."""
        operation = self.operation(profile.kind, draft.operation)
        problems = operation.check(draft)
        if problems:
            raise InvalidInput(problems)
        provider = self._profiles.provider(profile.kind)
        request = provider.codec().encode(operation, draft, profile)
        return replace(request, secret_parameter=provider.credential.parameter)

    def needs_confirmation(self, profile: Profile, draft: RequestDraft) -> bool:
        return self.operation(profile.kind, draft.operation).mutates

    # -- sending ---------------------------------------------------------------------------------

    def send(
        self,
        profile: Profile,
        draft: RequestDraft,
        *,
        confirmed: bool = False,
        cancel: CancelToken | None = None,
        on_progress: OnProgress | None = None,
        on_start: Callable[[Exchange], None] | None = None,
    ) -> Exchange:
        """Send once and wait for the outcome; call it from a worker thread.

        `on_start` gets the exchange as soon as it is recorded, `on_progress` every sign of life;
        both run in the sending thread. A transfer that fails does not raise: the exchange says so.
        Raises InvalidInput, Refused, ConfirmationNeeded, VaultError or FileProblem, and then
        nothing was sent.
        """
        operation = self.operation(profile.kind, draft.operation)
        self._guard(profile, operation, confirmed)
        request = self.preview(profile, draft)
        provider = self._profiles.provider(profile.kind)
        authorizer = self._vault.authorizer(profile, provider.credential.parameter)
        codec = provider.codec()
        kept, prints = kept_draft(operation, draft)
        exchange = Exchange(
            id=self._new_id(),
            profile_id=profile.id,
            profile_name=profile.name,
            provider=provider.id,
            operation=operation.id,
            request=self._kept_request(provider, operation, profile, request, draft, kept),
            state=ExchangeState.SENDING,
            started_at=self._clock(),
            draft=asdict(kept),
            fingerprints=prints,
            sandbox=profile.is_sandbox,
        )
        writer = self._answers.create(exchange.id, codec.row_reader(operation, draft))
        call = _Call(profile, provider, codec, operation, draft, exchange, writer)
        token = cancel or CancelToken()
        with self._lock:
            self._running[exchange.id] = token
            self._drafts[exchange.id] = draft
            while len(self._drafts) > LIVE_DRAFTS:
                self._drafts.popitem(last=False)
        try:
            self._history.begin(exchange)
            if on_start is not None:
                on_start(exchange)
            sink = _AnswerSink(call, self._clock, on_progress)
            options = SendOptions(profile.timeouts, profile.tls, profile.proxy, connection_key=profile.id)
            try:
                delivery = self._transport.send(request, authorizer, options, sink, token)
            except AssayError as error:
                outcome = self._failed(call, sink, error)
            else:
                outcome = self._delivered(call, delivery)
            self._history.finish(outcome)
            return outcome
        finally:
            with self._lock:
                self._running.pop(exchange.id, None)

    @staticmethod
    def _kept_request(
        provider: Provider,
        operation: Operation,
        profile: Profile,
        request: UnsignedRequest,
        draft: RequestDraft,
        kept: RequestDraft,
    ) -> UnsignedRequest:
        if kept is draft:
            return request
        shown = provider.codec().encode(operation, kept, profile)
        return replace(shown, secret_parameter=request.secret_parameter)

    def live_draft(self, exchange_id: str) -> RequestDraft | None:
        """The whole draft of a recent exchange of this run, sensitive fields included; memory only."""
        with self._lock:
            return self._drafts.get(exchange_id)

    def cancel(self, exchange_id: str) -> bool:
        """Ask a running exchange to stop; False when it is not running."""
        with self._lock:
            token = self._running.get(exchange_id)
        if token is None:
            return False
        token.cancel()
        return True

    def running(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._running)

    def cancel_all(self) -> None:
        with self._lock:
            tokens = list(self._running.values())
        for token in tokens:
            token.cancel()

    @staticmethod
    def _guard(profile: Profile, operation: Operation, confirmed: bool) -> None:
        if not operation.mutates:
            return
        if profile.read_only:
            raise Refused(
                f"“{profile.name}” is read-only and “{operation.title}” changes state.",
                code="read-only",
                next_step="Use another profile, or turn read-only off in this one.",
            )
        if not confirmed:
            raise ConfirmationNeeded(
                f"“{operation.title}” ({operation.method} {operation.path}) changes state on "
                f"{profile.environment.value} {profile.base_url}.",
                next_step="Confirm to send it.",
            )

    # -- after sending ---------------------------------------------------------------------------

    def _delivered(self, call: _Call, delivery: Delivery) -> Exchange:
        call.writer.finish(complete=True)
        envelope, notes = self._envelope(call, delivery.head)
        answer = self._answers.open(call.exchange.id)
        is_rows = answer is not None and answer.is_rows
        return replace(
            call.exchange,
            state=ExchangeState.FINISHED,
            head=delivery.head,
            envelope=envelope,
            timing=delivery.timing,
            received=delivery.received,
            rows=call.writer.rows if is_rows else None,
            complete=True,
            masked=delivery.masked,
            notes=notes,
        )

    def _envelope(self, call: _Call, head: ResponseHead) -> tuple[Envelope, tuple[str, ...]]:
        answer = self._answers.open(call.exchange.id)
        if answer is None:
            return Envelope(None, tone=Tone.UNCERTAIN, problem="The answer was not kept."), ()
        # A row stream that fails says so in an envelope of its own, or is no row stream at all: a
        # login page, a proxy's error. Then the whole body is read as one document.
        if answer.envelope is not None:
            return answer.envelope, ()
        if answer.is_rows and head.status == 200 and answer.row_count:
            return Envelope("0", message="", tone=Tone.GOOD, word="OK"), ()
        notes: tuple[str, ...] = ()
        if answer.size > DOCUMENT_CAP:
            return (
                Envelope(
                    None,
                    tone=Tone.UNCERTAIN,
                    word="LARGE",
                    problem="The document is too large to decode; it is kept and shown raw.",
                ),
                notes,
            )
        body = answer.raw(0, answer.size)
        return call.codec.read(call.operation, head, body), notes

    def _failed(self, call: _Call, sink: _AnswerSink, error: AssayError) -> Exchange:
        call.writer.finish(complete=False)
        sent = error.sent if isinstance(error, TransportFailure) else False
        risky = call.operation.mutates or not call.operation.repeatable
        if sent and risky:
            state = ExchangeState.UNCERTAIN
        elif isinstance(error, Cancelled):
            state = ExchangeState.CANCELLED
        else:
            state = ExchangeState.FAILED
        now = self._clock()
        answer = self._answers.open(call.exchange.id)
        return replace(
            call.exchange,
            state=state,
            head=sink.response_head,
            envelope=answer.envelope if answer is not None else None,
            failure=Failure(error.code, error.message, sent, error.evidence, error.next_step),
            timing=replace(call.exchange.timing, total=now - call.exchange.started_at),
            received=sink.received,
            rows=call.writer.rows if answer is not None and answer.is_rows else None,
            complete=False,
        )
