"""A request made elsewhere: pasted here, a cURL command or a Postman collection, or the file of one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.literal import literal
from tui.ui.widgets.model_paste import PasteArea

WHAT = (
    "Paste a cURL command, which opens as a draft; or a Postman collection (v2.1), or the path of its file, "
    "which becomes a folder of saved queries. Credentials in it are dropped, hosts are the profile's."
)


class ImportRequestDialog(DialogBox[str]):
    """The text, or None."""

    DEFAULT_CSS = """
    ImportRequestDialog .what { height: auto; color: $text-muted; margin-bottom: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,ctrl+enter,ctrl+j,alt+enter",
            "take",
            "Import",
            key_display="^r",
            priority=True,
            id="import.take",
            tooltip="Take in what was pasted",
        ),
    ]

    HINTS: ClassVar[str] = "ctrl+r imports · escape closes"

    def __init__(self) -> None:
        super().__init__("Import a request")

    def compose_box(self) -> ComposeResult:
        yield Static(literal(WHAT), classes="what")
        yield PasteArea()

    def on_mount(self) -> None:
        self.query_one(PasteArea).focus()

    def action_take(self) -> None:
        text = self.query_one(PasteArea).text
        if text.strip():
            self.dismiss(text)
        else:
            self.notify("There is nothing to import yet. Paste it first.")
