"""Requests made elsewhere taken into Compose, and the open draft as a cURL command."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui.core.failures import AssayError, Refused
from tui.core.wording import told, tr
from tui.ui.screens.compose.building_screen import BuildingScreen

if TYPE_CHECKING:
    from tui.core.profile import Profile
    from tui.workbench.queries.importing import TakenDraft
    from tui.workbench.queries.postman import Collection


class ImportingScreen(BuildingScreen):
    """Knows drafts from elsewhere."""

    def refresh_saved(self) -> None:
        """Read the folder of saved queries again."""

    # -- taking in -------------------------------------------------------------------------------

    def action_import_request(self) -> None:
        from tui.ui.dialogs.import_request import ImportRequestDialog

        if self._profile is None:
            self.notify(tr("There is no profile yet, so nothing can be imported. f2 makes one."))
            return
        self.app.push_screen(ImportRequestDialog(), partial(self._pasted_request, self._profile))

    def _pasted_request(self, profile: Profile, text: str | None) -> None:
        if text is not None:
            take = partial(self._take, profile, text)
            self.run_verb(take, partial(self._taken, profile), group="compose-import")

    def _take(self, profile: Profile, text: str) -> TakenDraft | Collection:
        """In a worker: a path is read, nothing else is opened."""
        from tui.workbench.queries.importing import draft_from_curl
        from tui.workbench.queries.postman import is_postman, read_postman
        from tui.workbench.signature_tests.front import full_path, read_file

        line = text.strip()
        if "\n" not in line and len(line) < 1000 and line.endswith(".json") and full_path(line).is_file():
            text = read_file(line, tr("The collection"))
        provider = self.workbench.profiles.provider(profile.kind)
        if not is_postman(text):
            return draft_from_curl(text, provider)
        found = read_postman(text, provider)
        notes, kept = list(found.notes), 0
        for query in found.queries:
            placed = replace(query, path=f"{found.name}/{query.path}")
            try:
                _, saved = self.workbench.queries.save(placed)
            except Refused as refusal:
                notes.append(told(refusal.message))
                continue
            kept += 1
            notes += [f"{placed.path}: {told(note)}" for note in saved.notes]
        return replace(found, queries=found.queries[:kept], notes=tuple(notes))

    def _taken(self, profile: Profile, found: TakenDraft | Collection) -> None:
        from tui.ui.dialogs.reading import ReadingDialog
        from tui.ui.messages import ComposeDraft
        from tui.ui.widgets.reading import Line
        from tui.workbench.queries.importing import TakenDraft

        if isinstance(found, TakenDraft):
            self.post_message(ComposeDraft(profile.id, found.draft))
            title, lines = tr("Imported as a draft"), []
        else:
            self.refresh_saved()
            count = len(found.queries)
            title = tr("Imported as saved queries")
            lines = [Line(tr("{count} saved in the folder {name}.", count=count, name=found.name))]
        lines += [Line(told(note), "point") for note in found.notes]
        if lines:
            self.app.push_screen(ReadingDialog(title, lines))

    # -- giving away -----------------------------------------------------------------------------

    def action_copy_curl(self) -> None:
        """The open draft as a command, the secret as the name of an environment variable."""
        from tui.workbench.queries.importing import draft_as_curl

        composition = self.composition
        if composition is None:
            self.notify(tr("There is no draft to copy."))
            return
        self.desk.collect()
        made = composition.resolved().draft
        copy = partial(draft_as_curl, self.workbench.sending, composition.profile, made)
        self.run_verb(copy, self._copied, group="compose-copy", failed=self._not_copied)

    def _copied(self, made: tuple[str, str]) -> None:
        text, variable = made
        self.app.copy_to_clipboard(text)
        self.notify(
            tr("Copied as cURL. The secret is read from ${variable}.", variable=variable), markup=False
        )

    def _not_copied(self, error: AssayError) -> None:
        self.notify(
            " ".join(map(told, (error.message, *error.evidence[:2]))), severity="warning", markup=False
        )
