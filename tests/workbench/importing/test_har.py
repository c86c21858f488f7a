"""Archives of browsers: whole, sanitised, without bodies, broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.importing.corpus import MARK, as_data, check_golden
from tui.core.failures import InvalidInput
from tui.workbench.importing import MAX_BYTES, Har, import_text, read_har

CASES = sorted((Path(__file__).parent / "har").glob("*.txt"))


def read(given: bytes) -> Any:
    har = read_har(given)
    return {
        "creator": har.creator,
        "notes": list(har.notes),
        "entries": [
            {
                "method": entry.method,
                "url": entry.url,
                "status": entry.status,
                "problem": entry.problem,
                "request": as_data(entry.request) if entry.request else None,
            }
            for entry in har.entries
        ],
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    check_golden(path, read)


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 15


def several() -> Har:
    given = (Path(__file__).parent / "har" / "several-kinds.txt").read_bytes().partition(MARK)[0]
    return read_har(given)


def test_entries_are_filtered_and_several_are_taken_at_once() -> None:
    har = several()
    assert [entry.index for entry in har.filtered("SHOP.example", usable=True)] == [0, 4, 5]
    assert [entry.index for entry in har.filtered(method="options")] == [4]
    assert [entry.index for entry in har.filtered(header="X-TD-Sign")] == [0, 4, 5]
    chosen = har.requests([5, 0])
    assert [request.method for request in chosen] == ["POST", "GET"]


def test_an_entry_that_cannot_be_used_says_why() -> None:
    with pytest.raises(InvalidInput) as caught:
        several().requests([1])
    assert "data: is no request over HTTP" in caught.value.evidence[0]
    with pytest.raises(InvalidInput):
        several().requests([17])


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_har(b" " * (MAX_BYTES + 1))
    assert "larger than 10 MB" in caught.value.evidence[0]


def test_a_paste_is_recognised() -> None:
    archive = json.dumps({"log": {"version": "1.2", "entries": []}})
    assert import_text(archive).form == "HAR"
    assert import_text("$ curl http://x.example/").form == "cURL"
    assert import_text("GET / HTTP/1.1\r\nHost: x\r\n\r\n").form == "HTTP"
    for text, words in (("", "is empty"), ("hello there", "neither a cURL command")):
        with pytest.raises(InvalidInput) as caught:
            import_text(text)
        assert words in caught.value.evidence[0]
