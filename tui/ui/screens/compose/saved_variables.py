"""Variables in Compose: what is known of them, values asked for where one is missing, then the send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from tui.core.failures import AssayError
from tui.core.wording import tr
from tui.ui.screens.compose.saved_importing import ImportingScreen

if TYPE_CHECKING:
    from tui.core.saved_queries import StoredQuery
    from tui.core.variables import VariableScope
    from tui.workbench.composing.composition import Composition

Then = Callable[[], None]


class VariablesScreen(ImportingScreen):
    """Sends drafts with their variables put in."""

    # -- variables -------------------------------------------------------------------------------

    def _with_scope(self, composition: Composition, then: Then) -> None:
        """Learn what is known of the draft's variables, in a worker, then go on."""
        read = partial(self._read_scope, composition)
        self.run_verb(read, partial(self._scoped, composition, then), group="compose-variables")

    def _read_scope(self, composition: Composition) -> tuple[StoredQuery | None, VariableScope]:
        stored, queries = composition.saved, self.workbench.queries
        if stored is None and composition.saved_path:
            try:
                stored = queries.find(composition.saved_path)
            except AssayError:
                # It was renamed or deleted since; the draft stands without it.
                composition.saved_path = ""
        declared = stored.query.variables if stored is not None else ()
        return stored, queries.scope(composition.profile, declared)

    @staticmethod
    def _scoped(
        composition: Composition, then: Then, found: tuple[StoredQuery | None, VariableScope]
    ) -> None:
        composition.saved, composition.scope = found
        then()

    def action_variables(self) -> None:
        """Show and change the values of the open draft's variables."""
        composition = self.composition
        if composition is not None:
            self.desk.collect()
        if composition is None or not composition.has_variables:
            self.notify(tr("This draft has no variables. {{name}} is one, {{today-7d}} a day."), markup=False)
            return
        self._with_scope(composition, partial(self._ask_values, composition, lambda: None))

    def _ask_values(self, composition: Composition, then: Then) -> None:
        from tui.ui.dialogs.variables import VariablesDialog

        scope = composition.scope
        names = composition.resolved().names
        if scope is None or not names:
            then()
            return
        variables = [scope.variable(name) for name in names]
        dialog = VariablesDialog(variables, scope.values, scope.today, composition.profile.name)
        self.app.push_screen(dialog, partial(self._answered_values, composition, scope, names, then))

    def _answered_values(
        self,
        composition: Composition,
        scope: VariableScope,
        names: tuple[str, ...],
        then: Then,
        values: dict[str, str] | None,
    ) -> None:
        if values is None:
            return
        # An emptied value is forgotten: the default counts again.
        others = {name: text for name, text in scope.values.items() if name not in names}
        composition.scope = replace(scope, values={**others, **values})
        remember = partial(
            self.workbench.queries.remember, composition.profile, {n: values.get(n) for n in names}
        )
        self.run_verb(remember, lambda _: then(), group="compose-variables")

    # -- sending ---------------------------------------------------------------------------------

    def send(self) -> None:
        composition = self.composition
        if composition is not None:
            self.desk.collect()
        if composition is None or not composition.has_variables:
            super().send()
            return
        self._with_scope(composition, partial(self._send_with, composition))

    def _send_with(self, composition: Composition) -> None:
        scope = composition.scope
        names = composition.resolved().names
        if scope is not None and any(scope.text(name) is None for name in names):
            self._ask_values(composition, super().send)
        else:
            super().send()

    def on_desk_request_wanted(self, event: Message | None = None) -> None:
        composition = self.composition
        if event is not None:
            # Textual calls the handler of every class; this one decides when the other runs.
            event.prevent_default()
        if composition is None or not composition.has_variables:
            super().on_desk_request_wanted()
        else:
            self._with_scope(composition, super().on_desk_request_wanted)
