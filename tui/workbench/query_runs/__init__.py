"""A folder of saved queries run as checks: prepared, sent, compared, reported."""

from __future__ import annotations

from tui.workbench.query_runs.reports import ENDINGS, FORMATS, outcome_words, report_of
from tui.workbench.query_runs.running import (
    PreparedQuery,
    QueryResult,
    QueryRun,
    prepare,
    refuse_unreadable,
)

__all__ = [
    "ENDINGS",
    "FORMATS",
    "PreparedQuery",
    "QueryResult",
    "QueryRun",
    "outcome_words",
    "prepare",
    "refuse_unreadable",
    "report_of",
]
