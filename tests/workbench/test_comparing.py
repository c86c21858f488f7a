"""Two exchanges compared: rows under a key, what else differs, and the last good one found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import Fake
from tests.ui.inspect.cast import RowsAnswer, exchange
from tui.core.cancel import CancelToken
from tui.core.envelope import Envelope, Tone
from tui.core.exact_json import cell_of
from tui.core.exchange import ExchangeState, Timing
from tui.core.failures import Cancelled, InvalidInput, NotFound
from tui.core.table import Column, Table
from tui.workbench.comparing import Comparing, compare_rows, differences
from tui.workbench.comparing import rows as rows_module


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    return Table("t", tuple(map(Column, names)), tuple(tuple(map(cell_of, row)) for row in rows))


KEYED = st.dictionaries(st.integers(0, 30), st.integers(0, 3), max_size=20)


@settings(max_examples=60)
@given(KEYED, KEYED, st.randoms(use_true_random=False))
def test_rows_are_matched_by_their_key_wherever_they_stand(
    before: dict[int, int], after: dict[int, int], random: Any
) -> None:
    first, second = list(before.items()), list(after.items())
    random.shuffle(second)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_module, "STEP", 3)
        found = compare_rows(table(["k", "v"], first), table(["k", "v"], second), ["k"])
    shared = before.keys() & after.keys()
    assert found.same == sum(before[key] == after[key] for key in shared)
    assert found.changed == len(shared) - found.same
    assert (found.added, found.removed) == (len(after.keys() - shared), len(before.keys() - shared))
    assert {change.key for change in found.changes if change.kind == "removed"} == {
        (str(key),) for key in before.keys() - shared
    }
    for change in found.changes:
        if change.kind == "changed":
            [cell] = change.cells
            assert (cell.before, cell.after) == (
                str(before[int(change.key[0])]),
                str(after[int(change.key[0])]),
            )


def test_without_a_key_a_column_that_tells_rows_apart_is_found_else_the_position() -> None:
    first = table(["day", "id", "n"], [["a", 1, 1], ["a", 2, 2]])
    second = table(["day", "id", "n"], [["a", 2, 2], ["a", 1, 9]])
    found = compare_rows(first, second)
    assert (found.key, found.same, found.changed) == (("id",), 1, 1)
    plain = compare_rows(table(["x"], [["a"], ["a"]]), table(["x"], [["a"], ["b"], ["a"]]))
    assert (plain.key, plain.same, plain.changed, plain.added) == ((), 1, 1, 1)
    assert plain.changes[0].key == ("row 2",)
    assert "compared by their position" in plain.notes[0]


def test_a_key_that_repeats_pairs_its_rows_in_their_order() -> None:
    first = table(["k", "v"], [["a", 1], ["a", 2]])
    second = table(["k", "v"], [["a", 1], ["a", 3], ["a", 4]])
    found = compare_rows(first, second, ["k"])
    assert (found.same, found.changed, found.added, found.removed) == (1, 1, 1, 0)


def test_columns_come_and_go_and_kinds_count() -> None:
    found = compare_rows(table(["k", "a"], [[1, "1"]]), table(["k", "b"], [[1, 1]]), ["k"])
    assert (found.columns_added, found.columns_removed, found.same) == (("b",), ("a",), 1)
    kinds = compare_rows(table(["k", "v"], [[1, "7"]]), table(["k", "v"], [[1, 7]]), ["k"])
    assert kinds.changed == 1
    assert not kinds.is_equal


def test_limits_are_said_and_a_comparison_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MOST_ROWS", 2)
    many = table(["k"], [[1], [2], [3]])
    assert "2 of 3 rows" in compare_rows(many, many, ["k"]).notes[0]
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        compare_rows(many, many, ["k"], cancel)
    with pytest.raises(InvalidInput, match="key"):
        compare_rows(many, many, ["nothing"])


def test_values_differ_by_the_path_to_each_difference() -> None:
    found = differences(
        {"a": [1, {"b": 2}], "same": 0, "t": 1}, {"a": [1, {"b": 3}, None], "same": 0, "t": True}
    )
    assert [(one.what, one.before, one.after) for one in found] == [
        ("a[1].b", "2", "3"),
        ("a[2]", "", "null"),
        ("t", "1", "true"),
    ]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3), lambda v: st.lists(v, max_size=3), max_leaves=9
    )
)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert differences(value, value) == []


def bench(*exchanges: Any) -> tuple[Fake, Comparing]:
    fake = Fake()
    for one in exchanges:
        fake.history.kept[one.id] = one
    workbench = fake.build()
    return fake, Comparing(workbench.inspecting, workbench.history)


BAD = Envelope("-7", "it broke", Tone.BAD, "ERROR")


def test_two_exchanges_are_compared_from_all_sides() -> None:
    first = exchange(1, draft={"operation": "read", "body": {"thing": "a"}}, timing=Timing(total=0.5))
    second = exchange(2, draft={"operation": "read", "body": {"thing": "b"}}, received=9)
    fake, comparing = bench(first, second)
    fake.answers.kept["ex1"] = RowsAnswer(table(["id", "n"], [[1, 1], [2, 2]]))
    fake.answers.kept["ex2"] = RowsAnswer(table(["id", "n"], [[1, 1], [2, 5]]))
    found = comparing.compare(first, second)
    assert [(one.what, one.before, one.after) for one in found.request] == [("body.thing", "a", "b")]
    assert [one.what for one in found.outcome] == ["bytes"]
    assert found.rows is not None
    assert (found.rows.key, found.rows.changed) == (("id",), 1)
    assert ("total", 0.5, 0.43) in [(took.phase, took.before, took.after) for took in found.timing]
    assert not found.is_equal
    assert comparing.compare(first, replace(first, started_at=9.0)).is_equal
    broken = comparing.compare(first, replace(second, envelope=BAD))
    assert broken.rows is None
    assert "The second has no rows" in broken.rows_note
    assert {"code", "message", "verdict"} <= {one.what for one in broken.outcome}


def test_the_last_good_one_is_the_same_request_before_any_other_of_the_route() -> None:
    now = exchange(9, envelope=BAD, draft={"body": 1})
    same, other = exchange(2, draft={"body": 1}), exchange(5, draft={"body": 2})
    later = exchange(11, draft={"body": 1})
    elsewhere = (
        exchange(6, operation="write"),
        exchange(7, state=ExchangeState.FAILED),
        exchange(8, envelope=BAD),
    )
    _, comparing = bench(now, same, other, later, *elsewhere)
    assert comparing.last_good(now).id == "ex2"
    _, comparing = bench(now, other, later, *elsewhere)
    assert comparing.last_good(now).id == "ex5"
    _, comparing = bench(now, *elsewhere)
    with pytest.raises(NotFound, match="went well"):
        comparing.last_good(now)


def test_exchanges_are_found_by_words_and_beginnings() -> None:
    _, comparing = bench(exchange(1), exchange(2), exchange(21))
    assert [comparing.find(w).id for w in ("last", "previous", "ex1", "ex21")] == [
        "ex21",
        "ex2",
        "ex1",
        "ex21",
    ]
    assert comparing.find("ex2").id == "ex2"
    for words in ("ex", "nothing", ""):
        with pytest.raises(NotFound):
            comparing.find(words)
    _, comparing = bench()
    with pytest.raises(NotFound, match="no last exchange"):
        comparing.find("last")
