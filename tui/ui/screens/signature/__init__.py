"""The signature panel: verify once, import from elsewhere, test, and keep cases."""

from __future__ import annotations

from tui.ui.screens.signature.screen import SignatureScreen

__all__ = ["SignatureScreen"]
