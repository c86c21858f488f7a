"""Why a code came back, weighed by what was sent and answered."""

from __future__ import annotations

from tui.core.explaining import plain_explanation
from tui.core.knowledge import ErrorPage, Explanation
from tui.core.provider import CaseFacts


def explain(page: ErrorPage, facts: CaseFacts) -> Explanation:
    return plain_explanation(page, facts)
