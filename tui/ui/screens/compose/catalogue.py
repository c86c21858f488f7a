"""The left pane: routes, schema and whatever other branches there are, and what their keys do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui.core.wording import tr
from tui.ui.screens.compose.catalogue_about import about
from tui.ui.screens.compose.catalogue_fetching import FetchingScreen
from tui.ui.screens.compose.catalogue_routes import RouteBranch
from tui.ui.session import Session
from tui.ui.widgets.route_tree import RouteTree
from tui.ui.widgets.tree.tree_list import TreeList
from tui.ui.widgets.tree.tree_nodes import TreeBranch
from tui.workbench import Workbench

if TYPE_CHECKING:
    from tui.core.operation import OperationCatalog
    from tui.core.profile import Profile
    from tui.workbench.composing.route_shelf import Shelf

AGE_EVERY = 30.0
"""Seconds between two looks at the age of the schema."""


class CatalogueScreen(FetchingScreen):
    """Knows the branches of the tree. Subclasses open routes and take names into their editors.

    A further branch is one more object in `branches`; see `TreeBranch`.
    """

    def __init__(self, workbench: Workbench, session: Session) -> None:
        from tui.workbench.composing.route_shelf import RouteShelf

        super().__init__(workbench, session)
        self._shelves = RouteShelf(workbench.settings, workbench.drafts)
        self.route_branch = RouteBranch(self)
        self.branches: list[TreeBranch] = [self.route_branch, self.schema_branch]

    # -- showing -------------------------------------------------------------------------------------

    def load_catalogue(self, profile: Profile, catalog: OperationCatalog) -> Callable[[], None]:
        """Read what the tree needs, in a worker. What comes back shows it, on the UI's thread."""
        shelf, state = self._shelves.load(profile.kind), self.schema_state(profile)

        def show() -> None:
            self.route_branch.catalog, self.route_branch.shelf = catalog, shelf
            self.schema_branch.state = state
            self.show_catalogue()

        return show

    def show_catalogue(self, *, anew: bool = False) -> None:
        if self.is_attached and self._is_ready:
            wanted = self.routes.wanted
            self.routes.show([e for branch in self.branches for e in branch.entries(wanted)], anew=anew)

    def mark_route(self, operation_id: str) -> None:
        """Show which route is open, with the cursor on it."""
        self.route_branch.current = operation_id
        self.routes.mark(operation_id, self.route_branch.path_of(operation_id))

    def on_mount(self) -> None:
        self.set_interval(AGE_EVERY, self._grow_older)

    def _grow_older(self) -> None:
        if self.schema_branch.state.schema is not None:
            self.show_catalogue()

    # -- the tree's messages -------------------------------------------------------------------------

    def on_route_tree_filtered(self) -> None:
        self.show_catalogue(anew=True)

    def on_tree_list_asked(self, event: TreeList.Asked) -> None:
        event.stop()
        if any(branch.act(event.entry, event.key) for branch in self.branches):
            return
        if event.key == "refresh" and self.schema_branch.state.offers:
            self.fetch_schema()
        elif event.key == "refresh":
            self.notify(tr("This API does not tell what it holds, so there is no schema to fetch."))
        elif event.key in {"favourite", "about"}:
            self.notify(tr("That key is for a route: put the cursor on one."))
        elif event.key in {"rename", "delete"}:
            self.notify(tr("That key is for a saved query: put the cursor on one."))

    # -- routes --------------------------------------------------------------------------------------

    def open_route(self, operation_id: str) -> None:
        self.post_message(RouteTree.Chosen(operation_id))

    def toggle_favourite(self, operation_id: str) -> None:
        if self._profile is not None:
            toggle = partial(self._shelves.toggle, self._profile.kind, operation_id)
            self.run_verb(toggle, self._shelved, group="compose-shelf")

    def remember_route(self, operation_id: str) -> None:
        """Put a route among those used last."""
        if self._profile is not None:
            used = partial(self._shelves.used, self._profile.kind, operation_id)
            # A list of routes that cannot be kept is no reason to interrupt anyone.
            self.run_verb(used, self._shelved, group="compose-shelf", failed=lambda error: None)

    def _shelved(self, shelf: Shelf) -> None:
        self.route_branch.shelf = shelf
        self.show_catalogue()

    def about_route(self, operation_id: str) -> None:
        """All that is known of a route, in a box."""
        self.app.push_screen(about(self.route_branch.catalog.get(operation_id)))
