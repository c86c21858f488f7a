"""What of a table is written to which file, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tui.core.results_ports import ExportFormat
from tui.core.wording import tr, tr_later
from tui.core.wrapping import padded
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.literal import literal
from tui.ui.widgets.paragraph import paragraph
from tui.ui.widgets.toggle import Toggle

FORMATS = {
    ExportFormat.CSV: ("CSV", tr_later("commas, names in the first line")),
    ExportFormat.TSV: ("TSV", tr_later("tabs, names in the first line")),
    ExportFormat.JSON: ("JSON", tr_later("one array of objects, digits as they came")),
    ExportFormat.NDJSON: ("NDJSON", tr_later("one object a line, digits as they came")),
    ExportFormat.PARQUET: (tr_later("Parquet"), tr_later("columns with types")),
    ExportFormat.XLSX: (tr_later("Excel"), tr_later("a workbook, at most 1,048,575 rows")),
    ExportFormat.MARKDOWN: (tr_later("Markdown"), tr_later("a table to paste into a document")),
}

SPREADSHEETS = {ExportFormat.CSV, ExportFormat.TSV, ExportFormat.XLSX}
"""What spreadsheets open, running cells that look like formulas."""

FORMULAS = tr_later(
    "A spreadsheet runs a cell that begins with = + - @ as a formula. Such a text gets an apostrophe in "
    "front, unless the file is to be exact."
)


@dataclass(frozen=True, slots=True)
class ExportWish:
    path: str
    file_format: ExportFormat
    only_shown: bool = False
    """The rows, order and columns of the screen instead of the whole answer."""
    exact: bool = False


def renamed(path: str, file_format: ExportFormat) -> str:
    """`path` with the extension of the format, where it has one of a format or none."""
    stem, dot, extension = path.rpartition(".")
    if dot and extension.lower() in {known.value for known in ExportFormat}:
        return f"{stem}.{file_format.value}"
    return path if dot and "/" not in extension and stem else f"{path}.{file_format.value}"


def _format_choices() -> list[Choice]:
    return [Choice(form.value, padded(tr(title), 9), tr(words)) for form, (title, words) in FORMATS.items()]


class ExportDialog(DialogBox[ExportWish]):
    """The wish, or None. `whole` and `shown` say in words what would be written; no `shown` means that
    the screen shows the whole answer."""

    DEFAULT_CSS = """
    ExportDialog Input, ExportDialog Input:focus { border: none; height: 1; padding: 0; background: $panel; }
    ExportDialog .label { color: $text-muted; height: 1; }
    ExportDialog ChoiceList { margin-bottom: 1; }
    ExportDialog Toggle { padding: 0; }
    ExportDialog .formulas { color: $text-muted; height: auto; padding-left: 4; }
    ExportDialog > .box > .hints { margin-top: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Write", id="export.write", tooltip="Write the file"),
    ]

    HINTS: ClassVar[str] = tr_later("enter or ctrl+s writes · tab moves · space switches · escape closes")

    def __init__(self, name: str, whole: str, shown: str = "") -> None:
        super().__init__(tr("Export"))
        self._file_name = name
        self._whole = whole
        self._shown = shown

    def compose_box(self) -> ComposeResult:
        yield Static(literal(tr("File, in the current folder or with a path")), classes="label")
        yield Input(renamed(self._file_name, ExportFormat.CSV), compact=True, select_on_focus=False)
        yield Static(literal(tr("Format")), classes="label")
        yield ChoiceList(_format_choices())
        if self._shown:
            yield Toggle(tr("Only what is shown: {shown}", shown=self._shown), True, id="only-shown")
        yield Static(literal(tr("The whole answer: {whole}", whole=self._whole)), classes="label")
        yield Toggle(tr("Exact: leave formulas as they are"), id="exact")
        yield paragraph(tr(FORMULAS), classes="formulas")

    def on_mount(self) -> None:
        choices = self.query_one(ChoiceList)
        choices.highlighted = 0
        choices.focus()

    @property
    def file_format(self) -> ExportFormat:
        current = self.query_one(ChoiceList).current
        return ExportFormat(current.id) if current is not None else ExportFormat.CSV

    def on_option_list_option_highlighted(self, event: ChoiceList.OptionHighlighted) -> None:
        event.stop()
        typed = self.query_one(Input)
        typed.value = renamed(typed.value.strip() or self._file_name, self.file_format)
        spreadsheet = self.file_format in SPREADSHEETS
        # Kept in their place, so that nothing jumps while one walks through the formats.
        self.query_one("#exact", Toggle).visible = spreadsheet
        self.query_one(".formulas").visible = spreadsheet

    @property
    def _only_shown(self) -> bool:
        return bool(self._shown) and self.query_one("#only-shown", Toggle).value

    def on_option_list_option_selected(self) -> None:
        self.action_take()

    def on_input_submitted(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        path = self.query_one(Input).value.strip()
        if not path:
            self.notify(tr("The file needs a name."), severity="warning")
            return
        exact = self.query_one("#exact", Toggle).value and self.file_format in SPREADSHEETS
        self.dismiss(ExportWish(path, self.file_format, self._only_shown, exact))
