"""Which draft is open, and keeping it: read when a route is opened, written as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from textual.timer import Timer

from tui.core.failures import AssayError
from tui.core.wording import tr
from tui.ui.messages import ProblemRaised
from tui.ui.screens.compose.catalogue import CatalogueScreen
from tui.ui.screens.compose.catalogue_inserting import NO_EDITOR, editor_of, insert_into
from tui.ui.screens.compose.desk import Desk
from tui.ui.session import Session
from tui.ui.widgets.literal import literal
from tui.ui.widgets.route_tree import RouteTree
from tui.workbench import Workbench

if TYPE_CHECKING:
    from tui.core.operation import OperationCatalog, RequestDraft
    from tui.core.profile import Profile
    from tui.workbench.composing.composition import Composition
    from tui.workbench.composing.verbs import DraftBook

    Opened: TypeAlias = tuple[OperationCatalog, Composition | None]

AUTOSAVE_DELAY = 0.4
"""Seconds without a change after which the draft is written."""


class Ahead(NamedTuple):
    """The draft that a start opens with, read before there is a screen."""

    profile: Profile
    catalog: OperationCatalog
    composition: Composition | None


def last_draft(
    workbench: Workbench, book: DraftBook, profile: Profile, catalog: OperationCatalog
) -> Composition | None:
    """That of the route used last; None for an API without routes."""
    from tui.workbench.composing.verbs import first_route

    default = workbench.profiles.provider(profile.kind).default_operation
    operation = first_route(catalog, book.last_route(profile.id), default)
    return book.load(profile, operation) if operation is not None else None


class KeepingScreen(CatalogueScreen):
    """Opens routes of the profile in the header, and keeps one draft per profile and route."""

    AUTO_FOCUS = ""
    """None but by `_loaded`: the draft's view takes the focus, not what stands first on the screen."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        from tui.core.operation import OperationCatalog
        from tui.workbench.composing.verbs import DraftBook

        super().__init__(workbench, session)
        self._book = DraftBook(workbench.drafts)
        self._catalog = OperationCatalog([])
        self._save_timer: Timer | None = None
        self._is_dirty = False
        self._on_the_way = 0
        """Saves whose end has not been told yet: a thread may be cut off when the program ends."""
        self._is_told = False
        self._shown_first: Ahead | None = None
        self.desk = Desk(id="draft")

    @property
    def composition(self) -> Composition | None:
        return self.desk.composition

    # -- the profile -----------------------------------------------------------------------------

    def body_ready(self) -> None:
        self.session_changed()

    def session_changed(self) -> None:
        profile = self.profile
        pending = self.session.pending_draft
        if profile is None:
            return
        if self._profile is None or profile.id != self._profile.id or pending is not None:
            self._open_profile(profile, pending)
        elif profile != self._profile:
            # Its settings or its read-only mark were changed; the draft stays.
            self._profile = profile
            if self.composition is not None:
                self.composition.profile = profile

    def _open_profile(self, profile: Profile, pending: RequestDraft | None) -> None:
        from tui.workbench.composing.composition import Composition

        keep = self._take_save()
        self.drop_fetch()
        self._profile = profile
        self.session.pending_draft = None

        def load() -> Opened:
            keep()
            catalog = self.workbench.profiles.provider(profile.kind).operations()
            if pending is not None and pending.operation in catalog:
                return catalog, Composition(profile, catalog.get(pending.operation), pending)
            return catalog, last_draft(self.workbench, self._book, profile, catalog)

        ahead, self.ahead = self.ahead, None
        if isinstance(ahead, Ahead) and ahead.profile == profile and pending is None:
            self._shown_first = ahead
        else:
            self.run_verb(load, partial(self.call_later, self._loaded, profile), group="compose-open")

    async def show_ahead(self) -> None:
        first, self._shown_first = self._shown_first, None
        if first is not None:
            await self._loaded(first.profile, (first.catalog, first.composition))

    @classmethod
    def read_ahead(cls, workbench: Workbench, profile: Profile) -> object:
        from tui.workbench.composing.verbs import DraftBook

        catalog = workbench.profiles.provider(profile.kind).operations()
        return Ahead(profile, catalog, last_draft(workbench, DraftBook(workbench.drafts), profile, catalog))

    async def _loaded(self, profile: Profile, opened: Opened) -> None:
        """Show the draft; the tree beside it takes longer to read, and follows."""
        self._catalog, composition = opened
        in_desk = self.focused is None or self.desk in self.focused.ancestors_with_self
        await self._show(composition)
        if in_desk:
            # The view that had the focus may be none of this route's.
            self.desk.focus_view()
        self.call_after_refresh(self._read_catalogue, profile, self._catalog)

    def _read_catalogue(self, profile: Profile, catalog: OperationCatalog) -> None:
        read = partial(self.load_catalogue, profile, catalog)
        self.run_verb(read, partial(self._show_tree, catalog), group="compose-catalogue")

    def _show_tree(self, catalog: OperationCatalog, show_catalogue: Callable[[], None]) -> None:
        if catalog is self._catalog:
            show_catalogue()
            if self.composition is not None:
                self.mark_route(self.composition.operation.id)

    # -- routes ----------------------------------------------------------------------------------

    def on_route_tree_chosen(self, event: RouteTree.Chosen) -> None:
        composition = self.composition
        if composition is not None and composition.operation.id == event.operation_id:
            self.route_opened()
            return
        if self._profile is None:
            return
        profile, keep = self._profile, self._take_save()
        operation = self._catalog.get(event.operation_id)

        def load() -> Composition:
            keep()
            return self._book.load(profile, operation)

        self.run_verb(load, partial(self.call_later, self._chosen), group="compose-open")

    async def _chosen(self, composition: Composition) -> None:
        await self._show(composition)
        self.mark_route(composition.operation.id)
        self.remember_route(composition.operation.id)
        self.route_opened()
        self.keep()

    async def _show(self, composition: Composition | None) -> None:
        from tui.workbench.composing.verbs import route_line

        if composition is None:
            return
        operation = composition.operation
        line = route_line(operation)
        await self.desk.open(composition)
        self.desk.border_title = literal(tr(operation.title))
        writes = f" · {tr('W writes')}" if operation.mutates else ""
        self.desk.border_subtitle = literal(f"{line.mark} {operation.method} {operation.path}{writes}")

    def insert_name(self, name: str, sql: str) -> None:
        if editor_of(self.desk) is None:
            self.notify(tr(NO_EDITOR))
            return
        self.route_opened()
        insert_into(self.desk, name, sql)

    def route_opened(self) -> None:
        """A route was chosen; the subclass moves the focus."""

    # -- keeping ---------------------------------------------------------------------------------

    def on_desk_edited(self) -> None:
        self.keep()

    def keep(self) -> None:
        """Write the draft at the next pause."""
        self._is_dirty = True
        if self._save_timer is None:
            self._save_timer = self.set_timer(AUTOSAVE_DELAY, self._save)
        else:
            self._save_timer.reset()

    def _save(self) -> None:
        self._save_timer = None
        if self.composition is not None:
            self._is_dirty = False
            self._on_the_way += 1
            save = self._book.saving(self.composition)
            self.run_verb(save, lambda _: self._saved(), group="compose-save", failed=self._not_saved)

    def _saved(self) -> None:
        self._on_the_way -= 1
        self._is_told = False

    def _not_saved(self, error: AssayError) -> None:
        """Told once, not at every pause in typing, until a save succeeds again."""
        self._on_the_way -= 1
        self._is_dirty = True
        if not self._is_told:
            self._is_told = True
            self.raise_problem(error)

    def _take_save(self) -> Callable[[], None]:
        """A verb that writes what is not written yet, made before another draft takes its place."""
        if self._save_timer is not None:
            self._save_timer.stop()
            self._save_timer = None
        before = self.composition.draft if self.composition is not None else None
        self.desk.collect()
        is_kept = not self._is_dirty and not self._on_the_way
        if self.composition is None or (is_kept and self.composition.draft is before):
            return lambda: None
        self._is_dirty = False
        return partial(self._run_save, self._book.saving(self.composition))

    def _run_save(self, save: Callable[[], None]) -> None:
        """In any thread: a draft that cannot be kept must not keep another one from being opened."""
        try:
            save()
        except AssayError as error:
            self.post_message(ProblemRaised(error))

    def on_unmount(self) -> None:
        self._take_save()()
