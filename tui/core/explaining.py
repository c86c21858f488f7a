"""The explanation that needs no rule: a page, and what the exchange itself says."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.confidence import Confidence
from tui.core.envelope import Tone
from tui.core.exchange import ExchangeState
from tui.core.knowledge import Cause, ErrorPage, Explanation, Standing, ranked
from tui.core.provider import CaseFacts


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
    if facts.exchange.envelope:
        found += facts.exchange.envelope.notes
    head = facts.exchange.head
    if head is not None and head.status != 200:
        found.append(f"HTTP status {head.status} {head.reason}".strip() + ".")
    return found + list(facts.exchange.notes)


def _first_steps(facts: CaseFacts | None) -> list[str]:
    failure = facts.exchange.failure if facts else None
    return [failure.next_step] if failure and failure.next_step else []


def _of_causes(causes: Sequence[Cause]) -> list[str]:
    return [c.remedy for c in ranked(causes) if c.remedy and c.standing in (Standing.FOUND, Standing.LIKELY)]
