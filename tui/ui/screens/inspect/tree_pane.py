"""The document as a tree, with the path of the cursor below it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.core.display import safe
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.screens.inspect.copying import put_on_clipboard
from tui.ui.screens.inspect.subject import Document
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.json_tree import JsonTree
from tui.ui.widgets.literal import literal
from tui.ui.widgets.virtual_list import VirtualList


class TreePane(Vertical):
    """Shows one document, or says why there is none."""

    def __init__(self) -> None:
        super().__init__(id="tree")

    def compose(self) -> ComposeResult:
        yield Static(id="tree-note")
        yield JsonTree(id="json")
        yield Static(id="path-line")

    @property
    def json(self) -> JsonTree:
        return self.query_one(JsonTree)

    def show(self, document: Document, note: str = "") -> None:
        if document.decoded:
            self.json.load(document.value)
        else:
            self.json.clear()
        words = document.note or note
        line = self.query_one("#tree-note", Static)
        line.display = bool(words)
        line.update(literal(words, limit=600))

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        event.stop()
        node = self.json.node
        path = Content.styled(safe(node.path, 400), "$text-muted") if node is not None else Content("")
        self.query_one("#path-line", Static).update(path, layout=False)

    def on_json_tree_copy_wanted(self, event: JsonTree.CopyWanted) -> None:
        event.stop()

        def copy(what: str | None) -> None:
            if what is not None:
                text = event.path if what == "path" else event.value
                put_on_clipboard(self.app, text, f"the {what}")

        choices = [Choice("value", "Value", "exact"), Choice("path", "Path", event.path[:60])]
        self.app.push_screen(ChoiceDialog("Copy", choices), copy)
