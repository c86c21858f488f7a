"""Where a secret is typed or pasted: it goes in, and comes out once, as a Secret."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.core.secret import Secret
from tui.core.wording import tr

MAX_SECRET = 64 * 1024
"""Characters; no vendor's key comes near it."""

_DOT = "•"


class SecretInput(Widget, can_focus=True):
    """Write-only: no message carries the value, nothing copies, cuts, selects, undoes or repeats it.

    Not an `Input`: that one posts its value with every key, keeps it in an attribute that others
    read, and copies it to the clipboard.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    SecretInput { height: 1; width: 1fr; padding: 0 1; background: $panel; }
    SecretInput:focus { background: $block-cursor-blurred-background; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Take", show=False, id="secret.submit", tooltip="Take what was typed"),
        Binding("backspace", "erase", "Erase", show=False, id="secret.erase", tooltip="Erase one character"),
        Binding("ctrl+u,ctrl+w", "clear", "Clear", show=False, id="secret.clear", tooltip="Erase everything"),
        Binding(
            "ctrl+c,super+c,ctrl+x", "refuse", "Copy", show=False, id="secret.copy", tooltip="Never copied"
        ),
    ]

    class Submitted(Message):
        """Enter was pressed. Call `take` on the widget."""

        def __init__(self, secret_input: SecretInput) -> None:
            super().__init__()
            self.secret_input = secret_input

        @property
        def control(self) -> SecretInput:
            return self.secret_input

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self.__typed: list[str] = []

    @property
    def is_empty(self) -> bool:
        return not self.__typed

    def take(self) -> Secret:
        """What was typed. The widget is empty afterwards."""
        secret = Secret("".join(self.__typed))
        self.action_clear()
        return secret

    def render(self) -> Content:
        count = len(self.__typed)
        if not count:
            words = tr("type or paste it; it is never shown") if self.has_focus else tr("nothing typed")
            return Content.assemble(("█" if self.has_focus else "", ""), (words, "dim"))
        room = max(1, self.content_size.width - 24)
        dots = _DOT * min(count, room)
        return Content.assemble(
            dots, "█" if self.has_focus else "", (tr("  {count} characters", count=count), "dim")
        )

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        if event.character is not None and event.is_printable:
            event.stop()
            event.prevent_default()
            self._add(event.character)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._add(event.text.strip("\r\n"))

    def on_blur(self) -> None:
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def action_erase(self) -> None:
        if self.__typed:
            self.__typed.pop()
            self.refresh()

    def action_clear(self) -> None:
        self.__typed.clear()
        self.refresh()

    def action_submit(self) -> None:
        self.post_message(self.Submitted(self))

    def action_refuse(self) -> None:
        self.notify(tr("A secret is never copied from here."))

    def _add(self, text: str) -> None:
        if len(self.__typed) + len(text) > MAX_SECRET:
            self.notify(tr("That is longer than any key; it was not taken."), severity="warning")
            return
        self.__typed.extend(text)
        self.refresh()
