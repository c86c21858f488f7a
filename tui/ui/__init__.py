"""The screens. `run_app` is the one door; nothing else of Textual is loaded before it is called."""

from __future__ import annotations

from tui.ui.entry import run_app

__all__ = ["run_app"]
