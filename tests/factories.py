"""A whole workbench over folders of its own, with the real rooms and the real sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.storage import Paths
    from tui.workbench import Workbench


def paths_below(folder: Path) -> Paths:
    from tui.storage import Paths

    return Paths.below(folder)


def make_workbench(folder: Path) -> Workbench:
    """Close it when done: `workbench.close()`."""
    from tui.wiring import build_workbench

    return build_workbench(paths_below(folder))
