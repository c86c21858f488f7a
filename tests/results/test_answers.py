"""Answers as they grow, end, are cut, fail, and are opened again in a later run."""

from __future__ import annotations

import os
import random
import resource
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.results.readers import ERROR, HEADER, LineReader, keep, texts
from tui.core.failures import FileProblem
from tui.core.table import RowFormat
from tui.results import SpoolAnswerStore
from tui.results.ingest import MAX_SUSPECTS


def many_rows(count: int) -> list[bytes]:
    chooser = random.Random(7)
    return [b'[%d,"%s",null]' % (n, b"x" * chooser.choice([0, 9, 90, 900])) for n in range(count)]


def test_rows_appear_while_the_answer_grows(tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path)
    writer = store.create("x", LineReader())
    answer = store.open("x")
    assert answer is not None
    assert (answer.row_count, list(answer.columns), answer.is_rows) == (0, [], True)
    counts = []
    for chunk in (HEADER[:10], HEADER[10:], b'["a",1,', b'2]\n["b"', b",3,4]"):
        writer.write(chunk)
        counts.append((writer.rows, answer.row_count, answer.complete))
    assert counts == [(0, 0, False), (0, 0, False), (0, 0, False), (1, 1, False), (1, 1, False)]
    assert [column.name for column in answer.columns] == ["a", "b", "c"]
    writer.finish(complete=True)
    assert texts(answer.window(0, 9)) == [["a", "1", "2"], ["b", "3", "4"]]
    assert (answer.complete, answer.size) == (True, len(HEADER) + 19)


def test_4000_random_windows_equal_the_file(tmp_path: Path) -> None:
    lines = many_rows(20_000)
    data = HEADER + b"\n".join(lines) + b"\n"
    chooser = random.Random(11)
    chunks, position = [], 0
    while position < len(data):
        size = chooser.choice([1, 100, 5000, 65536, 200_000])
        chunks.append(data[position : position + size])
        position += size
    answer = keep(tmp_path, chunks, LineReader())
    assert answer.row_count == len(lines)
    for _ in range(4000):
        start = chooser.randrange(-5, len(lines) + 5)
        stop = start + chooser.choice([0, 1, 3, 10])
        expected = lines[max(0, start) : max(0, stop)]
        assert texts(answer.window(start, stop, [0])) == [
            [line[1 : line.index(b",")].decode()] for line in expected
        ]
    for row in chooser.sample(range(len(lines)), 200):
        assert answer.raw_line(row) == lines[row]
    assert answer.raw(0, len(data) + 9) == data
    assert answer.raw(5, 10) == data[5:10]


def test_a_reader_in_another_thread_always_sees_whole_rows(tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path)
    writer = store.create("x", LineReader())
    answer = store.open("x")
    assert answer is not None
    lines = many_rows(30_000)
    data = HEADER + b"\n".join(lines) + b"\n"
    wrong: list[int] = []

    def look() -> None:
        chooser = random.Random(3)
        while not answer.complete:
            count = answer.row_count
            rows = (count - 1, chooser.randrange(count)) if count else ()
            wrong.extend(row for row in rows if answer.raw_line(row) != lines[row])

    watcher = threading.Thread(target=look)
    watcher.start()
    for start in range(0, len(data), 7001):
        writer.write(data[start : start + 7001])
    writer.finish(complete=True)
    watcher.join(20)
    assert not watcher.is_alive()
    assert wrong == []
    assert answer.row_count == len(lines)


@pytest.mark.parametrize("rest", [b"", b"\n", b"\n\n\n", b"\r\n\r\n", b"\n\r"])
def test_blank_lines_at_the_end_are_no_rows(tmp_path: Path, rest: bytes) -> None:
    data = HEADER + b"[1,2,3]" + rest
    for size in (1, 2, 99):
        chunks = [data[i : i + size] for i in range(0, len(data), size)]
        answer = keep(tmp_path / f"{size}", chunks, LineReader())
        assert answer.row_count == 1


def test_a_blank_line_in_the_middle_keeps_its_place(tmp_path: Path) -> None:
    answer = keep(tmp_path, HEADER + b"[1,2,3]\n\n[4,5,6]\n", LineReader())
    assert [answer.raw_line(row) for row in range(answer.row_count)] == [b"[1,2,3]", b"", b"[4,5,6]"]


def test_a_byte_order_mark_is_not_data(tmp_path: Path) -> None:
    answer = keep(tmp_path, b"\xef\xbb\xbf" + HEADER + b"[1,2,3]\n", LineReader())
    assert [column.name for column in answer.columns] == ["a", "b", "c"]
    bare = keep(tmp_path / "bare", b"\xef\xbb\xbf[1,2]\n", LineReader())
    assert texts(bare.window(0, 1)) == [["1", "2"]]
    assert bare.raw(0, 3) == b"\xef\xbb\xbf"


def test_an_empty_result_has_columns_and_no_rows(tmp_path: Path) -> None:
    answer = keep(tmp_path, HEADER, LineReader())
    assert (answer.row_count, answer.complete, len(answer.columns)) == (0, True, 3)
    nothing = keep(tmp_path / "nothing", b"", LineReader(RowFormat.CSV))
    assert (nothing.row_count, nothing.complete, list(nothing.columns)) == (0, True, [])
    assert nothing.envelope is None


