"""What is typed before there is a screen to take it: kept, and given to the first one in its order."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import ScreenStackError
from textual.events import Event, Key

from tui.ui.first_screen import FirstScreen
from tui.ui.screens.frame import Frame, WorkbenchScreen

if TYPE_CHECKING:
    from tui.ui.session import Session

LOOK_EVERY = 0.01
PATIENCE = 0.5
"""Seconds that a screen is waited for which takes no focus."""


class TypedAhead(FirstScreen):
    """Holds keys until the first screen has the focus. Leaving is never held."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._held: list[Event] | None = []
        """None from the moment on at which keys go where they belong at once."""
        self._ready_at = 0.0

    async def on_event(self, event: Event) -> None:
        if self._held is None or not isinstance(event, Key) or event.key == "ctrl+q":
            await super().on_event(event)
        elif self._takes_keys() and not self._held:
            self._held = None
            await super().on_event(event)
        else:
            self._held.append(event)
            if len(self._held) == 1:
                self.set_timer(LOOK_EVERY, self._give)

    def _takes_keys(self) -> bool:
        """The bare frame waits, and a screen that is not ready; a dialog takes keys at once."""
        try:
            screen = self.screen
        except ScreenStackError:  # the end has come
            return True
        if not isinstance(screen, Frame):
            return True
        if not (isinstance(screen, WorkbenchScreen) and screen.is_ready):
            return False
        self._ready_at = self._ready_at or time.monotonic()
        return screen.focused is not None or time.monotonic() - self._ready_at > PATIENCE

    async def _give(self) -> None:
        if not self._takes_keys():
            self.set_timer(LOOK_EVERY, self._give)
            return
        held, self._held = self._held or [], None
        for event in held:
            await super().on_event(event)
