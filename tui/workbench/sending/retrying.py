"""The way of every read: sent again where it came too often, three times at most, never unseen.

A write goes through it too, and is sent once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, ExchangeState, Progress
from tui.core.operation import RequestDraft
from tui.core.ports import Clock
from tui.core.profile import Profile
from tui.workbench.profiles import Profiles
from tui.workbench.sending.outcomes import OnProgress
from tui.workbench.sending.recording import PLAIN, Marks
from tui.workbench.sending.verbs import Sending

PAUSES = (2.0, 5.0, 12.0)
"""Seconds before each further attempt. The vendor publishes no limit; clients in the wild try three times."""

SETTING = "retry.rate_limit"
"""False in the settings: a refusal is the outcome, and nothing is sent again."""


@dataclass(slots=True)
class _Told:
    """What is told of one send: the exchange under way, and how long all of it takes."""

    clock: Clock
    on_progress: OnProgress | None
    exchange: Exchange | None = None
    since: float = 0.0

    def say(self, words: str) -> None:
        if self.on_progress is not None and self.exchange is not None:
            self.on_progress(Progress(self.exchange.id, self.clock() - self.since, phase=words))


class Retrying:
    """Sends as `Sending` does, and again after a pause where a code means too many requests.

    Only what neither changes anything nor is used up by being sent. Every attempt is an exchange of its
    own; the notes of the later ones say what was tried before.
    """

    def __init__(
        self,
        profiles: Profiles,
        sending: Sending,
        settings: Callable[[], Mapping[str, Any]],
        clock: Clock,
        asks: Callable[[Profile, str], object | None] = lambda profile, sql: None,
    ) -> None:
        """`asks` gives something for a statement that is no plain query: it is sent once."""
        self._asks = asks
        self._profiles = profiles
        self._sending = sending
        self._settings = settings
        self._clock = clock

    def repeats(self, profile: Profile, draft: RequestDraft) -> bool:
        """Whether a refusal of this draft is answered by sending it again."""
        operation = self._sending.operation(profile.kind, draft.operation)
        allowed = self._profiles.provider(profile.kind).rate_limited
        if not allowed or operation.mutates or not operation.repeatable or not self._wanted():
            return False
        sql = draft.form.get("sql")
        return not isinstance(sql, str) or self._asks(profile, sql) is None

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
        """The last attempt's outcome. `on_start` is told of every attempt; while it waits, `on_progress`
        counts the seconds down in the name of the one that was refused. A cancel ends the wait at once,
        and the refusal is the outcome. Raises what `Sending.send` raises."""
        token = cancel or CancelToken()
        codes = self._profiles.provider(profile.kind).rate_limited
        pauses = PAUSES if self.repeats(profile, draft) else ()
        told = _Told(self._clock, on_progress, since=self._clock())

        def started(exchange: Exchange) -> None:
            told.exchange = exchange
            if on_start is not None:
                on_start(exchange)

        def attempt(number: int, code: str) -> Exchange:
            said = (*marks.notes, _tried(number, code)) if number else marks.notes
            return self._sending.send(
                profile,
                draft,
                confirmed=confirmed,
                cancel=token,
                on_progress=on_progress,
                on_start=started,
                marks=replace(marks, notes=said),
            )

        exchange = attempt(0, "")
        for number, pause in enumerate(pauses, 1):
            code = _code(exchange)
            if code not in codes:
                break
            # Within it, whoever cancels the refused exchange by its id ends the pause.
            with self._sending.listening(exchange.id, token, draft):
                if self._waits(told, code, number, pause, token):
                    break
            exchange = attempt(number, code)
        return exchange

    def _wanted(self) -> bool:
        table = self._settings().get(SETTING.partition(".")[0])
        value = table.get(SETTING.partition(".")[2]) if isinstance(table, Mapping) else None
        return value is not False

    def _waits(self, told: _Told, code: str, number: int, pause: float, token: CancelToken) -> bool:
        """Count a pause down; True when it was cancelled."""
        attempt = f"attempt {number + 1} of {len(PAUSES) + 1}"
        return counted_down(pause, token, lambda left: told.say(f"refused with {code} · {attempt} in {left}"))


def counted_down(pause: float, token: CancelToken, say: Callable[[str], None]) -> bool:
    """Wait, telling every second how long it still takes. True at once when cancelled."""
    left = pause
    while left > 0:
        say(f"{left:.0f} s" if left >= 1 else "a moment")
        step = min(1.0, left)
        if token.wait(step):
            return True
        left -= step
    return token.cancelled


def _code(exchange: Exchange) -> str:
    envelope = exchange.envelope
    if exchange.state is not ExchangeState.FINISHED or envelope is None:
        return ""
    return envelope.code or ""


def _tried(number: int, code: str) -> str:
    pauses = [f"{pause:g} s" for pause in PAUSES[:number]]
    after = pauses[0] if number == 1 else f"{', '.join(pauses[:-1])} and {pauses[-1]}"
    which = f"Attempt {number + 1} of {len(PAUSES) + 1}"
    return f"{which}: those before were refused with {code}; the pauses between were {after}."
