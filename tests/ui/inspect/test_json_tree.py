"""The tree: levels on demand, everything as it came, paths that point."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.results.test_json_tree import opened
from tests.ui.driving import SMALL
from tests.ui.hostile import STRINGS, acts
from tests.ui.inspect.cast import WidgetApp, lines_of
from tui.core.cancel import CancelToken
from tui.ui.widgets.tree.json_tree import JsonTree
from tui.ui.widgets.tree.json_tree_lines import FIRST_LINES, KEPT_MEMBERS, Spot, TreeLines, step_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=5),
    max_leaves=30,
)


def tree_of(value: Any) -> TreeLines:
    return TreeLines(opened(value if isinstance(value, str) else json.dumps(value)))


def spots(tree: TreeLines) -> list[Spot]:
    return [tree.spot(line) for line in range(tree.count)]


def paths(tree: TreeLines) -> list[str]:
    return [tree.path_of(spot) for spot in spots(tree)]


def every_path(value: Any, path: str = "$") -> list[str]:
    """The paths of all values, depth first, as the tree writes them."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path]
    for key, member in pairs:
        step = f"[{key}]" if isinstance(key, int) else step_of(key)
        found += every_path(member, path + step)
    return found


@settings(max_examples=60)
@given(VALUES)
def test_opened_wholly_the_lines_are_the_values_in_their_order(value: Any) -> None:
    tree = tree_of(json.dumps(value))
    while tree.open_level(tree.spot(0)):
        pass
    assert paths(tree) == every_path(value)
    assert [tree.reveal(tree.document.place_of(s.node.start)) for s in spots(tree) if s.node] == list(
        range(tree.count)
    )


@settings(max_examples=60)
@given(VALUES)
def test_opening_and_closing_leaves_the_lines_as_they_were(value: Any) -> None:
    tree = tree_of(json.dumps(value))
    before = paths(tree)
    for line in range(len(before)):
        spot = tree.spot(line)
        if spot.own is None and tree.open(spot):
            tree.close(tree.spot(line))
            assert paths(tree) == before


def test_small_documents_open_by_themselves_and_large_ones_one_level() -> None:
    tree = tree_of({"code": 0, "data": {"rows": [1, 2, 3]}})
    assert paths(tree)[3:] == ["$.data.rows", "$.data.rows[0]", "$.data.rows[1]", "$.data.rows[2]"]
    assert paths(tree_of({"rows": list(range(FIRST_LINES * 2))})) == ["$", "$.rows"]


def test_a_long_list_has_all_its_lines_at_once() -> None:
    tree = tree_of(list(range(30_000)))
    assert tree.count == 30_001
    for line in (30_000, 1, 15_000, 14_999, 15_001):
        node = tree.spot(line).node
        assert node is not None
        assert tree.document.text(node) == str(line - 1).encode()
    for line in range(1, KEPT_MEMBERS * 2, 50):
        tree.spot(line)
    assert tree.top is not None
    assert len(tree.top.kept) <= KEPT_MEMBERS + 64


def test_levels_open_and_close_below_the_cursor() -> None:
    tree = tree_of({"rows": [{"a": {"b": [1]}} for _ in range(60)]})
    root = tree.spot(0)
    assert tree.open_level(root) == 1
    assert tree.open_level(tree.spot(0)) == 60
    assert tree.open_level(tree.spot(0)) == 60
    assert tree.count == 2 + 60 * 3
    tree.close_level(tree.spot(0))
    assert tree.count == 2 + 60 * 2
    tree.close_level(tree.spot(0))
    tree.close_level(tree.spot(0))
    tree.close_level(tree.spot(0))
    assert tree.count == 1


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ('{"a": {"b": [0, 7]}}', "$.a.b[1]"),
        ('{"two words": 7}', "$['two words']"),
        ('{"it\'s": 7}', "$['it\\'s']"),
        ('{"": 7}', "$['']"),
        ('{"#event": 7}', "$['#event']"),
        ('{"名": 7}', "$['名']"),
        ("[[7]]", "$[0][0]"),
        ('{"q\\"uote": 7}', "$['q\"uote']"),
    ],
)
def test_the_path_of_a_line_is_a_json_path(document: str, path: str) -> None:
    tree = tree_of(document)
    found = [tree.path_of(s) for s in spots(tree) if s.node and tree.document.text(s.node) == b"7"]
    assert found == [path]
    assert len(tree.document.select(path, CancelToken()).matches) == 1


