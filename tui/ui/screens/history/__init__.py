"""History: the exchanges of the past."""

from __future__ import annotations

from tui.ui.screens.history.screen import HistoryScreen

__all__ = ["HistoryScreen"]
