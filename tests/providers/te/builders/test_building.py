"""Each of the seven forms builds, from an empty body, a request that the sandbox takes and answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.te.builders.bodies import CONTEXTS, SCHEMA, TODAY
from tests.providers.te_sandbox.conftest import shipped
from tests.providers.te_sandbox.playing import Player
from tui.core.building import Action, BuildContext
from tui.core.confidence import Confidence
from tui.providers.te.builders import formulas
from tui.providers.te.builders.models import TeModelBuilder, model_builders
from tui.providers.te.builders.times import days_of, days_shown

__all__ = ["shipped"]

Step = tuple[str, Action, dict[str, str]]
EDIT, ADD, FILTER = Action.EDIT, Action.ADD, Action.FILTER
FIXED = {"range": "between", "begin": "2024-05-01", "end": "2024-05-07"}
PLATFORM = {"property": "event.platform", "comparator": "notNull"}
STORIES: dict[str, tuple[list[Step], set[str]]] = {
    "event-analyze": (
        [
            ("events", ADD, {"event": "purchase", "analysis": "TOTAL_TIMES"}),
            (
                "events[0]",
                FILTER,
                {"property": "event.platform", "comparator": "equal", "values": "web, ios"},
            ),
            ("events[0].filts[0]", Action.GROUP, {}),
            (
                "events[0].filts[0]",
                ADD,
                {"property": "user.platform", "comparator": "notInclude", "values": "x"},
            ),
            (
                "events[0]",
                ADD,
                {
                    "event": "= a formula",
                    "formula": "purchase.TOTAL_TIMES / home.TRIG_USER_NUM",
                    "format": "FORMAT_PERCENT",
                },
            ),
            ("eventView.recentDay", EDIT, {"range": "1-7"}),
            ("eventView.timeParticleSize", EDIT, {"value": "day"}),
            ("eventView.comparedRecentDay", EDIT, {"range": "8-14"}),
            ("eventView.eventSplit", EDIT, {"event": "purchase", "property": "event.platform"}),
        ],
        {"x", "y", "comparedX"},
    ),
    "retention-analyze": (
        [
            ("events.first", EDIT, {"event": "product_view"}),
            ("events.second", EDIT, {"event": "purchase"}),
            ("events.simultaneous_display", EDIT, {"event": "purchase", "analysis": "TOTAL_TIMES"}),
            ("eventView.recentDay", EDIT, FIXED),
            ("eventView.timeParticleSize", EDIT, {"value": "day"}),
            ("eventView.unitNum", EDIT, {"value": "3"}),
            ("eventView.statType", EDIT, {"value": "lost"}),
            ("eventView", ADD, PLATFORM),
        ],
        {"x", "y", "state_avg"},
    ),
    "funnel-analyze": (
        [
            ("events", ADD, {"event": "add_to_cart"}),
            ("events[0]", ADD, {"event": "purchase"}),
            ("eventView.recentDay", EDIT, FIXED),
            ("eventView.windows_gap", EDIT, {"value": "2"}),
            ("eventView.windows_gap_tu", EDIT, {"value": "day"}),
            ("eventView.groupBy", ADD, {"property": "event.platform"}),
        ],
        {"y", "z"},
    ),
    "distribution-analyze": (
        [
            (
                "events",
                ADD,
                {
                    "event": "product_view",
                    "analysis": "TOTAL_TIMES",
                    "interval": "user_defined",
                    "bounds": "1, 5, 10",
                },
            ),
            ("eventView.recentDay", EDIT, FIXED),
            ("eventView.timeParticleSize", EDIT, {"value": "total"}),
        ],
        {"x", "y", "distribution_interval"},
    ),
    "path-analyze": (
        [
            ("events.source_event.event_name", EDIT, {"event": "home"}),
            ("events.source_event.event_name", FILTER, PLATFORM),
            ("events.event_names", ADD, {"event": "anyEvent"}),
            ("eventView.recent_day", EDIT, FIXED),
            ("events.source_type", EDIT, {"value": "initial_event"}),
            ("eventView.session_interval", EDIT, {"value": "30"}),
            ("eventView.session_type", EDIT, {"value": "minute"}),
            ("eventView.col_limit", EDIT, {"value": "5"}),
            ("events.user_filter", ADD, {"property": "user.platform", "comparator": "notNull"}),
            ("events.by_fields", ADD, {"event": "home", "property": "event.platform"}),
        ],
        {"nodes", "links"},
    ),
    "interval-analyze": (
        [
            ("events.first", EDIT, {"event": "add_to_cart"}),
            ("events.second", EDIT, {"event": "purchase"}),
            ("events.relationProp", EDIT, {"link": "session_id"}),
            ("eventView.recentDay", EDIT, FIXED),
            ("eventView.timeParticleSize", EDIT, {"value": "total"}),
            ("eventView.windowsGapValue", EDIT, {"value": "1"}),
            ("eventView.windowsGapUnit", EDIT, {"value": "hour"}),
        ],
        {"x", "y"},
    ),
    "user-prop-analyze": (
        [
            ("events", ADD, {"analysis": "DISTINCT", "quota": "user.platform"}),
            ("eventView.userCrowds", ADD, {"name": "some"}),
            ("eventView.userCrowds[0]", FILTER, {"property": "user.platform", "comparator": "isNull"}),
        ],
        {"x", "y"},
    ),
}


def played(builder: TeModelBuilder, steps: list[Step], body: Any, context: BuildContext) -> Any:
    """The steps as a dialog takes them: one question after the other, nothing else answered."""
    for line, action, wanted in steps:
        answers: dict[str, str] = {}
        while (question := builder.question(body, line, action, answers, context)) is not None:
            answer = wanted.get(question.name, question.value)
            assert not question.complaint(answer), (line, question.name, question.complaint(answer))
            answers[question.name] = answer
        assert set(wanted) <= set(answers), (line, answers)
        made = builder.done(body, line, action, answers, context)
        body = made.body
        assert (
            not made.line or made.line in {one.id for one in builder.lines(body, context)} or action is EDIT
        )
    return body


@pytest.mark.parametrize("model", STORIES)
def test_a_form_filled_from_nothing_is_a_request_that_is_answered(shipped: Player, model: str) -> None:
    builder, context = model_builders()[model], BuildContext(TODAY)
    assert builder.problems({"projectId": 1}, context)
    steps, members = STORIES[model]
    common: list[Step] = [("useCache", EDIT, {"value": "true"}), ("limit", EDIT, {"value": "10"})]
    body = played(builder, [*steps, *common], {"projectId": 1}, context)
    assert builder.problems(body, context) == []
    answer = shipped.call(model, body)
    assert answer.envelope["return_code"] == 0, (answer.envelope, body)
    assert members <= set(answer.data)
    assert any(answer.data[name] for name in members)


def words(model: str, body: Any) -> dict[str, str]:
    return {line.id: line.words for line in model_builders()[model].lines(body, CONTEXTS[1])}


def test_filters_are_sentences() -> None:
    def sentence(comparator: str, *values: str, name: str = "country", table: str = "event") -> str:
        node = {"columnName": name, "tableType": table, "comparator": comparator, "ftv": list(values)}
        return words("funnel-analyze", {"eventView": {"filts": [node]}})["eventView.filts[0]"]

    assert sentence("equal", "CN") == "country is CN"
    assert sentence("equal", "CN", "JP") == "country is one of CN, JP"
    assert sentence("range", "1", "5", name="level", table="user") == "level (user) is between 1 and 5"
    assert sentence("relativeEventBefore", "3") == "country lies at most 3 days before the event"
    assert sentence("isTrue", name="whales", table="cluster") == "cohort whales has the user"
    assert sentence("brandNew", "1") == "country brandNew ?"


def test_relative_ranges_tell_their_days_and_typed_days_are_times() -> None:
    assert days_shown(days_of("1-7", TODAY)) == "2024-06-23 – 2024-06-29"
    assert days_of("99999-1", TODAY) is not None
    builder = model_builders()["event-analyze"]
    body = played(builder, [("eventView.recentDay", EDIT, FIXED)], {}, CONTEXTS[0])
    assert body == {"eventView": {"startTime": "2024-05-01 00:00:00", "endTime": "2024-05-07 23:59:59"}}
    (line,) = (one for one in builder.lines(body, CONTEXTS[0]) if one.id == "eventView.recentDay")
    assert (line.words, line.detail) == ("2024-05-01 – 2024-05-07", "7 days")
    back = played(builder, [("eventView.recentDay", EDIT, {"range": "1-30"})], body, CONTEXTS[0])
    assert back == {"eventView": {"recentDay": "1-30"}}
    question = builder.question(back, "eventView.recentDay", EDIT, {}, CONTEXTS[0])
    assert question is not None
    assert question.suggest is not None
    assert [offer.detail for offer in question.suggest("3-4")] == ["2024-06-26 – 2024-06-27"]


def test_tests_go_by_the_type_of_the_property_and_say_how_sure_they_are() -> None:
    builder = model_builders()["funnel-analyze"]

    def offered(prop: str) -> list[str]:
        question = builder.question({}, "eventView", ADD, {"property": prop}, CONTEXTS[1])
        assert question is not None
        return [offer.value for offer in question.offers]

    assert offered("user.vip") == ["isTrue", "isFalse", "notNull", "isNull"]
    assert "include" not in offered("amount")
    assert offered("cluster.whales") == ["isTrue", "isFalse"]
    unsure = builder.question(
        {}, "eventView", ADD, {"property": "user.level", "comparator": "relativeCurrentBefore"}, CONTEXTS[1]
    )
    assert unsure is not None
    assert unsure.confidence is Confidence.INFERRED
    # Both tables have it, so it is asked which is meant; one of the two by its prefix is not asked.
    assert builder.question({}, "eventView", ADD, {"property": "platform"}, CONTEXTS[1]).name == "table"  # type: ignore[union-attr]  # asserted by its name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pay.amount.SUM / login.TRIG_USER_NUM", ""),
        ("", "needs a formula"),
        ("pay.amount.SUM /", "unfinished"),
        ("pay.SUM", "needs a property"),
        ("pay.amount.NEW", "is not event.ANALYSIS"),
        ("(pay.TOTAL_TIMES", "bracket"),
    ],
)
def test_formulas_are_checked_as_they_are_typed(text: str, said: str) -> None:
    found = formulas.complaint(text)
    assert said in found if said else found == ""


def test_formulas_are_completed_with_the_metrics_of_the_query_and_the_schema() -> None:
    def offered(text: str) -> list[str]:
        return [o.value for o in formulas.suggestions(text, ["pay.amount.SUM"], BuildContext(TODAY, SCHEMA))]

    assert offered("")[0] == "pay.amount.SUM"
    assert offered("2 * pur") == ["2 * purchase."]
    assert "login.TRIG_USER_NUM" in offered("login.")
    assert "login.amount." in offered("login.am")
    assert "x / login.amount.SUM" in offered("x / login.amount.S")


def test_what_is_missing_is_told_by_field() -> None:
    problems = {
        p.field: p.message
        for p in model_builders()["event-analyze"].problems(
            {
                "events": [{"eventName": "", "type": 0, "analysis": "SUM"}],
                "eventView": {"startTime": "2024-05-02", "endTime": "2024-05-01", "filts": [{"ftv": []}]},
            },
            CONTEXTS[0],
        )
    }
    assert set(problems) >= {
        "events[0].eventName",
        "events[0].type",
        "events[0].quota",
        "eventView.endTime",
        "eventView.filts[0].columnName",
    }
