"""The document, or the value under the cursor, in a pager, an editor, or a command of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType

from tui.core.display import human_bytes
from tui.core.failures import AssayError
from tui.core.json_document import ByteSource
from tui.core.wording import told, tr, tr_later
from tui.ui.background import run_in_background
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.messages import ProblemRaised
from tui.ui.screens.inspect.tree_search import SearchingTree
from tui.ui.widgets.choice_list import Choice
from tui.workbench.handing import command_words, editor_words, pager_words, private_file, run_program

NAME = "answer.json"

ASKED = tr_later(
    "The bytes go to its standard input. The words are taken as they are: no shell reads them, so pipes, "
    "globs and variables mean nothing."
)


class OpeningTree(SearchingTree):
    """The tree pane with a door to other programs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "hand", "Open with", id="tree.hand", tooltip="Open in a pager, an editor, or a command"),
    ]

    def action_hand(self) -> None:
        document, spot = self.document, self.json.spot
        if document is None or spot is None or spot.node is None:
            self.notify(tr("There is nothing to open."))
            return
        node = spot.node
        stop = node.stop if node.stop is not None else document.size
        whole = human_bytes(document.size)
        choices = [
            Choice("pager all", tr("Pager, the document"), f"$PAGER, {whole}"),
            Choice(
                "editor all",
                tr("Editor, the document"),
                tr("$EDITOR, {whole}; nothing is read back", whole=whole),
            ),
            Choice("pipe all", tr("Command, the document"), tr("{whole} as its input", whole=whole)),
        ]
        if spot.branch is not None:
            size = human_bytes(stop - node.start)
            choices += [
                Choice("pager value", tr("Pager, this value"), size),
                Choice("editor value", tr("Editor, this value"), size),
                Choice("pipe value", tr("Command, this value"), tr("{size} as its input", size=size)),
            ]

        def chosen(what: str | None) -> None:
            if what is None:
                return
            kind, _, part = what.partition(" ")
            span = (node.start, stop) if part == "value" else (0, document.size)
            self._hand(kind, document, span)

        self.app.push_screen(ChoiceDialog(tr("Open with"), choices), chosen)

    def _hand(self, kind: str, source: ByteSource, span: tuple[int, int]) -> None:
        if kind == "pipe":

            def typed(command: str | None) -> None:
                if command is not None:
                    self._prepare(partial(command_words, command), source, span, as_input=True)

            question = QuestionDialog(tr("Hand to a command"), tr(ASKED), placeholder="jq -C .")
            self.app.push_screen(question, typed)
        else:
            self._prepare(pager_words if kind == "pager" else editor_words, source, span)

    def _prepare(
        self,
        words: Callable[[], list[str]],
        source: ByteSource,
        span: tuple[int, int],
        *,
        as_input: bool = False,
    ) -> None:
        """Write the file in a thread: it may be a gigabyte."""
        stack = ExitStack()

        def make() -> tuple[list[str], Path]:
            return words(), stack.enter_context(private_file(source, NAME, *span))

        def made(found: tuple[list[str], Path]) -> None:
            with stack:
                self._run_outside(*found, as_input=as_input)

        def failed(error: AssayError) -> None:
            stack.close()
            self.post_message(ProblemRaised(error))

        run_in_background(self, make, made, failed, name="assay-hand")

    def _run_outside(self, words: list[str], path: Path, *, as_input: bool) -> None:
        try:
            with self.app.suspend():
                said = run_program(words, path, as_input=as_input)
                if as_input:
                    # Else the screen would come back over what the command wrote.
                    sys.stdout.write(f"\n[assay] {tr('enter goes back')} ")
                    sys.stdout.flush()
                    sys.stdin.readline()
        except SuspendNotSupported:
            said = tr("This terminal cannot be handed to another program.")
        if said:
            self.notify(told(said), severity="warning", markup=False)
