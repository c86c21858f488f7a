"""Sending a draft: check, encode, record, send, record. One direction, no going back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace

from tui.core.answers import AnswerStore
from tui.core.cancel import CancelToken
from tui.core.drafting import with_settings
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import AssayError, ConfirmationNeeded, InvalidInput, Refused
from tui.core.fields import FieldProblem
from tui.core.operation import Operation, OperationCatalog, RequestDraft
from tui.core.ports import Clock, HistoryStore, NewId, SendOptions, Transport
from tui.core.profile import Profile
from tui.core.provider import Provider
from tui.core.request import UnsignedRequest
from tui.core.vault_ports import Authorizer, Vault
from tui.workbench.profiles import Profiles
from tui.workbench.sending.masking import masking
from tui.workbench.sending.outcomes import AnswerSink, Call, OnProgress, delivered, failed
from tui.workbench.sending.proxies import Proxies
from tui.workbench.sending.recording import PLAIN, Marks, kept_draft

LIVE_DRAFTS = 200
"""Drafts held in memory, so that a recent exchange can be explained and sent again whole."""


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
        private_id: NewId | None = None,
        largest: Callable[[], int | None] = lambda: None,
        proxies: Proxies | None = None,
    ) -> None:
        """`private_id` names the exchanges of private profiles, so that their answers can be told.
        `largest` gives the bytes, unpacked, at which an answer is stopped."""
        self.proxies = proxies
        self._largest = largest
        self._private_id = private_id or new_id
        self.closing = False
        """The program ends: what can be gone on with later is not cancelled at the server."""
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
        operation = self.operation(profile.kind, draft.operation)
        return operation.check(with_settings(operation, draft, profile.settings))

    def preview(self, profile: Profile, draft: RequestDraft) -> UnsignedRequest:
        """The request to the byte, without its credential. Raises InvalidInput."""
        operation = self.operation(profile.kind, draft.operation)
        draft = with_settings(operation, draft, profile.settings)
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
        marks: Marks = PLAIN,
    ) -> Exchange:
        """Send once and wait for the outcome; call it from a worker thread.

        `on_start` gets the exchange as soon as it is recorded, `on_progress` every sign of life;
        both run in the sending thread. A transfer that fails does not raise: the exchange says so.
        Raises InvalidInput, Refused, ConfirmationNeeded, VaultError or FileProblem, and then
        nothing was sent.
        """
        operation = self.operation(profile.kind, draft.operation)
        if not marks.ours:
            _guard(profile, operation, confirmed)
        if self.proxies is not None:
            self.proxies.pass_through(profile)
        request = self.preview(profile, draft)
        provider = self._profiles.provider(profile.kind)
        authorizer = masking(self._vault.authorizer(profile, provider.credential.parameter), operation, draft)
        exchange = self._recorded(profile, provider, operation, request, draft, marks)
        codec = provider.codec()
        reader = codec.row_reader(operation, draft)
        writer = self._answers.create(exchange.id, reader)
        call = Call(profile, codec, operation, exchange, reader, writer)
        token = cancel or CancelToken()
        with self.listening(exchange.id, token, draft):
            self._history.begin(exchange)
            if on_start is not None:
                on_start(exchange)
            outcome = self._transfer(call, request, authorizer, token, on_progress)
            self._history.finish(outcome)
            return outcome

    def record(self, profile: Profile, draft: RequestDraft) -> Exchange:
        """An exchange for an answer that is put together of several calls. Sends and keeps nothing.
        Raises InvalidInput."""
        operation = self.operation(profile.kind, draft.operation)
        request = self.preview(profile, draft)
        provider = self._profiles.provider(profile.kind)
        return self._recorded(profile, provider, operation, request, draft, PLAIN)

    @contextmanager
    def listening(self, exchange_id: str, token: CancelToken, draft: RequestDraft) -> Iterator[None]:
        """Within it, `cancel` of the exchange reaches the token."""
        self._enter(exchange_id, token, draft)
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(exchange_id, None)

    def _recorded(
        self,
        profile: Profile,
        provider: Provider,
        operation: Operation,
        request: UnsignedRequest,
        draft: RequestDraft,
        marks: Marks,
    ) -> Exchange:
        kept, prints = kept_draft(operation, draft)
        return Exchange(
            id=(self._private_id if profile.private else self._new_id)(),
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
            notes=marks.notes,
            part_of=marks.part_of,
            private=profile.private,
        )

    def _enter(self, exchange_id: str, token: CancelToken, draft: RequestDraft) -> None:
        with self._lock:
            self._running[exchange_id] = token
            self._drafts[exchange_id] = draft
            while len(self._drafts) > LIVE_DRAFTS:
                self._drafts.popitem(last=False)

    def _transfer(
        self,
        call: Call,
        request: UnsignedRequest,
        authorizer: Authorizer,
        token: CancelToken,
        on_progress: OnProgress | None,
    ) -> Exchange:
        sink = AnswerSink(call, self._clock, on_progress)
        profile = call.profile
        options = SendOptions(
            profile.timeouts, profile.tls, profile.proxy, self._largest(), connection_key=profile.id
        )
        try:
            delivery = self._transport.send(request, authorizer, options, sink, token)
        except AssayError as error:
            return failed(call, sink, error, self._answers, self._clock())
        return delivered(call, delivery, self._answers)

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
        """For the end of the program."""
        self.closing = True
        with self._lock:
            tokens = list(self._running.values())
        for token in tokens:
            token.cancel()


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
