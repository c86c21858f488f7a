"""Retention, funnel, distribution, path, interval and user properties against plain Python."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest

from tests.providers.te_sandbox.models import brute
from tests.providers.te_sandbox.models.brute import Row, label, measured, percentile, period, text
from tests.providers.te_sandbox.models.conftest import World
from tests.providers.te_sandbox.models.small import TODAY

NOW = datetime.datetime.combine(TODAY, datetime.time())
BEGIN, END = (datetime.datetime.fromisoformat(f"2024-02-{day}") for day in ("01", "15"))
CITY = {"columnName": "city", "tableType": "event"}
LAND = {"columnName": "land", "tableType": "user"}
GIFTS = {"columnName": "gift", "tableType": "event", "comparator": "isTrue"}
EPOCH = datetime.date(1970, 1, 1)


def inside(row: Row) -> bool:
    return bool(BEGIN <= row["#event_time"] < END)


def named(name: str) -> brute.Test:
    return lambda row: name in ("anyEvent", row["#event_name"])


# ---- retention


def number(size: str) -> Any:
    def found(row: Row) -> int:
        day = row["#event_time"].date()
        if size == "month":
            return int(day.year * 12 + day.month)
        days = (day - EPOCH).days
        return int(days) if size == "day" else int((days + 3) // 7)

    return found


def begins(size: str, label_: str, k: int) -> datetime.datetime:
    """When the k-th period after the one of a label begins."""
    if size == "month":
        year, month = (int(part) for part in label_.split("-"))
        month += k
        return datetime.datetime.fromisoformat(f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02}-01")
    start = datetime.datetime.fromisoformat(label_)
    return start + datetime.timedelta(days=k * (7 if size == "week" else 1))


@pytest.mark.parametrize("size", ["day", "week", "month"])
@pytest.mark.parametrize("pair", ["ab", "aa", "ca"])
@pytest.mark.parametrize("split", [None, CITY, LAND])
@pytest.mark.parametrize("kind", ["retention", "lost"])
def test_retention(world: World, size: str, pair: str, split: Row | None, kind: str) -> None:
    events = [{"eventName": name, "type": t} for name, t in zip(pair, ("first", "second"), strict=True)]
    view = {"timeParticleSize": size, "unitNum": 4, "statType": kind, "groupBy": [split] if split else []}
    data = world.ask("retention-analyze", events, view).data
    first = [row for row in world.events if inside(row) and row["#event_name"] == pair[0]]
    second = [row for row in world.events if row["#event_name"] == pair[1]]
    name = (lambda row: label(row, split)) if split else (lambda row: "all")
    found = brute.retention(first, second, number(size), name, 4)
    numbers = {period(row["#event_time"], size): number(size)(row) for row in world.events}
    shown = data["y"]["1" if kind == "lost" else "0"]
    for date in data["x"]:
        cohorts = {group: one for (at, group), one in found.items() if at == numbers.get(date)}
        wanted = {group: expected(one, kind) for group, one in cohorts.items()}
        total = [sum(column) for column in zip(*wanted.values(), strict=True)] if wanted else [0] * 6
        wanted_rows = {("总体",) if split else (): total}
        wanted_rows |= {(group,): one for group, one in wanted.items()} if split else {}
        reached = [True, *[begins(size, date, k) < NOW for k in range(5)]]
        rows = {tuple(row["groupCols"]): row["values"] for row in shown[date]}
        assert rows == {
            group: [
                str(value) if come and not (kind == "lost" and place == 1) else "-"
                for place, (value, come) in enumerate(zip(values, reached, strict=True))
            ]
            for group, values in wanted_rows.items()
        }
        assert shown[date][0]["initNum"] == total[0]


def expected(one: tuple[int, list[int], list[int]], kind: str) -> list[int]:
    size, kept, lost = one
    return [size, *kept] if kind == "retention" else [size, 0, *lost]


def test_the_average_is_the_sum_over_the_sum_of_cohorts_that_got_that_far(world: World) -> None:
    events = [{"eventName": "a", "type": "first"}, {"eventName": "b", "type": "second"}]
    view = {"unitNum": 9, "statType": "retention", "startTime": "2024-02-01 00:00:00"}
    data = world.ask("retention-analyze", events, view).data
    cohorts = [rows[0]["values"] for rows in data["y"]["0"].values()]
    rates = []
    for k in range(10):
        reached = [values for values in cohorts if values[k + 1] != "-"]
        rates.append(text(sum(int(v[k + 1]) for v in reached) / sum(int(v[0]) for v in reached)))
    assert data["state_avg"]["0"][0]["values"] == rates
    assert any(values[-1] == "-" for values in cohorts)


def test_an_extra_metric_is_computed_over_the_users_of_each_cohort(world: World) -> None:
    events = [
        {"eventName": "a", "type": "first"},
        {"eventName": "b", "type": "second"},
        {"eventName": "c", "type": "simultaneous_display", "analysis": "SUM", "quota": "pieces"},
    ]
    view = {"unitNum": 3, "statType": "retention", "timeParticleSize": "week", "groupBy": [LAND]}
    data = world.ask("retention-analyze", events, view).data
    weeks = number("week")
    for date in data["x"]:
        members: dict[str, set[int]] = defaultdict(set)
        firsts = [row for row in world.events if inside(row) and row["#event_name"] == "a"]
        at = {period(row["#event_time"], "week"): weeks(row) for row in world.events}[date]
        for row in firsts:
            if weeks(row) == at:
                members[label(row, LAND)].add(row["#user_id"])
                members["总体"].add(row["#user_id"])
        for row in data["y"]["2"][date]:
            users = members[row["groupCols"][0]]
            for k, shown in enumerate(row["values"][1:]):
                did = [
                    one for one in world.events
                    if one["#event_name"] == "c" and one["#user_id"] in users and weeks(one) == at + k
                ]  # fmt: skip
                if shown != "-" or did:
                    assert shown == text(measured(did, "SUM", "pieces"))


def test_the_users_of_a_retention_are_those_of_its_first_event(world: World) -> None:
    events = [{"eventName": "a", "type": "first", "filts": [GIFTS]}, {"eventName": "b", "type": "second"}]
    data = world.ask("retention-user-list", events, {"unitNum": 3, "statType": "retention"}).data
    wanted = {r["#user_id"] for r in world.events if inside(r) and r["#event_name"] == "a" and r["gift"]}
    assert {row[0] for row in data["users"]} == wanted


# ---- funnel


@pytest.mark.parametrize("steps", ["ab", "abc", "aaa", "cabd", "ba"])
@pytest.mark.parametrize(("gap", "unit"), [(30, "minute"), (7, "hour"), (2, "day"), (2, "week")])
@pytest.mark.parametrize("split", [None, CITY, LAND])
def test_funnel(world: World, steps: str, gap: int, unit: str, split: Row | None) -> None:
    events = [{"eventName": name} for name in steps]
    view = {"windows_gap": gap, "windows_gap_tu": unit, "groupBy": [split] if split else []}
    answer = world.ask("funnel-analyze", events, view)
    window = datetime.timedelta(**{f"{unit}s": gap})
    name = (lambda row: label(row, split)) if split else (lambda row: "all")
    found = brute.funnel(world.events, [named(step) for step in steps], inside, window, name)
    total = [sum(column) for column in zip(*found.values(), strict=True)]
    assert answer.data["z"] == list(steps)
    if not split:
        assert answer.data["y"] == [str(value) for value in total]
        return
    wanted = {"总体": total} | found
    shown = {row["groupCols"][0]: row["values"] for row in answer.data["y"]}
    assert shown == {group: [str(value) for value in values] for group, values in wanted.items()}
    assert answer.header("x-sandbox-layout") == "own"


def test_funnel_with_filters_another_subject_and_any_event(world: World) -> None:
    events = [{"eventName": "anyEvent", "filts": [GIFTS]}, {"eventName": "b"}]
    view = {
        "windows_gap": 1, "windows_gap_tu": "day", "taIdMeasureVo": {"columnName": "#account_id"},
        "filts": [{**LAND, "comparator": "notNull"}],
    }  # fmt: skip
    rows = [row for row in world.events if row["user"]["land"] is not None]
    steps = [lambda row: row["gift"] is True, named("b")]
    day = datetime.timedelta(days=1)
    found = brute.funnel(rows, steps, inside, day, lambda row: "all", subject="#account_id")
    assert world.ask("funnel-analyze", events, view).data["y"] == [str(value) for value in found["all"]]


def test_the_users_of_a_funnel_did_its_first_step(world: World) -> None:
    view = {"windows_gap": 1, "windows_gap_tu": "day"}
    data = world.ask("funnel-user-list", [{"eventName": "d"}, {"eventName": "a"}], view).data
    wanted = {row["#user_id"] for row in world.events if inside(row) and row["#event_name"] == "d"}
    assert {row[0] for row in data["users"]} == wanted


# ---- distribution


@pytest.mark.parametrize(
    ("analysis", "quota"), [("TOTAL_TIMES", ""), ("SUM", "amount"), ("DISTINCT", "city")]
)
@pytest.mark.parametrize("kind", ["def", "discrete", "user_defined"])
@pytest.mark.parametrize("size", ["week", "total"])
@pytest.mark.parametrize("split", [None, CITY])
def test_distribution(
    world: World, analysis: str, quota: str, kind: str, size: str, split: Row | None
) -> None:
    event: Row = {"eventName": "anyEvent", "type": "normal", "analysis": analysis, "quota": quota}
    event |= {"intervalType": kind, "quotaIntervalArr": [2, 5.5]}
    view = {"timeParticleSize": size, "groupBy": [split] if split else []}
    data = world.ask("distribution-analyze", [event], view).data
    values: dict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
    rows: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
    for row in filter(inside, world.events):
        for group in {"总体", label(row, split) if split else "总体"}:
            rows[period(row["#event_time"], size), group, row["#user_id"]].append(row)
    for (date, group, user), own in rows.items():
        value = measured(own, analysis, quota)
        if value is not None:
            values[date, group][user] = value
    bounds = [float(bound) for bound in data["distribution_interval"]]
    if kind == "user_defined":
        assert bounds == [2, 5.5]
    discrete = len(data["y"][data["x"][0]][0]["values"]) == len(bounds)
    for date in data["x"]:
        shown = {row["groupCols"][0]: row["values"] for row in data["y"][date]}
        for group, counts in shown.items():
            assert counts == placed(list(values[date, group].values()), bounds, discrete=discrete)
        assert {group for at, group in values if at == date} <= set(shown)


def placed(values: list[float], bounds: list[float], *, discrete: bool) -> list[int]:
    if discrete:
        return [sum(abs(value - bound) < 1e-9 for value in values) for bound in bounds]
    edges = [float("-inf"), *bounds, float("inf")]
    return [sum(low <= value < high for value in values) for low, high in pairwise(edges)]


def test_a_formula_per_user_can_be_distributed(world: World) -> None:
    event = {
        "type": "customized",
        "customEvent": "b.TOTAL_TIMES/a.TOTAL_TIMES",
        "intervalType": "user_defined",
    }
    data = world.ask(
        "distribution-analyze", [event | {"quotaIntervalArr": [1]}], {"timeParticleSize": "total"}
    ).data
    per_user: dict[int, Counter[str]] = defaultdict(Counter)
    for row in filter(inside, world.events):
        per_user[row["#user_id"]][row["#event_name"]] += 1
    ratios = [counts["b"] / counts["a"] for counts in per_user.values() if counts["a"]]
    assert data["y"]["total"][0]["values"] == [sum(r < 1 for r in ratios), sum(r >= 1 for r in ratios)]


# ---- path


@pytest.mark.parametrize("kind", ["initial_event", "termination_event"])
@pytest.mark.parametrize("limit", [0, 1, 2, 20])
@pytest.mark.parametrize(("gap", "unit"), [(8, "hour"), (1000, "minute")])
@pytest.mark.parametrize("names", [["a", "b", "c"], ["anyEvent"]])
def test_path(world: World, kind: str, limit: int, gap: int, unit: str, names: list[str]) -> None:
    view = {"from_date": f"{BEGIN}", "to_date": "2024-02-14 23:59:59", "col_limit": limit}
    view |= {"session_interval": gap, "session_type": unit}
    split = [{"event_name": "b", "field": "gift", "table_type": "event", "range_type": "def"}]
    events = {
        "event_names": names,
        "source_event": {"event_name": "a"},
        "source_type": kind,
        "by_fields": split,
    }
    body = {"projectId": 1, "useCache": False, "eventView": view, "events": events}
    answer = world.player.call("path-analyze", body)
    rows = [row for row in world.events if inside(row) and any(named(name)(row) for name in [*names, "a"])]

    def node(row: Row) -> str:
        return (
            f"b({label(row, {**CITY, 'columnName': 'gift'})})"
            if row["#event_name"] == "b"
            else row["#event_name"]
        )

    backwards = kind == "termination_event"
    pause = datetime.timedelta(**{f"{unit}s": gap})
    found = brute.kept_nodes(brute.paths(rows, named("a"), pause, node, backwards=backwards), limit)
    sessions: Counter[str] = Counter()
    people: dict[str, set[Any]] = defaultdict(set)
    ended: Counter[str] = Counter()
    links: Counter[tuple[str, str]] = Counter()
    for user, path in found:
        ids = [f"{step}:{name}" for step, name in enumerate(path, 1)]
        sessions.update(ids)
        ended[ids[-1]] += 1
        links.update((b, a) if backwards else (a, b) for a, b in pairwise(ids))
        for one in ids:
            people[one].add(user)
    nodes = {one["id"]: (one["sessions"], one["users"], one["ended"]) for one in answer.data["nodes"]}
    assert nodes == {one: (count, len(people[one]), ended[one]) for one, count in sessions.items()}
    assert {(one["source"], one["target"]): one["value"] for one in answer.data["links"]} == dict(links)
    assert answer.header("x-sandbox-layout") == "own"


def both(filts: list[Row]) -> Row:
    return {"filterType": "COMPOUND", "relation": "and", "filts": filts}


def test_path_of_some_users_and_anchors_only(world: World) -> None:
    view = {"recent_day": "0-30", "col_limit": 20, "session_interval": 5, "session_type": "hour"}
    vip = {"columnName": "vip", "tableType": "user", "comparator": "isTrue"}
    events = {
        "event_names": ["b"], "source_type": "initial_event",
        "source_event": {"event_name": "a", "filter": both([GIFTS])},
        "user_filter": both([vip]),
    }  # fmt: skip
    body = {"projectId": 1, "useCache": False, "eventView": view, "events": events}
    nodes = world.player.call("path-analyze", body).data["nodes"]

    def anchor(row: Row) -> bool:
        return row["#event_name"] == "a" and row["gift"] is True

    rows = [r for r in world.events if r["user"]["vip"] is True and (anchor(r) or r["#event_name"] == "b")]
    found = brute.paths(
        rows, anchor, datetime.timedelta(hours=5), lambda row: row["#event_name"], backwards=False
    )
    assert nodes[0]["sessions"] == len(found)
    users = world.player.call("path-user-list", body).data["users"]
    assert {row[0] for row in users} == {user for user, _ in found}


# ---- interval


@pytest.mark.parametrize("pair", ["ab", "aa", "cb"])
@pytest.mark.parametrize("size", ["day", "week", "total"])
@pytest.mark.parametrize("split", [None, CITY])
@pytest.mark.parametrize("linked", [False, True])
def test_interval(world: World, pair: str, size: str, split: Row | None, linked: bool) -> None:
    link = {
        "relationProp": {"property": "city", "relationPropNumberOperator": "r_eq", "relationOperatorValue": 0}
    }
    events = [
        {"eventName": name, "type": kind, **(link if linked else {})}
        for name, kind in zip(pair, ("first", "second"), strict=True)
    ]
    view = {"timeParticleSize": size, "windowsGapValue": 2, "windowsGapUnit": "day"}
    answer = world.ask("interval-analyze", events, view | {"groupBy": [split] if split else []})
    pairs = brute.intervals(
        world.events, named(pair[0]), named(pair[1]), inside, datetime.timedelta(days=2),
        (lambda row: row["city"]) if linked else (lambda row: 0),
    )  # fmt: skip
    groups: dict[tuple[str, str], list[tuple[Row, float]]] = defaultdict(list)
    for row, gap in pairs:
        for group in {"总体", label(row, split) if split else "总体"}:
            groups[period(row["#event_time"], size), group].append((row, gap))
    shown = {(row["x"], row.get("groupCols", ["总体"])[0]): row for row in answer.data["y"]}
    assert set(groups) <= set(shown)
    for key, row in shown.items():
        gaps = [gap for _, gap in groups.get(key, [])]
        assert (row["count"], row["users"]) == (
            len(gaps),
            len({one["#user_id"] for one, _ in groups.get(key, [])}),
        )
        quarters = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75, "min": 0, "max": 1}
        for name, share in quarters.items():
            assert row[name] == (text(percentile(gaps, share)) if gaps else "-")
        assert row["mean"] == (text(sum(gaps) / len(gaps)) if gaps else "-")


def test_only_the_known_relation_is_played(world: World) -> None:
    link = {
        "relationProp": {
            "property": "pieces",
            "relationPropNumberOperator": "r_gt",
            "relationOperatorValue": 0,
        }
    }
    events = [{"eventName": "a", "type": "first", **link}, {"eventName": "b", "type": "second", **link}]
    answer = world.ask("interval-analyze", events, {"windowsGapValue": 2, "windowsGapUnit": "day"})
    assert (answer.code, "only r_eq" in answer.message) == (-1008, True)


# ---- user properties


@pytest.mark.parametrize(("analysis", "quota"), [
    ("TRIG_USER_NUM", "#user_id"), ("SUM", "level"), ("AVG", "level"), ("MEDIAN", "level"),
    ("DISTINCT", "land"), ("TRUE", "vip"), ("IS_EMPTY", "born"), ("PERCENTILE", "level"),
])  # fmt: skip
@pytest.mark.parametrize("split", [None, LAND])
def test_user_properties(world: World, analysis: str, quota: str, split: Row | None) -> None:
    event = {"analysis": analysis, "quota": quota, "tableType": "user", "analysisParams": "30"}
    high = {"columnName": "level", "tableType": "user", "comparator": "greater", "ftv": ["1"]}
    crowds = [{"crowdName": "high", "filts": [high]}, {"crowdName": "all", "filts": []}]
    view = {"userCrowds": crowds, "groupBy": [split] if split else []}
    answer = world.ask("user-prop-analyze", [event], view)
    crowd_rows = [[u for u in world.users if u["level"] is not None and u["level"] > 1], world.users]
    groups: dict[tuple[str, ...], list[list[Row]]] = defaultdict(lambda: [[], []])
    for place, users in enumerate(crowd_rows):
        for user in users:
            groups[(label(user, split),) if split else ()][place].append(user)
    wanted = {
        group: [text(measured(users, analysis, quota, 30)) for users in both]
        for group, both in groups.items()
    }
    shown = {tuple(r["group_cols"]): r["values"] for r in answer.data["y"][0][f"{quota}.{analysis}"]}
    assert answer.data["x"] == ["high", "all"]
    assert shown == wanted
    assert answer.header("x-sandbox-layout") == "own"


def test_user_properties_take_no_property_of_events(world: World) -> None:
    event = {"analysis": "SUM", "quota": "level", "tableType": "user", "filts": [{**GIFTS}]}
    answer = world.ask("user-prop-analyze", [event])
    assert (answer.code, "table user" in answer.message) == (-1008, True)


# ---- requests that do not fit


@pytest.mark.parametrize(
    ("model", "events", "view", "words"),
    [
        ("retention-analyze", "a", {"unitNum": 2, "statType": "retention"}, "needs at least 2 entries"),
        ("retention-analyze", "first first", {"unitNum": 2, "statType": "retention"}, "first stands twice"),
        ("retention-analyze", "first second", {"unitNum": 999, "statType": "retention"}, "at most 366"),
        ("retention-analyze", "first second", {"unitNum": 2, "statType": "kept"}, "statType"),
        ("funnel-analyze", "a", {"windows_gap": 1, "windows_gap_tu": "day"}, "needs at least 2 entries"),
        ("funnel-analyze", "a b", {"windows_gap": 900, "windows_gap_tu": "day"}, "366 days"),
        ("funnel-analyze", "a b", {"windows_gap": 1, "windows_gap_tu": "year"}, "windows_gap_tu"),
        (
            "interval-analyze",
            "first first",
            {"windowsGapValue": 1, "windowsGapUnit": "day"},
            "one of type second",
        ),
        ("distribution-analyze", "a b", {}, "events"),
    ],
)
def test_parts_that_are_missing_or_too_many_are_named(
    world: World, model: str, events: str, view: Row, words: str
) -> None:
    kinds = {"first", "second"}
    listed = [
        {"eventName": "a", "type": name if name in kinds else "normal", "analysis": "TOTAL_TIMES"}
        for name in events.split()
    ]
    if model == "retention-analyze" and events == "a":
        listed = [{"eventName": "a", "type": "first"}]
    answer = world.ask(model, listed, view)
    assert (answer.code, words in answer.message) == (-1008, True), answer.message
