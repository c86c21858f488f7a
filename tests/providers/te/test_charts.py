"""The picture of each model, against numbers worked out by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.charting import Bars, Boxes, Chart, Flow, HeatMap, Lines, Stacks
from tui.core.exact_json import parse_exact
from tui.core.operation import RequestDraft
from tui.providers.te import PROVIDER

SPLIT = {"eventView": {"groupBy": [{"columnName": "platform", "tableType": "event"}]}}


def charts(operation: str, data: Any, body: Any = None) -> tuple[Chart, ...]:
    found = PROVIDER.operations().get(operation)
    tables = PROVIDER.layout(found, RequestDraft(operation, body=body), parse_exact(json.dumps(data)).value)
    return PROVIDER.charts(found, tables)


def test_event_analysis_has_a_picture_per_metric_and_a_line_per_group_with_gaps() -> None:
    data = {
        "x": ["d1", "d2", "d3"],
        "y": [
            {
                "buy": [
                    {"group_cols": ["ios"], "values": ["12", "-", "3"]},
                    {"group_cols": ["web"], "values": [1, None, 2.5]},
                ]
            },
            {"rate": [{"group_cols": ["ios"], "values": ["1.5%", "2%", "-"]}]},
        ],
    }
    buy, rate = charts("event-analyze", data, SPLIT)
    assert isinstance(buy.picture, Lines)
    assert [(s.name, s.values) for s in buy.picture.series] == [
        ("ios", (12.0, None, 3.0)),
        ("web", (1.0, None, 2.5)),
    ]
    assert [c.name for c in buy.numbers.columns] == ["period", "ios", "web"]
    assert [cell.text for cell in buy.numbers.rows[1]] == ["d2", "-", ""]
    assert isinstance(rate.picture, Lines)
    assert rate.picture.unit == "%"


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=6), min_size=1, max_size=6))
def test_a_retention_rate_is_a_sum_over_a_sum_of_the_cohorts_that_have_the_period(
    cohorts: list[list[int]],
) -> None:
    rows = [[max(values), *values] for values in cohorts]
    names = [f"2024-05-{n:02d}" for n in range(1, len(rows) + 1)]
    by_date = {name: [{"values": [str(v) for v in row]}] for name, row in zip(names, rows, strict=True)}
    curve, heat = charts("retention-analyze", {"x": names, "y": {"0": by_date}})[:2]
    assert isinstance(curve.picture, Lines)
    [series] = curve.picture.series
    for period, rate in enumerate(series.values):
        there = [row for row in rows if len(row) > period + 1]
        whole = sum(row[0] for row in there)
        if not whole:
            assert rate is None
            continue
        exact = Fraction(100 * sum(row[period + 1] for row in there), whole)
        assert rate is not None
        assert abs(rate - float(exact)) < 1e-9
    assert isinstance(heat.picture, HeatMap)
    for shares, row in zip(heat.picture.shares, rows, strict=True):
        wanted = [value / row[0] if row[0] else None for value in row[1:]]
        assert list(shares) == wanted + [None] * (len(shares) - len(wanted))


def test_a_mean_of_rates_would_say_something_else() -> None:
    data = {"x": ["a", "b"], "y": {"0": {"a": [{"values": [10, 10]}], "b": [{"values": [990, 0]}]}}}
    curve = charts("retention-analyze", data)[0]
    assert isinstance(curve.picture, Lines)
    assert curve.picture.series[0].values == (1.0,)
    assert [cell.text for cell in curve.numbers.rows[0]][2:] == ["10", "1000", "1.0 %"]


def test_retention_by_group_sums_within_each_group_and_a_dash_is_a_gap() -> None:
    def day(ios: list[Any], web: list[Any]) -> list[Any]:
        return [{"group_cols": ["ios"], "values": ios}, {"group_cols": ["web"], "values": web}]

    by_day = {"d1": day([10, 4, "2"], [20, 10, "-"]), "d2": day([30, 6, "-"], ["-", "-", "-"])}
    curve, heat = charts("retention-analyze", {"x": ["d1", "d2"], "y": {"0": by_day}}, SPLIT)[:2]
    assert isinstance(curve.picture, Lines)
    assert {series.name: series.values for series in curve.picture.series} == {
        "ios": (25.0, 20.0),
        "web": (50.0, None),
    }
    rates = [[cell.text for cell in row] for row in curve.numbers.rows]
    assert ["ios", "10", "40", "25.0 %"] in [[row[0], *row[2:]] for row in rates]
    assert rates[-1][0] == "web"
    assert rates[-1][-1] == "-"
    assert isinstance(heat.picture, HeatMap)
    assert dict(zip(heat.picture.rows, heat.picture.shares, strict=True)) == {
        "d1 · ios": (0.4, 0.2),
        "d1 · web": (0.5, None),
        "d2 · ios": (0.2, None),
        "d2 · web": (None, None),
    }


def test_intervals_by_group_have_a_box_each_and_a_group_without_numbers_none() -> None:
    five = {
        "max": 9,
        "upper_quartile": 7,
        "median": 5,
        "lower_quartile": 3,
        "min": 1,
        "mean": 4.5,
        "count": 6,
    }
    rows = [
        {"x": "d1", "group_cols": ["ios"], **five},
        {"x": "d1", "group_cols": ["web"], **dict.fromkeys(five, "-")},
        {"x": "d2", "group_cols": ["web"], **five, "median": "6.25"},
    ]
    [chart] = charts("interval-analyze", {"y": rows, "sandbox_layout": "own"}, SPLIT)
    assert isinstance(chart.picture, Boxes)
    assert [(b.label, b.median, b.mean, b.count) for b in chart.picture.boxes] == [
        ("d1 · ios", 5.0, 4.5, "6"),
        ("d2 · web", 6.25, 4.5, "6"),
    ]
    assert len(chart.numbers.rows) == len(rows)


def test_funnel_steps_have_both_rates_also_by_group() -> None:
    [funnel] = charts("funnel-analyze", {"z": ["cart", "pay", "buy"], "y": [200, 100, 25]})
    assert isinstance(funnel.picture, Bars)
    assert [(b.label, b.value, b.notes) for b in funnel.picture.bars] == [
        ("cart", 200.0, ("", "")),
        ("pay", 100.0, ("50.0 %", "50.0 %")),
        ("buy", 25.0, ("25.0 %", "12.5 %")),
    ]
    groups = [{"groupCols": ["ios"], "values": [8, 4]}, {"groupCols": ["web"], "values": ["-", 4]}]
    ios, web = charts("funnel-analyze", {"z": ["cart", "pay"], "y": groups}, SPLIT)
    assert ios.title == "Funnel: ios"
    assert isinstance(web.picture, Bars)
    assert [(b.value, b.notes) for b in web.picture.bars] == [(None, ("", "")), (4.0, ("", ""))]


def test_distribution_interval_and_path() -> None:
    rows = {"d1": [{"values": [3, 1]}], "d2": [{"values": [0, "-"]}]}
    [stacks] = charts("distribution-analyze", {"x": ["d1", "d2"], "y": rows, "distribution_interval": [2]})
    assert isinstance(stacks.picture, Stacks)
    assert [(p.name, p.values) for p in stacks.picture.parts] == [
        ("below 2", (3.0, 0.0)),
        ("from 2", (1.0, None)),
    ]
    five = {"max": "9", "upper_quartile": 7, "median": "5", "lower_quartile": 3, "min": 1}
    gap = {"x": "d2", **dict.fromkeys(five, "-")}
    [boxes] = charts("interval-analyze", {"y": [{"x": "d1", **five}, gap], "sandbox_layout": "own"})
    assert isinstance(boxes.picture, Boxes)
    assert [(b.label, b.low, b.median, b.high) for b in boxes.picture.boxes] == [("d1", 1.0, 5.0, 9.0)]
    nodes = [{"id": "1:a", "step": 1, "name": "a", "sessions": 3, "ended": 1}]
    links = [{"source": "1:a", "target": "2:b", "value": 2}]
    [path] = charts("path-analyze", {"nodes": nodes, "links": links, "sandbox_layout": "own"})
    assert isinstance(path.picture, Flow)
    assert path.picture.links == (("1:a", "2:b", 2.0),)


def test_an_unknown_layout_and_other_routes_have_no_picture() -> None:
    assert charts("interval-analyze", {"y": [{"x": "d1", "seconds": 4}]}) == ()
    assert charts("path-analyze", {"steps": [{"a": 1}]}) == ()
    assert charts("event-meta-list", [{"a": 1}]) == ()
