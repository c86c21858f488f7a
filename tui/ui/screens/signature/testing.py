"""Tests: chosen, told beforehand, confirmed, run row by row, stopped, kept and reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message

from tui import __version__
from tui.core.failures import AssayError, InvalidInput, NotFound
from tui.core.fields import FieldProblem
from tui.core.wording import tr
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.signature_setup import TestSetup, TestWish
from tui.ui.screens.signature import making, telling
from tui.ui.screens.signature.casework import Casework
from tui.ui.screens.signature.words import told_title, told_words
from tui.workbench.signature_tests import front
from tui.workbench.signature_tests.signing import ABSENT, Parts

if TYPE_CHECKING:
    from tui.ui.session import Session as UiSession
    from tui.workbench import Workbench
    from tui.workbench.signature_tests import Session
    from tui.workbench.signature_tests.case_files import CaseResult

TICK = 0.25
"""Seconds between two pictures of a running test."""


@dataclass
class Running:
    """A test under way, or the last one."""

    test: front.ToldTest[Any]
    session: Session
    title: str
    started: float
    planned: int
    own: bool
    """Its titles are assay's words, not those of a case file."""
    shown: int = 0
    done: bool = False


class Testing(Casework):
    """One test at a time. It goes on while other screens are looked at."""

    __test__ = False

    sleep: ClassVar[Any] = None
    """How a pause is waited for; None waits on the clock."""

    class RowsCame(Message):
        """Rows of the running test wait to be shown."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Testing.RowsCame)

    def __init__(self, workbench: Workbench, session: UiSession) -> None:
        super().__init__(workbench, session)
        self.desk = front.TestDesk(workbench, f"assay {__version__}")
        self.running: Running | None = None
        self.report: dict[str, Any] | None = None
        """The data of the last run."""
        self._wishes: dict[str, TestWish] = {}

    def body_ready(self) -> None:
        super().body_ready()
        self.set_interval(TICK, self._tick)

    @property
    def is_testing(self) -> bool:
        return self.running is not None and not self.running.done

    def unsaved(self) -> str:
        return tr("a test that is running") if self.is_testing else ""

    # -- before a test -----------------------------------------------------------------------------

    def begin_test(self, test: str) -> None:
        """Tell what it takes, and let a person set it."""
        profile = self.ready_profile()
        if profile is None:
            return
        if self.is_testing:
            self.say(tr("A test is running. Escape stops it."))
            return
        try:
            parts = self.form.parts()
        except InvalidInput as error:
            self.refused(error)
            return
        path, sign, query, body = (ABSENT if part is None else part for part in parts)
        needs_file = test in making.CASE_TESTS
        if needs_file and self.case_file is None:
            self.say(tr("No case file is open yet."))
            self.action_open_cases()
            return
        if test == "case" and not self.chosen_case:
            self.say(tr("Put the cursor on a case in the list first."))
            return
        if not (needs_file or test in ("vectors", "catch") or isinstance(path, str)):
            self.refused(
                InvalidInput(
                    [FieldProblem("path", tr("is empty, and a test needs the path that was signed"))]
                )
            )
            return
        base = Parts(path, query=query, body=body)
        text = sign if isinstance(sign, str) else ""
        only = frozenset({self.chosen_case}) if test == "case" else frozenset[str]()

        def gather() -> making.Material:
            left = self.desk.budget_left(profile)
            found = making.Material(
                self.workbench, self.desk, profile, base, text, left, self.case_file, only
            )
            found = replace(found, captured=self.captured_request)
            before = self.desk.runs.latest(self._title(test)) if needs_file else None
            if test != "failed":
                return replace(found, before=before if test == "cases" else None)
            return _only_failed(found, before)

        self.run_verb(gather, partial(self._set_up, test), group="test")

    def _title(self, test: str) -> str:
        """What a run is called where it is kept; runs of one title can be compared."""
        if test in making.CASE_TESTS:
            return (self.case_file.title or self.case_file.source) if self.case_file is not None else ""
        name = making.TESTS[test][0]
        return name if test in ("vectors", "catch") else f"{name} {self.form.text('path')}"

    def _set_up(self, test: str, material: making.Material) -> None:
        wish = self._wishes.get(test, TestWish(test))
        dialog = TestSetup(
            told_title(making.TESTS[test][0]),
            wish,
            making.FIGURES.get(test, ()),
            making.feeds_for(material, test),
            partial(making.cost_of, material),
        )
        self.app.push_screen(dialog, lambda wished: self._wished(material, wished) if wished else None)

    def _wished(self, material: making.Material, wish: TestWish) -> None:
        self._wishes[wish.test] = wish
        self.run_verb(
            partial(making.test_of, material, wish), partial(self._confirm, material, wish), group="test"
        )

    def _confirm(self, material: making.Material, wish: TestWish, test: front.ToldTest[Any]) -> None:
        profile = making.profile_for(material, wish.test)
        plan = test.plan()
        if not plan.asks and (plan.calls <= 1 or profile.is_sandbox):
            self._start(material, wish, test)
            return
        left = (
            tr("no budget is set")
            if material.left is None
            else tr("{left} calls left today", left=material.left)
        )
        question = ConfirmDialog(
            tr("Send them?"),
            told_words(plan.asks)
            or tr(
                "{title} makes up to {calls} calls on {name}. Calls may be charged.",
                title=told_words(plan.title),
                calls=plan.calls,
                name=profile.name,
            ),
            [
                (tr("Profile"), profile.name),
                (tr("Environment"), profile.environment.value),
                (tr("Address"), profile.base_url),
                (tr("Calls"), str(plan.calls)),
                (tr("Budget"), left),
            ],
            yes=tr("Yes, send them"),
            no=tr("No"),
            environment=profile.environment,
        )
        self.app.push_screen(question, lambda yes: self._start(material, wish, test) if yes else None)

    # -- running -----------------------------------------------------------------------------------

    def _start(self, material: making.Material, wish: TestWish, test: front.ToldTest[Any]) -> None:
        profile = making.profile_for(material, wish.test)
        session = self.desk.session(profile, confirmed=True, sleep=self.sleep)
        title = self._title(wish.test)
        run = self.running = Running(
            test, session, title, self.desk.now(), test.plan().calls, own=wish.test not in making.CASE_TESTS
        )
        self.test_view.begin(self._headline(run))
        self.show_right("test")

        def verb() -> dict[str, Any]:
            for _ in test.run(session):
                self.post_message(self.RowsCame())
            data = self.desk.finished(test, session, run.started, title)
            if wish.test != "catch":
                # What an app sent is kept only when a person says so.
                self.desk.runs.keep(data)
            return data

        self.run_verb(verb, self._finished, group="run", failed=self._failed)

    def _headline(self, run: Running) -> Any:
        seconds = self.desk.now() - run.started
        return telling.headline(
            run.title, run.session.profile, run.session, run.planned, seconds, done=run.done
        )

    def on_testing_rows_came(self) -> None:
        self._show_rows()

    def _show_rows(self) -> None:
        run = self.running
        if run is None:
            return
        results = run.test.results
        for result in results[run.shown :]:
            self.test_view.rows.add(telling.row_of(result, own=run.own))
            run.shown += 1

    def _tick(self) -> None:
        if self.is_testing and self.running is not None:
            self.test_view.say(self._headline(self.running))
            self.test_view.show(telling.findings_of(self.running.test.conclusions()))

    def _finished(self, data: dict[str, Any]) -> None:
        run = self.running
        if run is None:
            return
        run.done = True
        self.report = data
        self._show_rows()
        self.test_view.say(self._headline(run))
        self.test_view.show(telling.findings_of(run.test.conclusions()))
        self.take_results(list(run.test.results))
        self.sign_changed()
        self.refresh_bindings()

    def _failed(self, error: AssayError) -> None:
        run = self.running
        if run is not None:
            run.done = True
            run.session.stopped = run.session.stopped or error.message
            self._show_rows()
            self.test_view.say(self._headline(run))
        self.raise_problem(error)

    def action_cancel(self) -> None:
        if self.is_testing and self.running is not None and self._cancel is None:
            self.running.session.cancel.cancel()
        else:
            super().action_cancel()

    def on_unmount(self) -> None:
        if self.running is not None:
            self.running.session.cancel.cancel()

    def result_under_cursor(self) -> CaseResult | None:
        run, row = self.running, self.test_view.rows.cursor_row
        return run.test.results[row] if run is not None and row < len(run.test.results) else None


def _only_failed(material: making.Material, before: Any) -> making.Material:
    """Raises NotFound when there is nothing to replay."""
    labels = front.failed_cases(before) if before is not None else frozenset()
    if not labels:
        raise NotFound(
            tr("Every case came out as expected, so there is nothing to replay.")
            if before is not None
            else tr("The case file has not run yet, so there is nothing to replay.")
        )
    return replace(material, only=labels, before=before)
