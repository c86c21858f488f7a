"""The tree: levels on demand, everything as it came, paths that point."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.ui.driving import SMALL
from tests.ui.hostile import STRINGS, acts
from tests.ui.inspect.cast import WidgetApp, lines_of
from tui.core.exact_json import compact
from tui.ui.widgets.json_tree import JsonTree
from tui.ui.widgets.json_tree_nodes import CHUNK, FIRST_LINES, TreeLines, decode

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=5),
    max_leaves=30,
)


@given(VALUES)
def test_a_decoded_document_is_written_as_it_came(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert compact(decode(text)) == text


def test_numbers_and_repeated_keys_survive() -> None:
    text = '{"a":1.10,"a":1e400,"b":123456789012345678901234567890,"c":-0.0,"d":NaN,"e":"\\ud800"}'
    assert compact(decode(text)) == text.replace("\\ud800", "\ud800") or compact(decode(text)) == text


@pytest.mark.parametrize(
    ("text", "words"), [("{", "not JSON"), ("[" * 100_000, "too deeply"), ("", "not JSON")]
)
def test_what_is_no_document_is_said_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        decode(text)


@given(VALUES)
def test_opening_and_closing_leaves_the_lines_as_they_were(value: Any) -> None:
    tree = TreeLines()
    tree.load(decode(json.dumps(value)))
    before = list(tree.lines)
    for place in range(len(before)):
        if not tree.lines[place].is_open:
            tree.open(place)
            tree.close(place)
            assert tree.lines == before


def test_small_documents_open_by_themselves_and_large_ones_one_level() -> None:
    tree = TreeLines()
    tree.load(decode('{"code": 0, "data": {"rows": [1, 2, 3]}}'))
    assert [node.key for node in tree.lines] == [None, "code", "data", "rows", 0, 1, 2]
    tree.load(decode(json.dumps({"rows": list(range(FIRST_LINES * 2))})))
    assert [node.key for node in tree.lines] == [None, "rows"]


def test_a_long_list_is_shown_in_parts() -> None:
    tree = TreeLines()
    tree.load(decode(json.dumps(list(range(CHUNK * 2 + 7)))))
    assert len(tree.lines) == CHUNK + 2
    assert tree.lines[-1].rest == CHUNK
    tree.open(len(tree.lines) - 1)
    tree.open(len(tree.lines) - 1)
    assert [node.value for node in tree.lines[1:]] == [str(n) for n in range(CHUNK * 2 + 7)]


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
    tree = TreeLines()
    tree.load(decode(document))
    assert next(node for node in tree.lines if node.value == "7").path == path


class TreeApp(WidgetApp):
    def __init__(self, tree: JsonTree) -> None:
        super().__init__(tree)
        self.copied: list[tuple[str, str]] = []

    def on_json_tree_copy_wanted(self, message: JsonTree.CopyWanted) -> None:
        self.copied.append((message.path, message.value))


@asynccontextmanager
async def shown(
    text: str, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[JsonTree, Pilot[None], TreeApp]]:
    tree = JsonTree()
    app = TreeApp(tree)
    async with app.run_test(size=size) as pilot:
        tree.load(decode(text))
        await pilot.pause()
        yield tree, pilot, app


async def test_levels_open_and_close_by_keys_and_mouse() -> None:
    text = json.dumps({"data": {"rows": [{"n": n} for n in range(200)]}})
    async with shown(text) as (tree, pilot, app):
        assert "{1}" in lines_of(app)[0]
        await pilot.press("j", "l", "l", "l", "enter")
        assert tree.node is not None
        assert tree.node.path == "$.data.rows[0]"
        assert "n: 0" in lines_of(app)[4]
        await pilot.press("h", "h")
        assert tree.node.path == "$.data.rows"
        await pilot.press("h")
        assert "[200]" in lines_of(app)[2]
        await pilot.press("G", "g", "ctrl+d")
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
        assert copied["$.o"] == '{"x":[1.0,"a\\tb"],"x":2}'
        assert copied["$.s"] == "l1\nl2"


async def test_hostile_keys_and_values_are_shown_and_do_nothing() -> None:
    text = json.dumps({value: value for value in STRINGS})
    async with shown(text, (100, len(STRINGS) + 4)) as (_, __, app):
        for line in lines_of(app):
            assert acts(line) == []
            assert cell_len(line) == 100


async def test_a_megabyte_in_one_value_costs_nothing() -> None:
    async with shown(json.dumps({"a": "x" * 1_000_000, "b": ["y" * 1_000_000]})) as (_, pilot, app):
        assert "xxxx" in lines_of(app)[1]
        await pilot.press("down", "down", "enter", "enter")
        assert {cell_len(line) for line in lines_of(app)} == {80}


async def test_an_empty_tree_takes_every_key() -> None:
    async with shown("{}") as (tree, pilot, app):
        await pilot.press("enter", "l", "h", "y")
        tree.clear()
        await pilot.press("enter", "l", "h", "y", "G")
        assert tree.line_count == 0
        assert app.copied == [("$", "{}")]
