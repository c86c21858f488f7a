"""All routes of an API by group, with marks, a filter and the words of the route under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, Tree
from textual.widgets.tree import TreeNode

from tui.core.display import safe
from tui.ui.widgets.literal import literal


class RouteEntry(Protocol):
    """One route, as the workbench lists it."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def writes(self) -> bool: ...


class RouteGroupEntry(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def routes(self) -> Sequence[RouteEntry]: ...


class RouteList(Tree[RouteEntry]):
    """The tree itself: vim's keys beside the arrows, labels that are never read as markup."""

    DEFAULT_CSS = """
    RouteList { background: transparent; padding: 0; scrollbar-size: 0 1; }
    RouteList > .tree--guides { color: $border; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False, id="routes.down", tooltip="Next"),
        Binding("k", "cursor_up", "Up", show=False, id="routes.up", tooltip="Previous"),
        Binding("h,left", "fold", "Fold", show=False, id="routes.fold", tooltip="Close the group"),
        Binding("l,right", "unfold", "Open", show=False, id="routes.unfold", tooltip="Open it"),
        Binding("g,home", "scroll_home", "First", show=False, id="routes.first", tooltip="First"),
        Binding("G,end", "scroll_end", "Last", show=False, id="routes.last", tooltip="Last"),
        Binding("ctrl+d", "page_down", "Page", show=False, id="routes.page", tooltip="Page down"),
        Binding("ctrl+u", "page_up", "Page", show=False, id="routes.back", tooltip="Page up"),
    ]

    def __init__(self) -> None:
        super().__init__("routes", id="route-list")
        self.show_root = False
        self.show_guides = False
        self.guide_depth = 2
        self.current = ""

    def render_label(self, node: TreeNode[RouteEntry], base_style: Style, style: Style) -> Text:
        if node.data is None:
            arrow = "▾ " if node.is_expanded else "▸ "
            return Text(arrow + str(node.label), style=base_style + style + Style(bold=True), end="")
        route = node.data
        writes = "W " if route.writes else ""
        here = "›" if route.id == self.current else " "
        label = Text(f"{here}{route.mark} {writes}{safe(route.title)}", style=base_style + style, end="")
        if route.id == self.current:
            label.stylize(Style(bold=True))
        return label

    def reveal(self, node: TreeNode[RouteEntry]) -> None:
        """Put the cursor on a node, with its group in view where there is room."""
        self.move_cursor(node)
        self.scroll_to_line(max(0, node.line - 1), animate=False)
        self.scroll_to_line(node.line, animate=False)

    def on_focus(self) -> None:
        # A tree that was not displayed could not scroll.
        if self.cursor_node is not None:
            self.call_after_refresh(self.reveal, self.cursor_node)

    def action_fold(self) -> None:
        node = self.cursor_node
        if node is None:
            return
        group = node if node.data is None else node.parent
        if group is not None and group is not self.root:
            group.collapse()
            self.move_cursor(group)

    def action_unfold(self) -> None:
        node = self.cursor_node
        if node is not None and node.data is None:
            node.expand()
        else:
            self.action_select_cursor()

    def action_scroll_home(self) -> None:
        self.cursor_line = 0

    def action_scroll_end(self) -> None:
        self.cursor_line = self.last_line


class RouteTree(Vertical):
    """Filter, tree, and three lines about the route under the cursor."""

    DEFAULT_CSS = """
    RouteTree { height: 1fr; }
    RouteTree > Input { height: 1; border: none; padding: 0; background: $surface; }
    RouteTree > Input:focus { border: none; background: $panel; }
    RouteTree > RouteList { height: 1fr; }
    RouteTree > #route-words { height: auto; max-height: 8; border-top: solid $border; }
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
        yield Input(placeholder="/ filters the routes", compact=True, id="route-filter")
        yield RouteList()
        yield Static(id="route-words")

    @property
    def routes(self) -> RouteList:
        return self.query_one(RouteList)

    @property
    def filter_text(self) -> str:
        return self.query_one("#route-filter", Input).value

    def show(self, groups: Sequence[RouteGroupEntry], current: str) -> None:
        """Fill the tree. Groups are open when a filter narrows them, or when they hold `current`."""
        routes = self.routes
        routes.current = current
        routes.clear()
        filtered = bool(self.filter_text.strip())
        under_cursor: TreeNode[RouteEntry] | None = None
        for group in groups:
            has_current = any(route.id == current for route in group.routes)
            title = _title(group.name)
            node = routes.root.add(Text(title), expand=filtered or has_current)
            for route in group.routes:
                leaf = node.add_leaf(Text(safe(route.title)), route)
                if under_cursor is None and (filtered or route.id == current):
                    under_cursor = leaf
        if not groups:
            self._say(literal("No route matches. Escape clears the filter."))
        if under_cursor is not None:
            self._describe(under_cursor)
            self.call_after_refresh(routes.reveal, under_cursor)

    def mark(self, current: str) -> None:
        """Show which route is open now: open its group, and put the cursor on it."""
        routes = self.routes
        routes.current = current
        routes.notify_style_update()
        for group in routes.root.children:
            for leaf in group.children:
                if leaf.data is not None and leaf.data.id == current:
                    group.expand()
                    self.call_after_refresh(routes.reveal, leaf)

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

    def on_tree_node_selected(self, event: Tree.NodeSelected[RouteEntry]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Chosen(event.node.data.id))

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[RouteEntry]) -> None:
        event.stop()
        self._describe(event.node)

    def _describe(self, node: TreeNode[RouteEntry]) -> None:
        route = node.data
        if route is None:
            count = len(node.children)
            self._say(literal(f"{count} route{'' if count == 1 else 's'}. Enter opens or closes the group."))
            return
        self._say(
            Content.assemble(
                (f"{safe(route.title)}\n", "bold"),
                f"{safe(route.method)} {safe(route.path)}\n",
                (f"{route.mark} {safe(route.words)}", "dim"),
            )
        )

    def _say(self, words: Content) -> None:
        self.query_one("#route-words", Static).update(words)


def _title(group: str) -> str:
    """`sql_generation` as a heading: SQL generation."""
    words = safe(group).replace("_", " ").split(" ")
    words = ["SQL" if word == "sql" else word for word in words]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
