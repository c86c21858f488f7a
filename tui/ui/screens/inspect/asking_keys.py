"""The keys that ask the rows again."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.core.wording import tr_later


def _key(key: str, action: str, label: str, tip: str, name: str, *, show: bool = False) -> Binding:
    return Binding(key, action, label, show=show, id=f"rows.{name}", tooltip=tip)


ASKING_KEYS: list[BindingType] = [
    _key(
        "s",
        "sort",
        tr_later("Sort"),
        tr_later("Sort by this column: up, down, original order"),
        "sort",
        show=True,
    ),
    _key("S", "unsort", tr_later("Original order"), tr_later("Back to the original order"), "unsort"),
    _key(
        "slash",
        "filter",
        tr_later("Filter"),
        tr_later("Filter by an expression, or search"),
        "filter",
        show=True,
    ),
    _key("backspace", "drop", tr_later("Drop filter"), tr_later("Take the last filter away"), "drop"),
    _key("c", "statistics", tr_later("Statistics"), tr_later("Figures of this column"), "statistics"),
    _key("escape", "stop", tr_later("Stop"), tr_later("Stop what is being worked out"), "stop"),
]
