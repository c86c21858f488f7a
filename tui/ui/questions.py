"""What the app itself puts before a person: help, problems, the page of a code, and “leave now?”."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from tui.core.language import SETTING, Language
from tui.core.wording import tr, use
from tui.ui.background import run_in_background
from tui.ui.locks import Locks
from tui.ui.messages import ExplainCode

if TYPE_CHECKING:
    from tui.core.knowledge import ErrorPage
    from tui.core.translating import Translator

# The dialogs are imported where they are opened: none of them is part of the first picture.


class Questions(Locks):
    """The app's own dialogs."""

    def action_help(self) -> None:
        from tui.ui.dialogs.reading import ReadingDialog
        from tui.ui.help import help_lines

        if not isinstance(self.screen, ModalScreen):
            text = getattr(self.screen, "HELP", "")
            self.push_screen(ReadingDialog(tr("Help"), help_lines(text, self.screen)))

    def action_command_palette(self) -> None:
        """Also the place where a code is looked up, which its empty line says."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            words = tr("Command, or a code such as -1005 or 1603")
            self.push_screen(CommandPalette(id="--command-palette", placeholder=words))

    def on_problem_notice_opened(self) -> None:
        self.action_problems()

    def action_problems(self) -> None:
        """Open the newest problem. Once read it is gone from the notice."""
        from tui.ui.dialogs.reading import ReadingDialog

        if self.workbench is None or not self.session.problems:
            self.notify(tr("No problem is waiting to be read."))
            return
        problem = self.session.problems.pop()
        page = self.workbench.knowledge.own_page(problem.error.code)
        self.push_screen(ReadingDialog.of_problem(problem.error, page, problem.title, self._translator()))
        self.spread()

    def action_explain_code(self) -> None:
        from tui.ui.dialogs.question import QuestionDialog

        question = QuestionDialog("Explain a code", tr("Which code? Such as -1005, td/1603 or dns-failed."))
        self.push_screen(question, self._explain)

    def _explain(self, code: str | None) -> None:
        if code:
            self.post_message(ExplainCode(code))

    def on_explain_code(self, message: ExplainCode) -> None:
        if self.workbench is not None:
            pages = partial(self.workbench.knowledge.explain_code, message.code, message.provider)
            run_in_background(self, pages, self._show_pages, self.tell, name="assay-explain")

    def _show_pages(self, pages: Sequence[ErrorPage]) -> None:
        from tui.ui.dialogs.reading import ReadingDialog

        self.push_screen(ReadingDialog.of_pages(pages, self._translator()))

    def _translator(self) -> Translator:
        from tui.ui.language import translator_of

        return translator_of(self)

    async def action_language(self, name: str) -> None:
        """Tell explanations in a language from now on, also the one that is open, and what is made new.

        A screen keeps the words that it was made with: nothing a person has typed may be lost for them.
        """
        from tui.ui.widgets.explain_view import ExplainView
        from tui.wordings import wording

        self.session.language = Language(name)
        self.keep(SETTING, name)
        use(wording(self.session.language))
        self.notify(tr("Screens that are open already are in this language from the next start on."))
        for screen in self.live_screens():
            for view in screen.query(ExplainView):
                await view.retell()

    async def action_quit(self) -> None:
        """Leave; ask first when something runs or is unsaved."""
        from tui.ui.dialogs.confirm import ConfirmDialog

        reasons = [
            tr("unsaved: {words}", words=words)
            for screen in self.live_screens()
            if (words := screen.unsaved())
        ]
        if self.session.running:
            reasons.insert(
                0, tr("{running} running, which will be cancelled", running=len(self.session.running))
            )
        if not reasons:
            self.exit()
        elif not isinstance(self.screen, ConfirmDialog):
            question = ConfirmDialog(
                tr("Leave assay?"), tr("Leave now?"), [(tr("Lost then"), "; ".join(reasons))]
            )
            self.push_screen(question, lambda yes: self.exit() if yes else None)
