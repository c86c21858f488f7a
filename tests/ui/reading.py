"""What a widget shows, as plain text."""

from __future__ import annotations

from textual.geometry import Region
from textual.widget import Widget


def shown_text(widget: Widget) -> str:
    """The widget's own text where it has one line of content, wrapped lines joined by blanks."""
    width, height = widget.virtual_size.width, widget.virtual_size.height
    region = Region(0, 0, width or widget.size.width, height or widget.size.height)
    lines = [strip.text.strip() for strip in widget.render_lines(region)]
    return " ".join(line for line in lines if line)
