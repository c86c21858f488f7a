"""Guided forms for the seven analysis models, and bodies copied from the web console."""

from __future__ import annotations

from tui.core.building import Builders
from tui.providers.te.builders.console import translate
from tui.providers.te.builders.models import model_builders

__all__ = ["builders"]


def builders() -> Builders:
    """By operation id."""
    return Builders(model_builders(), translate)
