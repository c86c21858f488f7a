"""Rows as text while they arrive: the quick ways, the helper's and the slow one write the same bytes."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.results.readers import LineReader
from tui.core.results_ports import ExportFormat
from tui.core.table import RowFormat
from tui.results import SpoolAnswer, SpoolAnswerStore
from tui.results.engine_process import EngineProcess
from tui.results.exports import live
from tui.results.exports.flat import FlatBlocks
from tui.results.exports.live import LiveText
from tui.results.exports.text import Delimited
from tui.results.json_rows import array_pieces, cell_of

HEAD = b'{"data": {"headers": ["a", "b"]}, "return_code": 0}\n'

texts = st.one_of(
    st.sampled_from(
        ["", " ", "null", "a b", " a", "b ", "=1", "a,b", "-", "\u3000a", "x\u2003", "[", "]", "\t"]
    ),
    st.text(max_size=6),
)
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts, st.just([1, "a"])
)
lines = st.lists(
    st.one_of(
        st.tuples(values, values).map(lambda row: json.dumps(row, separators=(",", ":"))),
        st.tuples(values, values).map(lambda row: json.dumps(row, ensure_ascii=False)),
        st.sampled_from(
            ['[1,"x",2]', '["short"]', '[nul,"x"]', '[1 ,"x"]', '["a"x,2]', "[NaN,1]", '["",null]']
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(lines, st.booleans(), st.sampled_from([",", "\t"]))
@example(["[null,null]", '["null",null]', '["",""]'], True, ",")
def test_flat_blocks_are_written_as_cell_by_cell_or_not_at_all(
    rows: list[str], exact: bool, delimiter: str
) -> None:
    data = "".join(row + "\n" for row in rows).encode()
    quick = FlatBlocks(2, delimiter.encode(), exact=exact).text(data, len(rows))
    slow = Delimited(delimiter, exact=exact)
    cells = [tuple(cell_of(piece) for piece in array_pieces(row.encode())) for row in rows]
    if quick is not None:
        assert quick == slow.rows(cells)
        assert not slow.neutralised


def test_plain_rows_are_flat() -> None:
    data = b'[1,"a b",null,true]\n[null,"","x",null]\n'
    assert FlatBlocks(4, b",", exact=True).text(data, 2) == b'1,a b,,true\r\n,"",x,\r\n'
    assert FlatBlocks(4, b",", exact=False).text(data.replace(b'"a b"', b'"=a b"'), 2) is None


@pytest.fixture
def process(tmp_path: Path) -> Iterator[EngineProcess]:
    process = EngineProcess(tmp_path / "engine")
    yield process
    process.close()


def growing(tmp_path: Path, row_format: RowFormat) -> tuple[SpoolAnswer, Iterator[None]]:
    """An answer of 3,000 rows that comes in three parts, the last cut in the middle of a row."""
    store = SpoolAnswerStore(tmp_path / "answers")
    writer = store.create("x", LineReader(row_format))
    plain = row_format is RowFormat.JSON_ARRAY
    rows = [
        b'[%d,"text %d"]\n' % (n, n) if plain else b'{"a": %d, "b": "text %d"}\n' % (n, n)
        for n in range(3000)
    ]
    data = b"".join(rows)

    def parts() -> Iterator[None]:
        writer.write(HEAD + data[:20_000] if plain else data[:20_000])
        yield
        writer.write(data[20_000:40_001])
        yield
        writer.write(data[40_001:])
        writer.finish(complete=True)
        yield

    steps = parts()
    next(steps)
    answer = store.open("x")
    assert answer is not None
    return answer, steps


@pytest.mark.parametrize("file_format", sorted(live.TEXTS))
@pytest.mark.parametrize("row_format", [RowFormat.JSON_ARRAY, RowFormat.JSON_OBJECT])
def test_a_growing_answer_is_written_once_and_whole(
    tmp_path: Path,
    process: EngineProcess,
    monkeypatch: pytest.MonkeyPatch,
    file_format: ExportFormat,
    row_format: RowFormat,
) -> None:
    def written(ahead: int, folder: Path) -> bytes:
        monkeypatch.setattr(live, "AHEAD", ahead)
        monkeypatch.setattr(live, "PIECE", 8192)
        answer, steps = growing(folder, row_format)
        text = LiveText(process, answer, file_format)
        out = b"".join(text.more())
        for _ in steps:
            out += b"".join(text.more())
        assert text.written == 3000
        return out + text.end()

    here = written(10**9, tmp_path / "here")
    assert (process.pid is None) is True
    assert written(500, tmp_path / "there") == here
    assert here.count(b"text ") == 3000
    if file_format is ExportFormat.JSON:
        assert [row["a"] for row in json.loads(here)] == list(range(3000))


def test_who_stops_reading_leaves_no_piece_behind(
    tmp_path: Path, process: EngineProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "AHEAD", 100)
    monkeypatch.setattr(live, "PIECE", 8192)
    answer, steps = growing(tmp_path, RowFormat.JSON_ARRAY)
    list(steps)
    text = LiveText(process, answer, ExportFormat.CSV)
    more = text.more()
    assert isinstance(more, Generator)
    assert next(more) == b"a,b\r\n"
    assert next(more).startswith(b"0,text 0\r\n")
    more.close()
    assert not list(process.folder().glob("text-*"))
    assert (text.written, process.beside().pid is not None) == (0, True)
