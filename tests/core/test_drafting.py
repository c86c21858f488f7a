from __future__ import annotations

from typing import Any

import pytest

from tui.core.drafting import applied, starting_draft, with_settings
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.knowledge import Fix
from tui.core.operation import Operation, Payload, RequestDraft

OPERATION = Operation(
    "o",
    "g",
    "O",
    "POST",
    "/o",
    Payload.JSON,
    fields=(
        FieldSpec("projectId", FieldKind.INTEGER, required=True),
        FieldSpec("view.day"),
        FieldSpec("page", FieldKind.INTEGER, place=Place.QUERY),
    ),
    example={"projectId": 1, "view": {"day": "1-7"}, "page": 0},
)


def test_a_starting_draft_puts_each_value_in_its_place() -> None:
    draft = starting_draft(OPERATION, {})
    assert draft == RequestDraft("o", query={"page": 0}, body={"projectId": 1, "view": {"day": "1-7"}})


def test_the_profile_goes_before_the_example() -> None:
    draft = starting_draft(OPERATION, {"projectId": 42, "other": 1})
    assert draft.body == {"projectId": 42, "view": {"day": "1-7"}}


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        (None, {"projectId": 42}),
        ({}, {"projectId": 42}),
        ({"view": {}}, {"projectId": 42, "view": {}}),
        ({"projectId": 7}, {"projectId": 7}),
        ({"projectId": None}, {"projectId": None}),
        ([1], [1]),
    ],
)
def test_settings_fill_only_what_the_draft_leaves_out(body: Any, filled: Any) -> None:
    draft = with_settings(OPERATION, RequestDraft("o", body=body), {"projectId": 42, "page": 3})
    assert draft.body == filled
    assert draft.query == {"page": 3}


def test_a_body_typed_by_hand_stays_as_it_is() -> None:
    draft = RequestDraft("o", query={"page": 1}, text="{}")
    assert with_settings(OPERATION, draft, {"projectId": 42}) is draft


@pytest.mark.parametrize(
    ("fix", "expected"),
    [
        (Fix("", "body", "view.day", "0-6"), {"projectId": 1, "view": {"day": "0-6"}}),
        (Fix("", "body", "view.day", None), {"projectId": 1, "view": {}}),
        (Fix("", "body", "view.a.b", 1), {"projectId": 1, "view": {"day": "1-7", "a": {"b": 1}}}),
        (Fix("", "body", "", {"x": 1}), {"x": 1}),
    ],
)
def test_a_repair_of_the_body(fix: Fix, expected: Any) -> None:
    draft = RequestDraft("o", body={"projectId": 1, "view": {"day": "1-7"}}, text="typed")
    repaired = applied(draft, fix)
    assert repaired.body == expected
    assert repaired.text is None
    assert draft.body == {"projectId": 1, "view": {"day": "1-7"}}


def test_a_repair_of_query_and_form() -> None:
    draft = RequestDraft("o", query={"a.b": 1}, form={"sql": "x"})
    assert applied(draft, Fix("", "query", "a.b", 2)).query == {"a.b": 2}
    assert applied(draft, Fix("", "form", "sql", "y")).form == {"sql": "y"}
    assert applied(draft, Fix("", "query", "a.b", None)).query == {}
