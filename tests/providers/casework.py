"""Exchanges made up for explanations: a request as it would be encoded, and an answer as it would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tui.core.envelope import Envelope
from tui.core.exchange import Exchange, ExchangeState, Failure, ResponseHead, Timing
from tui.core.knowledge import ErrorPage, Explanation, parse_catalog
from tui.core.operation import RequestDraft
from tui.core.ports import SignUse
from tui.core.profile import Environment, Profile
from tui.core.provider import CaseFacts, Provider
from tui.core.secret import SecretRef
from tui.providers import PROVIDERS

NOW = 1_700_000_000.0
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "te": {"keyKind": "project", "projectId": 1},
    "td": {"partner_code": "acme"},
}


def profile_of(
    kind: str, *, settings: Mapping[str, Any] | None = None, base_url: str = "", **changes: Any
) -> Profile:
    provider = PROVIDERS[kind]
    made = Profile(
        id="p1",
        name="case",
        kind=kind,
        base_url=base_url or provider.default_base_url,
        secret=SecretRef("memory", "x"),
        settings={**SETTINGS[kind], **(settings or {})},
    )
    return replace(made, **changes)


def own_page(code: str) -> ErrorPage:
    from importlib import resources

    text = resources.files("tui.core").joinpath("errors.toml").read_text("utf-8")
    return parse_catalog("assay", text).page(code)


@dataclass
class Case:
    """One request with its answer or failure. Everything left out is as harmless as can be."""

    kind: str
    operation: str = ""
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    text: str | None = None
    answer: bytes = b""
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    failure: str = ""
    sent: bool = True
    state: ExchangeState | None = None
    took: float = 0.5
    settings: Mapping[str, Any] | None = None
    base_url: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sign_use: SignUse | None = None
    previous: Sequence[Exchange] = ()

    @property
    def provider(self) -> Provider:
        return PROVIDERS[self.kind]

    def facts(self) -> CaseFacts:
        operation = self.provider.operations().get(self.operation or self.provider.default_operation)
        draft = RequestDraft(operation.id, self.query, self.form, self.body, self.text)
        profile = profile_of(self.kind, settings=self.settings, base_url=self.base_url, **self.profile)
        codec = self.provider.codec()
        head = None if self.failure else ResponseHead(self.status, headers=tuple(self.headers))
        failure = Failure(self.failure, f"It failed: {self.failure}.", self.sent) if self.failure else None
        exchange = Exchange(
            id="now",
            profile_id=profile.id,
            profile_name=profile.name,
            provider=self.kind,
            operation=operation.id,
            request=codec.encode(operation, draft, profile),
            state=self.state or (ExchangeState.FAILED if failure else ExchangeState.FINISHED),
            started_at=NOW,
            draft={"query": dict(self.query), "form": dict(self.form), "body": self.body, "text": self.text},
            head=head,
            envelope=codec.read(operation, head, self.answer) if head else None,
            failure=failure,
            timing=Timing(total=self.took),
            sandbox=profile.environment is Environment.SANDBOX,
        )
        return CaseFacts(
            exchange, operation, draft, profile, self.answer, self.schema, self.sign_use, self.previous
        )

    def page(self, facts: CaseFacts) -> ErrorPage:
        exchange = facts.exchange
        if exchange.state is ExchangeState.UNCERTAIN:
            return own_page("uncertain")
        if exchange.failure is not None:
            return own_page(exchange.failure.code)
        if exchange.envelope is None or exchange.envelope.code is None:
            return own_page("unexpected-body")
        return self.provider.errors().page(exchange.envelope.code)

    def explained(self) -> Explanation:
        facts = self.facts()
        return self.provider.explain(self.page(facts), facts)


def past(
    case: Case, *, seconds: float = 30.0, number: int = 1, state: ExchangeState | None = None
) -> Exchange:
    """The exchange of a case as it was some seconds before."""
    exchange = case.facts().exchange
    return replace(exchange, id=f"past-{number}", started_at=NOW - seconds, state=state or exchange.state)


def envelope_of(exchange: Exchange) -> Envelope:
    assert exchange.envelope is not None
    return exchange.envelope
