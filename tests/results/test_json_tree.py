"""The tree of a document of any size: every value, every count and every way as a whole reading has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.cancel import CancelToken
from tui.core.exact_json import Members, NumberText
from tui.core.failures import Cancelled, InvalidInput
from tui.core.json_document import Count, JsonKind, JsonNode
from tui.results import json_tree, json_tree_count, json_tree_index, json_tree_scan
from tui.results.json_tree import TreeDocument

TEXTS = st.text(alphabet=st.sampled_from('ab"\\[]{},: \n名😀'), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(TEXTS, inner, max_size=8),
    max_leaves=60,
)
WRITINGS = st.sampled_from([(None, (",", ":")), (None, (", ", ": ")), (2, (",", ": "))])


class Held:
    """A document in memory."""

    def __init__(self, data: bytes | str) -> None:
        self.data = data.encode() if isinstance(data, str) else data

    @property
    def size(self) -> int:
        return len(self.data)

    def raw(self, start: int, stop: int) -> bytes:
        return self.data[start:stop]


def opened(data: bytes | str) -> TreeDocument:
    document = TreeDocument(Held(data))
    document.build(CancelToken())
    return document


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    _blocks_of(monkeypatch, 24)


def _blocks_of(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    for module in (json_tree, json_tree_count, json_tree_index, json_tree_scan):
        monkeypatch.setattr(module, "BLOCK", size)


def root_of(document: TreeDocument) -> JsonNode:
    root = document.root()
    assert root is not None, document.problem
    return root


def value_of(document: TreeDocument, node: JsonNode) -> Any:
    """The value put together member by member, each asked for alone."""
    if not node.is_container:
        return json.loads(document.text(node))
    count = document.count(node)
    assert count.exact
    members = [document.members(node, number, number + 1)[0] for number in range(count.known)]
    assert document.members(node, count.known, count.known + 1) == []
    assert document.members(node, 0, count.known + 5) == members
    values = [value_of(document, member) for member in members]
    if node.kind is JsonKind.ARRAY:
        assert [member.key for member in members] == list(range(len(members)))
        return values
    return dict(zip([str(member.key) for member in members], values, strict=True))


@pytest.mark.parametrize("size", [1, 7, 24, 200])
@settings(max_examples=60)
@given(value=VALUES, writing=WRITINGS, ascii_only=st.booleans())
def test_every_value_is_found_whatever_the_blocks_cut(
    size: int, value: Any, writing: tuple[int | None, tuple[str, str]], ascii_only: bool
) -> None:
    indent, separators = writing
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=ascii_only)
    with pytest.MonkeyPatch.context() as patch:
        _blocks_of(patch, size)
        document = opened(f" \n{text}\n")
        assert value_of(document, root_of(document)) == value
        assert document.note == ""


@settings(max_examples=60)
@given(value=st.lists(VALUES, min_size=1, max_size=4))
def test_a_byte_leads_to_the_value_that_holds_it(value: list[Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _blocks_of(patch, 24)
        document = opened(json.dumps(value, ensure_ascii=False))
        way: list[tuple[tuple[int, ...], JsonNode]] = [((), root_of(document))]
        while way:
            place, node = way.pop()
            assert document.place_of(node.start) == place
            if node.is_container:
                members = document.members(node, 0, 1000)
                way += [((*place, number), member) for number, member in enumerate(members)]
            elif node.stop is not None:
                assert document.place_of(node.stop - 1) == place


def test_numbers_and_repeated_names_are_as_they_came() -> None:
    text = '{"a": 1.10, "a": 1e400, "b": 123456789012345678901234567890, "c": [-0.0, NaN]}'
    document = opened(text)
    members = document.members(root_of(document), 0, 10)
    assert [member.key for member in members] == ["a", "a", "b", "c"]
    assert document.text(members[1]) == b"1e400"
    assert document.text(members[2]) == b"123456789012345678901234567890"
    assert document.repeated(root_of(document)) == {"a"}
    assert [m.kind for m in document.members(members[3], 0, 5)] == [JsonKind.NUMBER, JsonKind.ODD]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing here"),
        (" \n ", "nothing here"),
        ("<html>", "not JSON; it begins: <html>"),
        ("nonsense", "not JSON"),
    ],
)
def test_what_is_no_json_is_said(text: str, words: str) -> None:
    document = opened(text)
    assert words in document.problem
    assert document.root() is None


@pytest.mark.parametrize(
    ("text", "words", "known"),
    [
        ('{"rows": [[1], [2], [3', "3 levels still open", 1),
        ('["abc', "1 level still open", 1),
        ("[1] [2]", "Something follows", 1),
        ("[1]\n", "", 1),
        ("[1, , 2", "1 level still open", 3),
    ],
)
@pytest.mark.usefixtures("small_blocks")
def test_a_document_that_was_cut_off_shows_what_came(text: str, words: str, known: int) -> None:
    document = opened(text)
    assert words in document.note
    assert document.note.count(".") in ({0} if not words else {1, 2})
    assert document.count(root_of(document)) == Count(known, exact=True)
    assert document.members(root_of(document), 0, 1)


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _blocks_of(patch, 16)
        document = opened(b"[" + data)
        root = root_of(document)
        document.count(root)
        members = document.members(root, 0, 500)
        assert len(members) <= len(data)
        for offset in range(0, len(data), 7):
            document.place_of(offset)


def test_the_structure_grows_while_it_is_read() -> None:
    text = json.dumps({"rows": [[number, "x" * 50] for number in range(4000)], "end": 1})
    document = TreeDocument(Held(text))
    seen: list[tuple[Count, int]] = []

    def look(share: float) -> None:
        rows = document.members(root_of(document), 0, 1)
        seen.append((document.count(rows[0]), document.indexed))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_tree_index, "_BREATH", 0.0)
        document.build(CancelToken(), look)
    counts = [count.known for count, _ in seen]
    assert counts == sorted(counts)
    assert not seen[0][0].exact
    assert seen[-1][0] == Count(4000, exact=True)
    assert document.complete


def test_building_ends_when_it_is_cancelled() -> None:
    cancel = CancelToken()
    document = TreeDocument(Held("[" + "1," * 100_000 + "1]"))
    cancel.cancel()
    document.build(cancel)
    assert not document.complete


def test_deep_nesting_takes_no_time_and_no_stack() -> None:
    document = opened("[" * 100_000 + "]" * 100_000)
    node = root_of(document)
    assert document.note == ""
    for _ in range(50):
        [node] = document.members(node, 0, 5)
    assert document.count(node) == Count(1, exact=True)


def test_a_value_of_megabytes_is_one_value() -> None:
    long = 'x\\n\\"[,' * 300_000
    document = opened('{"a": "' + long + '", "b": [' + "1," * 50_000 + '1], "c": 9}')
    first, second, third = document.members(root_of(document), 0, 9)
    assert document.text(first, 6) == b'"x\\n\\"'
    assert document.count(second) == Count(50_001, exact=True)
    assert document.text(third) == b"9"
    assert document.place_of(third.start) == (2,)


# -- JSONPath ----------------------------------------------------------------------------------------

SAMPLE = {
    "code": 0,
    "rows": [{"n": n, "name": f"user {n}", "tags": ["a", str(n)]} for n in range(6)],
    "it's": {"deep": {"n": 99}},
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.code", ["$['code']"]),
        ("$.rows[1].name", ["$['rows'][1]['name']"]),
        ("$.rows[-1].n", ["$['rows'][5]['n']"]),
        ("$.rows[1:3].n", ["$['rows'][1]['n']", "$['rows'][2]['n']"]),
        ("$.rows[?@.n > 3].n", ["$['rows'][4]['n']", "$['rows'][5]['n']"]),
        ("$..deep.n", ["$['it\\'s']['deep']['n']"]),
        ("$.rows[?@.name == 'user 2']", ["$['rows'][2]"]),
        ("$.nothing", []),
        ("$.rows[99]", []),
        ("$", ["$"]),
    ],
)
def test_a_path_finds_what_the_standard_says(path: str, found: list[str]) -> None:
    document = opened(json.dumps(SAMPLE))
    selection = document.select(path, CancelToken())
    assert [match.path for match in selection.matches] == found
    assert selection.complete
    for match in selection.matches:
        way = document.positions(match.steps)
        assert len(way) == len(match.steps)


@pytest.mark.parametrize("path", ["$.", "rows", "$[", "$.rows[?", "$.a | $.b", "$.#x", ""])
def test_a_path_that_cannot_be_read_says_why(path: str) -> None:
    with pytest.raises(InvalidInput, match="path"):
        opened("[1]").select(path, CancelToken())


def test_a_found_value_is_shown_as_it_came() -> None:
    document = opened(
        '{"a": 1.10, "b": 12345678901234567890123, "c": {"x": 1}, "d": [], "e": "é\\n", "f": null}'
    )
    selection = document.select("$.*", CancelToken())
    shown = [match.shown for match in selection.matches]
    assert shown == ["1.10", "12345678901234567890123", "{1}", "[0]", '"é\\n"', "null"]
    equal = document.select("$[?@ == 1.1 || @ == null]", CancelToken())
    assert len(equal.matches) == 2


def test_a_search_has_limits_and_can_be_cancelled() -> None:
    document = opened(json.dumps(list(range(3000))))
    first = document.select("$[*]", CancelToken(), most=10)
    assert len(first.matches) == 10
    assert "the first 10" in first.note
    late = document.select("$[?@ == 2999]", CancelToken(), seconds=0.0)
    assert not late.complete
    assert "stopped after 0 s" in late.note
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        document.select("$[?@ == 2999]", cancel)


def test_of_two_equal_names_the_last_counts_for_a_path() -> None:
    document = opened('{"a": 1, "a": 2}')
    selection = document.select("$[?@ > 1]", CancelToken())
    assert [match.path for match in selection.matches] == ["$['a']"]
    assert document.positions(("a",)) == (1,)


def test_equal_to_the_reader_of_small_documents() -> None:
    text = '{"a": [1.10, {"b": "\\ud83d\\ude00"}], "a": null}'
    document = opened(text)

    def exact(node: JsonNode) -> Any:
        if node.kind is JsonKind.OBJECT:
            return Members((str(m.key), exact(m)) for m in document.members(node, 0, 99))
        if node.kind is JsonKind.ARRAY:
            return [exact(m) for m in document.members(node, 0, 99)]
        data = document.text(node)
        return NumberText(data.decode()) if node.kind is JsonKind.NUMBER else json.loads(data)

    wanted = json.loads(text, parse_float=NumberText, parse_int=NumberText, object_pairs_hook=Members)
    assert exact(root_of(document)) == wanted
