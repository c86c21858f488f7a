"""What a profile knows and what has a default need not be typed; what is typed is never changed."""

from __future__ import annotations

from tui.core.drafting import with_settings
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Operation, RequestDraft

OPERATION = Operation(
    "op",
    "group",
    "Title",
    "POST",
    "/op",
    fields=(
        FieldSpec("project", FieldKind.INTEGER, required=True),
        FieldSpec("page", FieldKind.INTEGER, required=True, default=0, place=Place.QUERY),
        FieldSpec("size", FieldKind.INTEGER, default=1000, place=Place.QUERY),
        FieldSpec("cache", FieldKind.BOOLEAN, required=True, default=True),
        FieldSpec("view.particle", default="day"),
    ),
)


def test_settings_and_defaults_of_required_fields_fill_what_is_left_out() -> None:
    draft = with_settings(OPERATION, RequestDraft("op"), {"project": 7})
    assert draft.body == {"project": 7, "cache": True}
    assert draft.query == {"page": 0}
    assert OPERATION.check(draft) == []


def test_nothing_that_is_there_is_changed() -> None:
    typed = RequestDraft(
        "op", query={"page": ""}, body={"project": None, "cache": False, "view": {"x": 1}, "own": [1]}
    )
    assert with_settings(OPERATION, typed, {"project": 7}) == typed
    odd = RequestDraft("op", query={"page": 1}, body=["a", "list"])
    assert with_settings(OPERATION, odd, {}) == odd
    by_hand = RequestDraft("op", query={"page": 1}, text='{"project": ')
    assert with_settings(OPERATION, by_hand, {"project": 7}) == by_hand


def test_an_unknown_setting_is_never_sent() -> None:
    draft = with_settings(OPERATION, RequestDraft("op"), {"project": 7, "size": "", "other": 1})
    assert "size" not in draft.query
    assert "other" not in draft.body
