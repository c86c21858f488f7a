"""Cases with expectations: read, run and reported; the door for front ends."""

from __future__ import annotations

from tui.workbench.signature_tests.case_run import CaseResult, CaseRun, Status
from tui.workbench.signature_tests.cases import Case, CaseFile, load_cases
from tui.workbench.signature_tests.library import UNLIMITED_PARTNER, all_vectors, names, vectors
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.reports import REPORTS, Run, as_data, json_report
from tui.workbench.signature_tests.session import Session

__all__ = [
    "REPORTS",
    "UNLIMITED_PARTNER",
    "Case",
    "CaseFile",
    "CaseResult",
    "CaseRun",
    "Redaction",
    "Run",
    "Session",
    "Status",
    "all_vectors",
    "as_data",
    "json_report",
    "load_cases",
    "names",
    "vectors",
]
