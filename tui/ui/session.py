"""What the screens share. The app alone changes it, on messages; screens read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.core.language import Language

if TYPE_CHECKING:
    from tui.core.envelope import Tone
    from tui.core.exchange import Progress
    from tui.core.failures import AssayError
    from tui.core.operation import RequestDraft
    from tui.core.profile import Profile


@dataclass(slots=True)
class Outcome:
    """The last outcome, in the words of the status line. `text` may hold a server's words."""

    exchange_id: str
    tone: Tone
    text: str


@dataclass(slots=True)
class Problem:
    """A failure that stays on screen until someone dismisses it."""

    error: AssayError
    title: str = ""


@dataclass(slots=True)
class Running:
    """A running exchange: when it began, on the monotonic clock, and its last sign of life."""

    since: float
    progress: Progress | None = None


@dataclass(slots=True)
class Session:
    """`profile_ids` holds the profile last used, by provider; `profile_id` the one in the header."""

    profile_ids: dict[str, str] = field(default_factory=dict)
    profile_id: str = ""
    exchange_id: str = ""
    """The latest exchange, or the one that was opened last."""
    inspect_tab: str = ""
    """The tab that Inspect was asked to open with `exchange_id`; Inspect empties it."""
    pending_draft: RequestDraft | None = None
    """A draft that Compose was asked to open; Compose takes it and sets None."""
    new_profile_wanted: bool = False
    """Profiles was asked to begin a new profile; Profiles sets it back."""
    sandbox_only: bool = False
    running: dict[str, Running] = field(default_factory=dict)
    """By exchange id, oldest first."""
    outcome: Outcome | None = None
    language: Language = Language.ENGLISH
    """That of explanations."""
    hint: str = ""
    """What the status line says while nothing has been sent."""
    problems: list[Problem] = field(default_factory=list)
    """Oldest first."""

    def use(self, profile: Profile) -> None:
        """Make a profile the current one, also among those of its provider."""
        self.profile_id = profile.id
        self.profile_ids[profile.kind] = profile.id

    def keep_to(self, profiles: Sequence[Profile]) -> None:
        """Forget profiles that are gone; in the place of the current one comes the first there is."""
        there = {profile.id for profile in profiles}
        self.profile_ids = {kind: i for kind, i in self.profile_ids.items() if i in there}
        if self.profile_id not in there and profiles:
            self.use(profiles[0])