@settings(max_examples=40, deadline=None)
@given(before=st.integers(0, 5), size=st.integers(1, 80), newline=st.booleans())
def test_an_error_line_in_mid_stream_keeps_the_rows_before_it(
    tmp_path_factory: pytest.TempPathFactory, before: int, size: int, newline: bool
) -> None:
    data = HEADER + b"[1,2,3]\n" * before + ERROR + (b"\n" if newline else b"")
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    answer = keep(tmp_path_factory.mktemp("mid"), chunks, LineReader())
    assert answer.row_count == before
    assert answer.envelope is not None
    assert answer.envelope.code == "-1022"
    assert not answer.complete


def test_rows_behind_an_error_line_are_bytes_only(tmp_path: Path) -> None:
    answer = keep(tmp_path, [HEADER + b"[1,2,3]\n" + ERROR + b"\n[4,5,6]\n", b"[7,8,9]\n"], LineReader())
    assert answer.row_count == 1
    assert answer.raw(0, 999).endswith(b"[7,8,9]\n")


def test_objects_between_rows_that_are_no_error_are_looked_at_a_limited_number_of_times(
    tmp_path: Path,
) -> None:
    reader = LineReader()
    count = MAX_SUSPECTS * 3
    answer = keep(tmp_path, HEADER + b'{"x":1}\n' * count, reader)
    assert answer.row_count == count
    assert MAX_SUSPECTS <= len(reader.asked) <= MAX_SUSPECTS + 2


def test_an_object_stream_ends_at_an_error_and_never_at_a_row_of_its_own(tmp_path: Path) -> None:
    reader = LineReader(RowFormat.JSON_OBJECT)
    answer = keep(tmp_path, HEADER + b'{"a":1}\n' + ERROR + b"\n", reader)
    assert (answer.row_count, answer.complete) == (1, False)
    own = b'{"data":{"headers":["return_code"]},"return_code":0}\n{"return_code":-1}\n'
    rows = keep(tmp_path / "own", own, LineReader(RowFormat.JSON_OBJECT))
    assert (rows.row_count, rows.complete) == (1, True)


@pytest.mark.parametrize("row_format", [RowFormat.JSON_ARRAY, RowFormat.JSON_OBJECT])
def test_a_gateways_page_at_the_end_is_no_row(tmp_path: Path, row_format: RowFormat) -> None:
    row = b"[1,2,3]\n" if row_format is RowFormat.JSON_ARRAY else b'{"a":1}\n'
    page = b"<html>\n<h1>504 html</h1>\n</html>\n"
    answer = keep(tmp_path, HEADER + row * 3 + page, LineReader(row_format))
    assert (answer.row_count, answer.complete) == (3, False)
    assert answer.envelope is not None
    assert answer.envelope.problem == "a page of HTML"
    nonsense = keep(tmp_path / "nonsense", HEADER + row + b"nonsense\n", LineReader(row_format))
    assert (nonsense.row_count, nonsense.complete) == (2, True)


def test_an_error_as_the_first_line_holds_no_rows(tmp_path: Path) -> None:
    answer = keep(tmp_path, ERROR + b"\n[1]\n", LineReader())
    assert (answer.row_count, answer.window(0, 9)) == (0, [])
    assert answer.envelope is not None
    assert answer.envelope.message == "cancelled"


def test_a_cut_transfer_keeps_whole_rows_and_is_never_complete(tmp_path: Path) -> None:
    half = keep(tmp_path, HEADER + b'[1,2,3]\n[4,"5', LineReader(), complete=False)
    assert (half.row_count, half.complete) == (1, False)
    whole = keep(tmp_path / "whole", HEADER + b"[1,2,3]\n[4,5,6]", LineReader(), complete=False)
    assert (whole.row_count, whole.complete) == (2, False)


def test_a_document_is_bytes_only(tmp_path: Path) -> None:
    answer = keep(tmp_path, [b'{"a":', b"1}"], None)
    assert (answer.is_rows, answer.row_count, list(answer.columns), answer.window(0, 9)) == (False, 0, [], [])
    assert (answer.raw(0, 99), answer.size, answer.complete, answer.envelope) == (b'{"a":1}', 7, True, None)
    with pytest.raises(IndexError):
        answer.raw_line(0)