class TreeApp(WidgetApp):
    def __init__(self, tree: JsonTree) -> None:
        super().__init__(tree)
        self.copied: list[tuple[str, str]] = []
        self.shown_tree = tree

    def on_json_tree_copy_wanted(self, message: JsonTree.CopyWanted) -> None:
        assert self.shown_tree._tree is not None
        self.copied.append((message.path, self.shown_tree._tree.document.text(message.node).decode()))


@asynccontextmanager
async def shown(
    text: str, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[JsonTree, Pilot[None], TreeApp]]:
    tree = JsonTree()
    app = TreeApp(tree)
    async with app.run_test(size=size) as pilot:
        tree.load(opened(text))
        await pilot.pause()
        yield tree, pilot, app


async def test_levels_open_and_close_by_keys_and_mouse() -> None:
    text = json.dumps({"data": {"rows": [{"n": n} for n in range(200)]}})
    async with shown(text) as (tree, pilot, app):
        assert "{1}" in lines_of(app)[0]
        await pilot.press("j", "l", "l", "l", "enter")
        assert tree.path == "$.data.rows[0]"
        assert "n: 0" in lines_of(app)[4]
        await pilot.press("h", "h")
        assert tree.path == "$.data.rows"
        await pilot.press("h")
        assert "[200]" in lines_of(app)[2]
        await pilot.press("plus", "plus", "G")
        assert tree.path == "$.data.rows[199].n"
        await pilot.press("h", "h", "h", "minus", "minus", "ctrl+d", "g")
        assert tree.line_count == 3
        await pilot.click(JsonTree, offset=(1, 0))
        assert len([line for line in lines_of(app) if line.strip()]) == 1


async def test_values_are_told_apart_and_copied_exactly() -> None:
    text = (
        '{"n": null, "t": "null", "d": 1.10, "b": true, "o": {"x": [1.0, "a\\tb"], "x": 2}, "s": "l1\\nl2"}'
    )
    async with shown(text) as (tree, pilot, app):
        lines = [line.strip() for line in lines_of(app)]
        assert any(line.endswith("n: null") for line in lines)
        assert any(line.endswith('t: "null"') for line in lines)
        assert any(line.endswith("d: 1.10") for line in lines)
        assert sum("(key repeated)" in line for line in lines) == 2
        for _ in range(tree.line_count):
            await pilot.press("y", "down")
        copied = dict(app.copied)
        assert copied["$.n"] == "null"
        assert copied["$.d"] == "1.10"
        assert copied["$.o"] == '{"x": [1.0, "a\\tb"], "x": 2}'


async def test_hostile_keys_and_values_are_shown_and_do_nothing() -> None:
    text = json.dumps({value: value for value in STRINGS})
    async with shown(text, (100, len(STRINGS) + 4)) as (_, __, app):
        for line in lines_of(app):
            assert acts(line) == []
            assert cell_len(line) == 100


async def test_a_megabyte_in_one_value_costs_nothing() -> None:
    long = json.dumps({"a": "x" * 1_000_000, "b": ["\u540d" * 300_000], "c": "\\" * 5000})
    async with shown(long) as (_, pilot, app):
        assert "xxxx" in lines_of(app)[1]
        await pilot.press("down", "down", "enter", "enter")
        assert {cell_len(line) for line in lines_of(app)} == {80}
        assert any("名名名" in line for line in lines_of(app))


async def test_an_empty_tree_takes_every_key() -> None:
    async with shown("{}") as (tree, pilot, app):
        await pilot.press("enter", "l", "h", "plus", "minus", "y")
        tree.clear()
        await pilot.press("enter", "l", "h", "plus", "minus", "y", "G")
        assert tree.line_count == 0
        assert app.copied == [("$", "{}")]
