"""Searching the tree: text and bytes from hit to hit, a JSONPath as a list that leads to its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input

from tui.core.byte_search import Hit, Needle, find
from tui.core.cancel import CancelToken
from tui.core.display import human_count
from tui.core.failures import AssayError, Cancelled, InvalidInput
from tui.core.json_document import Match, Selection
from tui.core.wording import told, tr, tr_later
from tui.ui.background import run_in_background
from tui.ui.messages import ProblemRaised
from tui.ui.screens.inspect.raw_pane import place_words
from tui.ui.screens.inspect.tree_document import Document
from tui.ui.screens.inspect.tree_pane import TreePane
from tui.ui.widgets.found_list import FoundList
from tui.ui.widgets.virtual_list import VirtualList

TYPING_PAUSE = 0.25
"""Seconds without a key after which a JSONPath is tried."""

MOST_FOUND = 1000
SECONDS = 20.0

T = TypeVar("T")

HINT = tr_later("text, 0x bytes, or a JSONPath such as $..name")


class SearchingTree(TreePane):
    """The tree pane with a search line. What begins with $ is a JSONPath and is tried while it is typed."""

    DEFAULT_CSS = """
    SearchingTree Input, SearchingTree Input:focus {
        border: none; height: 1; padding: 0 1; background: $panel;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", id="tree.find", tooltip="Find text, bytes, or a JSONPath"),
        Binding("n", "next(1)", "Next", show=False, id="tree.next", tooltip="The next place found"),
        Binding("N", "next(-1)", "Previous", show=False, id="tree.previous", tooltip="The place before"),
        Binding("escape", "leave", "Back", show=False, id="tree.leave", tooltip="Stop, or back to the tree"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._needle: Needle | None = None
        self._hit: tuple[Hit, int] | None = None
        """The place found last, and the line where the cursor went."""
        self._work: CancelToken | None = None
        self._typing: Timer | None = None
        self._tried = ""

    def compose(self) -> ComposeResult:
        yield Input(placeholder=tr(HINT), id="tree-find")
        for child in super().compose():
            yield child
            if child.id == "json":
                yield FoundList(id="tree-found")

    def on_mount(self) -> None:
        self.field.display = False
        self.found.display = False

    def on_unmount(self) -> None:
        self._stop()

    @property
    def field(self) -> Input:
        return self.query_one("#tree-find", Input)

    @property
    def found(self) -> FoundList:
        return self.query_one(FoundList)

    def show(self, document: Document, note: str = "") -> None:
        self._stop()
        self._hit = None
        self._tried = ""
        self._show_found(())
        super().show(document, note)

    # -- keys --------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        if self.document is None:
            self.notify(tr("There is no tree to search. Raw (3) has a search of its own."))
            return
        self.field.display = True
        self.field.focus()

    def action_leave(self) -> None:
        """Stop what runs; else close the list, then the search line; else leave it to the screen."""
        if self._work is not None:
            self._stop()
            self.show_path(tr("stopped"))
        elif self.found.display:
            self._show_found(())
            self._focus_tree()
        elif self.field.display:
            self.field.display = False
            self._focus_tree()
        else:
            raise SkipAction

    def _focus_tree(self) -> None:
        (self.found if self.found.display else self.json).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typing is not None:
            self._typing.stop()
        if event.value.startswith("$"):
            self._typing = self.set_timer(TYPING_PAUSE, partial(self._select, event.value, typing=True))
        elif self.found.display:
            self._show_found(())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value
        if self._typing is not None:
            self._typing.stop()
        if text.startswith("$"):
            if text == self._tried and self.found.display:
                self.found.focus()
            else:
                self._select(text, typing=False)
        elif text:
            self._needle = Needle.of(text)
            self._hit = None
            self.json.focus()
            self.action_next(1)

    # -- text --------------------------------------------------------------------------------------------

    def action_next(self, step: int) -> None:
        document, needle = self.document, self._needle
        if document is None or needle is None:
            self.notify(tr("Nothing is searched for yet: / begins."))
            return
        self._stop()
        cancel = self._work = CancelToken()
        start, backwards = self._from(step), step < 0
        self.show_path(tr("searching for {text}, escape stops", text=needle.text))

        def look() -> tuple[Hit, Sequence[int]] | None:
            hit = find(document, needle, start, cancel, backwards=backwards)
            return None if hit is None else (hit, document.place_of(hit.start))

        self._run(look, partial(self._go, cancel), cancel)

    def _from(self, step: int) -> int:
        """Where the next search begins: behind the last hit, or at the cursor when it has moved on."""
        if self._hit is not None and self._hit[1] == self.json.cursor_row:
            return self._hit[0].start + (step > 0)
        spot = self.json.spot
        return spot.node.start if spot is not None and spot.node is not None else 0

    def _go(self, cancel: CancelToken, found: tuple[Hit, Sequence[int]] | None) -> None:
        if cancel is not self._work:
            return
        self._work = None
        text = self._needle.text if self._needle is not None else ""
        if found is None:
            self.show_path(tr("not found: {text}", text=text))
            return
        hit, way = found
        self.json.show_place(way)
        self._hit = (hit, self.json.cursor_row)
        self.show_path(place_words(text, hit))

    # -- JSONPath ----------------------------------------------------------------------------------------

    def _select(self, path: str, *, typing: bool) -> None:
        document = self.document
        if document is None:
            return
        self._stop()
        cancel = self._work = CancelToken()
        self._tried = path
        self.show_path(tr("looking for {path}, escape stops", path=path))

        def look() -> Selection:
            return document.select(path, cancel, most=MOST_FOUND, seconds=SECONDS)

        self._run(look, partial(self._selected, cancel, typing), cancel)

    def _selected(self, cancel: CancelToken, typing: bool, selection: Selection) -> None:
        if cancel is not self._work:
            return
        self._work = None
        self._show_found(selection.matches)
        count = len(selection.matches)
        found = tr("{count} found", count=human_count(count))
        if selection.note:
            found += f", {told(selection.note)}"
        self.show_path(f"{found} · {tr('enter goes there')}" if count else found)
        if not typing and count:
            self.found.focus()

    def _show_found(self, matches: Sequence[Match]) -> None:
        self.found.show(matches)
        self.found.display = bool(matches)
        self.json.display = not matches

    def on_virtual_list_opened(self, event: VirtualList.Opened) -> None:
        match, document = self.found.match, self.document
        if event.list is not self.found or match is None or document is None:
            return
        event.stop()
        self._run(partial(document.positions, match.steps), self._jump, None)

    def _jump(self, way: Sequence[int]) -> None:
        self._show_found(())
        self.json.show_place(way)
        self.json.focus()
        self.show_path()

    # -- work --------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _run(
        self,
        verb: Callable[[], T],
        done: Callable[[T], None],
        cancel: CancelToken | None,
    ) -> None:
        def failed(error: AssayError) -> None:
            if cancel is not None and cancel is not self._work:
                return
            self._work = None
            if isinstance(error, InvalidInput):
                # Half a path is being typed: said beside the cursor, not over the screen.
                self.show_path(
                    "; ".join(f"{problem.field}: {told(problem.message)}" for problem in error.problems)
                )
            elif not isinstance(error, Cancelled):
                self.post_message(ProblemRaised(error))

        run_in_background(self, verb, done, failed, name="assay-tree-search")
