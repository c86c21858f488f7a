"""What is known about codes: pages parsed from a provider's errors.toml, and the explanation of one case."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tui.core.confidence import Confidence
from tui.core.envelope import Tone


class Who(StrEnum):
    """Who has to act."""

    NOBODY = "nobody"
    CALLER = "caller"
    ADMIN = "admin"
    VENDOR = "vendor"
    NETWORK = "network"


class Retry(StrEnum):
    NEVER = "never"
    LATER = "later"
    AFTER_FIX = "after-fix"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The page of one code. `group` is what kind of code it is, such as `return_code` or `env`."""

    provider: str
    code: str
    title: str
    meaning: str
    causes: tuple[str, ...]
    remedies: tuple[str, ...]
    who: Who
    retry: Retry
    source: Confidence
    group: str = ""
    tone: Tone = Tone.BAD
    word: str = ""
    related: tuple[str, ...] = ()
    notes: str = ""
    known: bool = True
    """False for the honest page of a code that nobody has described."""


_REQUIRED = ("title", "meaning", "causes", "remedies", "who", "retry", "source")
_OPTIONAL = ("group", "tone", "word", "related", "notes")


class ErrorCatalog:
    """All pages of one provider, in the order of the file."""

    def __init__(self, provider: str, pages: Sequence[ErrorPage]) -> None:
        self.provider = provider
        self._pages = {page.code: page for page in pages}

    def __iter__(self) -> Iterator[ErrorPage]:
        return iter(self._pages.values())

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, code: object) -> bool:
        return code in self._pages

    def page(self, code: str) -> ErrorPage:
        """The page of a code; an honest page that says so when the code is unknown."""
        return self._pages.get(code) or unknown_page(self.provider, code)


def unknown_page(provider: str, code: str) -> ErrorPage:
    return ErrorPage(
        provider=provider,
        code=code,
        title="Code unknown to this tool",
        meaning="No public source that we know of describes this code.",
        causes=("The vendor may have added it in a newer version.",),
        remedies=(
            "Read the server's own message beside it.",
            "Ask the vendor, with the time of the call and the code.",
        ),
        who=Who.CALLER,
        retry=Retry.NEVER,
        source=Confidence.UNKNOWN,
        known=False,
    )


def parse_catalog(provider: str, text: str) -> ErrorCatalog:
    """Pages from TOML text: one table `["CODE"]` each. Raises ValueError naming code and key."""
    pages = []
    for code, entry in tomllib.loads(text).items():
        if not isinstance(entry, Mapping):
            raise ValueError(f"{provider}: {code} is not a table")
        pages.append(_page(provider, code, entry))
    return ErrorCatalog(provider, pages)


def _page(provider: str, code: str, entry: Mapping[str, Any]) -> ErrorPage:
    missing = [key for key in _REQUIRED if key not in entry]
    unknown = [key for key in entry if key not in _REQUIRED + _OPTIONAL]
    if missing or unknown:
        raise ValueError(f"{provider}/{code}: missing {missing}, unknown {unknown}")
    return ErrorPage(
        provider=provider,
        code=code,
        title=str(entry["title"]),
        meaning=str(entry["meaning"]),
        causes=tuple(entry["causes"]),
        remedies=tuple(entry["remedies"]),
        who=Who(entry["who"]),
        retry=Retry(entry["retry"]),
        source=Confidence(entry["source"]),
        group=str(entry.get("group", "")),
        tone=Tone(entry.get("tone", "bad")),
        word=str(entry.get("word", "")),
        related=tuple(entry.get("related", ())),
        notes=str(entry.get("notes", "")),
    )


class Standing(StrEnum):
    """How a cause stands after the evidence of this exchange has been weighed."""

    FOUND = "found"
    LIKELY = "likely"
    POSSIBLE = "possible"
    """Nothing in this exchange speaks for or against it."""
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Fix:
    """A mechanical repair of the draft: replace the value at `place`/`field` by `value`.

    `core.drafting.applied` carries it out and says what empty fields and None mean."""

    label: str
    place: str
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause with the evidence that raised or lowered it, and what to do if it is the one."""

    text: str
    standing: Standing = Standing.POSSIBLE
    evidence: tuple[str, ...] = ()
    remedy: str = ""
    source: Confidence = Confidence.GUIDANCE
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code in the light of one exchange: what happened, why, and what to do now.

    `causes` are ranked: found, likely, possible; excluded ones are left out. `position` is (line,
    column), both from 1, of the place in the request's text that the server complains about.
    """

    page: ErrorPage
    headline: str
    tone: Tone
    server_message: str = ""
    evidence: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    remedies: tuple[str, ...] = ()
    position: tuple[int, int] | None = None
    labels: tuple[ErrorPage, ...] = ()
    sandbox: bool = False


_ORDER = {Standing.FOUND: 0, Standing.LIKELY: 1, Standing.POSSIBLE: 2, Standing.EXCLUDED: 3}


def ranked(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Causes in the order to be shown, without the excluded and without repeats."""
    kept: dict[str, Cause] = {}
    for cause in sorted(causes, key=lambda c: _ORDER[c.standing]):
        if cause.standing is not Standing.EXCLUDED:
            kept.setdefault(cause.text, cause)
    excluded = {c.text for c in causes if c.standing is Standing.EXCLUDED}
    return tuple(cause for text, cause in kept.items() if text not in excluded)
