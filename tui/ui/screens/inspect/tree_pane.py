"""The document as a tree, with the path of the cursor below it."""

from __future__ import annotations

import time
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.core.answers import Answer
from tui.core.cancel import CancelToken
from tui.core.display import human_bytes, human_count, safe
from tui.core.failures import AssayError
from tui.core.json_document import JsonDocument, JsonKind, JsonNode
from tui.core.wording import told, tr
from tui.ui.background import run_in_background
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.messages import ProblemRaised
from tui.ui.screens.inspect.copying import copy_in_background
from tui.ui.screens.inspect.tree_document import Document, OpenDocument, read_document
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.literal import literal
from tui.ui.widgets.tree.json_tree import JsonTree
from tui.ui.widgets.virtual_list import VirtualList

LOOK_EVERY = 0.1
"""Seconds between two paintings of a document that is still being read."""

MOST_BYTES = 1_000_000
"""Bytes that are copied to the clipboard at most; o hands on any size."""


class TreePane(Vertical):
    """Shows one document, or says why there is none. It can be looked at while its structure is read."""

    def __init__(self) -> None:
        super().__init__(id="tree")
        self.document: JsonDocument | None = None
        self._note = ""
        self._reading = CancelToken()
        self._said = ("", 0)
        self._wanted = object()

    def compose(self) -> ComposeResult:
        yield Static(id="tree-note")
        yield JsonTree(id="json")
        yield Static(id="path-line")

    def on_unmount(self) -> None:
        self._reading.cancel()

    @property
    def json(self) -> JsonTree:
        return self.query_one(JsonTree)

    def read(self, open_document: OpenDocument, answer: Answer | None, row: int | None) -> None:
        """Show the whole answer, or of a row stream the row with that number."""
        self._wanted = wanted = object()
        note = "" if row is None else tr("Row {row} of the stream", row=human_count(row + 1))

        def done(document: Document) -> None:
            if self._wanted is wanted:
                self.show(document, note)

        read = partial(read_document, open_document, answer, row)
        run_in_background(self, read, done, self._failed, name="assay-tree-open")

    def show(self, document: Document, note: str = "") -> None:
        self._reading.cancel()
        self._reading = cancel = CancelToken()
        self.document = found = document.tree
        self._note = note
        if found is None or found.problem:
            self.document = None
            self.json.clear()
            self._say(document.note if found is None else told(found.problem))
            return
        self.json.load(found)
        if found.complete:
            self._ended(found)
            return
        last = time.monotonic()

        def on_share(share: float) -> None:
            nonlocal last
            if time.monotonic() - last >= LOOK_EVERY:
                last = time.monotonic()
                self.call_later(self._grown, found)

        run_in_background(
            self,
            lambda: found.build(cancel, on_share),
            lambda _: self._ended(found),
            self._failed,
            name="assay-tree",
        )

    def _grown(self, document: JsonDocument) -> None:
        if document is self.document and not document.complete:
            self.json.grow()
            share = document.indexed / max(1, document.size)
            self._say(
                tr(
                    "Reading the structure: {share:.0%} of {size}.",
                    share=share,
                    size=human_bytes(document.size),
                )
            )

    def _ended(self, document: JsonDocument) -> None:
        if document is self.document and document.complete:
            self.json.grow()
            self._say(told(document.note) or self._note)

    def _failed(self, error: AssayError) -> None:
        self.post_message(ProblemRaised(error))

    def _say(self, words: str) -> None:
        line = self.query_one("#tree-note", Static)
        line.display = bool(words)
        line.update(literal(words, limit=600))

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        event.stop()
        words, row = self._said
        self.show_path(words if row == self.json.cursor_row else "")

    def show_path(self, words: str = "") -> None:
        """The path of the cursor, behind what is to be said until the cursor moves on."""
        self._said = (words, self.json.cursor_row)
        parts = [(safe(self.json.path, 400), "$text-muted")]
        if words:
            parts.insert(0, (f"{safe(words, 200)} · ", "$text-secondary"))
        self.query_one("#path-line", Static).update(Content.assemble(*parts), layout=False)

    # -- copying -----------------------------------------------------------------------------------------

    def on_json_tree_copy_wanted(self, event: JsonTree.CopyWanted) -> None:
        event.stop()
        document, node = self.document, event.node

        def copy(what: str | None) -> None:
            if what is None or document is None:
                return

            def make() -> tuple[str, str]:
                return (event.path, tr("the path")) if what == "path" else _value(document, node)

            copy_in_background(self, make, self._failed)

        choices = [
            Choice("value", tr("Value"), tr("as it came; the first 1 MB of a longer one")),
            Choice("path", tr("Path"), event.path[:60]),
        ]
        self.app.push_screen(ChoiceDialog(tr("Copy"), choices), copy)


def _value(document: JsonDocument, node: JsonNode) -> tuple[str, str]:
    """The text of a text, and every other value as it came. Blocks."""
    data = document.text(node, MOST_BYTES)
    if node.kind is JsonKind.TEXT and node.stop is not None and len(data) == node.stop - node.start:
        return document.string(node), tr("the value")
    what = tr("the value") if len(data) < MOST_BYTES else tr("its first 1 MB")
    return data.decode("utf-8", "replace"), what
