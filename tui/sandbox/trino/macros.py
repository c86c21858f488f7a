"""Trino functions that DuckDB lacks or means otherwise, as macros of the engine."""

from __future__ import annotations

from importlib import resources
from typing import Any


def create_macros(connection: Any) -> None:
    """Create every macro of macros.sql; the file is ours, so its text is trusted."""
    connection.execute(resources.files("tui.sandbox.trino").joinpath("macros.sql").read_text("utf-8"))
