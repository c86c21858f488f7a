"""Event analysis against plain Python: values, groups, periods, formulas, comparison, its own limits."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

import pytest

from tests.providers.te_sandbox.models.brute import Row, label, measured, period, text
from tests.providers.te_sandbox.models.conftest import World
from tui.providers.te.sandbox.models.measures import COUNTS

QUOTAS = {
    "TOTAL_TIMES": "", "TRIG_USER_NUM": "", "PER_CAPITA_TIMES": "", "SUM": "amount", "AVG": "amount",
    "PER_CAPITA_NUM": "pieces", "MAX": "pieces", "MIN": "amount", "DISTINCT": "city", "TRUE": "gift",
    "FALSE": "gift", "IS_NOT_EMPTY": "city", "IS_EMPTY": "seen", "ARRAY_DISTINCT": "tags",
    "ARRAY_SET_DISTINCT": "tags", "ARRAY_ITEM_DISTINCT": "tags", "MEDIAN": "amount", "PERCENTILE": "amount",
}  # fmt: skip
SIZES = ["minute", "minute5", "minute10", "hour", "day", "week", "month", "total"]


def rows_of(world: World, name: str, begin: str = "2024-02-01", end: str = "2024-02-15") -> list[Row]:
    first, last = datetime.datetime.fromisoformat(begin), datetime.datetime.fromisoformat(end)
    return [
        row for row in world.events
        if name in ("anyEvent", row["#event_name"]) and first <= row["#event_time"] < last
    ]  # fmt: skip


def cells(
    rows: list[Row], size: str, splits: list[Row], **options: Any
) -> dict[tuple[str, ...], dict[str, list[Row]]]:
    found: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        group = tuple(label(row, split) for split in splits)
        found[group][period(row["#event_time"], size, options.get("first_day", 1))].append(row)
    return found


@pytest.mark.parametrize("analysis", list(QUOTAS))
@pytest.mark.parametrize("name", ["a", "anyEvent", "d"])
def test_every_analysis_per_day(world: World, analysis: str, name: str) -> None:
    event = {
        "eventName": name,
        "type": "normal",
        "analysis": analysis,
        "quota": QUOTAS[analysis],
        "analysisParams": "90",
    }
    data = world.ask("event-analyze", [event]).data
    assert data["x"] == [f"2024-02-{day:02}" for day in range(1, 15)]
    [row] = data["y"][0][f"{name}.{analysis}"]
    found = cells(rows_of(world, name), "day", [])[()]
    empty = 0 if analysis in COUNTS else None
    wanted = [
        text(measured(found[day], analysis, QUOTAS[analysis], 90) if day in found else empty)
        for day in data["x"]
    ]
    assert row["values"] == wanted
    assert row["group_cols"] == []


@pytest.mark.parametrize("size", SIZES)
def test_every_size_of_period(world: World, size: str) -> None:
    event = {"eventName": "anyEvent", "type": "normal", "analysis": "TOTAL_TIMES"}
    view = {"timeParticleSize": size, "startTime": "2024-02-01 03:07:00", "endTime": "2024-02-05 10:02:59"}
    data = world.ask("event-analyze", [event], view).data
    found = cells(rows_of(world, "anyEvent", "2024-02-01T03:07", "2024-02-05T10:03"), size, [])[()]
    [row] = data["y"][0]["anyEvent.TOTAL_TIMES"]
    assert set(found) <= set(data["x"])
    assert len(set(data["x"])) == len(data["x"])
    assert row["values"] == [str(len(found.get(one, []))) for one in data["x"]]


@pytest.mark.parametrize("first_day", range(1, 8))
def test_weeks_begin_on_the_wanted_day(world: World, first_day: int) -> None:
    event = {"eventName": "b", "type": "normal", "analysis": "TRIG_USER_NUM"}
    data = world.ask("event-analyze", [event], {"timeParticleSize": "week", "firstDayOfWeek": first_day}).data
    found = cells(rows_of(world, "b"), "week", [], first_day=first_day)[()]
    assert all(datetime.date.fromisoformat(one).isoweekday() == first_day for one in data["x"])
    [row] = data["y"][0]["b.TRIG_USER_NUM"]
    assert row["values"] == [text(measured(found.get(one, []), "TRIG_USER_NUM")) for one in data["x"]]


SPLITS: list[list[Row]] = [
    [{"columnName": "city", "tableType": "event"}],
    [{"columnName": "land", "tableType": "user"}, {"columnName": "gift", "tableType": "event"}],
    [{"columnName": "amount", "tableType": "event", "propertyRange": "0,2.25,50"}],
    [{"columnName": "seen", "tableType": "event"}, {"columnName": "level", "tableType": "user"}],
]


@pytest.mark.parametrize("splits", SPLITS)
@pytest.mark.parametrize("analysis", ["TOTAL_TIMES", "TRIG_USER_NUM", "AVG", "MEDIAN"])
def test_groups(world: World, splits: list[Row], analysis: str) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": analysis, "quota": "pieces"}
    data = world.ask("event-analyze", [event], {"timeParticleSize": "week", "groupBy": splits}).data
    found = cells(rows_of(world, "a"), "week", splits)
    empty = 0 if analysis in COUNTS else None
    wanted = {
        group: [
            text(measured(weeks[week], analysis, "pieces") if week in weeks else empty) for week in data["x"]
        ]
        for group, weeks in found.items()
    }  # fmt: skip
    shown = {tuple(row["group_cols"]): row["values"] for row in data["y"][0][f"a.{analysis}"]}
    assert shown == wanted


def test_a_limit_keeps_the_greatest_groups_and_says_so(world: World) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "TOTAL_TIMES"}
    view = {"timeParticleSize": "total", "groupBy": SPLITS[0]}
    every = world.ask("event-analyze", [event], view)
    few = world.ask("event-analyze", [event], view, limit=2)
    rows = every.data["y"][0]["a.TOTAL_TIMES"]
    assert few.data["y"][0]["a.TOTAL_TIMES"] == rows[:2]
    totals = [int(row["values"][0]) for row in rows]
    assert totals == sorted(totals, reverse=True)
    assert f"2 of {len(rows)} group rows" in few.header("x-sandbox-notice")
    assert every.header("x-sandbox-notice") == ""


def test_counting_by_another_subject(world: World) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "TRIG_USER_NUM"}
    view = {"timeParticleSize": "total", "taIdMeasureVo": {"columnName": "#account_id", "tableType": "event"}}
    [row] = world.ask("event-analyze", [event], view).data["y"][0]["a.TRIG_USER_NUM"]
    assert row["values"] == [str(measured(rows_of(world, "a"), "TRIG_USER_NUM", subject="#account_id"))]


@pytest.mark.parametrize("zone", [0, 8, -3.5])
def test_a_time_zone_moves_events_between_days(world: World, zone: float) -> None:
    event = {"eventName": "anyEvent", "type": "normal", "analysis": "TOTAL_TIMES"}
    data = world.ask("event-analyze", [event], zoneOffset=zone).data
    moved = [
        row["#event_time"] + datetime.timedelta(hours=zone - row["#zone_offset"]) for row in world.events
    ]
    [row] = data["y"][0]["anyEvent.TOTAL_TIMES"]
    assert row["values"] == [str(sum(f"{time:%Y-%m-%d}" == day for time in moved)) for day in data["x"]]


def test_relative_days_count_from_the_data_and_the_answer_says_so(world: World) -> None:
    event = {"eventName": "anyEvent", "type": "normal", "analysis": "TOTAL_TIMES"}
    answer = world.ask("event-analyze", [event], {"recentDay": "1-3"})
    assert answer.data["x"] == ["2024-02-17", "2024-02-18", "2024-02-19"]
    assert "2024-02-20, the day after the last event" in answer.header("x-sandbox-notice")
    everything = world.ask("event-analyze", [event], {"recentDay": "StartToNow", "timeParticleSize": "total"})
    assert everything.data["y"][0]["anyEvent.TOTAL_TIMES"][0]["values"] == [str(len(world.events))]


def test_days_that_have_not_come_hold_no_value_and_are_not_zero(world: World) -> None:
    event = {"eventName": "anyEvent", "type": "normal", "analysis": "TOTAL_TIMES"}
    view = {"startTime": "2024-02-19 00:00:00", "endTime": "2024-02-21 00:00:00"}
    [row] = world.ask("event-analyze", [event], view).data["y"][0]["anyEvent.TOTAL_TIMES"]
    assert row["values"][1:] == ["-", "-"]
    assert row["values"][0] != "-"


def test_the_stage_value_adds_and_averages_what_is_shown(world: World) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "TOTAL_TIMES"}
    view = {"startTime": "2024-02-01 12:00:00", "endTime": "2024-02-03 23:59:59"}
    [row] = world.ask("event-analyze", [event], view).data["y"][0]["a.TOTAL_TIMES"]
    numbers = [int(value) for value in row["values"]]
    stage = row["stageValue"]
    assert (stage["sumValue"], stage["avgValue"]) == (str(sum(numbers)), text(sum(numbers) / 3))
    assert stage["intactSumValue"] == str(sum(numbers[1:]))


def test_a_formula_per_period_and_group(world: World) -> None:
    formula = "(a.amount.SUM - 2) / b.TRIG_USER_NUM * 100 + anyEvent.TOTAL_TIMES"
    event = {"type": "customized", "customEvent": formula, "format": "FORMAT_FLOAT"}
    view = {"timeParticleSize": "week", "groupBy": [{"columnName": "vip", "tableType": "user"}]}
    data = world.ask("event-analyze", [event], view).data
    found = cells(rows_of(world, "anyEvent"), "week", view["groupBy"])  # type: ignore[arg-type]  # a JSON object
    for row in data["y"][0][formula]:
        for week, shown in zip(data["x"], row["values"], strict=True):
            rows = found[tuple(row["group_cols"])].get(week, [])
            total = measured([r for r in rows if r["#event_name"] == "a"], "SUM", "amount")
            people = measured([r for r in rows if r["#event_name"] == "b"], "TRIG_USER_NUM")
            known = total is not None and people
            assert shown == text((total - 2) / people * 100 + len(rows) if known else None)


def test_a_formula_as_percent_and_a_division_by_zero(world: World) -> None:
    half = {
        "type": "customized",
        "customEvent": "a.TOTAL_TIMES/(a.TOTAL_TIMES*2)",
        "format": "FORMAT_PERCENT",
    }
    never = {"type": "customized", "customEvent": "a.TOTAL_TIMES/0", "format": "FORMAT_FLOAT"}
    y = world.ask("event-analyze", [half, never], {"timeParticleSize": "total"}).data["y"]
    assert y[0][half["customEvent"]][0]["values"] == ["50%"]
    assert y[1]["a.TOTAL_TIMES/0"][0]["values"] == ["-"]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("a.TOTAL_TIMES/", "unfinished"),
        ("(a.TOTAL_TIMES", "closing bracket"),
        ("a.TOTAL_TIMES b.TOTAL_TIMES", "unexpected"),
        ("a.WISHES", "is not event.ANALYSIS"),
        ("nope.amount.SUM", "names no event"),
        ("a.TOTAL_TIMES; DROP", "unexpected"),
        ("(" * 80 + "1" + ")" * 80, "nested deeper"),
        ("1 + " * 900 + "1", "longer than"),
    ],
)
def test_a_broken_formula_has_the_documented_code(world: World, formula: str, words: str) -> None:
    answer = world.ask("event-analyze", [{"type": "customized", "customEvent": formula}])
    assert answer.code == -1099
    assert words in answer.message


def test_one_event_is_split_and_the_other_is_not(world: World) -> None:
    events = [{"eventName": name, "type": "normal", "analysis": "TOTAL_TIMES"} for name in "ab"]
    split = {"event": "a", "groupByProp": {"columnName": "gift", "tableType": "event"}}
    y = world.ask("event-analyze", events, {"timeParticleSize": "total", "eventSplit": split}).data["y"]
    found = cells(rows_of(world, "a"), "total", [split["groupByProp"]])  # type: ignore[list-item]  # JSON
    shown = {tuple(row["group_cols"]): row["values"] for row in y[0]["a.TOTAL_TIMES"]}
    assert shown == {group: [str(len(rows["total"]))] for group, rows in found.items()}
    assert [row["group_cols"] for row in y[1]["b.TOTAL_TIMES"]] == [[]]


def test_a_second_period_stands_beside_the_first_and_is_marked_as_ours(world: World) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "SUM", "quota": "amount"}
    second = {"comparedStartTime": "2024-02-08 00:00:00", "comparedEndTime": "2024-02-09 23:59:59"}
    answer = world.ask("event-analyze", [event], {"comparedByTime": True, **second})
    alone = world.ask(
        "event-analyze",
        [event],
        {"startTime": second["comparedStartTime"], "endTime": second["comparedEndTime"]},
    )
    assert answer.data["comparedX"] == alone.data["x"] == ["2024-02-08", "2024-02-09"]
    assert answer.data["comparedY"] == alone.data["y"]
    assert answer.header("x-sandbox-layout") == "own"
    assert alone.header("x-sandbox-layout") == ""
    relative = world.ask("event-analyze", [event], {"comparedByTime": True, "comparedRecentDay": "1-2"})
    assert relative.data["comparedX"] == ["2024-02-18", "2024-02-19"]


def test_the_users_behind_a_cell_are_those_of_the_cell(world: World) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "TOTAL_TIMES"}
    splits = [{"columnName": "city", "tableType": "event"}]
    answer = world.ask(
        "event-user-list",
        [event],
        {"groupBy": splits},
        sliceDate="2024-02-05",
        sliceGroupVal=["(null)"],
        eventIndex=0,
    )
    wanted = {
        row["#user_id"] for row in rows_of(world, "a")
        if row["city"] is None and f"{row['#event_time']:%Y-%m-%d}" == "2024-02-05"
    }  # fmt: skip
    assert {row[0] for row in answer.data["users"]} == wanted
    assert answer.data["total"] == len(wanted)
    lines = world.ask("event-user-list-download", [event], sliceGroupVal=[], eventIndex=0)
    assert {row[0] for row in lines.rows} == {row["#user_id"] for row in rows_of(world, "a")}


def test_a_cell_that_does_not_exist_is_refused(world: World) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "TOTAL_TIMES"}
    cases: list[dict[str, Any]] = [
        {"sliceDate": "2023-01-01", "sliceGroupVal": [], "eventIndex": 0},
        {"sliceGroupVal": ["x"], "eventIndex": 0},
        {"sliceGroupVal": [], "eventIndex": 3},
    ]
    for case in cases:
        assert world.ask("event-user-list", [event], **case).code == -1008


def test_the_download_holds_every_cell_as_a_line(world: World) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "TOTAL_TIMES"}
    view = {"groupBy": [{"columnName": "gift", "tableType": "event"}]}
    whole = world.ask("event-analyze", [event], view).data
    lines = world.ask("event-analyze-download", [event], view)
    assert lines.envelope["data"]["headers"] == ["metric", "gift", "period", "value"]
    wanted = [
        ["a.TOTAL_TIMES", *row["group_cols"], day, value]
        for row in whole["y"][0]["a.TOTAL_TIMES"]
        for day, value in zip(whole["x"], row["values"], strict=True)
    ]
    assert lines.rows == wanted


def test_a_kept_result_is_older_than_the_call(world: World) -> None:
    clock = [1000.0]
    world.player.services.clock = lambda: clock[0]
    event = {"eventName": "a", "type": "normal", "analysis": "MAX", "quota": "amount"}
    fresh = world.ask("event-analyze", [event], useCache=True).data
    clock[0] = 5000.0
    assert world.ask("event-analyze", [event], useCache=True).data == fresh
    again = world.ask("event-analyze", [event], useCache=False).data
    assert fresh["result_generate_time"] == "1970-01-01 00:16:40"
    assert again["result_generate_time"] == "1970-01-01 01:23:20"
    assert again["y"] == fresh["y"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"analysis": "SUM"}, "events[0].quota: SUM needs a property"),
        ({"analysis": "SUM", "quota": "city"}, "SUM needs numbers, and city holds text"),
        ({"analysis": "TRUE", "quota": "amount"}, "TRUE needs true or false"),
        ({"analysis": "ARRAY_DISTINCT", "quota": "city"}, "ARRAY_DISTINCT needs lists"),
        (
            {"analysis": "PERCENTILE", "quota": "amount"},
            "analysisParams: PERCENTILE needs a number from 1 to 100",
        ),
        ({"analysis": "MAX", "quota": "nope"}, "events[0].quota: project 1 has no event property"),
        ({"analysis": "A100"}, "events[0].analysis"),
        ({"eventName": "nope"}, "events[0].eventName: project 1 has no event"),
        ({"eventName": ""}, "events[0].eventName: is required"),
        ({"type": "customized"}, "events[0].customEvent"),
        ({"type": "customized", "customEvent": "a.TOTAL_TIMES", "customFilters": [1]}, "customFilters"),
    ],
)
def test_a_metric_that_does_not_fit_is_refused_in_words(world: World, change: Row, place: str) -> None:
    event = {"eventName": "a", "type": "normal", "analysis": "TOTAL_TIMES", **change}
    answer = world.ask("event-analyze", [event])
    assert answer.code == -1008
    assert place in answer.message


@pytest.mark.parametrize(
    ("view", "place"),
    [
        ({"startTime": "", "endTime": ""}, "eventView.recentDay"),
        ({"startTime": "2024-02-01"}, "eventView.startTime"),
        ({"endTime": "2023-02-01 00:00:00"}, "eventView.endTime"),
        ({"recentDay": "yesterday"}, "eventView.recentDay"),
        ({"recentDay": "1-90000", "timeParticleSize": "day"}, "periods|recentDay"),
        ({"timeParticleSize": "minute"}, "over 10000 periods"),
        ({"timeParticleSize": "T1"}, "eventView.timeParticleSize"),
        ({"groupBy": [{"columnName": "city"}]}, "eventView.groupBy[0].tableType"),
        (
            {"groupBy": [{"columnName": "city", "tableType": "event", "propertyRange": "1,2"}]},
            "bounds need numbers",
        ),
        ({"groupBy": [{"columnName": "amount", "tableType": "event", "propertyRange": "3,1"}]}, "rising"),
        ({"taIdMeasureVo": {"columnName": "#user_id; --"}}, "eventView.taIdMeasureVo.columnName"),
        ({"queryFeature": {"globalQueryOn": True}}, "globalQueryOn"),
        ({"relation": "xor", "filts": [{}]}, "eventView.relation"),
    ],
)
def test_a_view_that_does_not_fit_is_refused_in_words(world: World, view: Row, place: str) -> None:
    answer = world.ask(
        "event-analyze", [{"eventName": "a", "type": "normal", "analysis": "TOTAL_TIMES"}], view
    )
    assert answer.code == -1008
    assert any(part in answer.message for part in place.split("|"))
