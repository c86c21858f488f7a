"""What can be done with a past exchange besides sending it again: comparing, and copying it as something."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui.core.display import human_bytes, human_count, human_seconds
from tui.core.wording import told, tr
from tui.core.wrapping import cells
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.screens.resending import ResendingScreen
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.reading import Line

if TYPE_CHECKING:
    from tui.workbench import Workbench
    from tui.workbench.comparing import Comparison, Difference, RowsDiff
    from tui.workbench.copying_as import Copied

SHOWN_ROWS = 50
SHOWN_TEXT = 400
TO_FILE = "har-file"


class ExchangeScreen(ResendingScreen):
    """A screen with an exchange under its cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "w",
            "what_changed",
            "What changed",
            show=False,
            id="exchange.changed",
            tooltip="Compare with the last good one of the same route",
        ),
        Binding(
            "Y",
            "copy_as",
            "Copy as",
            show=False,
            id="exchange.copy-as",
            tooltip="Copy as cURL, httpx code, HAR or a bug report",
        ),
    ]

    def _current_id(self) -> str:
        """The exchange that keys are about; empty, and said, when there is none."""
        raise NotImplementedError

    # -- comparing ---------------------------------------------------------------------------------------

    def action_what_changed(self) -> None:
        """Compare with the last exchange of the route that went well."""
        if exchange_id := self._current_id():
            verb = partial(_changed_since_good, self.workbench, exchange_id)
            self.run_verb(verb, self._show_comparison, group="compare")

    def compare(self, first: str, second: str) -> None:
        """Show what changed from one exchange to another."""
        self.run_verb(
            partial(_compared, self.workbench, first, second), self._show_comparison, group="compare"
        )

    def _show_comparison(self, found: Comparison) -> None:
        self.app.push_screen(ReadingDialog(tr("What changed"), comparison_lines(found)))

    # -- copying -----------------------------------------------------------------------------------------

    def action_copy_as(self) -> None:
        self.copy_as(self._current_id())

    def copy_as(self, exchange_id: str, page: Callable[[], object] | None = None) -> None:
        """Ask what the exchange is to be copied as; `page` copies what the screen shows."""
        if not exchange_id:
            return
        choices = [Choice("page", tr("This page"), tr("as text"))] if page is not None else []
        choices += [
            Choice("curl", tr("cURL command"), tr("secret from an environment variable")),
            Choice("httpx", tr("httpx code"), tr("Python, secret from an environment variable")),
            Choice("report", tr("Bug report"), tr("Markdown for the vendor's support, no secret")),
            Choice("har", tr("HAR archive"), tr("1.2, no secret, with the answer")),
            Choice(
                TO_FILE,
                tr("HAR archive to a file"),
                tr("assay-{exchange_id}.har, here", exchange_id=exchange_id),
            ),
        ]

        def chosen(what: str | None) -> None:
            if what == "page" and page is not None:
                page()
            elif what is not None:
                verb = partial(_copied, self.workbench, exchange_id, what)
                self.run_verb(verb, self._put_copy, group="copy-as")

        self.app.push_screen(ChoiceDialog(tr("Copy as"), choices), chosen)

    def _put_copy(self, found: tuple[Copied, str]) -> None:
        copied, path = found
        words = [told(note) for note in copied.notes]
        if copied.variable:
            words.insert(0, tr("It takes the secret from ${variable}.", variable=copied.variable))
        if path:
            self.notify(" ".join([tr("Written: {path}.", path=path), *words]), markup=False)
            return
        self.app.copy_to_clipboard(copied.text)
        size = human_bytes(len(copied.text.encode("utf-8")))
        self.notify(
            " ".join([tr("Copied {form}, {size}.", form=copied.form.value, size=size), *words]),
            markup=False,
        )


def _compared(workbench: Workbench, first: str, second: str) -> Comparison:
    from tui.workbench.comparing import Comparing

    exchange = workbench.inspecting.exchange
    return Comparing(workbench.inspecting, workbench.history).compare(exchange(first), exchange(second))


def _changed_since_good(workbench: Workbench, exchange_id: str) -> Comparison:
    from tui.workbench.comparing import Comparing

    comparing = Comparing(workbench.inspecting, workbench.history)
    exchange = workbench.inspecting.exchange(exchange_id)
    return comparing.compare(comparing.last_good(exchange), exchange)


