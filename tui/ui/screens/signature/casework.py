"""The list on the left: the cases of the open file and the captures; cases opened, loaded and saved."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tui.core.envelope import Tone
from tui.core.failures import InvalidInput
from tui.core.wording import tr
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.dialogs.signature_case import CaseDialog, CaseWish
from tui.ui.screens.signature.importing import Importing
from tui.ui.screens.signature.words import class_choices
from tui.ui.widgets.signature.form import SignatureParts
from tui.ui.widgets.signature.list import ListEntry
from tui.workbench.signature_tests import Outcome
from tui.workbench.signature_tests.case_files import Case, CaseFile, CaseResult, Status, load_cases
from tui.workbench.signature_tests.front import (
    CASE_FILE,
    NewCase,
    full_path,
    read_file,
    with_case,
    write_file,
)
from tui.workbench.signature_tests.signing import ABSENT, Parts

if TYPE_CHECKING:
    from tui.ui.session import Session
    from tui.ui.widgets.virtual_list import VirtualList
    from tui.workbench import Workbench

TONES = {
    Status.PASSED: Tone.GOOD,
    Status.FAILED: Tone.BAD,
    Status.ERROR: Tone.UNCERTAIN,
    Status.SKIPPED: Tone.NEUTRAL,
}

LAST_FILE = "signature-case-file"
"""The key under which the name of the file opened last is kept."""


class Casework(Importing):
    """Cases are told from a file of the person's own; nothing of them is kept elsewhere."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self.case_file: CaseFile | None = None
        self.case_results: dict[str, CaseResult] = {}
        """The latest result of each case, by label."""

    def body_ready(self) -> None:
        super().body_ready()
        self.captures_changed()

    # -- the list ----------------------------------------------------------------------------------

    def captures_changed(self) -> None:
        self.entries.show(self._entries())

    def _entries(self) -> list[ListEntry]:
        entries: list[ListEntry] = []
        if self.case_file is not None:
            entries.append(ListEntry("", Path(self.case_file.source).name or tr("Cases"), heading=True))
            entries += [self._case_entry(case) for case in self.case_file.cases]
        if self.captures:
            entries.append(ListEntry("", tr("Captures"), heading=True))
            entries += [
                ListEntry(f"capture/{n}", one.taken.name, one.word, one.tone)
                for n, one in enumerate(self.captures)
            ]
        return entries or [
            ListEntry("", tr("No cases yet.")),
            ListEntry("", tr("o opens a case file")),
            ListEntry("", tr("^o imports a request")),
            ListEntry("", tr("^s saves one as a case")),
        ]

    def _case_entry(self, case: Case) -> ListEntry:
        result = self.case_results.get(case.label)
        tone = TONES[result.status] if result is not None else None
        return ListEntry(f"case/{case.label}", case.label, result.got.code if result else "", tone)

    def on_virtual_list_opened(self, event: VirtualList.Opened) -> None:
        if event.list is self.entries:
            self.load_entry()

    def load_entry(self) -> None:
        """The entry under the cursor into the form."""
        entry = self.entries.entry
        kind, _, name = entry.id.partition("/") if entry is not None else ("", "", "")
        if kind == "capture":
            self.load_capture(self.captures[int(name)])
        elif kind == "case" and (case := self.case_of(name)) is not None:
            self._current = None
            self.form.put(_form_parts(case))
            if self.profile is not None and self.profile.is_sandbox and case.sign == "fresh":
                self.action_sandbox_sign()
        else:
            return
        self.show_view("form")

    def case_of(self, label: str) -> Case | None:
        cases = self.case_file.cases if self.case_file is not None else ()
        return next((case for case in cases if case.label == label), None)

    @property
    def chosen_case(self) -> str:
        """The label of the case under the cursor; empty when it is none."""
        entry = self.entries.entry
        return entry.id.removeprefix("case/") if entry is not None and entry.id.startswith("case/") else ""

    # -- opening -----------------------------------------------------------------------------------

    def action_open_cases(self) -> None:
        kept = (self.workbench.drafts.get(LAST_FILE) or {}).get("file", "")
        question = tr("A TOML file of cases; a path, or a name in the current folder.")
        self.app.push_screen(
            QuestionDialog(tr("Open a case file"), question, value=str(kept), placeholder="cases.toml"),
            lambda name: self.open_cases(name) if name else None,
        )

    def open_cases(self, name: str, case_id: str = "") -> None:
        """`case_id` is put the cursor on; the first case when it is empty."""
        # The program has taken the variables that hold secrets out of the environment.
        environment = dict(os.environ)

        def read() -> CaseFile:
            file = load_cases(read_file(name, CASE_FILE), environment, name)
            self.workbench.drafts.put(LAST_FILE, {"file": str(full_path(name))})
            return file

        self.run_verb(read, lambda file: self._opened(file, case_id), group="cases")

    def _opened(self, file: CaseFile, case_id: str) -> None:
        self.case_file = file
        self.case_results = {
            label: result for label, result in self.case_results.items() if self.case_of(label)
        }
        self.captures_changed()
        labels = [case.label for case in file.cases]
        self.entries.move_to_entry(f"case/{case_id if case_id in labels else labels[0]}")
        self.show_view("cases")

    # -- saving ------------------------------------------------------------------------------------

    def action_save_case(self) -> None:
        try:
            parts = self.form.parts()
        except InvalidInput as error:
            self.refused(error)
            return
        known = (self.workbench.drafts.get(LAST_FILE) or {}).get("file", "")
        file = self.case_file.source if self.case_file is not None else str(known or "cases.toml")
        path = parts.path or ""
        same = self.last is not None and self.last_parts == parts
        envelope = self.last[0].exchange.envelope if self.last is not None and same else None
        word = envelope.word if envelope is not None else ""
        classes = [one.value for one in Outcome if one is not Outcome.NOT_SENT]
        wish = CaseWish(
            file,
            re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:40] or "case",
            "",
            word if word in classes else Outcome.PASS.value,
            (envelope.code or "") if envelope is not None and word in classes else "",
        )
        path_, sign, query, body = (ABSENT if part is None else part for part in parts)
        found = Parts(path_, sign, query, body)
        self.app.push_screen(
            CaseDialog(wish, class_choices()),
            lambda wished: self._save_case(wished, found) if wished else None,
        )

    def _save_case(self, wish: CaseWish, parts: Parts) -> None:
        status = tuple(re.split(r"[,\s]+", wish.status)) if wish.status else ()
        case = NewCase(wish.id, wish.title, parts, (wish.expects,) if wish.expects else (), status)

        def save() -> None:
            there = full_path(wish.file).exists()
            text = read_file(wish.file, CASE_FILE) if there else ""
            write_file(wish.file, with_case(text, case, Path(wish.file).stem), CASE_FILE, replace=True)

        def saved(_: None) -> None:
            self.say(tr("Saved as {id} in {file}.", id=wish.id, file=wish.file))
            self.open_cases(wish.file, wish.id)

        self.run_verb(save, saved, group="cases")

    def take_results(self, results: list[CaseResult]) -> None:
        self.case_results |= {one.label: one for one in results}
        self.captures_changed()


def _form_parts(case: Case) -> SignatureParts:
    parts = case.parts
    path, body = (value if isinstance(value, str) else None for value in (parts.path, parts.body))
    sign = case.sign.partition(":")[2] if case.sign.startswith("text:") else None
    return SignatureParts(path, sign, parts.query if isinstance(parts.query, dict) else None, body)
