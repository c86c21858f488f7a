"""Envelope data as tidy tables."""

from __future__ import annotations

from typing import Any

from tui.core.operation import Operation, RequestDraft
from tui.core.table import Table


def layout(operation: Operation, draft: RequestDraft, data: Any) -> tuple[Table, ...]:
    return ()
