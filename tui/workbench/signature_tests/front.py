"""Every test as front ends drive it, with what stands around a run; the door beside `case_files`."""

from __future__ import annotations

from tui.workbench.signature_tests.case_writing import NewCase, with_case
from tui.workbench.signature_tests.compare import Change, Difference, compare, failed_cases, told_changes
from tui.workbench.signature_tests.desk import TestDesk, check_report, command_line
from tui.workbench.signature_tests.files import (
    CASE_FILE,
    IMPORT,
    SIGNS,
    full_path,
    read_file,
    run_program,
    write_file,
)
from tui.workbench.signature_tests.guard import Plan, calls_in_words
from tui.workbench.signature_tests.kept_runs import KeptRun, KeptRuns
from tui.workbench.signature_tests.told import Around, Conclusion, ToldTest
from tui.workbench.signature_tests.told_cases import told_cases
from tui.workbench.signature_tests.told_probes import told_matrix, told_missing, told_variants
from tui.workbench.signature_tests.told_timed import told_burst, told_replay

__all__ = [
    "CASE_FILE",
    "IMPORT",
    "SIGNS",
    "Around",
    "Change",
    "Conclusion",
    "Difference",
    "KeptRun",
    "KeptRuns",
    "NewCase",
    "Plan",
    "TestDesk",
    "ToldTest",
    "calls_in_words",
    "check_report",
    "command_line",
    "compare",
    "failed_cases",
    "full_path",
    "read_file",
    "run_program",
    "told_burst",
    "told_cases",
    "told_changes",
    "told_matrix",
    "told_missing",
    "told_replay",
    "told_variants",
    "with_case",
    "write_file",
]
