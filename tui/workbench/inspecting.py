"""Looking at an exchange: its answer, its tables, and what its code means."""

from __future__ import annotations

from collections.abc import Mapping

from tui.core.answers import Answer, AnswerStore
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.explaining import plain_explanation
from tui.core.failures import NotFound
from tui.core.knowledge import ErrorPage, Explanation
from tui.core.operation import Operation, RequestDraft
from tui.core.ports import HistoryStore
from tui.core.profile import Profile
from tui.core.provider import CaseFacts, Provider
from tui.core.table import Table
from tui.workbench.composing.schemas import Schemas
from tui.workbench.knowledge import Knowledge
from tui.workbench.profiles import Profiles
from tui.workbench.sending.outcomes import DOCUMENT_CAP
from tui.workbench.sending.verbs import Sending
from tui.workbench.signatures import Signatures

BODY_SAMPLE = 64 * 1024
"""Bytes of an answer that the evidence rules see."""


class Inspecting:
    """Reads truth from the stores every time; holds nothing of its own."""

    def __init__(
        self,
        profiles: Profiles,
        providers: Mapping[str, Provider],
        knowledge: Knowledge,
        answers: AnswerStore,
        history: HistoryStore,
        sending: Sending,
        signatures: Signatures,
        schemas: Schemas | None = None,
    ) -> None:
        self._profiles = profiles
        self._providers = providers
        self._knowledge = knowledge
        self._answers = answers
        self._history = history
        self._sending = sending
        self._signatures = signatures
        self._schemas = schemas

    def exchange(self, exchange_id: str) -> Exchange:
        """Raises NotFound."""
        exchange = self._history.get(exchange_id)
        if exchange is None:
            raise NotFound("That exchange is no longer in the history.")
        return exchange

    def answer(self, exchange_id: str) -> Answer | None:
        """The kept answer, also while it grows; None when it was cleared."""
        exchange = self.exchange(exchange_id)
        provider = self._providers.get(exchange.provider)
        if provider is None:
            return self._answers.open(exchange_id)
        draft = draft_of(exchange)
        operation = _operation(provider, exchange.operation)
        reader = provider.codec().row_reader(operation, draft) if operation else None
        if exchange.task and provider.tasks is not None:
            reader = provider.tasks().reader(draft)
        return self._answers.open(exchange_id, reader)

    def tables(self, exchange_id: str) -> tuple[Table, ...]:
        """The answer's data as tidy tables; empty when its layout is not the expected one."""
        exchange = self.exchange(exchange_id)
        provider = self._providers.get(exchange.provider)
        operation = _operation(provider, exchange.operation) if provider else None
        if provider is None or operation is None or exchange.head is None:
            return ()
        answer = self.answer(exchange_id)
        if answer is None or answer.is_rows or answer.size == 0:
            return ()
        if answer.size > DOCUMENT_CAP:
            return ()
        body = answer.raw(0, answer.size)
        envelope = provider.codec().read(operation, exchange.head, body)
        return provider.layout(operation, draft_of(exchange), envelope.data)

    # -- explaining ------------------------------------------------------------------------------

    def explain(self, exchange_id: str) -> Explanation:
        """What happened, why, and what to do now, from the evidence of this very exchange."""
        exchange = self.exchange(exchange_id)
        provider = self._providers.get(exchange.provider)
        if provider is None:
            return plain_explanation(self._knowledge.own_page("not-found"), None)
        operation = _operation(provider, exchange.operation)
        if operation is None:
            return plain_explanation(self.page_of(exchange), None)
        return provider.explain(self.page_of(exchange), self._facts(exchange, provider, operation))

    def page_of(self, exchange: Exchange) -> ErrorPage:
        """The page that fits an exchange best: its failure's, else its code's."""
        own_page = self._knowledge.own_page
        if exchange.state is ExchangeState.UNCERTAIN:
            return own_page("uncertain")
        if exchange.failure is not None:
            return own_page(exchange.failure.code)
        envelope = exchange.envelope
        if envelope is None or envelope.code is None:
            return own_page("unexpected-body")
        return self._knowledge.page(exchange.provider, envelope.code)

    def _facts(self, exchange: Exchange, provider: Provider, operation: Operation) -> CaseFacts:
        answer = self._answers.open(exchange.id)
        profile = self._profile(exchange.profile_id)
        schema = self._schemas.cached(profile) if self._schemas is not None and profile is not None else None
        return CaseFacts(
            exchange=exchange,
            operation=operation,
            draft=self._sending.live_draft(exchange.id) or draft_of(exchange),
            profile=profile,
            body=answer.raw(0, min(answer.size, BODY_SAMPLE)) if answer else b"",
            schema=schema.columns() if schema is not None else {},
            sign_use=self._signatures.use_before(exchange),
            previous=self._history.recent(10, profile_id=exchange.profile_id),
        )

    def _profile(self, profile_id: str) -> Profile | None:
        try:
            return self._profiles.find(profile_id)
        except NotFound:
            return None

    def explain_code(self, code: str, provider: str = "") -> tuple[ErrorPage, ...]:
        """See `Knowledge.explain_code`."""
        return self._knowledge.explain_code(code, provider)


def tone_of(exchange: Exchange) -> Tone:
    """How the outcome of an exchange is painted."""
    if exchange.state is ExchangeState.UNCERTAIN:
        return Tone.UNCERTAIN
    if exchange.state is ExchangeState.SENDING:
        return Tone.NEUTRAL
    if exchange.state is ExchangeState.CANCELLED:
        return Tone.CAUTION
    if exchange.failure is not None:
        return Tone.BAD
    return exchange.envelope.tone if exchange.envelope is not None else Tone.UNCERTAIN


def draft_of(exchange: Exchange) -> RequestDraft:
    """The draft that an exchange was made from, to be sent again or edited."""
    kept = exchange.draft
    text = kept.get("text")
    return RequestDraft(
        operation=exchange.operation,
        query=_mapping(kept.get("query")),
        form=_mapping(kept.get("form")),
        body=kept.get("body"),
        text=text if isinstance(text, str) else None,
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _operation(provider: Provider, operation_id: str) -> Operation | None:
    catalog = provider.operations()
    return catalog.get(operation_id) if operation_id in catalog else None
