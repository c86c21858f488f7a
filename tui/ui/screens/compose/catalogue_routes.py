"""The routes of an API as branches of the tree: favourites, those used last, and all by group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from tui.core.display import safe
from tui.core.wording import tr
from tui.ui.widgets.tree.tree_nodes import TreeEntry

if TYPE_CHECKING:
    from tui.workbench.composing.verbs import RouteLine

RECENT_SHOWN = 6

ROUTES, FAVOURITES, RECENT = "routes", "favourites", "recent"


class RouteActs(Protocol):
    """What the screen does for a route."""

    def open_route(self, operation_id: str) -> None: ...
    def toggle_favourite(self, operation_id: str) -> None: ...
    def about_route(self, operation_id: str) -> None: ...
    def copy_text(self, text: str) -> None: ...


class RouteBranch:
    """Plays `TreeBranch`. `catalog`, `shelf` and `current` are set by the screen."""

    def __init__(self, acts: RouteActs) -> None:
        from tui.core.operation import OperationCatalog
        from tui.workbench.composing.route_shelf import Shelf

        self._acts = acts
        self.catalog = OperationCatalog([])
        self.shelf = Shelf()
        self.current = ""

    def entries(self, wanted: Sequence[str]) -> Sequence[TreeEntry]:
        from tui.workbench.composing.verbs import route_groups

        if not wanted:
            return [*self._kept(), self._all()]
        groups = route_groups(self.catalog, " ".join(wanted))
        return [self._group(group.name, group.routes, is_open=True) for group in groups]

    def path_of(self, operation_id: str) -> tuple[str, ...]:
        """Where a route stands among all of them."""
        if operation_id not in self.catalog:
            return ()
        return ROUTES, self.catalog.get(operation_id).group, operation_id

    def act(self, entry: TreeEntry, key: str) -> bool:
        from tui.workbench.composing.verbs import RouteLine

        route = entry.data
        if not isinstance(route, RouteLine):
            return False
        match key:
            case "open" | "click":
                self._acts.open_route(route.id)
            case "favourite":
                self._acts.toggle_favourite(route.id)
            case "about":
                self._acts.about_route(route.id)
            case "copy":
                self._acts.copy_text(route.id)
            case _:
                return False
        return True

    # -- entries -----------------------------------------------------------------------------------------

    def _kept(self) -> list[TreeEntry]:
        from tui.workbench.composing.verbs import route_line

        kept = []
        for key, title, ids, words, is_open in (
            (FAVOURITES, tr("Favourites"), self.shelf.favourites, tr("f takes one out again."), True),
            (RECENT, tr("Recently used"), self.shelf.recent[:RECENT_SHOWN], tr("The latest first."), False),
        ):
            lines = [route_line(self.catalog.get(one)) for one in ids if one in self.catalog]
            if lines:
                kept.append(
                    TreeEntry(
                        key,
                        title,
                        tail=str(len(lines)),
                        words=(title, words),
                        children=partial(self._leaves, lines),
                        is_open=is_open,
                        strong=True,
                    )
                )
        return kept

    def _all(self) -> TreeEntry:
        from tui.workbench.composing.verbs import route_groups

        groups = route_groups(self.catalog)
        count = sum(len(group.routes) for group in groups)
        words = (
            tr("{count} routes", count=count),
            tr("★ documented or seen, · path only, W changes state. f keeps one on top."),
        )

        def children() -> list[TreeEntry]:
            return [
                self._group(group.name, group.routes, is_open=any(r.id == self.current for r in group.routes))
                for group in groups
            ]

        return TreeEntry(
            ROUTES, tr("Routes"), tail=str(count), words=words, children=children, is_open=True, strong=True
        )

    def _group(self, name: str, routes: Sequence[RouteLine], *, is_open: bool) -> TreeEntry:
        title = tr(group_title(name))
        count = len(routes)
        words = (
            tr("1 route. Enter opens or closes the group.")
            if count == 1
            else tr("{count} routes. Enter opens or closes the group.", count=count)
        )
        children: Callable[[], Sequence[TreeEntry]] = partial(self._leaves, routes)
        return TreeEntry(
            name,
            title,
            tail=str(count),
            words=(title, words),
            children=children,
            is_open=is_open,
            strong=True,
        )

    def _leaves(self, routes: Sequence[RouteLine]) -> list[TreeEntry]:
        favourites = set(self.shelf.favourites)
        return [
            TreeEntry(
                route.id,
                f"{'W ' if route.writes else ''}{tr(route.title)}",
                mark=route.mark,
                tail="♥" if route.id in favourites else "",
                words=_words(route),
                data=route,
            )
            for route in routes
        ]


def _words(route: RouteLine) -> tuple[str, ...]:
    call = f"{route.method} {route.path}"
    lines = (tr(route.title), call, f"{route.mark} {route.words}", tr(route.notes))
    return tuple(line for line in lines if line)


def group_title(group: str) -> str:
    """`sql_generation` as a heading: SQL generation."""
    words = safe(group).replace("_", " ").split(" ")
    words = ["SQL" if word == "sql" else word for word in words]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
