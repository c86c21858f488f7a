"""Keys that a person gives to actions: what is taken, what is refused and why."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.keymap import KeyBinding, KeySheet, normal, shown, usable, writes


def binding(name: str, *keys: str, first: bool = False) -> KeyBinding:
    return KeyBinding(name, keys, name, f"does {name}", first)


BINDINGS = (
    binding("app.quit", "ctrl+q", first=True),
    binding("screen.send", "ctrl+r"),
    binding("screen.back", "escape"),
    binding("list.open", "enter"),
    binding("list.top", "g", "home"),
    binding("tree.fold", "left", "h"),
    binding("tree.leave", "escape"),
    binding("dialog.leave", "escape"),
)
SHEET = KeySheet(
    {one.id: one for one in BINDINGS},
    {},
    {
        "Screen": (
            (("app.quit",),),
            (("screen.send", "screen.back"),),
            (("list.open", "list.top"), ("tree.fold", "tree.leave")),
        ),
        "a dialog": ((("app.quit",),), (("dialog.leave",),)),
    },
)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("?", "question_mark"),
        ("/", "slash"),
        (" ", "space"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("-", "minus"),
        ("G", "G"),
        ("Ctrl+R", "ctrl+r"),
        ("F9", "f9"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("question_mark", "question_mark"),
        ("slash", "slash"),
        (" f2 ", "f2"),
        ("é", "é"),
    ],
)
def test_a_key_is_read_as_people_write_it(written: str, key: str) -> None:
    assert (normal(written) if written != " " else normal("space")) == key


@pytest.mark.parametrize("written", ["contrl+r", "f99", "nokey", "ctrl+", "hyper+super", "ctrl+nokey"])
def test_what_is_no_key_is_said(written: str) -> None:
    with pytest.raises(ValueError, match=r"is no key|goes with no key"):
        normal(written)


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_is_refused_in_words(written: str) -> None:
    key = ""
    with contextlib.suppress(ValueError):
        key = normal(written)
    assert not key or normal(key) == key


def refused(**changes: str) -> str:
    """The one sentence about a change that was not made."""
    taken, problems = usable({name.replace("_", "."): keys for name, keys in changes.items()}, SHEET)
    (problem,) = problems
    assert problem.field.removeprefix("keys.") not in taken
    return str(problem)


def test_a_free_key_is_taken_and_several_are() -> None:
    assert usable({"screen.send": "F9, alt+s"}, SHEET) == ({"screen.send": "f9,alt+s"}, [])
    assert usable({}, SHEET) == ({}, [])


def test_an_unknown_action_is_named_with_the_one_that_was_meant() -> None:
    assert "Did you mean screen.send?" in refused(screen_sent="f9")
    assert "assay keys" in refused(zzz="f9")


def test_two_actions_on_one_key_within_reach_are_told_with_the_place() -> None:
    said = refused(screen_send="g")
    assert "g already is list.top (does list.top) in Screen" in said
    assert "already is app.quit" in refused(list_open="ctrl+q")
    assert "already is list.open" in refused(list_top="enter")


def test_the_later_of_two_changes_to_one_key_gives_way() -> None:
    taken, problems = usable({"screen.send": "f9", "screen.back": "f9"}, SHEET)
    assert taken == {"screen.send": "f9"}
    assert [one.field for one in problems] == ["keys.screen.back"]


def test_two_keys_can_be_exchanged() -> None:
    changes = {"screen.send": "escape", "screen.back": "ctrl+r"}
    taken, problems = usable({**changes, "tree.leave": "f4"}, SHEET)
    assert taken == {**changes, "tree.leave": "f4"}
    assert problems == []


def test_what_cannot_meet_may_share_a_key() -> None:
    """Two widgets beside each other, a dialog and a screen; and what shares a key from the beginning."""
    assert usable({"tree.fold": "g"}, SHEET)[1] == []
    assert usable({"dialog.leave": "ctrl+r"}, SHEET)[1] == []
    assert usable({"screen.back": "escape,f9"}, SHEET)[1] == []


def test_a_key_that_does_not_arrive_is_refused() -> None:
    assert "arrives as tab" in refused(screen_send="ctrl+i")
    assert "opens the palette" in refused(screen_send="ctrl+p")


def test_a_character_for_an_action_that_goes_before_text_is_refused() -> None:
    assert "could no longer be typed" in refused(app_quit="q")


def test_a_character_for_a_whole_screen_is_bound_and_its_limit_told() -> None:
    taken, (problem,) = usable({"screen.send": "?"}, SHEET)
    assert taken == {"screen.send": "question_mark"}
    assert "? goes to a text field" in str(problem)
    assert "ctrl+y goes to a text field" in str(usable({"screen.send": "ctrl+y"}, SHEET)[1][0])
    assert usable({"list.open": "o"}, SHEET)[1] == []
    assert usable({"app.quit": "ctrl+x"}, SHEET)[1] == []


def test_keys_that_write_and_keys_that_do_not() -> None:
    assert [writes(key) for key in ("x", "space", "slash")] == [True] * 3
    assert [writes(key) for key in ("f1", "enter", "ctrl+x", "alt+x")] == [False] * 4
    assert shown("ctrl+question_mark") == "ctrl+?"
