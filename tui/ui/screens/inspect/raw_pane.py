"""The bytes of an answer, searched from hit to hit, and copied."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui.core.byte_search import Hit, Needle, find
from tui.core.cancel import CancelToken
from tui.core.display import human_count
from tui.core.failures import AssayError
from tui.core.wording import tr
from tui.ui.background import run_in_background
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.messages import ProblemRaised
from tui.ui.screens.inspect.copying import put_on_clipboard
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.raw.view import Bytes, RawView

MOST_BYTES = 1_000_000
"""Bytes that are copied to the clipboard at most."""


def place_words(text: str, hit: Hit) -> str:
    """Where a search found its text."""
    values = {"text": text, "place": human_count(hit.start)}
    if hit.wrapped:
        return tr("{text} at byte {place}, over the end", **values)
    return tr("{text} at byte {place}", **values)


class RawPane(Vertical):
    """A search line above the bytes."""

    DEFAULT_CSS = """
    RawPane { height: 1fr; }
    RawPane Input, RawPane Input:focus { border: none; height: 1; padding: 0 1; background: $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", id="raw.find", tooltip="Find text, or bytes such as 0x0d0a"),
        Binding("n", "next(1)", "Next", show=False, id="raw.next", tooltip="The next place found"),
        Binding("N", "next(-1)", "Previous", show=False, id="raw.previous", tooltip="The place before"),
        Binding("escape", "leave", "Back", show=False, id="raw.leave", tooltip="Stop, or back to the bytes"),
    ]

    def __init__(self) -> None:
        super().__init__(id="raw")
        self._needle: Needle | None = None
        self._hit: Hit | None = None
        self._work: CancelToken | None = None

    def compose(self) -> ComposeResult:
        yield Input(placeholder=tr("text, or bytes such as 0x0d0a"), id="raw-find")
        yield RawView(id="bytes")

    def on_mount(self) -> None:
        self.field.display = False

    def on_unmount(self) -> None:
        self._stop()

    @property
    def view(self) -> RawView:
        return self.query_one(RawView)

    @property
    def field(self) -> Input:
        return self.query_one("#raw-find", Input)

    def show(self, source: Bytes | None) -> None:
        """Show other bytes, from their beginning."""
        self._stop()
        self._hit = None
        self.view.show(source)

    def reread(self) -> None:
        """The bytes on screen grew."""
        self.view.reread()

    # -- searching ---------------------------------------------------------------------------------------

    def action_find(self) -> None:
        self.field.display = True
        self.field.focus()

    def action_leave(self) -> None:
        """Stop what runs; else close the search line; else leave it to the screen."""
        if self._work is not None:
            self._stop()
            self.view.say(tr("stopped"))
        elif self.field.display:
            self.field.display = False
            self.view.say("")
            self.view.focus()
        else:
            raise SkipAction

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            self._needle = Needle.of(event.value)
            self._hit = None
            self.view.focus()
            self.action_next(1)

    def action_next(self, step: int) -> None:
        source, needle, hit = self.view.source, self._needle, self._hit
        if source is None or needle is None:
            self.notify(tr("Nothing is searched for yet: / begins."))
            return
        self._stop()
        cancel = self._work = CancelToken()
        start = self.view.start if hit is None else hit.start + (step > 0)
        self.view.say(tr("searching for {text}, escape stops", text=needle.text))
        look = partial(find, source, needle, start, cancel, backwards=step < 0)
        run_in_background(self, look, partial(self._found, cancel), self._failed, name="assay-raw-search")

    def _found(self, cancel: CancelToken, hit: Hit | None) -> None:
        if cancel is not self._work or self._needle is None:
            return
        self._work = None
        text = self._needle.text
        if hit is None:
            self.view.say(tr("not found: {text}", text=text))
            return
        self._hit = hit
        self.view.show_hit(hit.start, hit.stop)
        self.view.say(place_words(text, hit))

    def _failed(self, error: AssayError) -> None:
        self._work = None
        self.post_message(ProblemRaised(error))

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    # -- copying -----------------------------------------------------------------------------------------

    def on_raw_view_copy_wanted(self, event: RawView.CopyWanted) -> None:
        event.stop()
        source = self.view.source
        if source is None:
            return

        def copy(what: str | None) -> None:
            if what is None:
                return
            first, end = (event.first, event.end) if what == "seen" else (0, min(source.size, MOST_BYTES))
            data = source.raw(first, end)
            put_on_clipboard(self.app, data.decode("utf-8", "backslashreplace"), tr("the bytes"))

        whole = tr("all of it") if source.size <= MOST_BYTES else tr("the first 1 MB")
        choices = [Choice("seen", tr("What is on screen")), Choice("all", tr("The answer"), whole)]
        self.app.push_screen(ChoiceDialog(tr("Copy"), choices), copy)
