"""Answers whose layout is the embedded sandbox's own: the same tables, each marked as such.

The sandbox puts one sentence on what is its own into the member `sandbox_layout`; no vendor's answer has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tui.core.display import safe
from tui.core.operation import Operation, RequestDraft
from tui.core.table import Table
from tui.providers.te.model_layouts import event_tables

LAYOUT_KEY = "sandbox_layout"
_NAMES = {"y": "Intervals", "users": "Users", "nodes": "Nodes", "links": "Links", "events": "Events"}


def marked(
    operation: Operation, draft: RequestDraft, data: Any, tables: tuple[Table, ...]
) -> tuple[Table, ...]:
    """The tables with the sandbox's sentence as their note; unchanged for every other answer."""
    sentence = data.get(LAYOUT_KEY) if isinstance(data, Mapping) else None
    if not isinstance(sentence, str):
        return tables
    found = [replace(table, title=_NAMES.get(table.title, table.title)) for table in tables]
    if "comparedX" in data:
        second = event_tables(draft, {"x": data["comparedX"], "y": data.get("comparedY")})
        found += [replace(table, title=f"{table.title}: the period compared with") for table in second]
    note = f"Sandbox: {safe(sentence, 200)}"
    return tuple(replace(table, note=f"{note} {table.note}".strip()) for table in found)
