from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.answers import RowReader
from tui.core.envelope import Tone
from tui.core.operation import RequestDraft
from tui.core.table import RowFormat
from tui.providers.te import PROVIDER

GOOD = b'{"data":{"headers":["#country","#city"]},"return_code":0,"return_message":"success"}'
ERROR = b'{"return_code":-1008,"return_message":"line 1:8: Column \'x\' cannot be resolved"}'
FORMATS = ["json", "json_object", "csv", "csv_header", "tsv", "tsv_header"]


def reader(name: str = "", operation: str = "sql-query") -> RowReader:
    query = {"format": name} if name else {}
    found = PROVIDER.codec().row_reader(
        PROVIDER.operations().get(operation), RequestDraft(operation, query=query)
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", RowFormat.JSON_ARRAY),
        ("json", RowFormat.JSON_ARRAY),
        ("json_object", RowFormat.JSON_OBJECT),
        ("csv", RowFormat.CSV),
        ("csv_header", RowFormat.CSV),
        ("tsv", RowFormat.TSV),
        ("tsv_header", RowFormat.TSV),
        ("something", RowFormat.JSON_ARRAY),
    ],
)
def test_the_draft_says_the_format(name: str, expected: RowFormat) -> None:
    assert reader(name).format is expected


def test_the_format_may_ride_in_the_form() -> None:
    draft = RequestDraft("sql-query", form={"sql": "x", "format": "csv"})
    found = PROVIDER.codec().row_reader(PROVIDER.operations().get("sql-query"), draft)
    assert found is not None
    assert found.format is RowFormat.CSV


def test_documents_have_no_row_reader() -> None:
    operation = PROVIDER.operations().get("event-analyze")
    assert PROVIDER.codec().row_reader(operation, RequestDraft("event-analyze")) is None


@pytest.mark.parametrize("name", ["json", "json_object"])
@pytest.mark.parametrize("end", [b"", b"\r", b"\r\n"])
def test_the_first_line_of_json_gives_the_names(name: str, end: bytes) -> None:
    head = reader(name).head(GOOD + end)
    assert head.columns == ("#country", "#city")
    assert not head.is_row
    assert head.envelope is not None
    assert head.envelope.code == "0"


@pytest.mark.parametrize("operation", ["sql-query", "sql-result-page", "event-analyze-download"])
@pytest.mark.parametrize("name", FORMATS)
def test_an_error_is_an_envelope_whatever_was_asked_for(name: str, operation: str) -> None:
    head = reader(name, operation).head(ERROR)
    assert head.envelope is not None
    assert head.envelope.code == "-1008"
    assert head.envelope.tone is Tone.BAD
    assert not head.is_row


def test_key_order_and_blanks_of_the_envelope_are_free() -> None:
    line = b' { "return_message":"success" ,"return_code" : 0, "data":{"headers":["a","a"]} }'
    assert reader("json").head(line).columns == ("a", "a")


@pytest.mark.parametrize("name", ["csv_header", "tsv_header"])
def test_a_header_line_gives_the_names(name: str) -> None:
    separator = b"\t" if name.startswith("tsv") else b","
    head = reader(name).head(b'"#country"' + separator + b'"a ""b"" c"\r')
    assert head.columns == ("#country", 'a "b" c')
    assert not head.is_row
    assert head.envelope is None


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_without_names_the_first_line_is_data(name: str) -> None:
    head = reader(name).head(b'China,"Beijing"')
    assert head.is_row
    assert head.columns == ()


def test_a_csv_cell_that_begins_with_a_brace_is_data() -> None:
    assert reader("csv").head(b'{"a":1},2').is_row
    assert reader("csv").head(b'{"a":1}').is_row


@pytest.mark.parametrize(
    ("name", "line", "is_row"),
    [
        ("json", b'["China","Beijing"]', True),
        ("json", GOOD, False),
        ("json_object", b'{"#country":"China"}', True),
        ("csv", b"China,Beijing", True),
        ("csv", GOOD, False),
        ("tsv", b"China\tBeijing", True),
    ],
)
def test_pages_come_with_and_without_an_envelope(name: str, line: bytes, is_row: bool) -> None:
    head = reader(name, "sql-result-page").head(line)
    assert head.is_row is is_row
    assert head.envelope is None or head.envelope.code == "0"


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_first_line_is_no_row_and_no_error(name: str) -> None:
    head = reader(name).head(b"")
    assert (head.columns, head.envelope, head.is_row) == ((), None, False)


@pytest.mark.parametrize("name", FORMATS)
def test_a_web_page_is_no_row_stream(name: str) -> None:
    head = reader(name).head(b"<!DOCTYPE html><html><title>Login</title>")
    assert head.envelope is not None
    assert head.envelope.code is None
    assert "web page" in head.envelope.problem


@pytest.mark.parametrize("line", [b"Service Unavailable", b'"text"', b"12", b'{"a":1}', b'{"return_code":'])
def test_a_first_line_that_is_neither_envelope_nor_row(line: bytes) -> None:
    head = reader("json").head(line)
    assert head.envelope is not None
    assert head.envelope.code is None
    assert head.envelope.tone is Tone.BAD
    assert head.envelope.problem


def test_names_that_are_not_text_are_named_all_the_same() -> None:
    line = b'{"return_code":0,"data":{"headers":["a",null,3]}}'
    assert reader("json").head(line).columns == ("a", "null", "the number 3")


@pytest.mark.parametrize("name", ["json", "csv"])
def test_an_envelope_in_the_middle_is_an_interruption(name: str) -> None:
    envelope = reader(name).interruption(ERROR + b"\r")
    assert envelope is not None
    assert envelope.code == "-1008"


def test_an_object_among_arrays_is_an_interruption() -> None:
    envelope = reader("json").interruption(b'{"message":"oops"}')
    assert envelope is not None
    assert envelope.code is None
    assert "object instead of a row" in envelope.problem


@pytest.mark.parametrize("line", [b"", b'["cut', b"garbage", b'{"cut'])
def test_a_line_that_is_merely_damaged_is_no_interruption(line: bytes) -> None:
    assert reader("json").interruption(line) is None


@pytest.mark.parametrize("line", [b"   ", b"\r", b"<b>bold</b>", b"<xml/>", b"a\0b", b'{"a":1}', b"text"])
@pytest.mark.parametrize("name", ["csv", "tsv_header"])
def test_almost_any_line_may_be_a_row_of_csv(name: str, line: bytes) -> None:
    assert reader(name).interruption(line) is None


@pytest.mark.parametrize("line", [b"<!DOCTYPE html><html>", b"<html>", b"</html>"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_gateways_page_among_the_rows_is_an_interruption(name: str, line: bytes) -> None:
    envelope = reader(name).interruption(line)
    assert envelope is not None
    assert envelope.tone is Tone.BAD
    assert envelope.problem


def test_an_object_is_no_interruption_of_objects() -> None:
    assert reader("json_object").interruption(b'{"a":1}') is None


@given(st.binary(max_size=200), st.sampled_from(FORMATS))
def test_no_line_raises(line: bytes, name: str) -> None:
    head = reader(name).head(line)
    assert not (head.is_row and head.envelope is not None)
    found = reader(name).interruption(line)
    assert found is None or found.code or found.problem


@given(st.lists(st.text(), min_size=1, max_size=6))
def test_names_survive_the_envelope(names: list[str]) -> None:
    line = json.dumps({"return_code": 0, "data": {"headers": names}}).encode()
    assert reader("json").head(line).columns == tuple(names)
