"""The editors: exact text, lazy colours, low cost per key."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.events import Paste

from tui.ui.theme import ENVIRONMENT_VARIABLES, THEMES
from tui.ui.widgets.code.document import CodeDocument, encoded
from tui.ui.widgets.code.editor import CodeEditor
from tui.ui.widgets.code.json import JsonEditor, JsonHighlighter
from tui.ui.widgets.form.field_editor import PlainHighlighter
from tui.ui.widgets.sql.colours import SqlHighlighter
from tui.ui.widgets.sql.editor import SqlEditor

QUERY = """SELECT "$part_date", approx_distinct("#user_id") AS users, 'it''s', 12.5, TRUE
FROM ta.v_event_1 -- a comment
WHERE x BETWEEN DATE '2024-01-01' AND current_date /* two
lines */ AND y IN ('a', 'b')"""

letters = st.text(st.sampled_from("ab'\"(-/* \n\té\u2028\r你𝒳"), max_size=6)


class Bench(App[None]):
    def __init__(self, *editors: CodeEditor) -> None:
        super().__init__()
        self.editors = editors
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "assay-dark"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ENVIRONMENT_VARIABLES

    def compose(self) -> ComposeResult:
        yield from self.editors


def words(editor_spans: list[tuple[int, int | None, str]], line: str) -> dict[str, str]:
    data = encoded(line)
    return {data[start:stop].decode(): name for start, stop, name in editor_spans}


def test_trino_words_have_colours_of_their_own() -> None:
    highlighter = SqlHighlighter()
    lines = QUERY.split("\n")
    highlighter.load(lines)
    first = words(highlighter.spans(0, lines[0]), lines[0])
    assert first["SELECT"] == "keyword"
    assert first['"$part_date"'] == "quoted"
    assert first["approx_distinct"] == "function"
    assert first["'it''s'"] == "string"
    assert first["12.5"] == "number"
    assert words(highlighter.spans(1, lines[1]), lines[1])["-- a comment"] == "comment"
    third = words(highlighter.spans(2, lines[2]), lines[2])
    assert third["'2024-01-01'"] == "string"
    assert third["/* two"] == "comment"
    assert words(highlighter.spans(3, lines[3]), lines[3])["lines */"] == "comment"


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), letters), max_size=6))
def test_edits_change_exactly_what_they_replace_and_colours_follow(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    text = QUERY + text
    highlighter = SqlHighlighter()
    document = CodeDocument(text, highlighter)
    assert document.text == text
    for place, length, inserted in edits:
        start, stop = min(place, len(text)), min(place + length, len(text))
        result = document.replace_range(location(text, start), location(text, stop), inserted)
        assert result.replaced_text == text[start:stop]
        text = text[:start] + inserted + text[stop:]
        assert document.text == text
        assert result.end_location == location(text, start + len(inserted))
        assert document.get_size(2).width >= 0
    fresh = SqlHighlighter()
    fresh.load(document.lines)
    for row, line in enumerate(document.lines):
        assert sorted(highlighter.spans(row, line)) == sorted(fresh.spans(row, line))


def location(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)


@given(st.text())
def test_a_text_that_is_only_looked_at_is_never_changed(text: str) -> None:
    assert CodeDocument(text, PlainHighlighter()).text == text


def test_json_has_keys_strings_numbers_and_constants() -> None:
    line = '  "key": ["text", -1.5e3, true, null, "open'
    found = words(JsonHighlighter().spans(0, line), line)
    assert found == {
        '"key"': "key",
        '"text"': "string",
        "-1.5e3": "number",
        "true": "constant",
        "null": "constant",
        '"open': "string",
    }
    assert JsonHighlighter().spans(0, '"' + "x" * 30_000) == []


async def test_a_key_costs_the_same_in_a_text_of_two_thousand_lines() -> None:
    """No whole-document work per key: the median stays far below the 16 ms of a frame."""
    editor = SqlEditor(id="sql")
    app = Bench(editor)
    async with app.run_test(size=(100, 30)) as pilot:
        editor.text = "SELEC FROM ((\n" + (QUERY + ";\n") * 500
        editor.focus()
        assert editor.document.line_count > 2000
        for row in (3, 1000, 1998):
            editor.move_cursor((row, 2))
            await pilot.pause()
            costs = []
            for character in "ab 'c(d":
                before = time.perf_counter()
                editor._replace_via_keyboard(character, *editor.selection)
                costs.append(time.perf_counter() - before)
            assert sorted(costs)[len(costs) // 2] < 0.008


async def test_comments_are_put_in_and_taken_out() -> None:
    editor = SqlEditor(id="sql")
    async with Bench(editor).run_test() as pilot:
        editor.text = "select 1\n  from t\n\nwhere x"
        editor.focus()
        editor.move_cursor((1, 4))
        await pilot.press("ctrl+underscore")
        assert editor.text == "select 1\n  -- from t\n\nwhere x"
        assert editor.cursor_location == (1, 7)
        await pilot.press("ctrl+underscore")
        assert editor.text == "select 1\n  from t\n\nwhere x"
        editor.select_all()
        await pilot.press("ctrl+underscore")
        assert editor.text == "-- select 1\n--   from t\n\n-- where x"
        editor.select_all()
        await pilot.press("ctrl+underscore")
        assert editor.text == "select 1\n  from t\n\nwhere x"
        await pilot.press("ctrl+z", "ctrl+z")


async def test_tab_indents_and_the_programs_keys_pass_through() -> None:
    editor = SqlEditor(id="sql")
    seen: list[str] = []

    class Listening(Bench):
        def on_key(self, event: object) -> None:
            seen.append(getattr(event, "key", ""))

    async with Listening(editor).run_test() as pilot:
        editor.focus()
        await pilot.press("tab", "a", "escape", "f6", "f7", "ctrl+r", "ctrl+j")
        assert editor.text == "  a"
        assert editor.has_focus
        assert seen == ["escape", "f6", "f7", "ctrl+r", "ctrl+j"]


@pytest.mark.parametrize(
    ("at", "partner"), [((0, 0), (2, 0)), ((2, 0), (0, 0)), ((1, 2), (1, 4)), ((0, 1), None)]
)
async def test_brackets_find_their_partner(at: tuple[int, int], partner: tuple[int, int] | None) -> None:
    editor = JsonEditor(id="json")
    async with Bench(editor).run_test():
        editor.text = "{a\n  [1]\n}"
        assert editor.find_matching_bracket(editor.document.get_line(at[0])[at[1]], at) == partner


async def test_a_bracket_without_partner_is_not_searched_for_ever() -> None:
    editor = JsonEditor(id="json")
    async with Bench(editor).run_test():
        editor.text = "(\n" + "x\n" * 5000 + ")"
        assert editor.find_matching_bracket("(", (0, 0)) is None
        editor.text = "(]"
        assert editor.find_matching_bracket("(", (0, 0)) is None


async def test_an_error_is_marked_in_its_line_only_and_survives_any_place() -> None:
    editor = SqlEditor(id="sql")
    async with Bench(editor).run_test() as pilot:
        editor.text = "select a\nfrom t"
        assert not editor.go_to_error()
        editor.mark_error(2, 6)
        assert editor.get_line(1).spans
        assert not editor.get_line(0).spans
        assert editor.go_to_error()
        assert editor.cursor_location == (1, 5)
        for line, column in ((99, 99), (0, 0), (1, 400)):
            editor.mark_error(line, column)
            await pilot.pause()
            assert editor.go_to_error()
        editor.clear_error()
        assert not editor.get_line(1).spans


async def test_control_characters_are_shown_and_keep_their_columns() -> None:
    editor = SqlEditor(id="sql")
    async with Bench(editor).run_test() as pilot:
        text = "a\x1b[2Jb\u202ec\ud800d\te"
        editor.text = text
        await pilot.pause()
        shown = editor.get_line(0).plain
        assert len(shown) == len(text)
        assert shown.replace("\t", "").isprintable()
        assert editor.text == text


async def test_pasted_line_ends_become_line_feeds() -> None:
    editor = SqlEditor(id="sql")
    app = Bench(editor)
    async with app.run_test() as pilot:
        editor.focus()
        app.post_message(Paste("a\r\nb\rc"))
        await pilot.pause()
        assert editor.text == "a\nb\nc"


async def test_colours_follow_the_theme() -> None:
    editor = SqlEditor(id="sql")
    app = Bench(editor)
    async with app.run_test() as pilot:
        dark = editor._theme.syntax_styles["keyword"]
        app.theme = "assay-light"
        await pilot.pause()
        assert editor._theme.syntax_styles["keyword"] != dark
