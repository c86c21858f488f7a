"""One draft as a form and as JSON: whatever is typed into either, nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Operation, Payload, RequestDraft
from tui.workbench.composing.draft_views import (
    IN_STEP,
    field_text,
    field_value,
    problems_of,
    text_of,
    text_state,
    value_of,
    with_text,
    with_value,
)

JSON_ROUTE = Operation(
    "analyze",
    "models",
    "Analyze",
    "POST",
    "/analyze",
    payload=Payload.JSON,
    fields=(
        FieldSpec("projectId", FieldKind.INTEGER, required=True),
        FieldSpec("view.day", FieldKind.TEXT),
        FieldSpec("view.deep.flag", FieldKind.BOOLEAN),
        FieldSpec("events", FieldKind.JSON),
        FieldSpec("trace", place=Place.QUERY),
    ),
)
QUERY_ROUTE = replace(JSON_ROUTE, id="list", method="GET", payload=Payload.NONE)
CSV_ROUTE = replace(JSON_ROUTE, id="upload", payload=Payload.CSV)

texts = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)
known = ("projectId", "view", "events", "other")
bodies = st.dictionaries(st.sampled_from(known) | texts, values, max_size=5)


def draft(body: Any = None, **changes: Any) -> RequestDraft:
    return RequestDraft("analyze", body=body, **changes)


@given(values)
def test_a_body_shown_as_text_and_read_again_is_the_same(body: Any) -> None:
    shown = text_of(JSON_ROUTE, draft(body))
    read, state = with_text(JSON_ROUTE, draft(), shown)
    assert state == IN_STEP
    assert read.text is None
    assert json.dumps(read.body) == json.dumps(body)


@given(st.text(max_size=60) | values.map(json.dumps) | values.map(lambda v: json.dumps(v, indent=1) + "  "))
def test_typed_text_is_either_kept_as_it_is_or_understood_whole(typed: str) -> None:
    read, state = with_text(JSON_ROUTE, draft({"old": 1}), typed)
    if read.text is not None:
        assert read.text == typed
        assert state.message
        assert text_state(JSON_ROUTE, read) == state
        assert text_of(JSON_ROUTE, read) == typed
    elif typed.strip():
        assert json.dumps(read.body) == json.dumps(json.loads(typed))
    else:
        assert read.body is None


@given(bodies, st.sampled_from(JSON_ROUTE.fields[:4]), st.integers() | texts | st.booleans())
def test_setting_a_field_changes_that_field_alone(body: dict[str, Any], spec: FieldSpec, value: Any) -> None:
    before = draft(body)
    try:
        after = with_value(before, spec, value)
    except ValueError:
        # Something that is no object stands in the way; a test of its own is below.
        return
    assert value_of(after, spec) == value
    path = spec.name.split(".")
    assert without(after.body, path) == without(body, path)
    assert before.body == body


def without(body: Any, path: list[str]) -> Any:
    """The body without one value, and without the objects that only lead to it."""
    if not isinstance(body, dict):
        return body
    rest = {key: value for key, value in body.items() if key != path[0]}
    inner = without(body.get(path[0]), path[1:]) if len(path) > 1 else None
    return {**rest, path[0]: inner} if inner else rest


@given(bodies, st.sampled_from(JSON_ROUTE.fields[:4]))
def test_leaving_out_what_is_not_there_changes_nothing(body: dict[str, Any], spec: FieldSpec) -> None:
    holder: Any = body
    for key in spec.name.split("."):
        if not isinstance(holder, dict):
            return
        if key not in holder:
            assert with_value(draft(body), spec, None).body == body
            return
        holder = holder[key]


def test_leaving_out_the_last_field_of_an_object_takes_the_object_too() -> None:
    spec = JSON_ROUTE.fields[2]
    set_once = with_value(draft({"a": 1}), spec, True)
    assert set_once.body == {"a": 1, "view": {"deep": {"flag": True}}}
    assert with_value(set_once, spec, None).body == {"a": 1}


def test_an_object_that_was_empty_before_stays() -> None:
    body: dict[str, Any] = {"view": {}}
    assert with_value(draft(body), JSON_ROUTE.fields[1], None).body == body


@pytest.mark.parametrize("body", [[1], "text", {"view": [1]}, {"view": "x"}])
def test_what_is_no_object_is_never_overwritten_by_the_form(body: Any) -> None:
    with pytest.raises(ValueError, match="edit it as JSON"):
        with_value(draft(body), JSON_ROUTE.fields[1], "1-7")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ('{"a": 1, "a": 2}', "“a” stands twice"),
        ('{"a": 0.1000000000000000000001}', "has more digits"),
        ('{"a": 1e999}', "wider range"),
    ],
)
def test_json_that_values_cannot_hold_is_sent_as_typed(typed: str, says: str) -> None:
    read, state = with_text(JSON_ROUTE, draft(), typed)
    assert read.text == typed
    assert state.sendable
    assert says in state.message


def test_numbers_that_only_look_different_are_values() -> None:
    read, state = with_text(JSON_ROUTE, draft(), '{"a": 1.50, "b": 1E2}')
    assert state == IN_STEP
    assert read.body == {"a": 1.5, "b": 100.0}


@pytest.mark.parametrize(
    ("typed", "line", "column"), [('{\n  "a": 1,\n  b\n}', 3, 3), ("[1,", 1, 4), ('{"a": NaN}', 0, 0)]
)
def test_bad_json_names_its_place_and_is_not_sent(typed: str, line: int, column: int) -> None:
    read, state = with_text(JSON_ROUTE, draft(), typed)
    assert (state.line, state.column) == (line, column)
    assert not state.sendable
    problems = problems_of(JSON_ROUTE, read)
    assert [p.field for p in problems] == ["body"]


def test_a_number_of_thousands_of_digits_is_kept_as_text() -> None:
    typed = '{"a": ' + "9" * 5000 + "}"
    read, state = with_text(JSON_ROUTE, draft(), typed)
    assert read.text == typed
    assert state.message


def test_text_nested_too_deeply_is_told_in_words() -> None:
    read, state = with_text(JSON_ROUTE, draft(), "[" * 200_000)
    assert read.text is not None
    assert not state.sendable


def test_text_that_is_sent_as_typed_is_checked_by_field_as_well() -> None:
    read, _ = with_text(JSON_ROUTE, draft(), '{"projectId": "x", "a": 1, "a": 2}')
    assert [p.field for p in problems_of(JSON_ROUTE, read)] == ["projectId"]


def test_parameters_as_json_are_one_object() -> None:
    read, state = with_text(QUERY_ROUTE, draft(), '{"projectId": 3}')
    assert state == IN_STEP
    assert read.query == {"projectId": 3}
    read, state = with_text(QUERY_ROUTE, read, "[3]")
    assert "one JSON object" in state.message
    assert [p.field for p in problems_of(QUERY_ROUTE, read)] == ["parameters"]


def test_csv_is_text_and_never_read_as_json() -> None:
    read, state = with_text(CSV_ROUTE, draft(), "a,b\r\n1,2\r\n")
    assert state == IN_STEP
    assert read.text == "a,b\r\n1,2\r\n"
    assert text_of(CSV_ROUTE, read) == "a,b\r\n1,2\r\n"


KINDS = {
    FieldKind.TEXT: st.text(min_size=1),
    FieldKind.MULTILINE: st.text(min_size=1),
    FieldKind.INTEGER: st.integers(),
    FieldKind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    FieldKind.LIST: st.lists(st.text(), min_size=1, max_size=4),
    FieldKind.JSON: values.filter(lambda v: v is not None),
}


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_the_text_of_a_field_reads_back_as_its_value(data: st.DataObject, kind: FieldKind) -> None:
    spec = FieldSpec("f", kind)
    value = data.draw(KINDS[kind])
    read = field_value(spec, field_text(spec, value))
    assert json.dumps(read) == json.dumps(value)


def test_an_empty_field_is_left_out() -> None:
    for kind in FieldKind:
        assert field_value(FieldSpec("f", kind), "") is None
        assert field_text(FieldSpec("f", kind), None) == ""


def test_a_long_json_value_stands_on_several_lines() -> None:
    spec = FieldSpec("events", FieldKind.JSON)
    value = [{"eventName": "purchase", "analysis": "TOTAL_TIMES", "filts": []}]
    assert len(field_text(spec, value).splitlines()) > 3
    assert field_text(spec, []) == "[]"
