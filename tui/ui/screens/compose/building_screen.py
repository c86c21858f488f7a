"""What Compose does around guided forms: hands them their builder, schema and day; takes console bodies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.core.failures import AssayError
from tui.core.wording import tr
from tui.ui.messages import ComposeDraft
from tui.ui.screens.compose.sending import SendingScreen

if TYPE_CHECKING:
    from tui.core.building import BuildContext, Translation
    from tui.core.profile import Profile
    from tui.ui.screens.compose.building import BuildPane
    from tui.workbench.composing.composition import Composition


class BuildingScreen(SendingScreen):
    """Guided forms need what only the workbench knows."""

    async def _show(self, composition: Composition | None) -> None:
        if composition is not None and composition.builder is None and composition.sql_field is None:
            building = self.workbench.building
            composition.builder = building.builder(composition.profile.kind, composition.operation.id)
            composition.context = building.calendar()
        await super()._show(composition)

    def on_build_pane_context_wanted(self, event: BuildPane.ContextWanted) -> None:
        event.stop()
        profile = self.profile
        if profile is not None:
            learn = partial(self._learn, profile)
            self.run_verb(learn, self.desk.build.know, group="compose-build", failed=lambda _: None)

    def _learn(self, profile: Profile) -> BuildContext:
        """The schema that is kept (the sandbox's is made at once), and the day; in a worker."""
        schemas = self.workbench.schemas
        schema = schemas.ready(profile) if profile.built_in else schemas.cached(profile)
        return self.workbench.building.context(profile, schema)

    # -- bodies of the console -------------------------------------------------------------------

    def action_console(self) -> None:
        """Ask for a body of the vendor's web console, and translate it."""
        from tui.ui.dialogs.model_paste import PasteDialog

        composition = self.composition
        if composition is None or composition.profile.kind not in self._kinds_with_console():
            self.notify(tr("This profile's API has no web console whose bodies are known here."))
            return
        self.app.push_screen(PasteDialog(), partial(self._pasted, composition))

    def _kinds_with_console(self) -> set[str]:
        return {p.id for p in self.workbench.profiles.kinds() if p.builders is not None}

    def _pasted(self, composition: Composition, text: str | None) -> None:
        if text is None:
            return
        operation = composition.operation.id if composition.builder is not None else ""
        translate = partial(self._translate, composition.profile.kind, text, operation)
        self.run_verb(translate, partial(self._translated, composition.profile), group="compose-console")

    def _translate(self, kind: str, text: str, operation: str) -> Translation:
        """The body itself tells its model; the open route only where it does not."""
        building = self.workbench.building
        try:
            return building.translate(kind, text)
        except AssayError:
            if not operation:
                raise
            return building.translate(kind, text, operation)

    def _translated(self, profile: Profile, found: Translation) -> None:
        from tui.ui.dialogs.model_paste import TranslatedDialog

        title = tr(self._catalog.get(found.operation).title)
        self.app.push_screen(TranslatedDialog(found, title), partial(self._accepted, profile, found))

    def _accepted(self, profile: Profile, found: Translation, yes: bool | None) -> None:
        from tui.core.building import Outcome
        from tui.core.operation import RequestDraft

        if yes:
            self.post_message(ComposeDraft(profile.id, RequestDraft(found.operation, body=found.body)))
            left = sum(note.outcome is Outcome.UNKNOWN for note in found.notes)
            if left:
                self.notify(
                    tr("{count} of its codes are not translated; f9 goes to what cannot be sent.", count=left)
                )