def _copied(workbench: Workbench, exchange_id: str, what: str) -> tuple[Copied, str]:
    """The copy, and where it was written; no place when it is for the clipboard."""
    from tui.workbench.copying_as import CopyForm, CopyingAs
    from tui.workbench.handing import save_text

    form = CopyForm.HAR if what == TO_FILE else CopyForm(what)
    copied = CopyingAs(workbench.inspecting, workbench.profiles).copy(exchange_id, form)
    path = str(save_text(copied.text, f"assay-{exchange_id}.har")) if what == TO_FILE else ""
    return copied, path


# -- words -----------------------------------------------------------------------------------------------


def comparison_lines(found: Comparison) -> list[Line]:
    """- is the first exchange, + the second."""
    lines = [Line(tr("Nothing but the time differs.") if found.is_equal else _summary(found), "title")]
    for sign, exchange in (("-", found.first), ("+", found.second)):
        lines.append(Line(f"{sign} {exchange.id} · {exchange.operation} · {exchange.profile_name}", "muted"))
    lines += _section(tr("Request"), found.request)
    lines += _section(tr("Outcome"), found.outcome)
    lines.append(Line(tr("Rows"), "heading"))
    lines += (
        _row_lines(found.rows) if found.rows is not None else [Line(found.rows_note or tr("none"), "muted")]
    )
    lines.append(Line(tr("Timing"), "heading"))
    rows = []
    for took in found.timing:
        before, after = (human_seconds(one) if one is not None else "—" for one in (took.before, took.after))
        phase = tr(took.phase.replace("_", " "))
        rows.append(f"{phase}{' ' * (12 - cells(phase))}{before:>10} → {after:>10}")
    return [*lines, Line("\n".join(rows), "code")]


def _summary(found: Comparison) -> str:
    parts = []
    wholes = (
        (found.request, tr("the request in 1 place"), tr("the request in {count} places")),
        (found.outcome, tr("the outcome in 1 place"), tr("the outcome in {count} places")),
    )
    for differences, once, often in wholes:
        if differences:
            parts.append(once if len(differences) == 1 else often.format(count=len(differences)))
    rows = found.rows
    if rows is not None and not rows.is_equal:
        changed = rows.changed + rows.added + rows.removed
        rows_changed = tr("1 row") if changed == 1 else tr("{count} rows", count=human_count(changed))
        parts.append(rows_changed if changed else tr("the columns"))
    return tr("What differs: {parts}.", parts=", ".join(parts))


def _section(title: str, differences: tuple[Difference, ...]) -> list[Line]:
    lines = [Line(title, "heading")]
    if not differences:
        return [*lines, Line(tr("the same"), "muted")]
    for one in differences:
        lines.append(Line(one.what[:SHOWN_TEXT]))
        for sign, text in (("-", one.before), ("+", one.after)):
            if text:
                lines.append(Line(f"  {sign} {text[:SHOWN_TEXT]}", "-bad" if sign == "-" else "-good"))
    return lines


def _row_lines(rows: RowsDiff) -> list[Line]:
    how = tr("by {columns}", columns=", ".join(rows.key)) if rows.key else tr("by position")
    counts = tr(
        "{before} → {after} rows, matched {how}",
        before=human_count(rows.before),
        after=human_count(rows.after),
        how=how,
    )
    figures = [
        f"{human_count(number)} {word}"
        for number, word in (
            (rows.same, tr("the same")),
            (rows.changed, tr("changed")),
            (rows.added, tr("added")),
            (rows.removed, tr("removed")),
        )
    ]
    lines = [Line(counts), Line(", ".join(figures))]
    for names, words in (
        (rows.columns_added, tr("columns added: {names}", names=", ".join(rows.columns_added))),
        (rows.columns_removed, tr("columns removed: {names}", names=", ".join(rows.columns_removed))),
    ):
        if names:
            lines.append(Line(words[:SHOWN_TEXT]))
    lines += [Line(told(note), "muted") for note in rows.notes]
    looks = {"changed": ("~", "-caution"), "added": ("+", "-good"), "removed": ("-", "-bad")}
    for change in rows.changes[:SHOWN_ROWS]:
        sign, look = looks[change.kind]
        changed_cells = ", ".join(
            f"{c.column}: {c.before} → {c.after}"
            if change.kind == "changed"
            else f"{c.column}: {c.before or c.after}"
            for c in change.cells
        )
        lines.append(Line(f"{sign} {', '.join(change.key)}  {changed_cells}"[:SHOWN_TEXT], look))
    rest = rows.changed + rows.added + rows.removed - min(SHOWN_ROWS, len(rows.changes))
    if rest > 0:
        lines.append(
            Line(
                tr("… {rest} more; assay compare --json has up to 200 of each kind", rest=human_count(rest)),
                "muted",
            )
        )
    return lines
