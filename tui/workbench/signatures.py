"""Verifying signatures: once each, never twice by accident, and every use remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import Refused
from tui.core.operation import RequestDraft
from tui.core.ports import Clock, SandboxControl, SignLedger, SignUse
from tui.core.profile import Profile
from tui.core.provider import SignatureSpec
from tui.core.secret import fingerprint
from tui.workbench.profiles import Profiles
from tui.workbench.sending.outcomes import OnProgress
from tui.workbench.sending.verbs import Sending


@dataclass(frozen=True, slots=True)
class Verification:
    """One verification: the exchange, and how often the sign had been used before and after."""

    exchange: Exchange
    before: SignUse | None
    after: SignUse | None

    @property
    def was_fresh(self) -> bool:
        """As far as this machine knows; another machine may have used the sign."""
        return self.before is None


class Signatures:
    """The verb behind the signature panel and `assay verify`."""

    def __init__(
        self,
        profiles: Profiles,
        sending: Sending,
        ledger: SignLedger,
        sandbox: SandboxControl,
        clock: Clock,
    ) -> None:
        self._profiles = profiles
        self._sending = sending
        self._ledger = ledger
        self._sandbox = sandbox
        self._clock = clock

    def now(self) -> float:
        """Seconds since the epoch, by the clock that exchanges and uses of signs are dated with."""
        return self._clock()

    def kinds(self) -> tuple[str, ...]:
        """The providers that verify signatures."""
        return tuple(p.id for p in self._profiles.kinds() if p.signature is not None)

    def spec(self, kind: str) -> SignatureSpec:
        """Raises Refused for a provider that verifies nothing."""
        spec = self._profiles.provider(kind).signature
        if spec is None:
            kinds = ", ".join(self.kinds())
            raise Refused(
                f"A profile of kind “{kind}” cannot verify signatures.",
                next_step=f"Choose a profile of kind {kinds}.",
            )
        return spec

    def draft(
        self,
        kind: str,
        *,
        path: str | None,
        sign: str | None,
        query: Mapping[str, Any] | None = None,
        body: str | None = None,
    ) -> RequestDraft:
        """The draft of one verification. None leaves a part out; an empty text is sent empty."""
        spec = self.spec(kind)
        parts: dict[str, Any] = {spec.path: path, spec.sign: sign, spec.query: query}
        parts[spec.body] = body
        return RequestDraft(
            spec.operation, body={name: value for name, value in parts.items() if value is not None}
        )

    def verify(
        self,
        profile: Profile,
        draft: RequestDraft,
        *,
        cancel: CancelToken | None = None,
        on_progress: OnProgress | None = None,
        on_start: Callable[[Exchange], None] | None = None,
    ) -> Verification:
        """Verify once. The sign counts as used as soon as a byte may have left this machine."""
        sign = self._sign_of(profile.kind, draft.body)
        before = self.use_of(sign, profile) if sign else None
        exchange = self._sending.send(
            profile, draft, cancel=cancel, on_progress=on_progress, on_start=on_start
        )
        after = before
        if sign and not (exchange.failure is not None and not exchange.failure.sent):
            verdict = exchange.envelope.code if exchange.envelope is not None else None
            if exchange.state is not ExchangeState.FINISHED:
                verdict = None
            after = self._ledger.record(fingerprint(sign), profile.id, verdict or "?", exchange.started_at)
        return Verification(exchange, before, after)

    def use_of(self, sign: str, profile: Profile) -> SignUse | None:
        """What the ledger knows of a sign on a profile; None for one never used here."""
        return self._ledger.used(fingerprint(sign), profile.id)

    def use_before(self, exchange: Exchange) -> SignUse | None:
        """The uses of an exchange's sign that came before it."""
        if exchange.provider not in self.kinds():
            return None
        sign_hash = exchange.fingerprints.get(self.spec(exchange.provider).sign, "")
        if not sign_hash:
            return None
        return self._ledger.used(sign_hash, exchange.profile_id, before=exchange.started_at)

    def _sign_of(self, kind: str, body: object) -> str:
        sign = body.get(self.spec(kind).sign) if isinstance(body, Mapping) else None
        return sign if isinstance(sign, str) else ""

    def sandbox_sign(self, path: str, query: Mapping[str, str] | None = None, body: str | None = None) -> str:
        """A fresh sign of the embedded sandbox; no vendor accepts it."""
        return self._sandbox.sign(path, query, body)
