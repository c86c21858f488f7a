"""An app that does not act on foreign text and does not talk when it dies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from rich.text import Text
from textual.app import App, ScreenStackError
from textual.color import Color
from textual.css.query import NoMatches
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.widget import MountError

from tui.core.display import safe
from tui.core.failures import AssayError
from tui.core.wording import told, tr
from tui.ui.background import internal_error
from tui.ui.crash import EXIT_CODE, crash_report

_MARKS = (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_TAMED = dict.fromkeys((*range(32), *range(127, 160), *_MARKS), "")
_TAMED.update(dict.fromkeys(range(0xD800, 0xE000), "�"))
"""Controls, bidirectional controls and surrogates. The place on the line stays as it was measured."""


TAKEN_DOWN = (NoMatches, ScreenStackError, MountError)
"""What Textual says of parts that are no longer there."""


class NoControl(LineFilter):
    """The last line: what slipped past `literal`, or was typed into an Input, does not act."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(segment.text.translate(_TAMED), segment.style)
            for segment in segments
        ]


class SafeApp(App[None]):
    """Overrides the hooks of Textual 8 by which text could act, or a secret be printed."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), NoControl()]

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Literal text only, whatever the caller says of markup. What is said again replaces itself."""
        for shown in [
            one for one in self._notifications if one.message == safe(message, 1000, keep_lines=True)
        ]:
            self._unnotify(shown, refresh=False)
        super().notify(
            safe(message, 1000, keep_lines=True),
            title=safe(title, 200),
            severity=severity,
            timeout=timeout,
            markup=False,
        )

    def action_help_quit(self) -> None:
        self.notify(tr("ctrl+c copies what is selected. ctrl+q leaves assay; escape cancels what runs."))

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """A picture of the screen would be readable by others in a folder that is synchronised."""
        self.notify(tr("assay takes no pictures of its screen: they would hold what it shows."))

    def watch_loop(self) -> None:
        """Call once inside the loop: exceptions of lost tasks are shown without their text."""
        asyncio.get_running_loop().set_exception_handler(self._loop_failed)

    def tell(self, error: AssayError) -> None:
        """Show a failure that stays; the app proper implements it."""
        self.notify(told(error.message), severity="error")

    def _loop_failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self.tell(internal_error(error))

    def _handle_exception(self, error: Exception) -> None:
        if self._exit and isinstance(error, TAKEN_DOWN):
            # The person has left: a message that comes late finds its screen or widget gone.
            return
        self._return_code = EXIT_CODE
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._exit_renderables.append(Text(crash_report(error)))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._handle_exception(self._exception or RuntimeError())
