"""The body is the truth: reading changes nothing, and a change touches only what it is about."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.te.builders.bodies import CONTEXTS, MODELS, accepted_as_is, bodies
from tui.core.building import Action, LineKind
from tui.core.failures import InvalidInput
from tui.providers.te.builders.models import TeModelBuilder, model_builders

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["events", "eventView", "filts", "groupBy", "recentDay", "filterType", "event_names"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def pathed(value: Any, path: str = "") -> dict[str, Any]:
    """Every leaf by its place."""
    if isinstance(value, dict):
        return {k: v for key, one in value.items() for k, v in pathed(one, f"{path}.{key}").items()}
    if isinstance(value, list):
        return {k: v for n, one in enumerate(value) for k, v in pathed(one, f"{path}[{n}]").items()}
    return {path: value}


@settings(max_examples=60, deadline=None)
@given(bodies(), st.sampled_from(CONTEXTS))
def test_reading_and_writing_without_a_change_gives_the_same_json(made: Any, context: Any) -> None:
    builder, body = made
    before = json.dumps(body)
    for line in builder.lines(body, context):
        if Action.EDIT in line.actions and line.kind is not LineKind.GROUP and not line.is_unset:
            after = accepted_as_is(builder, body, line.id, Action.EDIT, context)
            assert after is None or json.dumps(after) == before, line
    assert json.dumps(body) == before


@settings(max_examples=40, deadline=None)
@given(bodies(), st.data())
def test_a_change_without_questions_touches_only_its_place(made: Any, data: st.DataObject) -> None:
    builder, body = made
    context = CONTEXTS[1]
    before = copy.deepcopy(body)
    lines = [line for line in builder.lines(body, context) if Action.REMOVE in line.actions]
    line = data.draw(st.sampled_from(lines))
    for action in line.actions:
        if builder.question(body, line.id, action, {}, context) is not None:
            continue
        after = builder.done(body, line.id, action, {}, context).body
        assert body == before
        inside = line.id.rpartition("[")[0] or line.id.rpartition(".")[0]
        outside = {k: v for k, v in pathed(before).items() if inside.split(".")[0] not in k}
        assert {k: v for k, v in pathed(after).items() if inside.split(".")[0] not in k} == outside
        builder.lines(after, context)


@settings(max_examples=60, deadline=None)
@given(anything, st.sampled_from(MODELS), st.sampled_from(CONTEXTS))
def test_any_json_is_read_and_no_line_is_ever_a_trap(body: Any, model: str, context: Any) -> None:
    builder = model_builders()[model]
    lines = builder.lines(body, context)
    ids = [line.id for line in lines]
    assert len(ids) == len(set(ids))
    builder.problems(body, context)
    for line in lines:
        for action in line.actions:
            if builder.question(body, line.id, action, {}, context) is None:
                builder.done(body, line.id, action, {}, context)


def built(builder: TeModelBuilder, body: Any, line: str, action: Action, **answers: str) -> Any:
    return builder.done(body, line, action, answers, CONTEXTS[1]).body


def test_moving_up_and_down_again_and_grouping_and_ungrouping_are_undone() -> None:
    builder = model_builders()["funnel-analyze"]
    one = {"columnName": "a", "tableType": "event", "comparator": "notNull", "ftv": []}
    body = {"events": [{"eventName": "x"}, {"eventName": "y"}], "eventView": {"filts": [one, one]}}
    moved = built(builder, body, "events[0]", Action.DOWN)
    assert [entry["eventName"] for entry in moved["events"]] == ["y", "x"]
    assert built(builder, moved, "events[1]", Action.UP) == body
    grouped = built(builder, body, "eventView.filts[0]", Action.GROUP)
    assert grouped["eventView"]["filts"][0] == {"filterType": "COMPOUND", "relation": "or", "filts": [one]}
    assert built(builder, grouped, "eventView.filts[0]", Action.UNGROUP) == body


def test_an_answer_that_is_no_answer_and_a_line_without_the_action_are_refused() -> None:
    builder = model_builders()["funnel-analyze"]
    with pytest.raises(InvalidInput, match="Filter"):
        built(builder, {}, "eventView", Action.ADD, property="")
    with pytest.raises(InvalidInput):
        built(builder, {}, "nowhere", Action.EDIT)
