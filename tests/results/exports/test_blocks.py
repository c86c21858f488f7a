"""Whole blocks at once write the bytes that cells one by one would, or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.results.engine.values import NUMBERS
from tui.core.exact_json import parse_exact
from tui.core.results_ports import ExportFormat
from tui.core.table import Column
from tui.results.exports.blocks import block_writer
from tui.results.exports.text import text_writer
from tui.results.json_rows import array_pieces, cell_of

TEXTS = [ExportFormat.CSV, ExportFormat.TSV, ExportFormat.JSON, ExportFormat.NDJSON, ExportFormat.MARKDOWN]
ODD = [
    "", " ", "a", "a b", "a,b", "a;b", " a", "b ", "null", "xnull", "nullnull", "=1+1", "-", "-5", "@x", "'",
    '"', "\\", "\t", "x\ty", "x\ny", "[", "]", "{}", "a_b", "*|`#~$<>", "日本", "\u3000x", "x\u3000", "x\xa0",
    "\ufeffx", "＝1", "\x7f", "\x85", "e\u0301", "e" + "\u0301" * 9, "\u202ex", "\u2028", "\ud800",
]  # fmt: skip
TOKENS = st.one_of(
    NUMBERS,
    st.sampled_from(["null", "true", "false", "[1,2]", '{"k": "v,w"}', "[]", '"\\u0041"', '["a b"]']),
    st.one_of(st.sampled_from(ODD), st.text(max_size=5)).map(json.dumps),
    st.sampled_from([text for text in ODD if text != "\ud800"]).map(
        lambda text: json.dumps(text, ensure_ascii=False)
    ),
)
ROW = st.lists(TOKENS, min_size=3, max_size=3)
BLOCKS = st.one_of(
    st.lists(ROW, min_size=1, max_size=6),
    # A column of one kind is written in another way than a mixed one.
    st.lists(
        st.tuples(st.sampled_from(["1", "null"]), st.sampled_from(['"a"', "null", '""']), TOKENS), min_size=1
    ),
)


@settings(max_examples=300)
@given(
    BLOCKS,
    st.sampled_from(TEXTS),
    st.booleans(),
    st.sampled_from([(0, 1, 2), (2, 0), (1,)]),
    st.sampled_from([",", ", "]),
)
def test_a_block_is_written_as_its_cells(
    rows: Sequence[Sequence[str]], file_format: ExportFormat, exact: bool, places: Sequence[int], comma: str
) -> None:
    lines = [f"[{comma.join(row)}]".encode() for row in rows]
    names = [Column(name) for name in ("a", "b|c", "100%")]
    whole, each = (text_writer(file_format, exact=exact) for _ in range(2))
    for writer in (whole, each):
        writer.begin([names[place] for place in places])
    quick = block_writer(whole, places, 3)
    done = quick(b"".join(line + b"\n" for line in lines), len(lines)) if quick else None
    if done is not None:
        cells = [[cell_of(piece) for piece in array_pieces(line)] for line in lines]
        slow = each.rows([tuple(row[place] for place in places) for row in cells])
        if file_format is ExportFormat.NDJSON:
            # Escapes are the server's own in one, ours in the other.
            assert list(map(parse_exact, done.split(b"\n"))) == list(map(parse_exact, slow.split(b"\n")))
        elif file_format is ExportFormat.JSON:
            assert parse_exact(b"[" + done + b"]") == parse_exact(b"[" + slow + b"]")
        else:
            assert done == slow
        assert whole.neutralised == each.neutralised


@pytest.mark.parametrize("file_format", TEXTS)
def test_what_servers_mostly_send_goes_the_quick_way(file_format: ExportFormat) -> None:
    writer = text_writer(file_format, exact=False)
    writer.begin([Column("a"), Column("b"), Column("c")])
    quick = block_writer(writer, range(3), 3)
    assert quick is not None
    data = '[1,"an event_7",null]\n[2.50,"a, \\"b\\" 日本",[1]]\n'.encode()
    assert quick(data, 2) is not None
    assert quick(data, 3) is None
    assert quick(b'[1,"x"]\n', 1) is None
    assert quick(b'[1,"\xff",2]\n', 1) is None
    assert quick(b'[1,"\t",2]\n', 1) is None
