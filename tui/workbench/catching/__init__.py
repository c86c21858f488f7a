"""Catch mode: one's own app sends its request here, its sign is found, verified once, and answered."""

from __future__ import annotations

from tui.workbench.catching.catch import COUNT, TITLE, CatchMode, CatchWish, Caught
from tui.workbench.catching.kept import KeptCaptures
from tui.workbench.catching.told import told_catch
from tui.workbench.importing import chosen_sign

__all__ = [
    "COUNT",
    "TITLE",
    "CatchMode",
    "CatchWish",
    "Caught",
    "KeptCaptures",
    "chosen_sign",
    "told_catch",
]
