"""The left pane of Compose: a filter, a tree of routes, schema and more, and words about one line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.core.display import safe
from tui.core.wording import tr, tr_later
from tui.ui.widgets.tree.tree_list import TreeList
from tui.ui.widgets.tree.tree_nodes import TreeEntry
from tui.ui.widgets.virtual_list import VirtualList

NOTHING_FOUND = tr_later("No route matches, and no name or saved query. Escape clears the filter.")


class RouteTree(Vertical):
    """Filter, tree, and a few lines about the entry under the cursor."""

    DEFAULT_CSS = """
    RouteTree { height: 1fr; }
    RouteTree > Input { height: 1; border: none; padding: 0; background: $surface; }
    RouteTree > Input:focus { border: none; background: $panel; }
    RouteTree > TreeList { height: 1fr; }
    RouteTree > #route-words { height: auto; max-height: 10; border-top: solid $border; }
    """

    class Chosen(Message):
        """The person opened a route."""

        def __init__(self, operation_id: str) -> None:
            super().__init__()
            self.operation_id = operation_id

    class Filtered(Message):
        """The words to filter by have changed; answer with `show`."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def compose(self) -> ComposeResult:
        yield Input(placeholder=tr("/ filters routes and names"), compact=True, id="route-filter")
        yield TreeList(id="route-list")
        yield Static(id="route-words")

    @property
    def routes(self) -> TreeList:
        return self.query_one(TreeList)

    @property
    def filter_text(self) -> str:
        return self.query_one("#route-filter", Input).value

    @property
    def wanted(self) -> list[str]:
        """The words of the filter, casefolded."""
        return self.filter_text.casefold().split()

    def show(self, entries: Sequence[TreeEntry], *, anew: bool = False) -> None:
        """Fill the tree; `anew` opens what the entries say, after another filter."""
        self.routes.load(entries, anew=anew)
        self._describe()

    def mark(self, current: str, path: tuple[str, ...]) -> None:
        """Show which route is open now, and put the cursor on it."""
        self.routes.current = current
        self.routes.reveal(path)

    def focus_filter(self) -> None:
        self.query_one("#route-filter").focus()

    def leave_filter(self) -> bool:
        """Clear the filter; False when there was none."""
        box = self.query_one("#route-filter", Input)
        had = bool(box.value) or box.has_focus
        box.value = ""
        if had:
            self.routes.focus()
        return had

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Filtered(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.routes.focus()

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        event.stop()
        self._describe()

    def _describe(self) -> None:
        entry = self.routes.entry
        words = self.query_one("#route-words", Static)
        if entry is None:
            words.update(Content(tr(NOTHING_FOUND) if self.wanted else ""))
            return
        first, *rest = entry.words or (entry.label,)
        lines = [Content.styled(safe(first, 300), "bold"), *(Content(safe(line, 600)) for line in rest)]
        words.update(Content("\n").join(lines))
