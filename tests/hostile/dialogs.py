"""Every dialog of the product, made with one text in all its slots."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import Mock

from textual.screen import ModalScreen

from tests.ui.test_hostile_text import DIALOGS as SHORT_OF_SLOTS
from tui.core.building import Offer, Outcome, Question, Translation, TranslationNote
from tui.core.confidence import Confidence
from tui.core.table import Cell, CellKind, Column, Table
from tui.core.variables import Variable
from tui.core.vault_ports import PassphraseNeed
from tui.ui.dialogs.box import DialogBox
from tui.ui.dialogs.export import ExportDialog
from tui.ui.dialogs.import_request import ImportRequestDialog
from tui.ui.dialogs.model_paste import PasteDialog, TranslatedDialog
from tui.ui.dialogs.model_question import ModelQuestionDialog
from tui.ui.dialogs.passphrase import PassphraseDialog
from tui.ui.dialogs.pick_many import PickManyDialog, PickRow
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.dialogs.saved_query import SaveQueryDialog, SaveWish
from tui.ui.dialogs.signature_case import CaseDialog, CaseWish
from tui.ui.dialogs.signature_code import CodeDialog
from tui.ui.dialogs.signature_setup import Cost, Figure, TestSetup, TestWish
from tui.ui.dialogs.statistics import StatisticsDialog
from tui.ui.dialogs.variables import VariablesDialog
from tui.ui.screens.inspect.columns import ColumnsDialog
from tui.ui.screens.inspect.local_sql import LocalSqlDialog
from tui.ui.widgets.choice_list import Choice

Make = Callable[[str], ModalScreen[Any]]


def _question(text: str) -> ModelQuestionDialog:
    offers = tuple(Offer(f"{text}{n}", text, text) for n in range(3))
    question = Question(
        "q", text, text, offers, text, is_free=True, placeholder=text, confidence=Confidence.INFERRED
    )
    return ModelQuestionDialog(question, lambda answers: None)


def _local_sql(text: str) -> LocalSqlDialog:
    asks = Mock()
    table = Table(text, (Column(text), Column(text)), ((Cell(CellKind.TEXT, text),) * 2,))
    asks.tables.return_value = {"r1": table}
    asks.words.return_value = text
    return LocalSqlDialog(asks, table, text)


def _translated(text: str) -> TranslatedDialog:
    note = TranslationNote(text, text, text, Outcome.UNKNOWN, text)
    return TranslatedDialog(Translation("event-analyze", {text: text}, (note,), recognised=True), text)


def _setup(text: str) -> TestSetup:
    figures = [Figure("a", "Paths", text, text), Figure("b", "Times", text, text, needed=True)]
    feeds = [Choice("file", text, text, text), Choice("list", text, text)]
    wish = TestWish("t", {"a": text}, "file", text)
    return TestSetup(text, wish, figures, feeds, lambda _: Cost((text,), (text,)))


DIALOGS: Mapping[str, Make] = {
    **SHORT_OF_SLOTS,  # type: ignore[dict-item]  # they are made as plain screens there
    "passphrase": lambda text: PassphraseDialog(PassphraseNeed.CHOOSE, text),
    "columns": lambda text: ColumnsDialog([Column(text), Column("b")], [0, 1], [1], 0),
    "pick many": lambda text: PickManyDialog(text, [PickRow(0, text, text, text)], [text]),
    "export": lambda text: ExportDialog(text, text, text),
    "translated": _translated,
    "model question": _question,
    "case": lambda text: CaseDialog(CaseWish(text, text, text, text, text), [Choice(text, text)]),
    "setup": _setup,
    "save query": lambda text: SaveQueryDialog(SaveWish(text, text, (text,), text), text, text),
    "variables": lambda text: VariablesDialog(
        [Variable(text, default=text, description=text), Variable("plain", description=text)],
        {text: text},
        datetime.date(2024, 5, 31),
        text,
    ),
    "statistics": lambda text: StatisticsDialog(text, text),
    "local SQL": _local_sql,
    "question": lambda text: QuestionDialog(text, text, value=text, placeholder=text),
    "code": lambda text: CodeDialog(text, text, [text]),
    "import": lambda text: ImportRequestDialog(),
    "paste": lambda text: PasteDialog(),
}


def made_classes() -> set[type]:
    """What `DIALOGS` makes, with the classes that only their subclasses can be opened as."""
    made = {type(make("x")) for make in DIALOGS.values()}
    return {base for one in made for base in one.__mro__ if issubclass(base, DialogBox)}
