"""The session of a test run from the command line: its budget, its yes, its cancelling."""

from __future__ import annotations

import time

from tui.cli.running import Call
from tui.core.profile import Profile
from tui.workbench import Workbench
from tui.workbench.signature_tests.guard import Budget
from tui.workbench.signature_tests.session import Session


def session_for(workbench: Workbench, target: Profile, call: Call, *, yes: bool) -> Session:
    budget = Budget(workbench.history, time.time)
    return Session(workbench.signatures, target, confirmed=yes, budget_left=budget.left, cancel=call.token)
