"""The request of the panel as a case: into which file, under which id, and what is expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from tui.core.wording import tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.literal import literal

NOTE = tr_later(
    "The sign is not written: the case takes a fresh one from the feed, or none where the form has none."
)


@dataclass(frozen=True, slots=True)
class CaseWish:
    """`expects` is a class; `status` codes as typed."""

    file: str
    id: str
    title: str
    expects: str
    status: str


class CaseDialog(DialogBox[CaseWish]):
    """The wish, or None."""

    DEFAULT_CSS = """
    CaseDialog .row { height: 1; }
    CaseDialog .row Label { width: 10; color: $text-muted; }
    CaseDialog .row Input { width: 1fr; background: $panel; }
    CaseDialog .label { color: $text-muted; height: 1; margin-top: 1; }
    CaseDialog .note { color: $text-muted; height: auto; margin-top: 1; }
    CaseDialog ChoiceList { max-height: 7; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Save", id="case.save", priority=True, tooltip="Write the case"),
    ]

    HINTS: ClassVar[str] = tr_later("ctrl+s or enter saves · tab moves · escape closes")

    def __init__(self, wish: CaseWish, classes: Sequence[Choice]) -> None:
        """`classes` by name."""
        super().__init__(tr("Save as a case"))
        self._wish = wish
        self._expected = tuple(classes)

    def compose_box(self) -> ComposeResult:
        wish = self._wish
        rows = (
            (tr("File"), "case-file", wish.file, tr("cases.toml; a file that is there is added to")),
            (tr("Id"), "case-id", wish.id, tr("small letters, digits and hyphens")),
            (tr("Title"), "case-title", wish.title, tr("what it is about")),
            (tr("Code"), "case-status", wish.status, tr("any, or 1200, or 1200 1601")),
        )
        for label, field_id, value, hint in rows:
            with Horizontal(classes="row"):
                yield Label(label)
                yield Input(value, id=field_id, placeholder=hint, compact=True)
        yield Static(tr("Expected class"), classes="label")
        yield ChoiceList(self._expected)
        yield Static(literal(tr(NOTE)), classes="note")

    def on_mount(self) -> None:
        choices = self.query_one(ChoiceList)
        choices.show(self._expected, self._wish.expects)
        self.query_one("#case-id").focus()

    def on_input_submitted(self) -> None:
        self.action_take()

    def on_option_list_option_selected(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        values = {
            n: self.query_one(f"#case-{n}", Input).value.strip() for n in ("file", "id", "title", "status")
        }
        current = self.query_one(ChoiceList).current
        if not values["file"] or not values["id"]:
            self.notify(tr("The case needs a file and an id."), severity="warning")
            return
        expects = current.id if current is not None else ""
        self.dismiss(CaseWish(values["file"], values["id"], values["title"], expects, values["status"]))
