"""The first screen of a start comes at once."""

from __future__ import annotations

from tui.ui.questions import Questions


class FirstScreen(Questions):
    """Textual holds back what it draws for a twentieth of a second at every change of mode."""

    _is_beginning = False

    async def show_first(self, mode: str) -> None:
        self._is_beginning = True
        await self.switch_mode(mode)
        self._is_beginning = False

    def delay_update(self, delay: float = 0.05) -> None:
        if not self._is_beginning:
            super().delay_update(delay)
