"""Answers, views and tables as files: streamed, exact, and harmless to open."""

from __future__ import annotations

from tui.results.exports.exporter import FileExporter

__all__ = ["FileExporter"]
