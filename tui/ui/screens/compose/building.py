"""The guided form of the open draft: an outline in words, and dialogs that change one thing at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.core.confidence import Confidence
from tui.core.display import safe
from tui.core.failures import InvalidInput
from tui.core.wording import told, tr
from tui.ui.widgets.literal import literal
from tui.ui.widgets.model_outline import ModelOutline, key_words
from tui.ui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui.core.building import Action, Answers, BuildContext, FormLine, ModelBuilder, Question
    from tui.workbench.composing.composition import Composition


class BuildPane(Vertical):
    """Shows the form of a composition that has a builder, and changes its body."""

    DEFAULT_CSS = """
    BuildPane > #build-hint { height: auto; padding: 0 1; color: $text-warning; display: none; }
    BuildPane.-off > #build-hint { display: block; }
    BuildPane.-off > #outline, BuildPane.-off > #build-help { display: none; }
    BuildPane > #build-help { height: 3; border-top: solid $border; padding: 0 1; text-wrap: nowrap;
                              text-overflow: ellipsis; }
    """

    class Edited(Message):
        """The body has changed."""

    class ContextWanted(Message):
        """The form is about to be seen: answer with `know`."""

    def __init__(self) -> None:
        super().__init__(id="build-view")
        self._composition: Composition | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="build-hint")
        yield ModelOutline(id="outline")
        yield Static(id="build-help")

    @property
    def outline(self) -> ModelOutline:
        return self.query_one(ModelOutline)

    # -- showing ---------------------------------------------------------------------------------

    def show(self, composition: Composition, at: str = "") -> None:
        """The draft as it is now."""
        self._composition = composition
        hint = composition.form_hint(guided=True)
        self.set_class(bool(hint), "-off")
        self.query_one("#build-hint", Static).update(literal(told(hint)))
        builder, context = composition.builder, composition.context
        if builder is not None and context is not None and not hint:
            self.outline.show(builder.lines(composition.draft.body, context), at)
            self._describe()

    def know(self, context: BuildContext) -> None:
        """The schema and the day became known."""
        composition = self._composition
        if composition is not None and composition.context != context:
            composition.context = context
            self.show(composition)

    def go_to(self, field: str) -> bool:
        """Put the cursor on the line of a field, or on the nearest line around it."""
        place = field
        while place:
            if self.outline.go_to(place):
                return True
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return False

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        event.stop()
        self._describe()

    def on_virtual_list_opened(self, event: VirtualList.Opened) -> None:
        event.stop()

    def _describe(self) -> None:
        line = self.outline.current
        if line is None:
            return
        first = (f"✗ {safe(told(line.problem), 200)}", "$text-error") if line.problem else (_about(line), "")
        words = Content.assemble(first, "\n", (key_words(line), "dim"))
        self.query_one("#build-help", Static).update(words)

    def want_context(self) -> None:
        self.post_message(self.ContextWanted())

    # -- changing --------------------------------------------------------------------------------

    def on_model_outline_wanted(self, event: ModelOutline.Wanted) -> None:
        from tui.ui.dialogs.model_question import ModelQuestionDialog

        event.stop()
        composition = self._composition
        if composition is None or composition.builder is None or composition.context is None:
            return
        line, action = event.line.id, event.action
        body, context = composition.draft.body, composition.context
        following = partial(self._following, composition.builder, body, line, action, context)
        first = following({})
        if first is None:
            self._change(composition, line, action, {})
            return
        dialog = ModelQuestionDialog(first, following)
        self.app.push_screen(dialog, partial(self._change, composition, line, action))

    @staticmethod
    def _following(
        builder: ModelBuilder, body: Any, line: str, action: Action, context: BuildContext, answers: Answers
    ) -> Question | None:
        return builder.question(body, line, action, answers, context)

    def _change(
        self, composition: Composition, line: str, action: Action, answers: dict[str, str] | None
    ) -> None:
        if answers is None or composition.builder is None or composition.context is None:
            return
        try:
            built = composition.builder.done(
                composition.draft.body, line, action, answers, composition.context
            )
        except InvalidInput as error:
            self.notify(" ".join(map(told, error.evidence)), severity="warning", markup=False)
            return
        composition.build(built)
        self.show(composition, built.line)
        self.post_message(self.Edited())


def _about(line: FormLine) -> str:
    """What a line is, its wire place, and how sure that is."""
    parts = [line.help, line.id]
    if line.confidence is not Confidence.DOCUMENTED:
        parts.append(tr("not documented ({sure})", sure=tr(line.confidence.value)))
    return safe(" · ".join(part for part in parts if part), 200)
