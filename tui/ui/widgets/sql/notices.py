"""What is worth knowing about the SQL, below its editor: one at a time, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.core.display import safe
from tui.core.wording import told, tr

if TYPE_CHECKING:
    from tui.core.sql_assist import SqlNotice

SYMBOLS = {"-bad": "✗", "-caution": "!", "-uncertain": "?"}


def tone_class(notice: SqlNotice) -> str:
    """The class of a notice's colour; its symbol says the same."""
    if notice.blocks:
        return "-bad"
    return "-uncertain" if notice.asks else "-caution"


class NoticeLine(Static):
    """Two lines: what is wrong and where; what a key does about it. A click goes to the next one."""

    DEFAULT_CSS = """
    NoticeLine { height: 2; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; display: none;
                 background: $surface; }
    NoticeLine.-shown { display: block; }
    NoticeLine.-bad { color: $text-error; }
    NoticeLine.-caution { color: $text-warning; }
    NoticeLine.-uncertain { color: $text-accent; }
    """

    class Clicked(Message):
        """The person wants to see the next notice."""

    def show(self, notices: Sequence[SqlNotice], index: int) -> None:
        """Nothing is shown where there is nothing to say."""
        self.set_class(bool(notices), "-shown")
        if not notices:
            return
        notice = notices[index]
        tone = tone_class(notice)
        for name in SYMBOLS:
            self.set_class(name == tone, name)
        count = tr("{number} of {count}", number=index + 1, count=len(notices)) if len(notices) > 1 else ""
        where = tr("line {line}:{column}", line=notice.line, column=notice.column) if notice.line else ""
        message, why = told(notice.message), told(notice.why)
        head = "  ".join(part for part in (count, where, safe(message, 300)) if part)
        keys = [f"^f {safe(told(notice.fix.label), 200)}"] if notice.fix is not None else []
        if len(notices) > 1 or notice.line:
            keys.insert(0, tr("^g next") if len(notices) > 1 else tr("^g go there"))
        if notice.fix is None and why:
            keys.append(safe(why, 200))
        self.update(
            Content.assemble(
                (f"{SYMBOLS[tone]} {head}", "bold"), "\n", ("  " + " · ".join(keys), "$text-muted")
            )
        )
        self.tooltip = Content(safe(f"{message} {why}", 500))

    def on_click(self) -> None:
        self.post_message(self.Clicked())
