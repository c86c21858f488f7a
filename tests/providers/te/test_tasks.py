"""Background SQL: drafts of its calls in every direction, and how states and pages are read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.exact_json import NumberText
from tui.core.operation import RequestDraft
from tui.core.tasks import Run, TaskPhase
from tui.providers.te.operations import operations
from tui.providers.te.tasks import PAGE_SIZE, TeTasks

TE = TeTasks()
SQL = "SELECT n FROM t"
STREAM = RequestDraft("sql-query", {"format": "csv_header", "timeoutSeconds": 60}, {"sql": SQL})
TASK = RequestDraft("sql-submit", form={"sql": SQL, "format": "csv", "pageSize": 2000, "timeoutSeconds": 60})


def draft_of(name: str) -> RequestDraft:
    return RequestDraft("sql-submit", form={"sql": SQL, "format": name})


@pytest.mark.parametrize("operation", ["sql-query", "sql-execute", "sql-submit"])
@pytest.mark.parametrize("run", Run)
def test_the_same_query_in_every_way_fits_the_route_it_goes_to(operation: str, run: Run) -> None:
    assert TE.runs(operation)[0] in Run
    assert set(TE.runs(operation)) == set(Run)
    begun = RequestDraft(operation, form={"sql": SQL})
    made = TE.draft(begun, run)
    assert operations().get(made.operation).check(made) == []
    assert made.form["sql"] == SQL
    assert made.form.get("pageSize") == (None if run is Run.STREAM else PAGE_SIZE)
    assert TE.draft(made, run) == made


def test_other_routes_have_one_way() -> None:
    assert TE.runs("event-analyze") == ()


def test_format_time_out_and_page_size_go_along() -> None:
    task = TE.draft(STREAM, Run.TASK)
    assert task.form == {"sql": SQL, "format": "csv", "pageSize": PAGE_SIZE, "timeoutSeconds": 60}
    assert TE.draft(TASK, Run.PAGE).form == {**TASK.form}
    back = TE.draft(TASK, Run.STREAM)
    assert (back.query, back.form) == ({"format": "csv", "timeoutSeconds": 60}, {"sql": SQL})
    typed = RequestDraft("sql-query", form={"sql": SQL, "pageSize": "500"})
    assert TE.draft(typed, Run.TASK).form["pageSize"] == 500


@pytest.mark.parametrize(
    ("said", "phase"),
    [
        ("FINISHED", TaskPhase.FINISHED),
        (" finished ", TaskPhase.FINISHED),
        ("FAILED", TaskPhase.FAILED),
        ("CANCELED", TaskPhase.CANCELLED),
        ("CANCELLED", TaskPhase.CANCELLED),
        ("RUNNING", TaskPhase.RUNNING),
        ("什么", TaskPhase.RUNNING),
        (7, TaskPhase.RUNNING),
    ],
)
def test_only_an_end_that_is_known_is_an_end(said: object, phase: TaskPhase) -> None:
    state = TE.state({"taskId": "a", "status": said})
    assert state is not None
    assert state.phase is phase
    assert state.said == (said if isinstance(said, str) else "")


@pytest.mark.parametrize("data", [None, [], "x", {}, {"taskId": ""}, {"taskId": 7}])
def test_what_names_no_task_has_no_state(data: Any) -> None:
    assert TE.state(data) is None


def test_facts_lie_beside_the_status_or_below_it() -> None:
    facts = {"headers": ["a", "b"], "rowCount": NumberText("12"), "pageCount": "2"}
    below = TE.state({"taskId": "a", "status": "FINISHED", "resultStat": facts})
    beside = TE.state({"taskId": "a", **facts})
    assert below is not None
    assert beside is not None
    assert (below.columns, below.rows, below.pages) == (("a", "b"), 12, 2)
    assert (beside.phase, beside.columns, beside.rows) == (TaskPhase.FINISHED, ("a", "b"), 12)


@pytest.mark.parametrize(
    ("progress", "percent"),
    [(0, 0.0), (62.5, 62.5), ("7", 7.0), (101, None), (-1, None), ("", None), (None, None), (True, None)],
)
def test_progress_is_a_share_or_nothing(progress: object, percent: float | None) -> None:
    state = TE.state({"taskId": "a", "progress": progress})
    assert state is not None
    assert state.percent == percent


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
        lambda v: (
            st.lists(v, max_size=3)
            | st.dictionaries(
                st.sampled_from(["taskId", "status", "progress", "resultStat", "rowCount", "headers"]), v
            )
        ),
    )
)
def test_no_answer_breaks_the_reading(data: Any) -> None:
    state = TE.state(data)
    assert state is None or (state.id and (state.percent is None or 0 <= state.percent <= 100))


@pytest.mark.parametrize(
    ("layout", "line", "start", "names"),
    [
        ("json", b"[1,2]\n", 0, ()),
        ("json", b'{"return_code":0,"data":{"headers":["a","b"]}}\n', 47, ("a", "b")),
        ("json_object", b'{"a":1}\n', 0, ()),
        ("csv", b"1,2\n", 0, ()),
        ("tsv", b"1\t2\n", 0, ()),
        ("json", b"\n", 0, ()),
    ],
)
def test_a_page_begins_with_a_row_or_an_envelope(
    layout: str, line: bytes, start: int, names: tuple[str, ...]
) -> None:
    assert TE.page_start(draft_of(layout), line) == (start, names)


@pytest.mark.parametrize(
    ("layout", "columns", "row", "head"),
    [
        ("csv", ["a", "b,c"], b"1,2", b'a,"b,c"\n'),
        ("tsv", ["a", "b"], b"1\t2", b"a\tb\n"),
        ("csv", [], b'1,"x,y",3', b"column 1,column 2,column 3\n"),
        ("csv", [], b"", b""),
        ("json", [], b"[1]", b""),
    ],
)
def test_the_whole_answer_begins_with_names(layout: str, columns: list[str], row: bytes, head: bytes) -> None:
    assert TE.head(draft_of(layout), columns, row) == head


@pytest.mark.parametrize("layout", ["json", "json_object", "csv", "tsv"])
def test_the_reader_finds_the_names_that_head_wrote(layout: str) -> None:
    names = ("#user_id", "größe, ü")
    head = TE.head(draft_of(layout), names, b"")
    assert TE.reader(draft_of(layout)).head(head).columns == names


def test_codes_that_are_no_failure() -> None:
    assert [TE.not_ready(code) for code in ("-1011", "-1013", "-1008", "0")] == [True, True, False, False]
    assert [TE.no_page(code) for code in ("-1008", "-1011")] == [True, False]


def test_a_page_is_asked_for_in_the_layout_the_task_was_begun_with() -> None:
    page = TE.page("ab", 3, STREAM)
    assert page.query == {"taskId": "ab", "pageId": 3, "format": "csv"}
    for draft in (page, TE.info("ab"), TE.cancel("ab")):
        assert operations().get(draft.operation).check(draft) == []
