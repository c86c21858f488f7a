"""What a project holds: harmless calls, and answers of any layout read without a guess."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.casework import profile_of
from tui.core.failures import InvalidInput
from tui.core.profile import Environment
from tui.core.schema import Owner, SchemaCohort, SchemaEvent, SchemaProject, SchemaProperty
from tui.providers.te.operations import operations
from tui.providers.te.schema import event_question, questions, read, read_event

PROFILE = profile_of("te", settings={"projectId": 7})
PROPERTIES = {"properties": [{"columnName": "price", "columnDesc": "Price", "selectType": "number"}]}
ANSWERS: dict[str, Any] = {
    "events": {"events": [{"eventName": "pay", "eventDesc": "Payment"}, {"eventName": "ta@vip"}]},
    "event properties": PROPERTIES,
    "user properties": [{"columnName": "#vp@age", "columnType": "number"}, {"columnName": "vip@club"}],
    "cohorts": [{"clusterName": "big", "displayName": "Big spenders"}],
    "event columns": {"headers": ["#user_id", "price"]},
    "user columns": {"headers": ["#user_id"]},
    "projects": [{"projectId": 7, "projectName": "shop"}, {"projectId": 8}],
}


def test_every_call_only_reads_and_can_be_sent() -> None:
    for profile in (PROFILE, profile_of("te", settings={"projectsLogin": "ann"})):
        asked = [*questions(profile), event_question(profile, "pay")]
        assert len({one.part for one in asked}) == len(asked)
        for question in asked:
            operation = operations().get(question.draft.operation)
            assert not operation.mutates
            assert operation.check(question.draft) == []


def test_projects_are_asked_for_only_with_a_login_name() -> None:
    assert "projects" not in [one.part for one in questions(PROFILE)]
    alone = questions(profile_of("te", settings={"projectId": None, "projectsLogin": "ann"}))
    assert [one.draft.query for one in alone] == [{"loginName": "ann"}]


@pytest.mark.parametrize("project", [None, "", "shop", "1; DROP", -3])
def test_without_a_project_number_nothing_can_be_asked(project: Any) -> None:
    profile = profile_of("te", settings={"projectId": project})
    with pytest.raises(InvalidInput, match="projectId"):
        questions(profile)
    with pytest.raises(InvalidInput, match="projectId"):
        event_question(profile, "pay")


def test_all_parts_are_read() -> None:
    schema = read(PROFILE, ANSWERS)
    assert schema.project == "7"
    assert schema.problems == ()
    assert schema.events == (SchemaEvent("pay", "Payment"), SchemaEvent("ta@vip", virtual=True))
    assert schema.properties == (
        SchemaProperty("price", Owner.EVENT, "number", "Price"),
        SchemaProperty("#vp@age", Owner.USER, "number", virtual=True),
        SchemaProperty("vip@club", Owner.USER, virtual=True),
    )
    assert schema.cohorts == (SchemaCohort("big", "Big spenders"),)
    assert schema.projects == (SchemaProject("7", "shop"), SchemaProject("8"))
    assert schema.columns()["ta.v_event_7"] == ("#user_id", "price")
    assert schema.columns()["ta.v_user_7"] == ("#user_id",)
    assert "cluster_name" in schema.columns()["ta.user_result_cluster_7"]


def test_the_sandbox_has_no_table_of_cohort_members() -> None:
    sandbox = profile_of("te", settings={"projectId": 7}, environment=Environment.SANDBOX)
    assert list(read(sandbox, ANSWERS).columns()) == ["ta.v_event_7", "ta.v_user_7"]


@pytest.mark.parametrize("name", ["properties", "props", "eventProps", "列表"])
def test_the_list_of_properties_may_have_any_name(name: str) -> None:
    schema = read(PROFILE, {**ANSWERS, "event properties": {name: PROPERTIES["properties"], "total": 1}})
    assert [one.name for one in schema.properties if one.owner is Owner.EVENT] == ["price"]
    assert schema.problems == ()


@pytest.mark.parametrize("data", [None, 3, "x", {"total": 1}, {"list": [1]}, [{"name": "pay"}]])
def test_another_layout_is_said_and_the_rest_stays(data: Any) -> None:
    schema = read(PROFILE, {**ANSWERS, "events": data})
    assert schema.events == ()
    assert schema.problems == ("The answer about events holds no list of objects with “eventName”.",)
    assert len(schema.properties) == 3


def test_an_empty_list_is_no_problem_and_nameless_entries_are_counted() -> None:
    assert read(PROFILE, {**ANSWERS, "cohorts": [], "events": {"events": []}}).problems == ()
    found = read(PROFILE, {**ANSWERS, "events": [{"eventName": "a"}, {"eventName": None}, {}]})
    assert [one.name for one in found.events] == ["a"]
    assert found.problems == ("2 of the events came without “eventName” and were left out.",)


def test_columns_that_were_not_read_come_from_properties_and_that_is_said() -> None:
    parts = {k: v for k, v in ANSWERS.items() if k not in ("event columns", "user columns")}
    schema = read(PROFILE, parts)
    assert "price" in schema.columns()["ta.v_event_7"]
    assert "$part_date" in schema.columns()["ta.v_event_7"]
    assert len(schema.problems) == 2
    assert all("put together" in problem for problem in schema.problems)
    assert read(PROFILE, {"events": ANSWERS["events"]}).tables == ()


def test_one_events_properties() -> None:
    assert read_event(PROPERTIES) == ("price",)
    assert read_event({"properties": []}) == ()
    assert read_event({"oops": 1}) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda v: (
        st.lists(v, max_size=3)
        | st.dictionaries(
            st.sampled_from(["events", "eventName", "columnName", "headers", "projectId", "x"]), v, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(answers=st.fixed_dictionaries({}, optional=dict.fromkeys(ANSWERS, JSON)))
def test_no_answer_breaks_the_reader(answers: dict[str, Any]) -> None:
    schema = read(PROFILE, answers)
    named: list[SchemaEvent | SchemaProperty | SchemaCohort] = [
        *schema.events,
        *schema.properties,
        *schema.cohorts,
    ]
    assert all(one.name for one in named)
    assert all(isinstance(name, str) for columns in schema.columns().values() for name in columns)
