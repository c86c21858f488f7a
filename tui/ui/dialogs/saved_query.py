"""A draft as a saved query: its name, folder, tags and description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from tui.core.saved_queries import is_sample, path_problem
from tui.core.wording import told, tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.literal import literal

NOTE = tr_later("A TOML file in {folder}, without secrets and hosts; the folder can be kept in git.")


@dataclass(frozen=True, slots=True)
class SaveWish:
    name: str
    folder: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name


class SaveQueryDialog(DialogBox[SaveWish]):
    """The wish, or None."""

    DEFAULT_CSS = """
    SaveQueryDialog .row { height: 1; }
    SaveQueryDialog .row Label { width: 13; color: $text-muted; }
    SaveQueryDialog .row Input { width: 1fr; background: $panel; }
    SaveQueryDialog .note { color: $text-muted; height: auto; margin-top: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Save", id="saved.save", priority=True, tooltip="Write the file"),
    ]

    HINTS: ClassVar[str] = tr_later("ctrl+s or enter saves · tab moves · escape closes")

    def __init__(self, wish: SaveWish, folder: str, title: str = tr_later("Save this query")) -> None:
        super().__init__(tr(title))
        self._wish = wish
        self._folder = folder

    def compose_box(self) -> ComposeResult:
        wish = self._wish
        rows = (
            (tr("Name"), "name", wish.name, tr("what it asks, such as: daily users by country")),
            (tr("Folder"), "folder", wish.folder, tr("empty, or such as: reports/weekly")),
            (tr("Tags"), "tags", ", ".join(wish.tags), tr("words between commas")),
            (tr("Description"), "description", wish.description, tr("a sentence")),
        )
        for label, field_id, value, hint in rows:
            with Horizontal(classes="row"):
                yield Label(label)
                yield Input(value, id=f"saved-{field_id}", placeholder=hint, compact=True)
        yield Static(literal(tr(NOTE, folder=self._folder)), classes="note")

    def on_mount(self) -> None:
        self.query_one("#saved-name").focus()

    def on_input_submitted(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        name, folder, tags, words = (
            self.query_one(f"#saved-{one}", Input).value.strip()
            for one in ("name", "folder", "tags", "description")
        )
        found = tuple(tag.strip() for tag in tags.split(",") if tag.strip())
        wish = SaveWish(name, folder.strip("/ "), found, words)
        problem = tr("is empty") if not name else told(path_problem(wish.path))
        if not problem and is_sample(wish.path):
            problem = tr("the samples are never changed: choose another folder")
        if problem:
            self.notify(
                tr("The name cannot be used: {problem}.", problem=problem), severity="warning", markup=False
            )
            return
        self.dismiss(wish)
