"""Fetching the schema from the tree: at a key, with progress, cancelled by escape."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, Cancelled, InvalidInput
from tui.core.wording import told, tr
from tui.ui.screens.compose.catalogue_schema import SCHEMA, SchemaBranch, SchemaState
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.session import Session
from tui.ui.widgets.route_tree import RouteTree
from tui.ui.widgets.tree.tree_list import TreeList
from tui.workbench import Workbench

if TYPE_CHECKING:
    from tui.core.profile import Profile
    from tui.core.schema import Schema
    from tui.workbench.composing.schema_calls import SchemaProgress


class SchemaTold(Message):
    """A sign of life of a fetch; a newer one replaces an older one that still waits."""

    def __init__(self, progress: SchemaProgress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SchemaTold)


class FetchingScreen(WorkbenchScreen):
    """Knows the profile in use and its schema. One fetch at a time."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._profile: Profile | None = None
        self._fetching: CancelToken | None = None
        self.schema_branch = SchemaBranch(self, workbench.schemas.age)

    @property
    def routes(self) -> RouteTree:
        return self.query_one(RouteTree)

    def show_catalogue(self, *, anew: bool = False) -> None:
        """Fill the tree from its branches; `anew` after another filter."""

    def insert_name(self, name: str, sql: str) -> None:
        """Take a name of the schema into the editor that is open."""

    def copy_text(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.notify(tr("Copied."))

    # -- reading what is kept ------------------------------------------------------------------------

    def schema_state(self, profile: Profile, project: str = "") -> SchemaState:
        """What is known without a call; reads files, so in a worker."""
        schemas = self.workbench.schemas
        if not schemas.offers(profile):
            return SchemaState()
        state = SchemaState(True, project or schemas.project(profile), schemas.cached(profile, project))
        trouble = schemas.trouble(profile, project)
        state.problem = told(trouble.message) if trouble is not None else ""
        try:
            state.calls = len(schemas.calls(profile, project))
        except InvalidInput as error:
            state.problem = "; ".join(told(str(problem)) for problem in error.problems)
        return state

    def on_tree_list_unfolded(self, event: TreeList.Unfolded) -> None:
        """The sandbox costs nobody a call: its schema comes when it is first looked at."""
        event.stop()
        state = self.schema_branch.state
        is_unknown = state.schema is None and not state.problem and self._fetching is None
        is_sandbox = self._profile is not None and self._profile.is_sandbox
        if event.entry.key == SCHEMA and is_sandbox and is_unknown:
            self.fetch_schema()

    def browse_project(self, project: str) -> None:
        """Show another project's schema, as it was fetched last."""
        profile = self._profile
        if profile is not None and not self._is_fetching():
            read = partial(self.schema_state, profile, project)
            self.run_verb(read, partial(self._browsed, profile), group="compose-schema")

    def _browsed(self, profile: Profile, state: SchemaState) -> None:
        self.schema_branch.state = state
        self.show_catalogue()
        self.routes.routes.reveal((SCHEMA,))
        if state.schema is None and profile.is_sandbox:
            self.fetch_schema()

    # -- fetching ------------------------------------------------------------------------------------

    def fetch_schema(self) -> None:
        """Ask for everything anew."""
        from tui.workbench.composing.schema_calls import SchemaProgress

        profile, state = self._profile, self.schema_branch.state
        if profile is None or self._is_fetching():
            return

        def fetch(token: CancelToken) -> Schema:
            return self.workbench.schemas.fetch(profile, token, project=state.project, on_progress=tell)

        def tell(progress: SchemaProgress) -> None:
            self.post_message(SchemaTold(progress))

        self._run_fetch(profile, fetch, SchemaProgress(0, state.calls))

    def fetch_event(self, event: str) -> None:
        """Ask which properties come with one event."""
        from tui.workbench.composing.schema_calls import SchemaProgress

        profile, project = self._profile, self.schema_branch.state.project
        if profile is None or self._is_fetching():
            return

        def fetch(token: CancelToken) -> Schema:
            return self.workbench.schemas.fetch_event(
                profile, event, token, project=project, on_progress=tell
            )

        def tell(progress: SchemaProgress) -> None:
            self.post_message(SchemaTold(progress))

        self._run_fetch(profile, fetch, SchemaProgress(0, 1, tr("the event's properties")))

    def _is_fetching(self) -> bool:
        if self._fetching is not None:
            self.notify(tr("The schema is being fetched. Escape cancels."))
        return self._fetching is not None

    def _run_fetch(
        self, profile: Profile, fetch: Callable[[CancelToken], Schema], begin: SchemaProgress
    ) -> None:
        token = self._fetching = CancelToken()
        self.schema_branch.state.progress = begin
        self.show_catalogue()
        done = partial(self._fetched, profile)
        self.run_verb(partial(fetch, token), done, group="compose-schema", failed=self._not_fetched)

    def on_schema_told(self, event: SchemaTold) -> None:
        event.stop()
        if self._fetching is not None:
            self.schema_branch.state.progress = event.progress
            self.show_catalogue()

    def _fetched(self, profile: Profile, schema: Schema) -> None:
        state = self.schema_branch.state
        trouble = self.workbench.schemas.trouble(profile, state.project)
        state.schema = schema
        self._end_fetch(told(trouble.message) if trouble is not None else "")

    def _not_fetched(self, error: AssayError) -> None:
        if isinstance(error, Cancelled):
            self._end_fetch(tr("The last fetch was cancelled."))
            return
        self._end_fetch(told(error.message))
        self.raise_problem(error)

    def _end_fetch(self, problem: str) -> None:
        self._fetching = None
        state = self.schema_branch.state
        state.progress, state.problem = None, problem
        self.show_catalogue()

    def cancel_fetch(self) -> bool:
        """Stop fetching the schema; False when nothing is fetched."""
        if self._fetching is None:
            return False
        self._fetching.cancel()
        return True

    def drop_fetch(self) -> None:
        """Another profile: what is on its way is of no use here."""
        if self.cancel_fetch():
            self.drop_verb("compose-schema")
            self._fetching = None
        self.schema_branch.state = SchemaState()
