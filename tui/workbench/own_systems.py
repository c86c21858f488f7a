"""A person's own systems: the app that sends requests here, and the endpoint that is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.core.failures import Refused
from tui.core.listening import Answering, Listener, Listening, ListenWish, TurnedAway
from tui.core.ports import Transport


@dataclass(frozen=True, slots=True)
class OwnSystems:
    """What hears the app, and what asks the endpoint. No secret of a profile goes to either."""

    listener: Listener
    transport: Transport


class NoListener:
    """Where nothing can listen."""

    def listen(
        self, wish: ListenWish, answer: Answering, turned_away: Callable[[TurnedAway], None]
    ) -> Listening:
        raise Refused("Nothing can listen here.")
