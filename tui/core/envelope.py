"""What an answer says about itself, the same for every provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    """How an outcome is painted. Never told by colour alone: each has a symbol and a word."""

    GOOD = "good"
    CAUTION = "caution"
    """It worked, and there is something to decide: a replayed sign, a cached result."""
    BAD = "bad"
    UNCERTAIN = "uncertain"
    """We do not know what happened at the other side."""
    NEUTRAL = "neutral"


TONE_SYMBOLS = {
    Tone.GOOD: "✓",
    Tone.CAUTION: "▲",
    Tone.BAD: "✗",
    Tone.UNCERTAIN: "?",
    Tone.NEUTRAL: "·",
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of an answer, as the server gave it.

    `code` is the provider's own code as text, such as `0`, `-1008` or `1603`; None when the body is not
    what the provider documents (then `problem` says in words what it is instead).
    `data` is the decoded payload when it is small; row streams keep theirs in the answer store.
    `word` is the verdict class in one or two words: OK, ERROR, PASS, PASS+RISK, MISS, …
    """

    code: str | None
    message: str = ""
    tone: Tone = Tone.NEUTRAL
    word: str = ""
    data: Any = None
    stack: str = ""
    labels: tuple[str, ...] = ()
    """Labels that come with the code, such as TrustDecision's `env`."""
    generated_at: str = ""
    """When the server says it computed the numbers, if it says so; a cached result is older than
    the call."""
    problem: str = ""
    notes: tuple[str, ...] = ()
    """Contradictions and oddities worth showing, one sentence each."""

    @property
    def symbol(self) -> str:
        return TONE_SYMBOLS[self.tone]
