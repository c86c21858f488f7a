"""A body of the vendor's web console: pasted here, and read back line by line before it is used."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.core.building import Outcome, Translation
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.dialogs.pasting import PastingDialog
from tui.ui.widgets.reading import Line, Reading


class PasteDialog(PastingDialog):
    """The text, or None."""

    TITLE_WORDS = tr_later("Paste a console body")
    WHAT: ClassVar[str] = tr_later(
        "Paste the JSON that the vendor's web console sends for an analysis: its codes, such as A100, T1 and "
        "C00, are put into the words of the Open API. You see every step before anything is changed."
    )
    NOTHING = tr_later("There is nothing to translate yet. Paste the JSON first.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,ctrl+enter,ctrl+j,alt+enter",
            "take",
            "Translate",
            key_display="^r",
            priority=True,
            id="paste.take",
            tooltip="Translate what was pasted",
        ),
    ]

    HINTS: ClassVar[str] = tr_later("ctrl+r translates · escape closes")


class TranslatedDialog(DialogBox[bool]):
    """True to use the body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "use", "Use it", priority=True, id="translated.use", tooltip="Use this body"),
        Binding("y", "copy", "Copy", id="translated.copy", tooltip="Copy these lines as plain text"),
    ]

    HINTS: ClassVar[str] = tr_later(
        "enter uses the body · y copies these lines · escape leaves the draft as it is"
    )

    def __init__(self, found: Translation, title: str) -> None:
        super().__init__(tr("Console body: {title}", title=title))
        self._found = found

    def compose_box(self) -> ComposeResult:
        yield Reading(translation_lines(self._found))

    def on_mount(self) -> None:
        self.query_one(Reading).focus()

    def action_use(self) -> None:
        self.dismiss(True)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.query_one(Reading).text)
        self.notify(tr("Copied."))


HEADINGS = (
    (Outcome.UNKNOWN, tr_later("Not translated: its meaning is not public, so it stands as it was")),
    (Outcome.TRANSLATED, tr_later("Translated")),
    (Outcome.KEPT, tr_later("Kept: no documented field of the Open API")),
    (Outcome.LEFT, tr_later("Left out")),
    (Outcome.UNWRAPPED, tr_later("Taken out of its shell")),
)


def translation_lines(found: Translation) -> list[Line]:
    """What was done, the open ends first."""
    if not found.recognised:
        return [Line(tr("Nothing in it is of the console: it is the Open API's own form already."))]
    lines: list[Line] = []
    for outcome, heading in HEADINGS:
        notes = [note for note in found.notes if note.outcome is outcome]
        if notes:
            lines += [
                Line(f"{tr(heading)} ({len(notes)})", "heading"),
                *(Line(n.words, "point") for n in notes),
            ]
    return lines
