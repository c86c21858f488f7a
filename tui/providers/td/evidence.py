"""Why a verdict came out as it did, weighed by what was sent."""

from __future__ import annotations

from tui.core.explaining import plain_explanation
from tui.core.knowledge import ErrorPage, Explanation
from tui.core.provider import CaseFacts


def explain(page: ErrorPage, facts: CaseFacts) -> Explanation:
    return plain_explanation(page, facts)
