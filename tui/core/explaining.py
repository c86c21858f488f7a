"""The explanation that needs no rule: a page, and what the exchange itself says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from tui.core.confidence import Confidence
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.knowledge import Cause, ErrorPage, Explanation, Fix, Standing, ranked
from tui.core.provider import CaseFacts

MAX_CAUSES = 24


@dataclass(slots=True)
class Findings:
    """What rules have found about one exchange, in the order in which they found it."""

    causes: list[Cause] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    position: tuple[int, int] | None = None
    labels: tuple[ErrorPage, ...] = ()

    def add(
        self,
        standing: Standing,
        text: str,
        *evidence: str,
        remedy: str = "",
        fix: Fix | None = None,
        source: Confidence = Confidence.GUIDANCE,
    ) -> None:
        # A body with a thousand slips is explained by the first ones.
        if not self.full:
            self.causes.append(Cause(text, standing, evidence, remedy, source, fix))

    def found(self, text: str, *evidence: str, remedy: str = "", fix: Fix | None = None) -> None:
        self.add(Standing.FOUND, text, *evidence, remedy=remedy, fix=fix)

    def likely(self, text: str, *evidence: str, remedy: str = "", fix: Fix | None = None) -> None:
        self.add(Standing.LIKELY, text, *evidence, remedy=remedy, fix=fix)

    def possible(self, text: str, *evidence: str, remedy: str = "", fix: Fix | None = None) -> None:
        self.add(Standing.POSSIBLE, text, *evidence, remedy=remedy, fix=fix)

    def exclude(self, *texts: str) -> None:
        """Causes of the page, word for word, that the evidence rules out."""
        self.causes += [Cause(text, Standing.EXCLUDED) for text in texts]

    @property
    def full(self) -> bool:
        """Whether more causes would not be kept; a rule over a long list stops here."""
        return len(self.causes) >= MAX_CAUSES

    @property
    def certain(self) -> bool:
        return any(cause.standing is Standing.FOUND for cause in self.causes)


def explained(page: ErrorPage, facts: CaseFacts, findings: Findings) -> Explanation:
    """The page with what the rules found."""
    return plain_explanation(
        page,
        facts,
        causes=findings.causes,
        evidence=findings.evidence,
        position=findings.position,
        labels=findings.labels,
    )


def plain_explanation(
    page: ErrorPage,
    facts: CaseFacts | None = None,
    *,
    causes: Sequence[Cause] = (),
    evidence: Sequence[str] = (),
    remedies: Sequence[str] = (),
    headline: str = "",
    position: tuple[int, int] | None = None,
    labels: tuple[ErrorPage, ...] = (),
) -> Explanation:
    """A page in the light of one exchange.

    `causes`, `evidence` and `remedies` are what a provider's rules have found; they come first. The
    page's own causes follow as possible ones, because nothing speaks for or against them; one that
    a rule has weighed, with the same text, is not repeated, and one that it excluded is left out.
    """
    # The meaning of a code may be documented; why it comes up in practice never is.
    source = page.source if page.source in (Confidence.OWN, Confidence.UNKNOWN) else Confidence.GUIDANCE
    weighed = [*causes, *(Cause(text, source=source) for text in page.causes)]
    return Explanation(
        page=page,
        headline=headline or _headline(page, facts),
        tone=_tone(page, facts),
        server_message=facts.exchange.envelope.message if facts and facts.exchange.envelope else "",
        evidence=tuple(dict.fromkeys([*evidence, *_own_evidence(facts)])),
        causes=ranked(weighed),
        remedies=tuple(dict.fromkeys([*_first_steps(facts), *remedies, *_of_causes(causes), *page.remedies])),
        position=position,
        labels=labels,
        sandbox=bool(facts and facts.exchange.sandbox),
    )


def _headline(page: ErrorPage, facts: CaseFacts | None) -> str:
    if facts and facts.exchange.failure and facts.exchange.failure.message:
        return facts.exchange.failure.message
    if facts and facts.exchange.envelope and facts.exchange.envelope.problem:
        return facts.exchange.envelope.problem
    return page.title


def _tone(page: ErrorPage, facts: CaseFacts | None) -> Tone:
    if facts and facts.exchange.state is ExchangeState.UNCERTAIN:
        return Tone.UNCERTAIN
    return page.tone


def _own_evidence(facts: CaseFacts | None) -> list[str]:
    if facts is None:
        return []
    found: list[str] = []
    if facts.exchange.failure:
        found += facts.exchange.failure.evidence
    head = facts.exchange.head
    if facts.exchange.envelope:
        found += facts.exchange.envelope.notes
    if head is not None and head.status != 200 and not any("HTTP status" in note for note in found):
        found.append(f"HTTP status {head.status} {head.reason}".strip() + ".")
    return found + list(facts.exchange.notes)


def _first_steps(facts: CaseFacts | None) -> list[str]:
    failure = facts.exchange.failure if facts else None
    return [failure.next_step] if failure and failure.next_step else []


def _of_causes(causes: Sequence[Cause]) -> list[str]:
    return [c.remedy for c in ranked(causes) if c.remedy and c.standing in (Standing.FOUND, Standing.LIKELY)]


def earlier(facts: CaseFacts) -> list[Exchange]:
    """The exchanges of the same profile that began before this one, newest first."""
    now = facts.exchange
    return [e for e in facts.previous if e.id != now.id and e.started_at <= now.started_at]


def closest(word: object, options: Iterable[str], cutoff: float = 0.6) -> str | None:
    """What was probably meant by a word that is not among the options."""
    found = get_close_matches(str(word)[:80], list(options), 1, cutoff)
    return found[0] if found else None
