"""Any JSON value that comes in is the same in the table, in the row shown whole, and when it is copied.
The files that are written are held to the same in tests/results/exports."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.results.engine.values import NUMBERS, TEXTS, answer_of
from tui.core.display import safe
from tui.core.exact_json import parse_exact
from tui.core.table import Cell, CellKind, Column
from tui.ui.screens.inspect.copying import cell_json, cell_value, row_json
from tui.ui.widgets.cells import NULL_TEXT, fit, shown_text
from tui.ui.widgets.record_view import _wrapped

CONSTANTS = st.sampled_from(["null", "true", "false", '"a\\u0007\\nb"'])
LEAVES = st.one_of(NUMBERS, TEXTS.map(json.dumps), CONSTANTS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(st.tuples(TEXTS.map(json.dumps), inner), max_size=3).map(
            lambda members: "{" + ",".join(f"{name}: {value}" for name, value in members) + "}"
        ),
    ),
    max_leaves=6,
)


def cells_of(tokens: list[str]) -> tuple[Cell, ...]:
    answer = answer_of([f"[{','.join(tokens)}]".encode()])
    [row] = answer.window(0, 1)
    return row[: len(tokens)]


def exact(token: str) -> Any:
    return parse_exact(token).value


@settings(max_examples=60)
@given(st.lists(VALUES, min_size=1, max_size=3), st.integers(8, 40))
def test_a_value_is_the_same_in_table_and_detail_and_when_copied(tokens: list[str], width: int) -> None:
    cells = cells_of(tokens)
    for token, cell in zip(tokens, cells, strict=True):
        assert exact(cell_json(cell)) == exact(token)
        shown = shown_text(cell)
        if cell.kind is CellKind.NULL:
            assert (shown, cell_value(cell), token) == (NULL_TEXT, "null", "null")
            continue
        whole = json.loads(token) if cell.kind is CellKind.TEXT else cell_value(cell)
        assert cell_value(cell) == whole
        assert shown in {safe(whole), f'"{whole}"'}
        lines = _wrapped(cell, width)
        assert "".join(lines) == (safe(whole, keep_lines=True).replace("\n", "") if whole else shown)
        assert all(cell_len(line) <= width for line in lines)
        assert cell_len(fit(shown, width)) == width
    names = [Column(name) for name in ("a", "b", "c")]
    members = [f"{json.dumps(column.name)}: {token}" for column, token in zip(names, tokens, strict=False)]
    assert exact(row_json(names, cells)) == exact("{" + ",".join(members) + "}")


def test_values_of_different_kinds_never_look_alike() -> None:
    tokens = ["null", '"null"', '""']
    assert len({shown_text(cell) for cell in cells_of(tokens)}) == len(tokens)
    assert [shown_text(cell) for cell in cells_of(["true", '"true"', '"-"'])] == ["true", '"true"', "-"]