@pytest.mark.parametrize(
    ("data", "complete"),
    [
        (HEADER + b"\n".join(many_rows(3000)) + b"\n", True),
        (HEADER + b"[1,2,3]\n" + ERROR + b"\n[4,5,6]\n", True),
        (HEADER + b"[1,2,3]\n[4,", False),
        (ERROR, True),
        (b"", True),
        (b'["a"]\n\n\n', True),
    ],
    ids=["many", "error inside", "cut", "error", "empty", "blank lines"],
)
@pytest.mark.parametrize("sidecar", ["kept", "lost", "damaged", "of another file"])
def test_a_later_run_finds_the_same_rows(tmp_path: Path, data: bytes, complete: bool, sidecar: str) -> None:
    first = keep(tmp_path, data, LineReader(), complete=complete)
    path = tmp_path / "x.index"
    if sidecar == "lost":
        path.unlink()
    elif sidecar == "damaged":
        path.write_bytes(path.read_bytes()[:-1])
    elif sidecar == "of another file":
        path.write_bytes(path.read_bytes().replace(b'"counts": [', b'"counts": [1'))
    again = SpoolAnswerStore(tmp_path).open("x", LineReader())
    assert again is not None
    assert again.window(0, 9999) == first.window(0, 9999)
    assert (again.envelope, again.columns, again.size) == (first.envelope, first.columns, first.size)
    # Without the sidecar nobody knows whether the last byte had come.
    assert again.complete == (first.complete and sidecar == "kept")


def test_a_later_run_without_a_reader_has_the_bytes(tmp_path: Path) -> None:
    keep(tmp_path, HEADER, LineReader())
    again = SpoolAnswerStore(tmp_path).open("x")
    assert again is not None
    assert (again.is_rows, again.raw(0, 999)) == (False, HEADER)


def test_an_answer_opened_as_bytes_can_be_opened_as_rows_later(tmp_path: Path) -> None:
    keep(tmp_path, HEADER + b"[1,2,3]\n", LineReader())
    store = SpoolAnswerStore(tmp_path)
    store.open("x")
    rows, again = store.open("x", LineReader()), store.open("x")
    assert rows is not None
    assert again is rows
    assert rows.row_count == 1


def test_files_are_private_under_any_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        folder = tmp_path / "cache" / "answers"
        keep(folder, HEADER, LineReader())
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["../../etc/x", "a/b", "", ".", "ü", "a" * 300, "\ud800"])
def test_no_id_leaves_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "answers"
    store = SpoolAnswerStore(folder)
    store.create(name, None).finish(complete=True)
    assert [path.parent for path in tmp_path.rglob("*.answer")] == [folder]
    assert store.open(name) is not None


def test_an_id_is_never_written_twice_and_a_link_never_followed(tmp_path: Path) -> None:
    keep(tmp_path, HEADER, LineReader())
    with pytest.raises(FileProblem):
        SpoolAnswerStore(tmp_path).create("x", None)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "y.answer").symlink_to(victim)
    with pytest.raises(FileProblem):
        SpoolAnswerStore(tmp_path).create("y", None)
    assert SpoolAnswerStore(tmp_path).open("y") is None
    assert victim.read_text() == "mine"


def test_a_deleted_answer_is_gone_and_its_writer_is_not_disturbed(tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path)
    writer = store.create("x", LineReader())
    writer.write(HEADER + b"[1,2,3]\n")
    answer = store.open("x")
    assert answer is not None
    store.delete("x")
    store.delete("x")
    writer.write(b"[4,5,6]\n")
    writer.finish(complete=True)
    assert store.open("x") is None
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileProblem, match="cannot be read"):
        answer.window(0, 1)


def test_a_new_answer_under_an_old_id_is_not_read_from_the_cache(tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path)
    for value in (b"1", b"2"):
        writer = store.create("x", LineReader())
        writer.write(b"[" + value + b"]\n")
        writer.finish(complete=True)
        answer = store.open("x")
        assert answer is not None
        assert texts(answer.window(0, 1)) == [[value.decode()]]
        store.delete("x")


def test_closing_ends_open_writers_as_cut(tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path)
    store.create("x", LineReader()).write(HEADER + b"[1,2,3]\n")
    answer = store.open("x")
    store.close()
    assert answer is not None
    assert (answer.row_count, answer.complete) == (1, False)


def test_a_full_disk_is_said_in_words_and_what_was_written_stays_readable(tmp_path: Path) -> None:
    store = SpoolAnswerStore(tmp_path)
    writer = store.create("x", LineReader())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(HEADER) + 20, hard))
    try:
        with pytest.raises(FileProblem, match="no room") as caught:
            writer.write(HEADER + b"[1,2,3]\n" * 9)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    writer.finish(complete=False)
    answer = store.open("x")
    assert caught.value.code == "disk-full"
    assert answer is not None
    assert texts(answer.window(0, 9)) == [["1", "2", "3"]] * 2
    assert answer.size == len(HEADER) + 20


def test_huge_rows_and_huge_first_lines_are_read_whole(tmp_path: Path) -> None:
    big = b'["' + b"x" * 3_000_000 + b'",1,2]'
    data = HEADER + b"[1,2,3]\n" + big + b"\n[4,5,6]\n"
    answer = keep(tmp_path, [data[i : i + 65536] for i in range(0, len(data), 65536)], LineReader())
    assert [len(cell.text) for cell in answer.window(1, 2)[0]] == [3_000_000, 1, 1]
    assert texts(answer.window(2, 3)) == [["4", "5", "6"]]
    names = b'{"data":{"headers":["' + b"n" * 300_000 + b'"]},"return_code":0}\n[1]\n'
    wide = keep(tmp_path / "wide", [names[i : i + 65536] for i in range(0, len(names), 65536)], LineReader())
    assert [len(column.name) for column in wide.columns] == [300_000]
