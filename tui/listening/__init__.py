"""A listener on loopback for requests of a person's own app: HTTP/1.1, bounded in size, time and number."""

from __future__ import annotations

from collections.abc import Callable

from tui.core.failures import Refused
from tui.core.listening import Answering, Listening, ListenWish, TurnedAway
from tui.core.urls import is_loopback
from tui.listening.limits import Limits


class LoopbackListener:
    """Plays `core.listening.Listener`. What it works with is imported at the first wish to listen."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    def listen(
        self, wish: ListenWish, answer: Answering, turned_away: Callable[[TurnedAway], None]
    ) -> Listening:
        if not is_loopback(wish.host):
            raise Refused(
                f"It listens on this machine only; {wish.host[:80]} is open to others.",
                next_step="Leave the host out; let your app reach this machine through a tunnel of its own.",
            )
        from tui.listening.listener import LoopbackListening, bound

        return LoopbackListening(bound(wish), wish, answer, turned_away, self._limits)


__all__ = ["LoopbackListener"]
