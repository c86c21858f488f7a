"""A switch of three states: true, false, or not sent at all."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message

from tui.core.wording import tr
from tui.ui.widgets.toggle import Toggle


class FieldSwitch(Toggle):
    """`[x] true`, `[ ] false`, `[ ] not sent`; the first flip of what is not sent gives true."""

    DEFAULT_CSS = "FieldSwitch { width: 1fr; }"

    class Changed(Message):
        """The person chose; None leaves the field out."""

        def __init__(self, value: bool | None) -> None:
            super().__init__()
            self.value = value

    def __init__(self, value: object) -> None:
        super().__init__("", value=value is True)
        self._sent = isinstance(value, bool)

    def render(self) -> Content:
        mark = "[x]" if self.value else "[ ]"
        word = ("true" if self.value else "false") if self._sent else tr("not sent")
        return Content.assemble(f"{mark} ", (word, "" if self._sent else "dim"))

    def put(self, value: object) -> None:
        """Show a value without telling anyone."""
        self._sent = isinstance(value, bool)
        self.set_reactive(Toggle.value, value is True)
        self.refresh()

    def choose(self, value: bool | None) -> None:
        self.put(value)
        self.post_message(self.Changed(value))

    def action_flip(self) -> None:
        self.choose(not self.value)
