"""Filters: every comparator on every kind of property, nested at will, against plain Python."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.te_sandbox.models.brute import combined
from tests.providers.te_sandbox.models.conftest import World
from tests.providers.te_sandbox.models.small import CITIES, TAGS, TODAY

COUNT = [{"eventName": "anyEvent", "type": "normal", "analysis": "TOTAL_TIMES"}]
TEXTS = st.sampled_from([*(city for city in CITIES if city is not None), "o", "'", "x; DROP TABLE t", "%"])
NUMBERS = st.sampled_from(["0", "1", "2.25", "-3.5", "50", "1e1", "3"])
TIMES = st.sampled_from(["2024-02-01 00:00:00", "2024-02-10 12:30:00", "2024-02-18"])
DAYS = st.sampled_from(["0", "1", "7", "30"])
PATTERNS = st.sampled_from(["^O", "[a-z]+", "%$", "東", "o|e", ""])
ITEMS = st.sampled_from([*TAGS, "nope"])


def simple(
    column: str, table: str, comparators: list[str], values: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    def node(comparator: str, ftv: list[str]) -> dict[str, Any]:
        return {"columnName": column, "tableType": table, "comparator": comparator, "ftv": ftv}

    return st.builds(node, st.sampled_from(comparators), values)


def some(values: st.SearchStrategy[str], least: int = 1, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(values, min_size=least, max_size=most)


def near_event(node: dict[str, Any], unit: str) -> dict[str, Any]:
    return {**node, "timeUnit": unit}


NONE: st.SearchStrategy[list[str]] = st.just([])
USER_TESTS = st.one_of(
    simple("born", "user", ["relativeCurrentBefore"], some(DAYS, 1, 1)),
    simple("level", "user", ["equal", "notEqual", "less", "greater"], some(NUMBERS, 1, 1)),
    simple("vip", "user", ["isTrue", "isFalse", "isNull"], NONE),
    simple("land", "user", ["equal", "notEqual", "include"], some(st.sampled_from(["NO", "IT", "N"]))),
)
COLUMNS = ("city", "amount", "gift", "tags", "seen")
NEAR = ["relativeEventBefore", "relativeEventAfter", "relativeEventAbsolute"]
SIMPLE = st.one_of(
    simple("city", "event", ["equal", "notEqual", "include", "notInclude"], some(TEXTS)),
    simple("city", "event", ["regexMatch", "notRegexMatch"], some(PATTERNS)),
    *[simple(name, "event", ["isNull", "notNull"], NONE) for name in COLUMNS],
    simple("amount", "event", ["equal", "notEqual"], some(NUMBERS)),
    simple("pieces", "event", ["less", "greater"], some(NUMBERS, 1, 1)),
    simple("amount", "event", ["range"], some(NUMBERS, 2, 2)),
    simple("gift", "event", ["isTrue", "isFalse"], NONE),
    simple("gift", "event", ["equal", "notEqual"], some(st.sampled_from(["true", "false"]))),
    simple("seen", "event", ["less", "greater", "equal", "notEqual"], some(TIMES, 1, 1)),
    simple("seen", "event", ["range"], some(TIMES, 2, 2)),
    simple("seen", "event", ["relativeCurrentBetween"], some(DAYS, 2, 2)),
    st.builds(
        near_event,
        simple("seen", "event", NEAR, some(DAYS, 1, 1)),
        st.sampled_from(["minute", "hour", "day"]),
    ),
    simple("tags", "event", ["arrayIncludeItem", "arrayNotIncludeItem"], some(ITEMS)),
    simple("tags", "event", ["arrayIsNull", "arrayNotNull"], NONE),
    st.builds(
        lambda place, items: {
            "columnName": "tags", "tableType": "event", "comparator": "arrayItemPos", "ftv": [place, *items],
        },
        st.sampled_from(["1", "2", "3"]),
        some(ITEMS),
    ),
    USER_TESTS,
)  # fmt: skip
RELATIONS = st.sampled_from(["and", "or"])


def compound(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda relation, filts: {"filterType": "COMPOUND", "relation": relation, "filts": filts},
        RELATIONS,
        st.lists(children, max_size=3),
    )


NODES = st.recursive(SIMPLE, compound, max_leaves=6)


@settings(max_examples=250)
@given(relation=RELATIONS, filts=st.lists(NODES, min_size=1, max_size=3))
def test_filters_select_the_rows_that_plain_python_selects(
    world: World, relation: str, filts: list[Any]
) -> None:
    view = {"timeParticleSize": "total", "recentDay": "0-30", "relation": relation, "filts": filts}
    answer = world.ask("event-analyze", COUNT, view)
    wanted = sum(combined(row, relation, filts, TODAY) for row in world.events)
    assert answer.data["y"][0]["anyEvent.TOTAL_TIMES"][0]["values"] == [str(wanted)]


@settings(max_examples=60)
@given(node=USER_TESTS)
def test_filters_of_users_select_the_users_that_plain_python_selects(world: World, node: Any) -> None:
    event = {"analysis": "TRIG_USER_NUM", "quota": "#user_id", "tableType": "user", "filts": [node]}
    answer = world.ask("user-prop-analyze", [event], {"filts": None})
    wanted = sum(combined(row, "and", [node], TODAY) for row in world.users)
    assert answer.data["y"][0]["#user_id.TRIG_USER_NUM"][0]["values"] == [str(wanted)]


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({"columnName": "nope", "comparator": "equal", "ftv": ["1"]}, "project 1 has no event property"),
        ({"columnName": "city", "comparator": "less", "ftv": ["1"]}, "less needs numbers or times"),
        ({"columnName": "amount", "comparator": "include", "ftv": ["1"]}, "include needs text"),
        ({"columnName": "amount", "comparator": "equal", "ftv": ["x"]}, "is no number, and amount"),
        ({"columnName": "seen", "comparator": "equal", "ftv": ["soon"]}, "is no time"),
        ({"columnName": "gift", "comparator": "equal", "ftv": ["maybe"]}, "neither true nor false"),
        ({"columnName": "city", "comparator": "isTrue"}, "isTrue needs true or false"),
        ({"columnName": "city", "comparator": "equal", "ftv": []}, "equal needs at least 1 operands"),
        ({"columnName": "amount", "comparator": "range", "ftv": ["1"]}, "range needs 2 operands, not 1"),
        ({"columnName": "city", "comparator": "regexMatch", "ftv": ["("]}, "is not a regular expression"),
        ({"columnName": "city", "comparator": "arrayNotNull"}, "arrayNotNull needs lists"),
        ({"columnName": "city", "comparator": "wish", "ftv": ["1"]}, "is not one of"),
        ({"columnName": "city", "ftv": ["1"]}, "comparator: is required"),
        ({"columnName": "c1", "tableType": "cluster", "comparator": "isTrue"}, "there is no cohort"),
        ({"columnName": 'city"; --', "comparator": "isNull"}, "has no event property"),
    ],
)  # fmt: skip
def test_a_filter_that_does_not_fit_is_named_with_its_reason(world: World, node: Any, words: str) -> None:
    answer = world.ask("event-analyze", COUNT, {"filts": [{"tableType": "event", **node}]})
    assert answer.code == -1008
    assert answer.message.startswith("sandbox: parameter eventView.filts[0]")
    assert any(part in answer.message for part in words.split("|"))


def test_nesting_has_an_end(world: World) -> None:
    node: Any = {"columnName": "city", "tableType": "event", "comparator": "isNull"}
    for _ in range(60):
        node = {"filterType": "COMPOUND", "relation": "and", "filts": [node]}
    assert world.ask("event-analyze", COUNT, {"filts": [node]}).code == -1008


def test_a_pattern_only_python_understands_is_refused_and_not_a_crash(world: World) -> None:
    node = {"columnName": "city", "tableType": "event", "comparator": "regexMatch", "ftv": ["(?=O)O"]}
    answer = world.ask("event-analyze", COUNT, {"filts": [node]})
    assert (answer.code, "regular expression" in answer.message) == (-1008, True)
