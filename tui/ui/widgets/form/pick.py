"""One of a few words, all of them in sight; the chosen one has a mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.core.display import safe
from tui.core.wrapping import cells


class Pick(Widget, can_focus=True):
    """`( ) project  (•) company`: left and right, or a click, choose. An empty value marks none."""

    DEFAULT_CSS = """
    Pick { width: 1fr; height: auto; padding: 0 1; }
    Pick:focus { background: $block-cursor-blurred-background; color: $primary; text-style: bold; }
    Pick:disabled { text-opacity: 60%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,space", "move(1)", "Next", show=False, id="pick.next", tooltip="Next choice"),
        Binding("left,h", "move(-1)", "Previous", show=False, id="pick.previous", tooltip="Previous choice"),
    ]

    value: reactive[str] = reactive("", init=False)

    class Changed(Message):
        """Another word is chosen."""

        def __init__(self, pick: Pick, value: str) -> None:
            super().__init__()
            self.pick = pick
            self.value = value

        @property
        def control(self) -> Pick:
            return self.pick

    def __init__(
        self,
        words: Sequence[str],
        value: str = "",
        *,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
        disabled: bool = False,
    ) -> None:
        super().__init__(id=id, disabled=disabled)
        self._words = tuple(words)
        self.set_reactive(Pick.value, value)

    def _labels(self) -> list[str]:
        return [f"{'(•)' if word == self.value else '( )'} {safe(word)}" for word in self._words]

    def render(self) -> Content:
        return Content("  ".join(self._labels()))

    def watch_value(self, value: str) -> None:
        self.refresh()
        self.post_message(self.Changed(self, value))

    def action_move(self, step: int) -> None:
        at = self._words.index(self.value) + step if self.value in self._words else 0
        self.value = self._words[at % len(self._words)]

    def on_click(self, event: events.Click) -> None:
        # Only while the words fit on one line is a column a word.
        start = self.styles.padding.left
        for word, label in zip(self._words, self._labels(), strict=True):
            if start <= event.x < start + cells(label) and event.y == 0:
                self.value = word
            start += cells(label) + 2
