"""A switch that says its state in a mark and a word, not in a colour."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.core.display import safe


class Toggle(Widget, can_focus=True):
    """`[x] Verify TLS` or `[ ] Verify TLS`; space, enter or a click flips it."""

    DEFAULT_CSS = """
    Toggle { width: auto; height: 1; padding: 0 1; color: $foreground; }
    Toggle:focus { text-style: bold; background: $block-cursor-blurred-background; color: $primary; }
    Toggle:disabled { text-opacity: 60%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "flip", "Switch", show=False, id="toggle.flip", tooltip="Turn it on or off"),
    ]

    value: reactive[bool] = reactive(False, init=False)

    class Changed(Message):
        """The person, or the program, changed the value."""

        def __init__(self, toggle: Toggle, value: bool) -> None:
            super().__init__()
            self.toggle = toggle
            self.value = value

        @property
        def control(self) -> Toggle:
            return self.toggle

    def __init__(
        self,
        label: str,
        value: bool = False,
        *,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._label = safe(label)
        self.set_reactive(Toggle.value, value)

    def render(self) -> Content:
        return Content(f"{'[x]' if self.value else '[ ]'} {self._label}")

    def watch_value(self, value: bool) -> None:
        self.refresh()
        self.post_message(self.Changed(self, value))

    def action_flip(self) -> None:
        self.value = not self.value

    def on_click(self) -> None:
        self.action_flip()
