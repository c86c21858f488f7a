from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.exact_json import parse_exact
from tui.core.operation import RequestDraft
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind, Table
from tui.providers.te import PROVIDER
from tui.providers.te.model_layouts import bucket_names, share

SPLIT = {"eventView": {"groupBy": [{"columnName": "platform", "tableType": "event"}]}}


def tables(operation: str, data: Any, body: Any = None) -> tuple[Table, ...]:
    text = data if isinstance(data, str) else json.dumps(data)
    exact = parse_exact(text).value
    draft = RequestDraft(operation, body=body)
    return PROVIDER.layout(PROVIDER.operations().get(operation), draft, exact)


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_event_analysis_has_a_row_per_metric_and_group_and_a_column_per_period() -> None:
    data = """{"x": ["2024-05-01", "2024-05-02"], "y": [
        {"purchase.TOTAL_TIMES": [
            {"group_cols": ["mobile"], "values": ["12", "-"],
             "stageValue": {"sumValue": 12.0, "avgValue": "6.00"}},
            {"group_cols": ["desktop"], "values": [3.10, null], "stageValue": {"sumValue": 3.10}}]},
        {"login.TRIG_USER_NUM": [{"group_cols": ["mobile"], "values": ["0", "1,234"]}]}]}"""
    found = tables("event-analyze", data, SPLIT)
    assert [t.title for t in found] == ["Event analysis", "Totals of the whole period"]
    assert names(found[0]) == ["metric", "platform", "2024-05-01", "2024-05-02"]
    assert found[0].rows == (
        (
            Cell(CellKind.TEXT, "purchase.TOTAL_TIMES"),
            Cell(CellKind.TEXT, "mobile"),
            Cell(CellKind.NUMBER, "12"),
            Cell(CellKind.TEXT, "-"),
        ),
        (
            Cell(CellKind.TEXT, "purchase.TOTAL_TIMES"),
            Cell(CellKind.TEXT, "desktop"),
            Cell(CellKind.NUMBER, "3.10"),
            NULL_CELL,
        ),
        (
            Cell(CellKind.TEXT, "login.TRIG_USER_NUM"),
            Cell(CellKind.TEXT, "mobile"),
            Cell(CellKind.NUMBER, "0"),
            Cell(CellKind.TEXT, "1,234"),
        ),
    )
    assert names(found[1]) == ["metric", "platform", "sumValue", "avgValue"]
    assert found[1].rows[1][3] == ABSENT_CELL
    assert found[1].rows[0][2] == Cell(CellKind.NUMBER, "12.0")


@pytest.mark.parametrize("key", ["group_cols", "groupCols"])
def test_both_spellings_of_groups_are_read_and_unnamed_groups_are_numbered(key: str) -> None:
    data = {"x": ["t"], "y": [{"m": [{key: ["a", "b"], "values": ["1"]}]}]}
    assert names(tables("event-analyze", data)[0]) == ["metric", "group 1", "group 2", "t"]


@pytest.mark.parametrize(
    "data",
    [
        {"x": ["a", "b"], "y": [{"m": [{"values": ["1"]}]}]},
        {"x": [], "y": []},
        {"x": ["a"], "y": {"m": []}},
        {"x": ["a"], "y": [{"m": [{"values": "12"}]}]},
        {"x": ["a"], "y": [{"m": [3]}]},
        {"y": []},
        {},
        [],
        None,
        "text",
    ],
)
def test_an_unexpected_event_answer_gives_no_table(data: Any) -> None:
    assert tables("event-analyze", data) == ()


def test_retention_has_a_row_per_cohort_in_the_order_of_x() -> None:
    data = {
        "x": ["2024-05-01", "2024-05-02"],
        "y": {
            "0": {
                "2024-05-02": [{"groupCols": [], "values": ["80", "80", "-"]}],
                "2024-05-01": [
                    {"groupCols": [], "initNum": 100, "isTotal": 1, "values": ["100", "100", "37"]}
                ],
            },
            "1": {"2024-05-01": [{"groupCols": [], "values": ["100", "0", "63"]}]},
        },
        "state_avg": {"0": [{"groupCols": [], "values": ["1", "0.37"]}]},
    }
    kept, lost, average = tables("retention-analyze", data)
    assert (kept.title, lost.title) == ("Kept", "Lost")
    assert names(kept) == ["cohort", "users", "period 0", "period 1"]
    assert texts(kept) == [["2024-05-01", "100", "100", "37"], ["2024-05-02", "80", "80", "-"]]
    assert average.title == "Kept: the server's average over cohorts"
    assert texts(average) == [["1", "0.37"]]
    assert "not documented" in average.note


def test_a_short_cohort_is_filled_with_absent_cells() -> None:
    data = {"x": ["a", "b"], "y": {"0": {"a": [{"values": [1, 1, 1]}], "b": [{"values": [2]}]}}}
    (kept,) = tables("retention-analyze", data)
    assert kept.rows[1] == (
        Cell(CellKind.TEXT, "b"),
        Cell(CellKind.NUMBER, "2"),
        ABSENT_CELL,
        ABSENT_CELL,
    )


@pytest.mark.parametrize("data", [{"x": ["a"], "y": {}}, {"x": ["a"], "y": {"0": []}}, {"x": 1, "y": {}}, {}])
def test_an_unexpected_retention_answer_gives_no_table(data: Any) -> None:
    assert tables("retention-analyze", data) == ()


