"""Every key of every screen, dialog and widget: named, explained, possible in a plain terminal, alone."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.screen import Screen

import tui.ui
from tui.ui.app import AssayApp
from tui.ui.dialogs.box import DialogBox
from tui.ui.screens.compose import ComposeScreen
from tui.ui.screens.frame import Frame
from tui.ui.screens.inspect import InspectScreen
from tui.ui.screens.inspect.chart_pane import ChartPane
from tui.ui.widgets.chart.view import ChartView
from tui.ui.widgets.model_outline import ModelOutline
from tui.ui.widgets.raw.view import RawView
from tui.ui.widgets.record_view import RecordView
from tui.ui.widgets.tree.json_tree import JsonTree
from tui.ui.widgets.tree.tree_list import TreeList
from tui.ui.widgets.virtual_table.table import VirtualTable

K = TypeVar("K")

FORBIDDEN = {
    "ctrl+h": "is backspace",
    "ctrl+i": "is tab",
    "ctrl+m": "is enter",
    "ctrl+question_mark": "is backspace",
    "ctrl+left_square_bracket": "is escape",
    "ctrl+a": "is the prefix of screen, and of many a tmux",
    "ctrl+b": "is the prefix of tmux",
}
"""What a plain terminal cannot send, or sends as something else, or never receives."""

MERELY_MOVES = re.compile(r"(cursor_|scroll_|page_|to_list|step\(|leave)")
"""Keys of lists, tables and boxes that need no hint: they are the same in all of them."""


@cache
def classes() -> tuple[type, ...]:
    """Every class of the user interface."""
    found: dict[type, None] = {}
    for module in pkgutil.walk_packages(tui.ui.__path__, "tui.ui."):
        loaded = importlib.import_module(module.name)
        found |= {
            c: None
            for c in vars(loaded).values()
            if isinstance(c, type) and c.__module__.startswith("tui.ui.")
        }
    return tuple(found)


def own_lines(kind: type) -> list[Binding]:
    """The bindings that the class itself lists, several keys in one."""
    listed: Sequence[Binding] = vars(kind).get("BINDINGS", ())
    return list(listed)


def own_bindings(kind: type) -> list[Binding]:
    """One binding a key, as the class itself lists them."""
    return list(Binding.make_bindings(own_lines(kind)))


def with_keys() -> Iterator[tuple[type, Binding]]:
    for kind in classes():
        for binding in own_bindings(kind):
            yield kind, binding


def nodes() -> list[type[DOMNode]]:
    return [kind for kind in classes() if issubclass(kind, DOMNode)]


def inherited(kind: type[DOMNode]) -> BindingsMap:
    return kind._merge_bindings()


def test_there_are_keys() -> None:
    assert len(list(with_keys())) > 200


def test_every_key_has_an_id_a_name_and_an_explanation() -> None:
    for kind, binding in with_keys():
        where = f"{kind.__name__}: {binding.key}"
        assert binding.id, (
            f"{where} has no id: it could not be changed in the settings, nor found in the palette"
        )
        assert binding.description, f"{where} has no name"
        assert binding.tooltip, f"{where} has no explanation"
        assert binding.description[0].isupper(), f"{where}: {binding.description}"
        assert len(binding.description) <= 16 or not binding.show, f"{where} is too long for the footer"


def test_no_key_is_one_that_a_plain_terminal_cannot_send() -> None:
    for kind in classes():
        # Another key of the same binding may stand in for one that is not sure to arrive.
        for listed in own_lines(kind):
            for key in listed.key.split(","):
                assert key not in FORBIDDEN, f"{kind.__name__}: {key} {FORBIDDEN[key]}"
                assert "ctrl+shift+" not in key, f"{kind.__name__}: {key} is {key.replace('shift+', '')}"


def test_no_class_lists_a_key_twice() -> None:
    for kind in classes():
        seen: dict[str, Binding] = {}
        for binding in own_bindings(kind):
            other = seen.setdefault(binding.key, binding)
            assert other.action == binding.action, (
                f"{kind.__name__}: {binding.key} does {other.action} and {binding.action}"
            )


def test_every_key_does_something_that_exists() -> None:
    for kind in nodes():
        known = subclasses(kind)
        for binding in own_bindings(kind):
            target, _, name = binding.action.split("(")[0].rpartition(".")
            places: dict[str, Sequence[type]] = {"": known, "app": [AssayApp], "screen": nodes()}
            assert any(hasattr(owner, f"action_{name}") for owner in places[target]), (
                f"{binding.key}: {binding.action}"
            )


def subclasses(kind: type[K]) -> list[type[K]]:
    return [other for other in classes() if issubclass(other, kind)]


def test_one_id_of_one_class_is_one_action() -> None:
    for kind in nodes():
        actions: dict[str, str] = {}
        for bindings in inherited(kind).key_to_bindings.values():
            for binding in bindings:
                if binding.id:
                    other = actions.setdefault(binding.id, binding.action)
                    assert other == binding.action, (
                        f"{kind.__name__}: {binding.id} is {other} and {binding.action}"
                    )


def test_no_class_takes_a_key_away_from_its_base() -> None:
    for kind in nodes():
        mine = {binding.key: binding for binding in own_bindings(kind)}
        for base in kind.__mro__[1:]:
            if base in classes():
                for binding in own_bindings(base):
                    taken = mine.get(binding.key)
                    if binding.key == "enter" and binding.action == "open":
                        continue  # what a line of a list does when it is taken is for each list to say
                    assert taken is None or taken.action == binding.action, (
                        f"{binding.key} of {kind.__name__} is another thing in {base.__name__}"
                    )


SHARED = {"escape", "enter", "y", "ctrl+c"}
"""Keys that mean the same everywhere (go back, open, copy), each in the innermost place that can."""


def test_no_screen_takes_a_key_of_the_app() -> None:
    everywhere = {binding.key for binding in own_bindings(AssayApp)} | {"ctrl+p"}
    for kind in subclasses(Frame):
        taken = everywhere & set(inherited(kind).key_to_bindings)
        assert not taken, f"{kind.__name__}: {taken} mean something else everywhere"


def test_no_pane_takes_a_key_of_its_screen() -> None:
    """Both would be offered, in the help and in the palette, and one of them would never come."""
    inspect = [kind for kind in nodes() if ".screens.inspect." in kind.__module__]
    panes = [kind for kind in inspect if not issubclass(kind, Screen)]
    inner: list[type[DOMNode]] = [VirtualTable, JsonTree, RawView, RecordView, ChartView]
    for pane in [*panes, *inner]:
        taken = set(inherited(pane).key_to_bindings) & set(inherited(InspectScreen).key_to_bindings)
        assert taken <= SHARED, f"{pane.__name__}: {taken - SHARED}"
    drawn: list[type[DOMNode]] = [ChartView, VirtualTable]
    for view in drawn:
        taken = set(inherited(view).key_to_bindings) & {b.key for b in own_bindings(ChartPane)}
        assert taken <= SHARED, f"{view.__name__} in the chart: {taken - SHARED}"
    outlines: list[type[DOMNode]] = [TreeList, ModelOutline]
    for outline in outlines:
        taken = set(inherited(outline).key_to_bindings) & set(inherited(ComposeScreen).key_to_bindings)
        assert taken <= SHARED, f"{outline.__name__}: {taken - SHARED}"


def test_a_dialog_names_its_keys() -> None:
    for kind in subclasses(DialogBox):
        if "_hints" in vars(kind):
            continue  # they change with the question; its own test reads them
        for listed in own_lines(kind):
            keys = listed.key.replace("slash", "/").split(",")
            if not MERELY_MOVES.match(listed.action):
                assert any(key in kind.HINTS for key in keys), (
                    f"{kind.__name__}: {listed.key} is not in “{kind.HINTS}”"
                )
