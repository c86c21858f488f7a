"""Views: both ways to make one agree, whatever the rows are; rows come from the source unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.results.engine.values import LINES, NUMBERS, ODD_LINES, TEXTS, answer_of, delimited
from tests.results.readers import LineReader, keep, texts
from tui.core.cancel import CancelToken
from tui.core.failures import InvalidInput
from tui.core.results_ports import Chip, ChipKind, SortKey, View, ViewSpec
from tui.core.table import Cell, CellKind, Column, RowFormat, RowSource, Table
from tui.results.engine import LocalEngine

KEYS = st.lists(st.builds(SortKey, st.integers(0, 2), st.booleans()), max_size=3).map(tuple)
QUOTED = TEXTS.map(lambda text: "'" + text.replace("'", "''") + "'")
TESTS = st.one_of(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.one_of(NUMBERS, QUOTED),
    ).map(" ".join),
    st.tuples(st.sampled_from("abc"), st.just("contains"), QUOTED).map(" ".join),
    st.sampled_from("abc").map("{} is null".format),
)
FILTERS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + ") and (".join(parts) + ")"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + ") or (".join(parts) + ")"),
    ),
    max_leaves=4,
)
CHIPS = st.lists(
    st.one_of(
        st.builds(Chip, st.just(ChipKind.FILTER), FILTERS),
        st.builds(Chip, st.just(ChipKind.SEARCH), TEXTS),
    ),
    max_size=2,
).map(tuple)


def order(engine: LocalEngine, source: RowSource, spec: ViewSpec) -> list[int]:
    view = engine.view(source, spec, CancelToken())
    numbers = [view.source_row(row) for row in range(view.row_count)]
    view.close()
    return numbers


def sorted_by(engine: LocalEngine, source: RowSource, *keys: SortKey) -> list[int]:
    return order(engine, source, ViewSpec(sort=keys))


def filtered(engine: LocalEngine, source: RowSource, text: str) -> list[int]:
    return order(engine, source, ViewSpec((Chip(ChipKind.FILTER, text),)))


def found(engine: LocalEngine, source: RowSource, text: str) -> list[int]:
    return order(engine, source, ViewSpec((Chip(ChipKind.SEARCH, text),)))


@settings(max_examples=120)
@given(
    st.lists(st.one_of(LINES.map(lambda rows: rows[:4]), ODD_LINES.map(lambda x: [x])), max_size=4),
    CHIPS,
    KEYS,
)
def test_the_helper_and_plain_python_make_the_same_view(
    large: LocalEngine,
    small: LocalEngine,
    groups: list[list[bytes]],
    chips: tuple[Chip, ...],
    keys: tuple[SortKey, ...],
) -> None:
    source = answer_of([line for group in groups for line in group])
    spec = ViewSpec(chips, keys)
    assert order(large, source, spec) == order(small, source, spec)


@settings(max_examples=60)
@given(st.lists(st.one_of(NUMBERS, NUMBERS, QUOTED), max_size=12), NUMBERS, st.booleans())
def test_numbers_of_a_text_format_count_as_numbers(
    large: LocalEngine, small: LocalEngine, cells: list[str], literal: str, descending: bool
) -> None:
    rows = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    source = delimited(("a\n" + "".join(f"{row}\n" for row in rows)).encode())
    for spec in (
        ViewSpec(sort=(SortKey(0, descending),)),
        ViewSpec((Chip(ChipKind.FILTER, f"a <= {literal} or a is null"),)),
    ):
        assert order(large, source, spec) == order(small, source, spec)


@pytest.mark.parametrize("engine", ["large", "small"])
def test_numbers_sort_by_value_and_the_rest_after_them(engine: str, request: pytest.FixtureRequest) -> None:
    tokens = ["10", '"-"', "2", "NaN", "null", "1.5e3", "12345678901234567890123", "-1", '"10"']
    source = answer_of([f"[{token}]".encode() for token in tokens] + [b"[]"])
    player = request.getfixturevalue(engine)

    def shown(*keys: SortKey) -> list[str]:
        view = player.view(source, ViewSpec(sort=keys), CancelToken())
        return [cell.text or cell.kind for (cell,) in view.window(0, 99, [0])]

    numbers = ["-1", "2", "10", "1.5e3", "12345678901234567890123"]
    assert shown(SortKey(0)) == [*numbers, "-", "10", "NaN", "null", "absent"]
    assert shown(SortKey(0, descending=True)) == [*numbers[::-1], "NaN", "10", "-", "null", "absent"]


@pytest.mark.parametrize("engine", ["large", "small"])
def test_digits_beyond_a_double_decide(engine: str, request: pytest.FixtureRequest) -> None:
    player = request.getfixturevalue(engine)
    for tokens in (
        [b"9007199254740993", b"9007199254740992", b"9007199254740994"],
        [b"0.1000000000000000001", b"0.1", b"0.10000000000000000011"],
        [b"1e400", b"1e399", b"2e400"],
        [b"1e-400", b"0", b"2e-400"],
    ):
        source = answer_of([b"[" + token + b"]" for token in tokens])
        assert sorted_by(player, source, SortKey(0)) == [1, 0, 2]
        assert filtered(player, source, f"a = {tokens[0].decode()}") == [0]
        assert filtered(player, source, f"a > {tokens[0].decode()}") == [2]


@pytest.mark.parametrize("engine", ["large", "small"])
def test_equal_rows_keep_their_order_in_both_directions(engine: str, request: pytest.FixtureRequest) -> None:
    source = answer_of([json.dumps([n % 2, n % 3]).encode() for n in range(12)])
    player = request.getfixturevalue(engine)
    assert sorted_by(player, source, SortKey(0)) == [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]
    assert sorted_by(player, source, SortKey(0, True)) == [1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10]
    assert sorted_by(player, source, SortKey(1), SortKey(0, True))[:4] == [3, 9, 0, 6]


@pytest.mark.parametrize("engine", ["large", "small"])
def test_chips_all_hold_and_patterns_are_of_re2(engine: str, request: pytest.FixtureRequest) -> None:
    source = answer_of([json.dumps([f"device-{n}", n, "Ünder"]).encode() for n in range(30)])
    player = request.getfixturevalue(engine)
    chips = (Chip(ChipKind.FILTER, "a matches '-[12]?5$'"), Chip(ChipKind.SEARCH, "DEVICE-2"))
    assert order(player, source, ViewSpec(chips)) == [25]
    assert found(player, source, "ünder") == []
    assert len(found(player, source, "nDEr")) == 30
    # Such a pattern takes Python's own engine hours.
    assert filtered(player, source, "a matches '^(([a-z])+.)+[A-Z]([a-z])+$'") == []
    with pytest.raises(InvalidInput) as caught:
        filtered(player, source, "a matches '('")
    assert "missing" in str(caught.value.evidence)


@pytest.mark.parametrize("row_format", [RowFormat.JSON_OBJECT, RowFormat.TSV])
def test_other_formats(large: LocalEngine, small: LocalEngine, row_format: RowFormat, tmp_path: Path) -> None:
    if row_format is RowFormat.TSV:
        data = b'name\tn\n"a\nb"\t10\nplain\t9\n"q""t"\t\n'
        source = keep(tmp_path, data, LineReader(row_format, header=True))
        source = delimited(data.replace(b"name\tn", b"name,n"), row_format)
        columns = [0, 0]
    else:
        data = b'{"n":2,"name":"b"}\n{"name":"a"}\n{"n":1,"x":"\\u0041"}\n'
        source = keep(tmp_path, data, LineReader(row_format))
        columns = [0, 1]
    for key in columns:
        for text in ("A", 'q"t', "a\nb"):
            spec = ViewSpec((Chip(ChipKind.SEARCH, text),), (SortKey(key),))
            assert order(large, source, spec) == order(small, source, spec)
        assert sorted_by(large, source, SortKey(key)) == sorted_by(small, source, SortKey(key))


def test_a_view_reads_the_rows_of_its_source(large: LocalEngine) -> None:
    source = answer_of([json.dumps([n, str(n)]).encode() for n in range(3000)])
    view = large.view(source, ViewSpec(sort=(SortKey(0, True),)), CancelToken())
    assert texts(view.window(0, 3, [1, 0])) == [["2999", "2999"], ["2998", "2998"], ["2997", "2997"]]
    assert len(view.window(2990, 4000)) == 10
    assert view.source_row(1) == 2998
    assert view.complete
    assert [c.name for c in view.columns] == ["a", "b", "c"]
    with pytest.raises(IndexError):
        view.source_row(3000)
    view.close()
    assert view.window(0, 3) == []


def test_a_large_sort_shows_its_first_rows_before_all(large: LocalEngine) -> None:
    source = answer_of([b"[%d]" % (n * 7919 % 300_007) for n in range(300_007)])
    previews: list[View] = []
    spec = ViewSpec(sort=(SortKey(0),))
    view = large.view(source, spec, CancelToken(), on_preview=previews.append)
    assert [p.row_count for p in previews] == [2000]
    assert previews[0].preview
    assert not previews[0].complete
    assert texts(previews[0].window(0, 3, [0])) == texts(view.window(0, 3, [0])) == [["0"], ["1"], ["2"]]
    assert view.row_count == 300_007


def test_a_table_in_memory_can_be_viewed(small: LocalEngine) -> None:
    rows = tuple((Cell(CellKind.NUMBER, str(n)), Cell(CellKind.TEXT, f"t{n % 3}")) for n in range(9))
    table = Table("t", (Column("n"), Column("t")), rows)
    assert filtered(small, table, "t = t1 and n > 1") == [4, 7]
    assert sorted_by(small, table, SortKey(1, True))[:3] == [2, 5, 8]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a >", 4),
        ("z = 1", 1),
        ("a = 'x", 5),
        ("(a = 1", 7),
        ("a = 1 b = 2", 7),
        ("a is 5", 6),
        ("", 1),
        ("#9 = 1", 1),
    ],
)
def test_a_filter_that_cannot_be_read_says_where(small: LocalEngine, text: str, place: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        filtered(small, answer_of([b"[1]"]), text)
    assert f"at character {place}:" in caught.value.evidence[0]


def test_huge_cells_are_compared_as_far_as_they_count(large: LocalEngine) -> None:
    rows = ["\x01" * 1_200_000, "b" * 3_000_000, "a", "é" * 1_500_000]
    source = answer_of([json.dumps([text], ensure_ascii=n % 2 == 0).encode() for n, text in enumerate(rows)])
    assert sorted_by(large, source, SortKey(0)) == [0, 2, 1, 3]
    assert filtered(large, source, "a contains 'bbb'") == [1]
    assert found(large, source, "A") == [2]
