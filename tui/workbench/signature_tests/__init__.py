"""Tests of signature verification: what a sign covers, whether replays are noticed, what is refused.

Every test says beforehand how many calls it makes (`plan`), sends each once, and is driven row by row
(`run`, an iterator over a `Session`), so that a front end can show how it goes and stop it. Case files
and reports have a door of their own, `case_files`.
"""

from __future__ import annotations

from tui.workbench.signature_tests.burst import BurstRow, BurstSummary, BurstTest, percentile, summary
from tui.workbench.signature_tests.coverage import Binding, Coverage, coverage
from tui.workbench.signature_tests.feeds import (
    CommandFeed,
    Covers,
    ListFeed,
    NoSignLeft,
    OneSign,
    SandboxFeed,
    SignFeed,
)
from tui.workbench.signature_tests.matrix import MatrixRow, TamperMatrix
from tui.workbench.signature_tests.missing import MissingFieldTest, MissingRow, winning_code
from tui.workbench.signature_tests.parts import ABSENT, Parts
from tui.workbench.signature_tests.path_variants import PathVariantFinder, VariantRow, path_variants
from tui.workbench.signature_tests.replay import (
    GAPS,
    ReplayFinding,
    ReplayMemory,
    ReplayRow,
    ReplayTest,
    replay_memory,
)
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import BROKEN, Got, Outcome

__all__ = [
    "ABSENT",
    "BROKEN",
    "GAPS",
    "Binding",
    "BurstRow",
    "BurstSummary",
    "BurstTest",
    "CommandFeed",
    "Coverage",
    "Covers",
    "Got",
    "ListFeed",
    "MatrixRow",
    "MissingFieldTest",
    "MissingRow",
    "NoSignLeft",
    "OneSign",
    "Outcome",
    "Parts",
    "PathVariantFinder",
    "ReplayFinding",
    "ReplayMemory",
    "ReplayRow",
    "ReplayTest",
    "SandboxFeed",
    "Session",
    "SignFeed",
    "TamperMatrix",
    "VariantRow",
    "coverage",
    "path_variants",
    "percentile",
    "replay_memory",
    "summary",
    "winning_code",
]
