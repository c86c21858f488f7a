"""All that is known of one route, to be read in a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.wording import tr

if TYPE_CHECKING:
    from tui.core.operation import Operation
    from tui.ui.dialogs.reading import ReadingDialog


def about(operation: Operation) -> ReadingDialog:
    """What it does, how surely that is known, what is not, and its parameters."""
    from tui.ui.dialogs.reading import ReadingDialog
    from tui.ui.widgets.reading import Line
    from tui.workbench.composing.route_pages import route_page

    page = route_page(operation)
    lines = [Line(tr(page.title), "title"), Line(page.call, "muted")]
    for heading, words in page.sections:
        lines += [Line(heading, "heading"), Line(words)]
    lines.append(Line(tr("Parameters"), "heading"))
    if not page.parameters:
        lines.append(Line(tr("None is known."), "muted"))
    for name, facts, words in page.parameters:
        lines.append(Line(f"{name}  ({facts})\n{tr(words)}".strip(), "point"))
    return ReadingDialog(tr("About this route"), lines)
