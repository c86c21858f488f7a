"""Screens: each knows its widgets and the workbench, and no other screen."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.ui.screens.frame import WorkbenchScreen

SCREENS = {
    "welcome": ("tui.ui.screens.welcome", "WelcomeScreen"),
    "profiles": ("tui.ui.screens.profiles", "ProfilesScreen"),
    "compose": ("tui.ui.screens.compose", "ComposeScreen"),
    "inspect": ("tui.ui.screens.inspect", "InspectScreen"),
    "signature": ("tui.ui.screens.signature", "SignatureScreen"),
    "history": ("tui.ui.screens.history", "HistoryScreen"),
}
"""Mode to module and class: a screen is loaded when its mode is first opened."""


def screen_class(mode: str) -> type[WorkbenchScreen]:
    """Import a mode's screen; safe to call from any thread."""
    module, name = SCREENS[mode]
    found: type[WorkbenchScreen] = getattr(import_module(module), name)
    return found
