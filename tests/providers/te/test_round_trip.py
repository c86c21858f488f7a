"""Every route of the catalogue: what a form says, JSON says too, and back; and every route has its help."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.casework import profile_of
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Operation, Payload, RequestDraft
from tui.providers import PROVIDERS
from tui.workbench.composing.composition import Composition
from tui.workbench.composing.draft_views import IN_STEP, field_text, text_place
from tui.workbench.composing.route_pages import route_page

ALL = [operation for provider in PROVIDERS.values() for operation in provider.operations()]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(str.strip)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda v: st.lists(v, max_size=2) | st.dictionaries(WORDS, v, max_size=2),
    max_leaves=4,
)


def values(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """What a person may mean by the field."""
    low, high = int(spec.minimum or 0), int(spec.maximum or 10**6)
    match spec.kind:
        case FieldKind.INTEGER:
            return st.integers(low, high)
        case FieldKind.NUMBER:
            return st.floats(low, high, allow_nan=False).map(float)
        case FieldKind.BOOLEAN:
            return st.booleans()
        case FieldKind.JSON:
            return JSON.filter(lambda value: value is not None)
        case FieldKind.LIST:
            one = (
                st.sampled_from(spec.choices)
                if spec.choices
                else st.from_regex("[a-z#]{1,5}", fullmatch=True)
            )
            return st.lists(one, min_size=1, max_size=3)
        case _:
            return st.sampled_from(spec.choices) if spec.choices else WORDS.map(str.strip)


def drafts(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    names = [spec.name for spec in operation.fields]
    # Beside a field that stands for a whole object, its members have no place of their own.
    free = [s for s in operation.fields if not any(n.startswith(f"{s.name}.") for n in names)]
    return st.fixed_dictionaries({}, optional={spec.name: values(spec) for spec in free})


@pytest.mark.parametrize("operation", ALL, ids=[operation.id for operation in ALL])
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_form_and_json_say_the_same(operation: Operation, data: st.DataObject) -> None:
    profile = profile_of("td" if operation.group == "signature" else "te")
    typed = Composition(profile, operation, RequestDraft(operation.id))
    wanted = data.draw(drafts(operation))
    by_name = {spec.name: spec for spec in operation.fields}
    for name, value in wanted.items():
        assert typed.type_field(by_name[name], field_text(by_name[name], value)) == ""
    for name, value in wanted.items():
        assert typed.value(by_name[name]) == value
    if operation.payload is Payload.CSV:
        return
    place = text_place(operation)
    emptied = _without(typed.draft, place)
    read = Composition(profile, operation, emptied)
    assert read.type_text(typed.text) is IN_STEP
    assert read.draft == typed.draft
    assert [read.shown(spec) for spec in operation.fields] == [typed.shown(s) for s in operation.fields]
    _unknown_stays(read, operation, place)


def _without(draft: RequestDraft, place: Place) -> RequestDraft:
    match place:
        case Place.FORM:
            return replace(draft, form={})
        case Place.QUERY:
            return replace(draft, query={})
        case _:
            return replace(draft, body=None)


def _unknown_stays(read: Composition, operation: Operation, place: Place) -> None:
    """What the form cannot show stays, whatever the form changes."""
    text = json.dumps({**json.loads(read.text or "{}"), "mine ü": {"deep": [1]}})
    assert read.type_text(text) is IN_STEP
    for spec in operation.fields_at(place):
        if spec.kind in {FieldKind.TEXT, FieldKind.INTEGER} and "." not in spec.name:
            read.set_field(spec, None)
    assert json.loads(read.text)["mine ü"] == {"deep": [1]}


@pytest.mark.parametrize("operation", ALL, ids=[operation.id for operation in ALL])
def test_a_route_has_a_page_that_says_what_is_known_and_what_is_not(operation: Operation) -> None:
    page = route_page(operation)
    sections = dict(page.sections)
    assert list(sections)[:5] == ["What it does", "Sent", "Changes state", "How sure", "Key"]
    assert all(words.strip().endswith(".") for words in sections.values())
    assert page.call == f"{operation.method} {operation.path}"
    assert sections["Changes state"].startswith("yes (W)" if operation.mutates else "no")
    assert ("Not known" in sections) >= (not operation.fields_known)
    assert [name for name, _, _ in page.parameters] == [spec.name for spec in operation.fields]
    assert all(facts for _, facts, _ in page.parameters)
    text = page.text()
    assert operation.notes in text
    assert all(spec.help in text for spec in operation.fields)
