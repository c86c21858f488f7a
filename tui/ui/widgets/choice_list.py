"""A list to choose from, with vim's keys beside the arrows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.core.display import safe


@dataclass(frozen=True, slots=True)
class Choice:
    """`detail` stands dimmed behind the label. `why_not` makes it unavailable, and says why."""

    id: str
    label: str
    detail: str = ""
    why_not: str = ""

    def content(self) -> Content:
        """The choice on one line, or two when it cannot be taken."""
        parts = [Content(safe(self.label))]
        if self.detail:
            parts.append(Content.styled(f"  {safe(self.detail)}", "dim"))
        if self.why_not:
            parts.append(Content.styled(f"\n    ✗ {safe(self.why_not)}", "dim"))
        return Content("").join(parts)

    def matches(self, words: Iterable[str]) -> bool:
        text = f"{self.label} {self.detail}".casefold()
        return all(word in text for word in words)


class ChoiceList(OptionList):
    """Options made of choices; ids are the choices' ids. Unavailable ones stay reachable, to be read."""

    DEFAULT_CSS = """
    ChoiceList { background: transparent; border: none; padding: 0; height: auto;
                 scrollbar-size-vertical: 1; }
    ChoiceList:focus { border: none; background-tint: transparent; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False, id="choices.down", tooltip="Next"),
        Binding("k", "cursor_up", "Up", show=False, id="choices.up", tooltip="Previous"),
        Binding("g", "first", "First", show=False, id="choices.first", tooltip="First"),
        Binding("G", "last", "Last", show=False, id="choices.last", tooltip="Last"),
        Binding("ctrl+d", "page_down", "Page", show=False, id="choices.page", tooltip="Page down"),
        Binding("ctrl+u", "page_up", "Page", show=False, id="choices.back", tooltip="Page up"),
        Binding("l", "select", "Choose", show=False, id="choices.choose", tooltip="Choose"),
    ]

    def __init__(
        self,
        choices: Iterable[Choice] = (),
        *,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
        classes: str | None = None,
    ) -> None:
        self.choices: tuple[Choice, ...] = tuple(choices)
        super().__init__(*map(_option, self.choices), id=id, classes=classes)

    def show(self, choices: Iterable[Choice], highlight: str = "") -> None:
        """Replace the choices; `highlight` is the id to put the cursor on, if it is there."""
        self.choices = tuple(choices)
        self.clear_options()
        self.add_options(map(_option, self.choices))
        ids = [choice.id for choice in self.choices]
        if ids:
            self.highlighted = ids.index(highlight) if highlight in ids else 0

    @property
    def current(self) -> Choice | None:
        """The choice under the cursor."""
        at = self.highlighted
        return self.choices[at] if at is not None and at < len(self.choices) else None


def _option(choice: Choice) -> Option:
    return Option(choice.content(), id=choice.id)
