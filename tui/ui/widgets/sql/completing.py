"""An editor that shows proposals at the cursor. It asks for them by message, and never waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.document._document import Location
from textual.events import Blur, Key, MouseDown
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from tui.core.wording import tr
from tui.ui.widgets.code.document import CodeDocument
from tui.ui.widgets.code.editor import CodeEditor

if TYPE_CHECKING:
    from tui.core.sql_assist import Completion
    from tui.ui.widgets.sql.popup import Popup

ASK_DELAY = 0.04
"""Seconds after a key at which proposals are asked for."""

_OPENING = frozenset("._\"'#$@")
"""Characters besides letters after which proposals are asked for."""

_MOVES = {"up": -1, "down": 1, "ctrl+n": 1, "pageup": -7, "pagedown": 7}


class CompletingEditor(CodeEditor):
    """Proposals appear while a name is typed. Tab takes the marked one; up and down move; escape closes;
    enter takes one only after a move, so that a line is never ended by something else."""

    DEFAULT_CSS = """
    CompletingEditor .completing--row { background: $panel; color: $foreground; }
    CompletingEditor .completing--marked { background: $primary 45%; color: $foreground; text-style: bold; }
    CompletingEditor .completing--detail { background: $panel; color: $text-muted; }
    CompletingEditor .completing--marked-detail { background: $primary 45%; color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "completing--row",
        "completing--marked",
        "completing--detail",
        "completing--marked-detail",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+n,ctrl+space,ctrl+@",
            "complete",
            "Complete",
            show=False,
            id="sql.complete",
            tooltip="Propose tables, columns, functions and values at the cursor",
        ),
    ]

    class Asked(Message):
        """Proposals are wanted at the cursor: answer with `offer`."""

        def __init__(self, text: str, place: Location) -> None:
            super().__init__()
            self.text = text
            self.place = place

    popup: Popup | None = None
    _asked_by_key = False
    _asking: Timer | None = None

    # -- asking ----------------------------------------------------------------------------------

    def action_complete(self) -> None:
        self._asked_by_key = True
        self.ask()

    def ask(self) -> None:
        """Ask for proposals at the cursor as it is now."""
        self.post_message(self.Asked(self.text, self.cursor_location))

    def _ask_soon(self) -> None:
        """After the letter is on the screen: what is computed for proposals must not hold it back."""
        if self._asking is None:
            self._asking = self.set_timer(ASK_DELAY, self._ask_now)
        else:
            self._asking.reset()

    def _ask_now(self) -> None:
        self._asking = None
        self.ask()

    def offer(self, text: str, place: Location, items: Sequence[Completion]) -> None:
        """Show proposals, unless the text or the cursor has moved on since they were asked for."""
        from tui.ui.widgets.sql.popup import Popup

        if text != self.text or place != self.cursor_location or not self.has_focus:
            return
        by_key, self._asked_by_key = self._asked_by_key, False
        if not items:
            self.close_popup()
            if by_key:
                self.app.notify(tr("Nothing fits here."))
            return
        is_asked = by_key or (self.popup is not None and self.popup.is_asked)
        if self.popup is not None:
            self._refresh_area(self.popup)
        self.popup = Popup(items, is_asked)
        self._place_popup()

    @property
    def characters(self) -> CodeDocument:
        """The text, where places are counted in characters from its start."""
        document = self.document
        if not isinstance(document, CodeDocument):
            raise TypeError
        return document

    def _set_document(self, text: str, language: str | None) -> None:
        self.popup = None
        super()._set_document(text, language)

    def close_popup(self) -> None:
        self._asked_by_key = False
        popup, self.popup = self.popup, None
        if popup is not None:
            self._refresh_area(popup)

    # -- keys ------------------------------------------------------------------------------------

    def _on_key(self, event: Key) -> None:  # type: ignore[override]  # the base classes' handlers run after it
        if self.popup is not None and self._steer(event.key):
            event.stop()
            event.prevent_default()
            return
        character = event.character or ""
        is_name = event.is_printable and (character.isalnum() or character in _OPENING)
        if is_name or (event.key == "backspace" and self.popup is not None):
            self._ask_soon()
        elif event.key != "ctrl+n":
            self.close_popup()
            if self._asking is not None:
                self._asking.stop()
                self._asking = None

    def _steer(self, key: str) -> bool:
        """Whether the key was for the popup."""
        popup = self.popup
        if popup is None:
            return False
        if key in _MOVES:
            popup.move(_MOVES[key])
            self._place_popup()
        elif key == "tab" or (key == "enter" and popup.is_asked):
            self._take(popup.current)
        elif key == "escape":
            self.close_popup()
        else:
            return False
        return True

    def _take(self, item: Completion) -> None:
        row, column = self.cursor_location
        place = self.characters.get_index_from_location((row, column))
        begin = column - (place - item.start)
        self.close_popup()
        if begin < 0:
            return
        # One step of its own, so that undo takes back exactly this.
        self.history.checkpoint()
        result = self.replace(item.text, (row, begin), (row, column))
        self.history.checkpoint()
        self.move_cursor(result.end_location)
        if item.text.strip().endswith((".", "FROM", "JOIN")):
            self.ask()

    # -- painting --------------------------------------------------------------------------------

    def _place_popup(self) -> None:
        popup = self.popup
        if popup is None:
            return
        x, y = self._cursor_offset
        scroll_x, scroll_y = self.scroll_offset
        typed = self.characters.get_index_from_location(self.cursor_location) - popup.current.start
        left = x - scroll_x + self.gutter_width - typed - 3
        self._refresh_area(popup)
        popup.place(max(0, left), y - scroll_y, self.content_size)
        self._refresh_area(popup)

    def _refresh_area(self, popup: Popup) -> None:
        """Paint the rows anew over which it lies, or lay."""
        if popup.area[3]:
            self.refresh(Region(0, popup.area[1], self.size.width, popup.area[3]))

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if self.popup is None:
            return strip
        return self.popup.painted(y, strip, self._popup_styles())

    def _popup_styles(self) -> list[Style]:
        names = ("row", "marked", "detail", "marked-detail")
        return [self.get_component_rich_style(f"completing--{name}") for name in names]

    # -- elsewhere -------------------------------------------------------------------------------

    async def _on_mouse_down(self, event: MouseDown) -> None:
        popup = self.popup
        if popup is None:
            return
        if popup.covers(event.x, event.y):
            event.stop()
            event.prevent_default()
            if popup.mark_row(event.y):
                self._take(popup.current)
        else:
            self.close_popup()

    def _on_blur(self, event: Blur) -> None:
        self.close_popup()

    def _on_resize(self) -> None:
        self.call_after_refresh(self._place_popup)