def test_a_funnel_shows_counts_as_they_came_and_shares_as_computed() -> None:
    (table,) = tables("funnel-analyze", {"z": ["cart", "pay", "done"], "y": ["200", 50, "-"]})
    assert names(table) == ["step", "users", "of the step before", "of the first"]
    assert texts(table) == [["cart", "200", "", ""], ["pay", "50", "25.0 %", "25.0 %"], ["done", "-", "", ""]]
    assert table.rows[2][2] == ABSENT_CELL
    assert "computed here" in table.note


def test_a_grouped_funnel_is_read_when_its_rows_have_the_usual_form() -> None:
    data = {"z": ["a", "b"], "y": [{"groupCols": ["mobile"], "values": ["9", "3"]}]}
    (table,) = tables("funnel-analyze", data, SPLIT)
    assert names(table) == ["platform", "a", "b"]
    assert texts(table) == [["mobile", "9", "3"]]
    assert "inferred" in table.note


@pytest.mark.parametrize(
    "data",
    [{"z": ["a"], "y": [1, 2]}, {"z": ["a"], "y": [[1]]}, {"z": [], "y": []}, {"y": [1]}, {"z": ["a"]}],
)
def test_an_unexpected_funnel_gives_no_table(data: Any) -> None:
    assert tables("funnel-analyze", data) == ()


def test_distribution_has_a_column_per_bucket() -> None:
    data = {
        "x": ["w1", "w2"],
        "distribution_interval": [1, 5.50],
        "y": {
            "w2": [{"groupCols": ["总体"], "values": [1, 2, 3]}],
            "w1": [{"groupCols": ["总体"], "values": [4, 5, 6]}],
        },
    }
    (table,) = tables("distribution-analyze", data)
    assert names(table) == ["period", "group 1", "below 1", "1 … 5.5", "from 5.5"]
    assert texts(table) == [["w1", "总体", "4", "5", "6"], ["w2", "总体", "1", "2", "3"]]


@pytest.mark.parametrize(
    ("bounds", "width", "expected"),
    [
        (["a", "b"], 2, ["a", "b"]),
        ([1, 2], 1, ["1 … 2"]),
        ([], 2, ["bucket 1", "bucket 2"]),
        ([1, 2, 3, 4], 2, ["bucket 1", "bucket 2"]),
        ([5], 2, ["below 5", "from 5"]),
        ([], 0, []),
    ],
)
def test_bucket_names(bounds: list[Any], width: int, expected: list[str]) -> None:
    assert bucket_names(bounds, width) == expected


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (1, 0),
        (0, 0),
        ("-", 3),
        (None, 3),
        ("NaN", 1),
        ("1e999999", 1),
        ("1e900000000", "1e-900000000"),
        (1, "Infinity2"),
    ],
)
def test_a_share_that_cannot_be_is_absent(part: Any, whole: Any) -> None:
    assert share(part, whole) == ABSENT_CELL


def test_a_list_of_objects_is_a_table() -> None:
    data = [{"projectId": 1, "projectName": "shop"}, {"projectId": 2, "remark": None, "more": {"a": [1]}}]
    (table,) = tables("project-list", data)
    assert names(table) == ["projectId", "projectName", "remark", "more"]
    assert table.rows[1] == (
        Cell(CellKind.NUMBER, "2"),
        ABSENT_CELL,
        NULL_CELL,
        Cell(CellKind.NESTED, '{"a":[1]}'),
    )
    assert table.columns[0].kind is CellKind.NUMBER
    assert table.columns[1].kind is CellKind.TEXT


def test_lists_inside_an_object_are_tables_of_their_own() -> None:
    data = {"reports": [{"reportId": 1}], "dashboards": [{"dashbord_id": 7}], "total": 1}
    assert [t.title for t in tables("reports-root", data)] == ["reports", "dashboards"]


def test_a_tasks_facts_are_field_and_value() -> None:
    data = {
        "taskId": "ab",
        "progress": 100,
        "resultStat": {"rowCount": 12345678901234567890, "headers": ["a"]},
    }
    (table,) = tables("sql-task-info", data)
    assert texts(table) == [
        ["taskId", "ab"],
        ["progress", "100"],
        ["resultStat.rowCount", "12345678901234567890"],
        ["resultStat.headers", '["a"]'],
    ]


def test_headers_with_one_list_of_rows_are_a_table() -> None:
    data = {"headers": ["#user_id", "n"], "rows": [[9007199254740993, 1.10], [2, None]]}
    (table,) = tables("event-user-list", data)
    assert names(table) == ["#user_id", "n"]
    assert texts(table) == [["9007199254740993", "1.1"], ["2", ""]]


@pytest.mark.parametrize("data", [{"nodes": 3}, {"links": []}, {"x": [[1]]}, [1, 2], {}])
def test_an_unknown_model_answer_gives_no_table(data: Any) -> None:
    assert tables("path-analyze", data) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["x", "y", "z", "0", "values", "groupCols", "group_cols", "state_avg", "headers", "a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)
IDS = sorted(op.id for op in PROVIDER.operations())


@given(st.sampled_from(IDS), JSON)
def test_no_data_raises_and_every_row_fits_its_columns(operation: str, data: Any) -> None:
    for table in tables(operation, data, SPLIT):
        assert all(len(row) == len(table.columns) for row in table.rows)
