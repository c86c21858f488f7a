"""Pauses that take no time, and are remembered."""

from __future__ import annotations

from collections.abc import Callable

from tui.core.cancel import CancelToken


class QuickToken(CancelToken):
    """Waits for nothing. `then` is called at each wait with the seconds waited for so far."""

    def __init__(self, then: Callable[[float], None] = lambda waited: None) -> None:
        super().__init__()
        self._then = then
        self.waited = 0.0

    def wait(self, timeout: float) -> bool:
        if not self.cancelled:
            self.waited += timeout
            self._then(self.waited)
        return self.cancelled
