"""A place to paste a request from elsewhere, or to name a file of them, and what was taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Label, Static, TextArea

from tui.core.display import human_bytes, safe
from tui.core.wording import tr, tr_later
from tui.ui.widgets.toggle import Toggle

SHOWN = 60_000
"""Characters of a paste that an editor holds; a longer one is read and not shown."""

HINT = tr_later("Paste a cURL command, a HAR archive or an HTTP request here. It is read, never run.")


class PasteBox(TextArea):
    """What is pasted replaces what was there, and is told as a whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.leave_field", "Leave", show=False, id="paste.leave", tooltip="To the keys"),
    ]

    class Pasted(Message):
        """The whole text that is to be read."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, id: str | None = None, placeholder: str = HINT) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id, compact=True, highlight_cursor_line=False, placeholder=tr(placeholder))
        self.show_line_numbers = False
        self._kept = ""

    @property
    def whole(self) -> str:
        """All of it, also what is too long to be shown."""
        return self._kept or self.text

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.put(event.text)
        self.post_message(self.Pasted(self.whole))

    def put(self, text: str) -> None:
        long = len(text) > SHOWN
        self._kept = text if long else ""
        self.text = (
            tr("({size} were pasted and are not shown)", size=human_bytes(len(text))) if long else text
        )

    def on_text_area_changed(self) -> None:
        if self._kept and not self.text.startswith("("):
            self._kept = ""


class ImportView(Vertical):
    """File, paste, what to send along, and what was found."""

    DEFAULT_CSS = """
    ImportView { height: 1fr; }
    ImportView > .row { height: 1; }
    ImportView > .row > Label { width: auto; min-width: 6; padding-right: 1; color: $text-muted; }
    ImportView > .row > Input { width: 1fr; }
    ImportView > .row > Button { min-width: 0; width: auto; padding: 0 2; margin-right: 1; }
    ImportView > PasteBox { height: 1fr; min-height: 3; margin: 1 0; padding: 0; background: $panel; }
    ImportView > .found { height: auto; max-height: 55%; scrollbar-size-vertical: 1; }
    ImportView > .found > Static { height: auto; width: 1fr; }
    """

    class FileNamed(Message):
        """A file is to be read."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Pasted(Message):
        """A text is to be read."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Wished(Message):
        """Query or body are to be sent along, or not; or the sign is to be chosen anew."""

        def __init__(self, *, query: bool, body: bool, choose: bool = False) -> None:
            super().__init__()
            self.query = query
            self.body = body
            self.choose = choose

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Label(tr("File"))
            yield Input(
                id="import-file",
                placeholder=tr("or a path of a HAR or text file; enter reads it"),
                compact=True,
            )
        yield PasteBox(id="paste")
        with Horizontal(classes="row"):
            yield Button(tr("Read"), id="import-read", variant="primary", compact=True)
            yield Button(tr("Other sign…"), id="import-choose", compact=True)
            yield Toggle(tr("Query"), id="import-query")
            yield Toggle(tr("Body"), id="import-body")
        with VerticalScroll(classes="found", can_focus=False):
            yield Static("", id="import-found")

    def read(self) -> None:
        """Tell what is there to be read."""
        text = self.query_one(PasteBox).whole
        if text.strip():
            self.post_message(self.Pasted(text))

    def tell(self, lines: Sequence[str], problems: Sequence[str] = ()) -> None:
        """What was found, one sentence a line, or why nothing was."""
        parts = [Content.styled(f"✗ {safe(line)}", "$text-error") for line in problems]
        parts += [Content(f"· {safe(line)}") for line in lines]
        self.query_one("#import-found", Static).update(Content("\n").join(parts))

    def show_wish(self, *, query: bool, body: bool) -> None:
        """The switches as the recipe has them, without telling of a change."""
        with self.prevent(Toggle.Changed):
            self.query_one("#import-query", Toggle).value = query
            self.query_one("#import-body", Toggle).value = body

    def on_paste_box_pasted(self, event: PasteBox.Pasted) -> None:
        event.stop()
        self.post_message(self.Pasted(event.text))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.FileNamed(event.value.strip()))

    def on_toggle_changed(self, event: Toggle.Changed) -> None:
        event.stop()
        self._wish(choose=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "import-read":
            self.read()
        else:
            self._wish(choose=True)

    def _wish(self, *, choose: bool) -> None:
        query = self.query_one("#import-query", Toggle).value
        body = self.query_one("#import-body", Toggle).value
        self.post_message(self.Wished(query=query, body=body, choose=choose))
