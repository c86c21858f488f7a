"""The modes of the program on one line; keys and mouse both work."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.core.wording import tr, tr_later


class Mode(NamedTuple):
    id: str
    key: str
    label: str


MODES = (
    Mode("profiles", "f2", tr_later("Profiles")),
    Mode("compose", "f3", tr_later("Compose")),
    Mode("inspect", "f4", tr_later("Inspect")),
    Mode("signature", "f5", tr_later("Signature")),
    Mode("history", "f6", tr_later("History")),
)


class ModeTab(Static):
    """One tab. A click asks for its mode."""

    def __init__(self, mode: Mode, *, active: bool) -> None:
        marker = "▸" if active else " "
        super().__init__(
            Content.assemble(marker, (mode.key, "$footer-key-foreground"), " ", tr(mode.label)),
            classes="-active" * active,
        )
        self.mode = mode

    def on_click(self) -> None:
        self.post_message(ModeTabs.Chosen(self.mode.id))


class ModeTabs(Horizontal):
    """The active mode has a mark, bold letters and the accent colour."""

    DEFAULT_CSS = """
    ModeTabs { height: 1; background: $surface; }
    ModeTabs > ModeTab { width: auto; height: 1; padding: 0 1; color: $text-muted; }
    ModeTabs > ModeTab:hover { background: $panel; color: $foreground; }
    ModeTabs > ModeTab.-active { color: $primary; text-style: bold; }
    """

    class Chosen(Message):
        """The mode with this id was clicked."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    def __init__(self, active: str = "") -> None:
        super().__init__()
        self._active = active

    def compose(self) -> ComposeResult:
        for mode in MODES:
            yield ModeTab(mode, active=mode.id == self._active)
