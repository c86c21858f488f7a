"""The desk of the tests: sessions, finished runs as data, what is kept of them, and their reports."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.exact_json import compact
from tui.core.failures import AssayError, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.profile import Profile
from tui.workbench import Workbench
from tui.workbench.signature_tests.case_run import CaseResult
from tui.workbench.signature_tests.files import write_file
from tui.workbench.signature_tests.guard import BUDGET_SETTING, Budget, Plan, admit
from tui.workbench.signature_tests.kept_runs import KeptRuns
from tui.workbench.signature_tests.parts import ABSENT, Parts
from tui.workbench.signature_tests.reports import REPORTS, Run, as_data, row_data
from tui.workbench.signature_tests.session import Session, Sleep
from tui.workbench.signature_tests.told import Around, Conclusion, ToldTest


class TestDesk:
    """What front ends share around a test. `tool` is named in reports."""

    __test__ = False

    def __init__(self, workbench: Workbench, tool: str = "assay") -> None:
        self._workbench = workbench
        self._tool = tool
        self.now = workbench.signatures.now
        self.runs = KeptRuns(workbench.drafts, self.now)

    def session(
        self,
        profile: Profile,
        *,
        confirmed: bool = False,
        cancel: CancelToken | None = None,
        sleep: Sleep | None = None,
    ) -> Session:
        budget = Budget(self._workbench.history, self.now)
        return Session(
            self._workbench.signatures,
            profile,
            confirmed=confirmed,
            budget_left=budget.left,
            cancel=cancel,
            sleep=sleep,
        )

    def budget_left(self, profile: Profile) -> int | None:
        """Calls left today; None when the profile has no budget."""
        return Budget(self._workbench.history, self.now).left(profile)

    def admit(self, profile: Profile, calls: int = 1) -> None:
        """Let calls outside of a test be made. Raises Refused when the day's budget has no room for them."""
        left = self.budget_left(profile)
        admit(Plan("The verification", calls), profile, confirmed=True, left=left)

    def budget_words(self, profile: Profile) -> str:
        """What is left of the day's budget; empty for a profile without one."""
        left = self.budget_left(profile)
        if left is None:
            return ""
        return f"{left} of {profile.settings.get(BUDGET_SETTING)} calls are left today (UTC)"

    def around(self, test: str, profile: Profile, base: Parts | None = None) -> Around:
        """Advice from the knowledge, and the command line that makes the test again."""
        return Around(
            lambda exchange_id: self._workbench.inspecting.explain(exchange_id).remedies[:2],
            command_line(test, profile, base or Parts()),
        )

    def finished(
        self, test: ToldTest[Any], session: Session, started: float, title: str = ""
    ) -> dict[str, Any]:
        """The run as the data that reports are made of, redacted as a whole."""
        profile = session.profile
        run = Run(
            title or test.title,
            profile.name,
            profile.environment.value,
            profile.base_url,
            profile.is_sandbox,
            datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
            max(0.0, self.now() - started),
            session.calls,
            tuple(test.results),
            session.stopped or test.feed_problem,
            self._tool,
            tuple(map(_conclusion, test.conclusions())),
        )
        return as_data(run, test.redaction)

    def row(self, result: CaseResult) -> dict[str, Any]:
        """One row as data, before its run has ended."""
        return row_data(result)

    def keep(self, data: Mapping[str, Any]) -> str:
        """Keep a run; why it could not be kept, which leaves its outcome as it is, else nothing."""
        try:
            self.runs.keep(data)
        except AssayError as error:
            return f"The run was not kept: {error.message}"
        return ""

    def write_report(self, data: Mapping[str, Any], name: str, *, replace: bool = False) -> Path:
        """A report by its file's ending. Raises InvalidInput, Refused, FileProblem."""
        check_report(name)
        text = REPORTS[Path(name).suffix.lower()](data)
        return write_file(name, text, "The report", replace=replace)


def check_report(name: str) -> None:
    """Raises InvalidInput for a file whose ending names no report."""
    if Path(name).suffix.lower() not in REPORTS:
        wrong = f"must end in {', '.join(REPORTS)}; “{name}” does not"
        raise InvalidInput([FieldProblem("report", wrong)], what="The report")


def command_line(test: str, profile: Profile, base: Parts) -> str:
    """`assay verify TEST …` for the same request; without a sign, which nobody has twice."""
    words = ["assay", "verify", test]
    words += ["--sandbox"] if profile.is_sandbox else ["--profile", profile.name]
    if isinstance(base.path, str):
        words += ["--path", base.path]
    if base.query is not ABSENT:
        words += ["--query", compact(base.query)]
    if isinstance(base.body, str):
        words += ["--body", base.body]
    return shlex.join(words)


def _conclusion(one: Conclusion) -> dict[str, str]:
    return {**asdict(one), "tone": one.tone.value}
