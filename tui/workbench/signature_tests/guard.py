"""What a run costs, told before it begins, and kept within a person's own budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.core.exchange import Exchange
from tui.core.failures import ConfirmationNeeded, Refused
from tui.core.ports import Clock
from tui.core.profile import Profile

BUDGET_SETTING = "callsPerDay"
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do, at most. `signs` is how many different signs it takes from its feed."""

    title: str
    calls: int
    signs: int = 0
    seconds: float = 0.0
    """Waiting on purpose, besides the calls themselves."""
    notes: tuple[str, ...] = ()
    asks: str = ""
    """A sentence that needs a yes wherever it runs; empty for what only costs calls."""


def calls_in_words(count: int) -> str:
    return "one call" if count == 1 else f"{count} calls"


class RecentCalls(Protocol):
    """The part of the history that a budget reads."""

    def recent(
        self, limit: int = 200, *, offset: int = 0, text: str = "", profile_id: str = ""
    ) -> Sequence[Exchange]: ...


class Budget:
    """Calls of one profile per day (UTC), counted from the history, so that one-shot calls count too."""

    def __init__(self, history: RecentCalls, clock: Clock) -> None:
        self._history = history
        self._clock = clock

    def used(self, profile: Profile) -> int:
        """Calls since midnight (UTC) of which a byte left this machine."""
        midnight = self._clock() // DAY * DAY
        found = offset = 0
        while page := self._history.recent(200, offset=offset, profile_id=profile.id):
            today = [one for one in page if one.started_at >= midnight]
            found += sum(1 for one in today if one.failure is None or one.failure.sent)
            if len(today) < len(page):
                break
            offset += len(page)
        return found

    def left(self, profile: Profile) -> int | None:
        """None when the profile has no budget."""
        limit = profile.settings.get(BUDGET_SETTING)
        if profile.is_sandbox or not isinstance(limit, int) or isinstance(limit, bool):
            return None
        return max(0, limit - self.used(profile))


def admit(
    plan: Plan, profile: Profile, *, confirmed: bool, left: int | None, signs: int | None = None
) -> None:
    """Let a run begin, or say why not; nothing has been sent then.

    `left` is the budget's rest, `signs` how many the feed has; None means no limit. Raises Refused, or
    ConfirmationNeeded for more than one call on a profile that is not the sandbox.
    """
    if signs is not None and signs < plan.signs:
        raise Refused(
            f"{plan.title} needs {plan.signs} fresh signs and {signs} are there.",
            next_step=f"Add {plan.signs - signs} signs, or choose fewer rows.",
        )
    if left is not None and plan.calls > left:
        raise Refused(
            f"{plan.title} needs {plan.calls} calls, and “{profile.name}” has {left} left today.",
            evidence=[f"Its budget is {profile.settings.get(BUDGET_SETTING)} calls per day (UTC)."],
            next_step="Choose fewer rows, wait for the next day, or raise callsPerDay in the profile.",
        )
    if plan.asks and not confirmed:
        raise ConfirmationNeeded(plan.asks, evidence=plan.notes, next_step="Confirm to send them.")
    if plan.calls > 1 and not profile.is_sandbox and not confirmed:
        raise ConfirmationNeeded(
            f"{plan.title} makes up to {plan.calls} calls on {profile.environment.value} {profile.base_url}.",
            evidence=["Calls may be charged, and they count against your traffic."],
            next_step="Confirm to send them, or try it in the sandbox.",
        )


BudgetLeft = Callable[[Profile], int | None]
