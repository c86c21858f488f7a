"""Runs from the command line are kept as those of the panel are: redacted, to be compared and run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.cli import stderr
from tui.core.failures import AssayError
from tui.workbench import Workbench
from tui.workbench.signature_tests.front import KeptRuns


def keep_run(workbench: Workbench, data: Mapping[str, Any]) -> None:
    """A run that cannot be kept is told, and its outcome stands."""
    try:
        KeptRuns(workbench.drafts, workbench.signatures.now).keep(data)
    except AssayError as error:
        stderr.line(f"The run was not kept: {error.message}")
