"""A dry run told: what would be sent, a line each, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from tui.cli import stdout
from tui.cli.listing import tell_object
from tui.core.display import safe


def tell_planned(lines: Sequence[str], *, as_json: bool) -> int:
    if as_json:
        return tell_object({"planned": list(lines)})
    return stdout.text("".join(f"{safe(line)}\n" for line in lines))
