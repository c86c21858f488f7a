"""Answers of any size: their bytes in files, their rows read by window."""

from __future__ import annotations

from tui.results.answer import SpoolAnswer
from tui.results.retention import Swept
from tui.results.store import SpoolAnswerStore, SpoolWriter

__all__ = ["SpoolAnswer", "SpoolAnswerStore", "SpoolWriter", "Swept"]
