"""Saved queries in Compose: the branch of the tree, its keys and dialogs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui.core.failures import AssayError, Refused
from tui.core.wording import told, tr
from tui.ui.screens.compose.saved_branch import SavedBranch
from tui.ui.screens.compose.saved_variables import Then, VariablesScreen
from tui.ui.session import Session
from tui.workbench import Workbench

if TYPE_CHECKING:
    from tui.core.operation import OperationCatalog
    from tui.core.profile import Profile
    from tui.core.saved_queries import QueryListing, StoredQuery
    from tui.ui.dialogs.saved_query import SaveWish
    from tui.workbench.composing.composition import Composition
    from tui.workbench.queries.verbs import Kept


class SavedScreen(VariablesScreen):
    """Opens, saves, renames and deletes."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self.saved_branch = SavedBranch(self)
        # The schema, which may be long, stands last.
        self.branches.insert(1, self.saved_branch)

    # -- the branch ------------------------------------------------------------------------------

    def load_catalogue(self, profile: Profile, catalog: OperationCatalog) -> Then:
        show, listed = super().load_catalogue(profile, catalog), self._listed()

        def show_all() -> None:
            self._take_listing(profile, listed)
            show()

        return show_all

    def _listed(self) -> tuple[QueryListing, str]:
        return self.workbench.queries.listing(), self.workbench.queries.folder

    def _take_listing(self, profile: Profile, listed: tuple[QueryListing, str]) -> None:
        self.saved_branch.listing, self.saved_branch.folder = listed
        self.saved_branch.kind = profile.kind

    def refresh_saved(self) -> None:
        if self._profile is not None:
            self.run_verb(self._listed, partial(self._refreshed, self._profile), group="compose-saved")

    def _refreshed(self, profile: Profile, listed: tuple[QueryListing, str]) -> None:
        self._take_listing(profile, listed)
        self.show_catalogue()

    # -- opening ---------------------------------------------------------------------------------

    def open_saved(self, stored: StoredQuery) -> None:
        from tui.workbench.composing.composition import Composition

        profile, keep = self._profile, self._take_save()
        if profile is None:
            return

        def load() -> Composition:
            keep()
            # As it lies on the disk now: it may have changed since the tree was filled.
            found = self.workbench.queries.find(stored.query.path)
            operation = self.workbench.queries.operation(found.query, profile)
            composition = Composition(profile, operation, found.query.draft)
            composition.saved = found
            return composition

        self.run_verb(load, partial(self.call_later, self._opened), group="compose-open")

    async def _opened(self, composition: Composition) -> None:
        await self._show(composition)
        self.mark_route(composition.operation.id)
        self.remember_route(composition.operation.id)
        self.route_opened()
        if composition.saved is not None:
            self.notify(tr("Opened “{path}”.", path=composition.saved.query.path), markup=False)

    # -- saving ----------------------------------------------------------------------------------

    def action_save_query(self) -> None:
        """Keep the open draft as a saved query."""
        composition = self.composition
        if composition is None:
            self.notify(tr("There is no draft to save. f2 makes a profile first."))
            return
        self.desk.collect()
        self._with_scope(composition, partial(self._ask_name, composition))

    def _ask_name(self, composition: Composition) -> None:
        from tui.ui.dialogs.saved_query import SaveQueryDialog, SaveWish

        known = composition.saved.query if composition.saved is not None else None
        wish = SaveWish("")
        if known is not None:
            folder = "" if known.is_sample else known.folder
            wish = SaveWish(known.name, folder, known.tags, known.description)
        dialog = SaveQueryDialog(wish, self.saved_branch.folder)
        self.app.push_screen(dialog, partial(self._save_as, composition, replace_it=False))

    def _save_as(self, composition: Composition, wish: SaveWish | None, *, replace_it: bool) -> None:
        from tui.core.saved_queries import SavedQuery
        from tui.workbench.queries.verbs import declared_for

        if wish is None or composition.scope is None:
            return
        stored = composition.saved
        known = stored.query if stored is not None else None
        names = composition.resolved().names
        variables = declared_for(names, known.variables if known else (), composition.scope.values)
        kind, draft = composition.profile.kind, composition.draft
        query = SavedQuery(wish.path, kind, draft, wish.description, wish.tags, variables)
        if known is not None:
            query = replace(query, assertions=known.assertions, extra=known.extra)
        seen = stored.seen if stored is not None and known is not None and known.path == wish.path else ""
        save = partial(self.workbench.queries.save, query, seen, replace_it=replace_it)
        failed = partial(self._not_saved_as, composition, wish)
        self.run_verb(save, partial(self._saved_as, composition), group="compose-saved-put", failed=failed)

    def _saved_as(self, composition: Composition, done: tuple[StoredQuery, Kept]) -> None:
        stored, kept = done
        composition.saved = stored
        notes = map(told, kept.notes)
        words = " ".join((tr("Saved as “{path}”.", path=stored.query.path), *notes))
        self.notify(words, markup=False)
        self.refresh_saved()

    def _not_saved_as(self, composition: Composition, wish: SaveWish, error: AssayError) -> None:
        from tui.ui.dialogs.confirm import ConfirmDialog

        if not isinstance(error, Refused):
            self.raise_problem(error)
            return
        question = ConfirmDialog(
            tr("Replace it?"),
            told(error.message),
            [(tr("Query"), wish.path)],
            yes=tr("Yes, write over it"),
            no=tr("No, keep it"),
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._save_as(composition, wish, replace_it=True)

        self.app.push_screen(question, answered)

    # -- renaming and deleting -------------------------------------------------------------------

    def rename_saved(self, stored: StoredQuery) -> None:
        from tui.ui.dialogs.question import QuestionDialog

        path = stored.query.path
        if stored.query.is_sample:
            self.notify(tr("The samples are never changed. Open one and save it under a name of yours."))
            return
        question = tr("Its new name, with its folder, such as: reports/weekly/daily users")
        dialog = QuestionDialog(tr("Rename the saved query"), question, value=path)
        self.app.push_screen(dialog, partial(self._rename, path))

    def _rename(self, path: str, new_path: str | None) -> None:
        if new_path is not None and new_path != path:
            verb = partial(self.workbench.queries.rename, path, new_path)
            self.run_verb(verb, lambda _: self._moved(path), group="compose-saved-put")

    def delete_saved(self, stored: StoredQuery) -> None:
        from tui.ui.dialogs.confirm import ConfirmDialog

        if stored.query.is_sample:
            self.notify(tr("The samples come with the program and cannot be deleted."))
            return
        question = tr("Delete the saved query “{path}”?", path=stored.query.path)
        dialog = ConfirmDialog(
            tr("Delete?"),
            question,
            [(tr("File"), stored.file)],
            yes=tr("Yes, delete the file"),
            no=tr("No, keep it"),
        )
        self.app.push_screen(dialog, partial(self._delete, stored.query.path))

    def _delete(self, path: str, yes: bool | None) -> None:
        if yes:
            verb = partial(self.workbench.queries.delete, path)
            self.run_verb(verb, lambda _: self._moved(path), group="compose-saved-put")

    def _moved(self, path: str) -> None:
        composition = self.composition
        stored = composition.saved if composition is not None else None
        if composition is not None and stored is not None and stored.query.path == path:
            composition.saved = None
        self.refresh_saved()
