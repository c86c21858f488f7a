"""A failure that needs action: it stays until it is opened or dismissed."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.core.display import safe
from tui.core.wording import told, tr
from tui.ui.session import Problem


class ProblemNotice(Static):
    """One line above the status line; a click or f8 opens it."""

    DEFAULT_CSS = """
    ProblemNotice { height: 1; padding: 0 1; background: $error-muted; color: $text-error; text-style: bold;
                    text-wrap: nowrap; text-overflow: ellipsis; display: none; }
    ProblemNotice.-shown { display: block; }
    """

    class Opened(Message):
        """The person wants to read the newest problem."""

    def show(self, problems: list[Problem]) -> None:
        """Oldest first; the newest one is shown."""
        self.set_class(bool(problems), "-shown")
        if not problems:
            return
        more = tr("  (+{count} more)", count=len(problems) - 1) if len(problems) > 1 else ""
        newest = problems[-1]
        message = told(newest.error.message)
        words = f"{newest.title}: {message}" if newest.title else message
        self.update(Content.assemble(("f8 ", "bold"), f"✗ {safe(words, 300)}{more}"))

    def on_click(self) -> None:
        self.post_message(self.Opened())
