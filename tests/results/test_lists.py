"""Rows in a list inside a document: found as it arrives, the raw bytes stay the only copy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.results.readers import cut
from tui.core.answers import RowHead
from tui.core.envelope import Envelope, Tone
from tui.core.table import RowFormat
from tui.results import SpoolAnswer, SpoolAnswerStore, list_ingest
from tui.results.elements import ElementScanner, locate

PATHS = (("data",), ("data", "*"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
HOSTILE = st.sampled_from(['"],["', '},{"a":1},{', "\\", '\\"', "],[", '[{"', "\u2028\x85", "\\\\"])


class Lists:
    format = RowFormat.JSON_OBJECT
    list_paths = PATHS

    def head(self, first_line: bytes) -> RowHead:
        value = json.loads(first_line)
        code = value.get("return_code")
        data = value.get("data")
        names = tuple(data.get("headers", ())) if isinstance(data, dict) else ()
        tone = Tone.GOOD if code == 0 else Tone.BAD
        return RowHead(names, Envelope(None if code is None else str(code), tone=tone), is_row=True)

    def interruption(self, line: bytes) -> Envelope | None:
        return None


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_ingest, "LARGE", 80)


def keep(folder: Path, data: bytes, size: int = 37, *, complete: bool = True) -> SpoolAnswer:
    store = SpoolAnswerStore(folder)
    writer = store.create("x", Lists())
    for chunk in cut(data, [size]):
        writer.write(chunk)
    writer.finish(complete=complete)
    answer = store.open("x")
    assert answer is not None
    return answer


def document(rows: list[Any], *, after: str = "", indent: int | None = None, code: int = 0) -> bytes:
    text = json.dumps({"data": {"headers": ["a", "b"], "rows": rows}, "return_code": code}, indent=indent)
    return (text[:-1] + after + "}").encode()


@given(
    st.lists(st.lists(JSON | HOSTILE, max_size=4) | st.dictionaries(HOSTILE, JSON | HOSTILE, max_size=3)),
    st.sampled_from([None, 0, 2]),
    st.integers(1, 200),
    st.booleans(),
)
@settings(max_examples=60)
def test_every_element_comes_out_as_it_went_in_for_every_chunking(
    items: list[Any], indent: int | None, size: int, ascii_only: bool
) -> None:
    inside = json.dumps(items, indent=indent, ensure_ascii=ascii_only).encode()[1:]
    data = inside + b', "tail": [[1],[2]], "x": "]"}'
    scanner, ends, position = ElementScanner(), [], 0
    count = 0
    closed = None
    for chunk in cut(data, [size]):
        found = scanner.scan(chunk)
        count += found.ends
        if scanner.closed_at is not None and closed is None:
            closed = position + scanner.closed_at
        if found.ends:
            ends.append((count, position + found.last))
        position += len(chunk)
    assert closed == len(inside) - 1
    assert count == len(items)
    start = first = 0
    lines: list[bytes] = []
    for number, end in ends:
        lines += scanner.split(data[start:end])
        assert len(lines) == number, (first, number)
        start, first = end, number
    assert [json.loads(line) for line in lines] == items
    assert not any(b"\n" in line for line in lines)


def test_an_element_that_is_no_json_is_still_one_element() -> None:
    scanner = ElementScanner()
    assert scanner.scan(b'{"a": NaN}, {"b": [1, {"c": "\xff"}]} , 7, oops , "x"] rest') == (5, 50)
    block = b'{"a": NaN}, {"b": [1, {"c": "\xff"}]} , 7, oops , "x"'
    assert scanner.split(block) == [b'{"a": NaN}', b'{"b": [1, {"c": "\xff"}]}', b"7", b"oops", b'"x"']


def test_a_giant_element_is_walked_without_being_held() -> None:
    scanner = ElementScanner()
    item = json.dumps({"words": ["],[" * 9] * 40_000}).encode()
    data = item + b"," + item + b"]"
    held, count = 0, 0
    for chunk in cut(data, [64 * 1024]):
        count += scanner.scan(chunk).ends
        held = max(held, len(scanner._carry))
    assert (count, scanner.closed_at is not None) == (2, True)
    assert held < 700_000 < len(item)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"return_code":0,"data":[{"a":1}', b'{"return_code":0,"data":['),
        ('{"data":{"headers":["a"],"n":{"rows":[[0]]},"rows": [ [1', None),
        ('{"other":{"x":[[1]]},"data":[1,2]}', None),
        ('{"data":"[[","x":[{}]}', None),
        ('{"data":{"a":"[[1', None),
    ],
)
def test_the_list_is_looked_for_only_where_it_may_lie(text: str, found: bytes | None) -> None:
    place = locate(text.encode(), PATHS)
    if "rows" in text:
        assert place is not None
        assert text[: place.start].endswith('"rows": [')
        assert place.closing == b"]}}"
        return
    assert (place is None) is (found is None)
    assert place is None or text.encode()[: place.start] == found


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("indent", [None, 2])
def test_rows_of_a_document(tmp_path: Path, indent: int | None) -> None:
    rows = [[number, f"text {number}"] for number in range(3000)]
    data = document(rows, indent=indent)
    answer = keep(tmp_path, data)
    assert (answer.row_count, answer.complete, answer.is_rows, answer.holds_rows) == (3000, True, False, True)
    assert [column.name for column in answer.columns] == ["a", "b"]
    assert [cell.text for cell in answer.window(2999, 3000)[0]] == ["2999", "text 2999"]
    assert json.loads(answer.raw_line(1500)) == rows[1500]
    assert answer.raw(0, answer.size) == data
    assert answer.envelope is not None
    assert answer.envelope.code == "0"
    again = SpoolAnswerStore(tmp_path).open("x", Lists())
    assert again is not None
    assert (again.row_count, again.complete, again.envelope) == (3000, True, answer.envelope)
    assert again.window(2000, 2002) == answer.window(2000, 2002)
    (tmp_path / "x.index").unlink()
    indexed = SpoolAnswerStore(tmp_path).open("x", Lists())
    assert indexed is not None
    assert (indexed.row_count, indexed.complete) == (3000, False)


@pytest.mark.usefixtures("small")
def test_rows_are_there_while_the_document_arrives_and_names_may_follow_them(tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path)
    writer = store.create("x", Lists())
    answer = store.open("x")
    assert answer is not None
    writer.write(b'{"data":{"rows":[' + b"[1,2]," * 20)
    assert (writer.rows, answer.holds_rows, answer.complete, answer.envelope) == (20, True, False, None)
    assert [column.name for column in answer.columns] == ["column 1", "column 2"]
    writer.write(b'[3,4]],"headers":["a","b"]},"return_code":0}')
    writer.finish(complete=True)
    assert (answer.row_count, answer.complete) == (21, True)
    assert [column.name for column in answer.columns] == ["a", "b"]


@pytest.mark.usefixtures("small")
def test_an_error_code_behind_the_rows_shows_none_of_them(tmp_path: Path) -> None:
    answer = keep(tmp_path, document([[1, 2]] * 200, code=-1008))
    assert (answer.row_count, answer.holds_rows) == (0, False)
    assert answer.envelope is not None
    assert (answer.envelope.code, answer.envelope.tone) == ("-1008", Tone.BAD)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("where", ["row", "between", "tail"])
def test_a_cut_document_keeps_its_rows_and_is_never_complete(
    tmp_path: Path, where: str, complete: bool
) -> None:
    whole = document([[1, 2]] * 200)
    lengths = {"row": whole.index(b"[1, 2]]") + 3, "between": whole.index(b"[1, 2]]") + 6, "tail": -5}
    answer = keep(tmp_path, whole[: lengths[where]], complete=complete)
    assert answer.row_count == (199 if where == "row" else 200)
    assert not answer.complete
    assert (answer.envelope is not None and answer.envelope.tone is Tone.BAD) is complete


def test_a_small_document_stays_one(tmp_path: Path) -> None:
    answer = keep(tmp_path, document([[1, 2]] * 200))
    assert (answer.row_count, answer.holds_rows, answer.envelope) == (0, False, None)
    again = SpoolAnswerStore(tmp_path).open("x", Lists())
    assert again is not None
    assert (again.holds_rows, again.complete) == (False, True)
