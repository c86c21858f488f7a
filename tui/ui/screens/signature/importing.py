"""Requests from elsewhere: pasted or read from a file, their sign found or asked for, then in the form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from tui.core.envelope import Tone
from tui.core.failures import AssayError, InvalidInput
from tui.core.knowledge import Explanation
from tui.core.secret import cut_short
from tui.core.wording import told, tr
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.pick_many import PickManyDialog, PickRow
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.screens.signature.verifying import Verifying
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.signature.form import SignatureParts
from tui.ui.widgets.signature.importing import ImportView
from tui.workbench import Verification, Workbench, importing
from tui.workbench.signature_tests.front import IMPORT, read_file

if TYPE_CHECKING:
    from tui.ui.session import Session

BY_HAND = "by-hand"


@dataclass
class Capture:
    """An imported request, and what its last verification gave."""

    taken: importing.Taken
    tone: Tone | None = None
    word: str = ""


class Importing(Verifying):
    """The view “Import” and the list of captures. Captures live as long as the program."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self.recipes = importing.RecipeBook(workbench.drafts)
        self.captures: list[Capture] = []
        self._current: Capture | None = None
        """The capture that the form was filled from."""

    @property
    def captured_request(self) -> importing.CapturedRequest | None:
        """What the form was filled from; None when it was typed."""
        return self._current.taken.request if self._current is not None else None

    def captures_changed(self) -> None:
        """For the list on the left."""

    def action_import(self) -> None:
        """To the view; from there, read what stands in it."""
        if self._view == "import":
            self.import_view.read()
        else:
            self.show_view("import")

    def on_import_view_pasted(self, event: ImportView.Pasted) -> None:
        text = event.text
        self.run_verb(
            lambda: importing.import_text(text), self._imported, group="import", failed=self._not_imported
        )

    def on_import_view_file_named(self, event: ImportView.FileNamed) -> None:
        name = event.name
        self.run_verb(
            lambda: importing.import_text(read_file(name, IMPORT)),
            self._imported,
            group="import",
            failed=self._not_imported,
        )

    def _not_imported(self, error: AssayError) -> None:
        self.import_view.tell([], list(map(told, error.evidence or [error.message])))

    def _imported(self, imported: importing.Imported) -> None:
        if imported.har is None:
            self._take_all(list(imported.requests))
            return
        har = imported.har
        rows = [
            PickRow(
                e.index,
                f"{e.method:<6} {e.url.partition('?')[0]}",
                str(e.status or ""),
                why_not=told(e.problem),
            )
            for e in har.entries
        ]
        if not rows:
            self.import_view.tell([], list(map(told, har.notes)))
            return
        title = tr("HAR of unknown origin: which requests?")
        if har.creator:
            title = tr("HAR of {creator}: which requests?", creator=har.creator)
        self.app.push_screen(
            PickManyDialog(title, rows, list(map(told, har.notes))),
            lambda chosen: self._take_all(list(har.requests(chosen))) if chosen else None,
        )

    # -- taking ------------------------------------------------------------------------------------

    def _take_all(self, requests: list[importing.CapturedRequest], *, load: bool = True) -> None:
        """One after the other, so that what is chosen for the first serves the others of its host. With
        `load` the first one comes into the form."""
        if not requests:
            return
        request, rest = requests[0], requests[1:]
        self.run_verb(
            partial(self.recipes.take, request),
            lambda taken: (
                self._taken(taken, rest, load=load) if taken is not None else self._ask(request, rest)
            ),
            group="import",
            failed=self._not_imported,
        )

    def _taken(
        self, taken: importing.Taken, rest: list[importing.CapturedRequest], *, load: bool = True
    ) -> None:
        capture = Capture(taken)
        self.captures.append(capture)
        if load:
            self.load_capture(capture)
        self.captures_changed()
        # The next one may need what is remembered of this one, so it waits for that.
        self.run_verb(
            partial(self.recipes.keep, taken.request, taken.recipe),
            lambda _: self._take_all(rest, load=False),
            group="import",
        )

    def load_capture(self, capture: Capture) -> None:
        """Fill the form from it."""
        parts, recipe = capture.taken.parts, capture.taken.recipe
        self._current = capture
        self.form.put(SignatureParts(parts.path, parts.sign, parts.query, parts.body))
        self.import_view.show_wish(query=recipe.send_query, body=recipe.send_body)
        taken = tr("{name} is in the form.", name=capture.taken.name)
        self.import_view.tell([taken, *map(self.own_words, capture.taken.said)])
        self.captures_changed()

    # -- asking ------------------------------------------------------------------------------------

    def _ask(self, request: importing.CapturedRequest, rest: list[importing.CapturedRequest]) -> None:
        """Which field is the sign?"""
        findings = importing.find_sign(request)
        choices = [
            Choice(
                str(n),
                f"{one.place.value} {one.name}",
                f"{cut_short(one.value)} · {self.own_words(one.reason)}",
            )
            for n, one in enumerate(findings.signs)
        ]
        choices.append(Choice(BY_HAND, tr("Another field"), tr("header:NAME, query:NAME or json:NAME")))

        def chosen(answer: str | None) -> None:
            if answer == BY_HAND:
                self._ask_by_hand(request, rest)
            elif answer is not None:
                recipe = importing.recipe_for(findings.signs[int(answer)], request=request)
                self._ask_path(request, recipe, rest)
            else:
                self.import_view.tell([], [tr("No sign was chosen, so nothing was taken.")])

        question = tr(
            "{method} {address}\nThe vendor prescribes no name for it.",
            method=request.method,
            address=request.url.partition("?")[0],
        )
        self.app.push_screen(ChoiceDialog(tr("Which field is the sign?"), choices, question=question), chosen)

    def _ask_by_hand(self, request: importing.CapturedRequest, rest: list[importing.CapturedRequest]) -> None:
        def named(words: str | None) -> None:
            if not words:
                return
            try:
                recipe = importing.chosen_sign(words)
                recipe.parts(request)
            except InvalidInput as error:
                self._not_imported(error)
            else:
                self._ask_path(request, recipe, rest)

        question = tr("Where is the sign? header:NAME, query:NAME, or json:NAME with dots between members.")
        self.app.push_screen(QuestionDialog(tr("Place of the sign"), question, value="header:"), named)

    def _ask_path(
        self,
        request: importing.CapturedRequest,
        recipe: importing.Recipe,
        rest: list[importing.CapturedRequest],
    ) -> None:
        """Which spelling of the path did the client sign?"""
        paths = importing.find_sign(request).paths

        def chosen(path: str | None) -> None:
            if path is not None:
                sign = importing.SignCandidate(recipe.sign_place, recipe.sign_name, "", "", 0)
                self._take_by(request, importing.recipe_for(sign, path=path, request=request), path, rest)

        if len(paths) == 1:
            chosen(paths[0].path)
            return
        choices = [Choice(one.path, one.path, self.own_words(one.reason)) for one in paths]
        self.app.push_screen(ChoiceDialog(tr("Which path did the client sign?"), choices), chosen)

    def _take_by(
        self,
        request: importing.CapturedRequest,
        recipe: importing.Recipe,
        path: str,
        rest: list[importing.CapturedRequest],
    ) -> None:
        try:
            taken = importing.take(request, recipe)
            if path and taken.parts.path != path:
                taken = importing.take(request, recipe, path=path)
        except InvalidInput as error:
            self._not_imported(error)
        else:
            self._taken(taken, rest)

    def on_import_view_wished(self, event: ImportView.Wished) -> None:
        """Query and body along or not, or another sign, for the request that was taken last."""
        if self._current is None:
            self.import_view.tell([], [tr("Nothing has been taken yet.")])
            return
        taken = self._current.taken
        if event.choose:
            self._ask(taken.request, [])
            return
        recipe = replace(taken.recipe, send_query=event.query, send_body=event.body)
        self._current.taken = importing.take(taken.request, recipe)
        self.load_capture(self._current)
        self.run_verb(partial(self.recipes.keep, taken.request, recipe), lambda _: None, group="recipe")

    # -- verdicts of captures ------------------------------------------------------------------------

    def verified(self, outcome: tuple[Verification, Explanation]) -> None:
        super().verified(outcome)
        result, explanation = outcome
        capture = self._current
        if capture is not None and self.form.text("sign") == capture.taken.parts.sign:
            envelope = result.exchange.envelope
            capture.tone = explanation.tone
            capture.word = envelope.code or "" if envelope is not None else ""
            self.captures_changed()
