"""The signature panel: its keys, its menu, and what is looked at after a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.command import Provider

from tui.core.failures import Refused
from tui.core.wording import told, tr
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.messages import OpenExchange
from tui.ui.screens.signature import telling
from tui.ui.screens.signature.commands import MENU, SignatureCommands, menu_choices
from tui.ui.screens.signature.taking_out import TakingOut
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.signature.views import VIEWS, View

if TYPE_CHECKING:
    from tui.ui.widgets.virtual_list import VirtualList
    from tui.workbench.signature_tests.case_files import CaseResult


def _view(view: View) -> Binding:
    action = f"view('{view.id}')"
    return Binding(view.key, action, view.label, show=False, id=f"signature.{view.id}", tooltip=view.tooltip)


class SignatureScreen(TakingOut):
    """Cases on the left, the request in the centre, verdict and tests on the right."""

    MODE = "signature"
    CSS_PATH = "signature.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {SignatureCommands}
    HELP: ClassVar[str] = (
        "Verifies signed requests, and tests what a sign is worth.\n\n"
        "Path, sign and body are sent exactly as typed; query is a JSON object of text. An empty field "
        "is left out of the request unless “send empty fields” is on.\n\n"
        "Verifying uses a sign up: the second verification of the same sign is a replay (1603). That "
        "is why nothing here is repeated on its own, and why the bottom line says how often this sign was "
        "verified from here. f4 shows the whole exchange.\n\n"
        "ctrl+o is for what you have elsewhere: paste a cURL command, a HAR archive or an HTTP request. "
        "The sign in it is found, or asked for, and where it stood is remembered for the host.\n\n"
        "ctrl+t chooses a test. Before it runs it says how many calls it makes, on which profile; f7 "
        "there lists them. Away from the sandbox it asks. Signs come from the sandbox's signer, a pasted "
        "list, a file, or a command of yours. Every run is kept, without signs, and can be compared.\n\n"
        "Catch mode listens on this machine: let your own app send there; each sign is verified and told. "
        "The posture check asks your own endpoint, the one you name, what it lets through. y takes the "
        "request out as code for a back end, as cURL or as HAR.\n\n"
        "On a sandbox profile, ctrl+g makes a fresh sandbox sign for what is typed. escape leaves a field; "
        "then 1 to 6 choose a view."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,ctrl+enter,ctrl+j,alt+enter",
            "verify",
            "Verify",
            key_display="^r",
            id="signature.verify",
            priority=True,
            tooltip="Verify this sign once; that uses it up",
        ),
        Binding(
            "ctrl+g",
            "sandbox_sign",
            "Sandbox sign",
            id="signature.sign",
            priority=True,
            tooltip="Make a fresh sandbox sign; no vendor accepts it",
        ),
        Binding(
            "ctrl+t,t", "tests", "Tests", key_display="^t", id="signature.tests", tooltip="Choose a test"
        ),
        Binding("ctrl+o", "import", "Import", id="signature.import-request", tooltip="cURL, HAR or HTTP"),
        Binding(
            "f7", "view('bytes')", "Bytes", id="signature.hex", priority=True, tooltip="Hex, length and hash"
        ),
        Binding("f9", "next_view", "View", id="signature.next-view", tooltip="The next view"),
        Binding(
            "shift+f9",
            "next_view(-1)",
            "Back",
            show=False,
            id="signature.view-before",
            tooltip="The view before",
        ),
        Binding("ctrl+s", "save_case", "Save", show=False, id="signature.save", tooltip="Save as a case"),
        Binding("o", "open_cases", "Open", show=False, id="signature.open", tooltip="Open a case file"),
        Binding("r", "run_case", "Run", show=False, id="signature.run", tooltip="Run the case of the cursor"),
        Binding(
            "e", "export", "Report", show=False, id="signature.report", tooltip="Write the test's report"
        ),
        Binding("i", "inspect", "Inspect", show=False, id="signature.inspect", tooltip="Open the exchange"),
        Binding(
            "c", "compare", "Compare", show=False, id="signature.compare", tooltip="Compare two runs of tests"
        ),
        Binding(
            "y",
            "snippet",
            "Code",
            show=False,
            id="signature.code",
            tooltip="Take it out as code, cURL or HAR",
        ),
        *map(_view, VIEWS),
        Binding("escape", "cancel", "Cancel", id="signature.cancel", show=False, tooltip="Stop, or leave"),
    ]

    # -- the menu ----------------------------------------------------------------------------------

    def action_tests(self) -> None:
        self.app.push_screen(
            ChoiceDialog(tr("Tests and cases"), menu_choices()),
            lambda chosen: self.action_menu(chosen) if chosen else None,
        )

    def action_menu(self, item_id: str) -> None:
        """Do what a line of the menu says."""
        item = next(one for one in MENU if one.id == item_id)
        if item.action:
            self.call_later(self.run_action, item.action)
        else:
            self.begin_test(item.id)

    def action_run_case(self) -> None:
        self.begin_test("case")

    def on_virtual_list_opened(self, event: VirtualList.Opened) -> None:
        super().on_virtual_list_opened(event)
        result = self.result_under_cursor()
        if event.list is self.test_view.rows and result is not None:
            self._open_row(result)

    def _open_row(self, result: CaseResult) -> None:
        """Everything of a row; what to do about it in the reader's language."""
        run, words = self.running, telling.reading()

        def show(advice: tuple[str, ...]) -> None:
            lines = telling.detail_lines(result, advice)
            self.app.push_screen(ReadingDialog(tr("One row of the test"), lines))

        def explained() -> tuple[str, ...]:
            explanation = self.workbench.inspecting.explain(result.got.exchange_id)
            remedies = words.told(explanation).explanation.remedies[: len(result.advice)]
            return tuple(map(run.test.redaction.text, remedies)) if run is not None else ()

        if (
            words.is_english
            or not result.advice
            or not result.got.exchange_id
            or told(result.advice[0]) != result.advice[0]
        ):
            show(())
        else:
            self.run_verb(explained, show, group="row", failed=lambda _: show(()))

    def action_inspect(self) -> None:
        """The exchange of the row under the cursor, or of the last verification."""
        result = self.result_under_cursor() if self._right == "test" else None
        exchange = result.got.exchange_id if result is not None else ""
        if not exchange and self.last is not None and self._right == "verdict":
            exchange = self.last[0].exchange.id
        if exchange:
            self.post_message(OpenExchange(exchange))
        else:
            self.say(tr("Nothing was sent here, so there is no exchange to open."))

    # -- reports -----------------------------------------------------------------------------------

    def action_export(self) -> None:
        if self.report is None:
            self.say(tr("No test has run yet, so there is no report."))
            return
        question = tr("A file that ends in .xml (JUnit), .json or .md. No whole sign and no key is in it.")
        data = self.report
        self.app.push_screen(
            QuestionDialog(tr("Write the report"), question, value="report.md"),
            lambda name: self._write(data, name) if name else None,
        )

    def _write(self, data: Mapping[str, Any], name: str, *, replace: bool = False) -> None:
        def failed(error: Any) -> None:
            if not isinstance(error, Refused):
                self.raise_problem(error)
                return
            question = ConfirmDialog(
                tr("Replace the file?"), told(error.message), [(tr("File"), name)], yes=tr("Yes, replace it")
            )
            self.app.push_screen(question, lambda yes: self._write(data, name, replace=True) if yes else None)

        self.run_verb(
            partial(self.desk.write_report, data, name, replace=replace),
            self._written,
            group="report",
            failed=failed,
        )

    def _written(self, path: Path) -> None:
        self.say(tr("Wrote {path}.", path=path))

    # -- earlier runs --------------------------------------------------------------------------------

    def action_compare(self) -> None:
        """Choose two runs; the case by case difference is read."""
        self.run_verb(self.desk.runs.all, self._choose_newer, group="runs")

    def _choose_newer(self, runs: tuple[Any, ...]) -> None:
        if len(runs) < 2:
            self.say(tr("Two runs are needed to compare; each test that runs is kept."))
            return

        def newer(new: str | None) -> None:
            if new is None:
                return
            title = next(run.title for run in runs if run.id == new)
            others = [run for run in runs if run.id != new]
            # Earlier runs of the same title are the likeliest to be compared with.
            others.sort(key=lambda run: (run.title != title, run.id > new))
            self.app.push_screen(
                ChoiceDialog(tr("Compare it with which run?"), map(_run_choice, others)),
                lambda old: self._compare(old, new) if old else None,
            )

        self.app.push_screen(ChoiceDialog(tr("Compare which run?"), map(_run_choice, runs)), newer)

    def _compare(self, old: str, new: str) -> None:
        def read() -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
            return self.desk.runs.get(old), self.desk.runs.get(new)

        def done(found: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]) -> None:
            before, after = found
            if before is None or after is None:
                self.say(tr("One of the two runs is not kept any more."))
                return
            self.app.push_screen(ReadingDialog(tr("Two runs"), telling.comparison_lines(before, after)))

        self.run_verb(read, done, group="runs")


def _run_choice(run: Any) -> Choice:
    label, detail = telling.run_words(run)
    return Choice(run.id, label, detail)
