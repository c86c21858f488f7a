"""The list of keys is that of the bindings; lists move by the same keys everywhere."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Input, TextArea

from tests.tools.key_sheet import PAGE, classes, data, page
from tui.cli.keys import FORMATS
from tui.core.keymap import EDITING, NEVER_ARRIVE, normal, usable
from tui.keysheet import FILE, key_sheet

MADE_BY = "write it anew with: python -m tests.tools.key_sheet"


def test_the_file_and_the_page_are_those_of_the_bindings() -> None:
    assert FILE.read_text("utf-8") == data(), MADE_BY
    assert PAGE.read_text("utf-8") == page(key_sheet()), MADE_BY


def test_every_action_may_have_the_keys_that_it_has() -> None:
    sheet = key_sheet()
    same = {one.id: ",".join(one.keys) for one in sheet.bindings.values()}
    assert usable(same, sheet) == (same, [])
    for one in sheet.bindings.values():
        assert [normal(key) for key in one.keys] == list(one.keys)


def test_every_section_has_a_title_of_its_own() -> None:
    sheet = key_sheet()
    assert {one.section for one in sheet.bindings.values()} == set(sheet.sections)
    assert len(set(sheet.sections.values())) == len(sheet.sections)
    assert not [name for name, title in sheet.sections.items() if title.casefold() == name and len(name) < 4]


@pytest.mark.parametrize("name", FORMATS)
def test_each_sheet_has_every_action(name: str) -> None:
    made = FORMATS[name](key_sheet())
    assert made.endswith("\n")
    for one in key_sheet().bindings.values():
        assert (one.id in made) or name == "html"
    assert "<script" not in made


MOVES = {"j", "k", "g", "G", "ctrl+d", "ctrl+u"}


def test_what_a_text_field_does_with_keys_is_known() -> None:
    lists = (kind.BINDINGS for kind in (Input, TextArea))
    bound = {binding.key for listed in lists for binding in Binding.make_bindings(listed)}
    # f6 and f7 are those of the screens, and the rest is refused or sent by few terminals.
    rest = {key for key in bound - EDITING if "super" not in key and key not in NEVER_ARRIVE}
    assert rest == {"ctrl+shift+a", "ctrl+shift+k", "f6", "f7"}
    assert bound >= EDITING


ONE_LINE = {"FieldSwitch", "Pick", "ResultStrip", "SecretInput", "Toggle"}
"""What has nothing to move over; letters are typed into the box for a secret."""


def test_what_can_be_moved_over_is_moved_over_by_the_same_keys() -> None:
    moving = [
        kind
        for kind in classes()
        if issubclass(kind, Widget)
        and kind.can_focus
        and not issubclass(kind, Screen | Input | TextArea | Button)
    ]
    lacking = {kind.__name__ for kind in moving if not set(kind._merge_bindings().key_to_bindings) >= MOVES}
    assert lacking <= ONE_LINE
    assert len(moving) > 10
