"""Inspect: one exchange from every side."""

from __future__ import annotations

from tui.ui.screens.inspect.screen import InspectScreen

__all__ = ["InspectScreen"]
