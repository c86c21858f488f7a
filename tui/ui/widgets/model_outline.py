"""A guided form as an outline: sections, one line a thing in words, keys that act on the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.building import Action, FormLine, LineKind
from tui.core.display import safe
from tui.core.wording import told, tr, tr_later
from tui.ui.widgets.virtual_list import VirtualList

LABEL_LIMIT = 17
"""Cells of the widest label."""

NOT_HERE = {
    Action.EDIT: tr_later("There is nothing to change on this line."),
    Action.ADD: tr_later("Nothing more can be added here."),
    Action.FILTER: tr_later("This line takes no filter."),
    Action.REMOVE: tr_later("This line cannot be removed."),
    Action.UP: tr_later("This line cannot move up."),
    Action.DOWN: tr_later("This line cannot move down."),
    Action.GROUP: tr_later("Only a filter can be put into a group."),
    Action.UNGROUP: tr_later("Only a group of filters can be dissolved."),
    Action.FLIP: tr_later("There is no and/or here yet."),
}
KEY_WORDS = (
    (Action.EDIT, tr_later("enter changes")),
    (Action.ADD, tr_later("a adds")),
    (Action.FILTER, tr_later("f filters")),
    (Action.REMOVE, tr_later("d removes")),
    (Action.UP, tr_later("K up")),
    (Action.DOWN, tr_later("J down")),
    (Action.FLIP, tr_later("o and/or")),
    (Action.GROUP, tr_later("n group")),
    (Action.UNGROUP, tr_later("u ungroup")),
)


class ModelOutline(VirtualList):
    """Shows lines and asks for changes; changes nothing itself."""

    DEFAULT_CSS = """
    ModelOutline { height: 1fr; background: transparent; }
    ModelOutline > .model-outline--section { color: $primary; text-style: bold; }
    ModelOutline > .model-outline--label { color: $text-muted; }
    ModelOutline > .model-outline--dim { color: $text-muted; }
    ModelOutline > .model-outline--unset { color: $text-muted; text-style: italic; }
    ModelOutline > .model-outline--wrong { color: $text-error; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "model-outline--section",
        "model-outline--label",
        "model-outline--dim",
        "model-outline--unset",
        "model-outline--wrong",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "change('add')", "Add", id="build.add", tooltip="Add one below this line"),
        Binding("f", "change('filter')", "Filter", id="build.filter", tooltip="Add a filter to this line"),
        Binding("d,delete", "change('remove')", "Remove", id="build.remove", tooltip="Remove this line"),
        Binding("K,shift+up", "change('up')", "Up", show=False, id="build.up", tooltip="Move this line up"),
        Binding(
            "J,shift+down", "change('down')", "Down", show=False, id="build.down", tooltip="Move it down"
        ),
        Binding(
            "n",
            "change('group')",
            "Group",
            show=False,
            id="build.group",
            tooltip="Put a filter into a group with an and/or of its own",
        ),
        Binding(
            "u",
            "change('ungroup')",
            "Ungroup",
            show=False,
            id="build.ungroup",
            tooltip="Dissolve a group of filters",
        ),
        Binding("o", "change('flip')", "And/or", show=False, id="build.flip", tooltip="And, or or"),
        Binding("space", "fold", "Fold", show=False, id="build.fold", tooltip="Close or open a section"),
    ]

    class Wanted(Message):
        """A change of a line is asked for."""

        def __init__(self, line: FormLine, action: Action) -> None:
            super().__init__()
            self.line = line
            self.action = action

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._all: tuple[FormLine, ...] = ()
        self._seen: list[FormLine] = []
        self._labels: list[int] = []
        self._folds: dict[str, bool] = {}

    # -- content ---------------------------------------------------------------------------------

    def show(self, lines: Sequence[FormLine], at: str = "") -> None:
        """Replace the lines; the cursor goes to the line `at`, else stays with its line."""
        before = at or (self.current.id if self.current is not None else "")
        self._all = tuple(lines)
        self._lay_out()
        ids = [line.id for line in self._seen]
        self.cursor_row = ids.index(before) if before in ids else self._first_line()
        self.lines_changed()
        self.move_to(self.cursor_row)

    @property
    def current(self) -> FormLine | None:
        """The line under the cursor."""
        return self._seen[self.cursor_row] if self.cursor_row < len(self._seen) else None

    def go_to(self, line_id: str) -> bool:
        """Put the cursor on a line, opening its section; False when there is none."""
        owner = ""
        for line in self._all:
            owner = line.id if line.kind is LineKind.SECTION else owner
            if line.id == line_id:
                self._folds[owner] = False
                self.show(self._all, at=line_id)
                return True
        return False

    def _first_line(self) -> int:
        kinds = [line.kind for line in self._seen]
        return next((n for n, kind in enumerate(kinds) if kind is not LineKind.SECTION), 0)

    def _lay_out(self) -> None:
        self._seen, widths = [], []
        closed = False
        for line in self._all:
            if line.kind is LineKind.SECTION:
                closed = self._folds.setdefault(line.id, line.folds)
                widths.append(0)
            elif not closed and line.depth == 1 and widths:
                widths[-1] = max(widths[-1], min(LABEL_LIMIT, cell_len(safe(line.label))))
            if line.kind is LineKind.SECTION or not closed:
                self._seen.append(line)
        section = -1
        self._labels = []
        for line in self._seen:
            section += line.kind is LineKind.SECTION
            nested = line.depth > 1 or line.kind in {LineKind.FILTER, LineKind.GROUP}
            self._labels.append(5 if nested else widths[section] if section >= 0 else 0)

    @property
    def line_count(self) -> int:
        return len(self._seen)

    # -- painting --------------------------------------------------------------------------------

    def paint(self, row: int, width: int) -> Strip:
        line = self._seen[row]
        ground = "virtual-list--cursor" if row == self.cursor_row else ""
        segments: list[Segment] = []

        def add(text: str, face: str = "") -> None:
            segments.append(Segment(text, self.style_of(f"model-outline--{face}" if face else "", ground)))

        if line.kind is LineKind.SECTION:
            add(f"{'▸' if self._is_closed(line) else '▾'} {safe(line.label)}", "section")
            if line.words and (self._is_closed(line) or not line.folds):
                add(f"  {safe(line.words, 200)}", "dim")
        else:
            add(" " * (2 * line.depth + 1))
            if line.label:
                add(f"{set_cell_size(safe(line.label), self._labels[row])}  ", "label")
            add(safe(line.words, 400), "unset" if line.is_unset else "")
            if line.detail:
                add(f"   {safe(line.detail, 200)}", "dim")
        if line.problem:
            add(f"  ✗ {safe(told(line.problem), 200)}", "wrong")
        return Strip(segments).adjust_cell_length(width, self.style_of("", ground))

    def _is_closed(self, line: FormLine) -> bool:
        return self._folds.get(line.id, line.folds)

    # -- keys and mouse --------------------------------------------------------------------------

    def action_open(self) -> None:
        """Change the line; a section opens or closes, an empty one gets its first entry."""
        line = self.current
        if line is None:
            return
        if line.kind is not LineKind.SECTION:
            self.action_change(Action.EDIT)
        elif Action.ADD in line.actions and not self._has_lines(line):
            self.action_change(Action.ADD)
        else:
            self.action_fold()

    def action_fold(self) -> None:
        """Open or close the section of the line."""
        section = self._section_of(self.cursor_row)
        if section is not None:
            self._folds[section.id] = not self._is_closed(section)
            self.show(self._all, at=section.id)

    def action_change(self, action: str) -> None:
        line = self.current
        if line is None:
            return
        if Action(action) not in line.actions:
            self.notify(tr(NOT_HERE[Action(action)]))
            return
        self.post_message(self.Wanted(line, Action(action)))

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is None:
            return
        # Textual calls the list's own handler after this one; it moves the cursor.
        if row == self.cursor_row:
            self.action_open()

    def _section_of(self, row: int) -> FormLine | None:
        return next((one for one in reversed(self._seen[: row + 1]) if one.kind is LineKind.SECTION), None)

    def _has_lines(self, section: FormLine) -> bool:
        at = self._all.index(section) + 1
        return at < len(self._all) and self._all[at].kind is not LineKind.SECTION


def key_words(line: FormLine) -> str:
    """The keys that work on a line: `enter changes · f filters`."""
    is_section = line.kind is LineKind.SECTION
    words = [
        tr(said)
        for action, said in KEY_WORDS
        if action in line.actions and not (is_section and action is Action.EDIT)
    ]
    return " · ".join([*words, tr("space folds")] if is_section else words)
