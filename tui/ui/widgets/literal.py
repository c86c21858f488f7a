"""The one way in which text from outside gets into a widget."""

from __future__ import annotations

from textual.content import Content

from tui.core.display import safe


def literal(text: str, style: str = "", *, limit: int = 0, keep_lines: bool = False) -> Content:
    """`text` as it is: no markup, no links, control characters as visible symbols.

    A plain `str` given to a widget is read as markup, and a control character in it reaches the
    terminal; this is why every widget gets Content from here.
    """
    return Content.styled(safe(text, limit, keep_lines=keep_lines), style)
