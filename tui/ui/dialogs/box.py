"""A box over the screen: a title, content, a line of keys, and one result."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.core.wording import tr, tr_later
from tui.ui.widgets.literal import literal

R = TypeVar("R")


class DialogBox(ModalScreen[R | None]):
    """Escape leaves without a result. Subclasses implement `compose_box`."""

    DEFAULT_CSS = """
    DialogBox { align: center middle; background: $background 60%; }
    DialogBox > .box { width: 84; max-width: 96%; height: auto; max-height: 92%; border: round $primary;
                       border-title-color: $primary; border-title-style: bold; background: $surface;
                       padding: 0 1; }
    DialogBox > .box > .hints { color: $text-muted; height: auto; margin-top: 1; }
    DialogBox > .box > Reading { max-height: 70vh; }
    DialogBox > .box > ChoiceList { max-height: 66vh; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="dialog.leave", tooltip="Close without a choice"),
    ]

    HINTS: ClassVar[str] = tr_later("escape closes")

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = literal(self._title)
            yield from self.compose_box()
            yield Static(literal(tr(self.HINTS)), classes="hints")

    def compose_box(self) -> ComposeResult:
        """What stands between the title and the line of keys."""
        yield from ()

    def action_leave(self) -> None:
        self.dismiss(None)
