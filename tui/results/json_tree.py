"""A JSON document on disk as a tree that is read where it is looked at."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence

from tui.core.cancel import CancelToken
from tui.core.display import human_bytes
from tui.core.json_document import ByteSource, Count, JsonKey, JsonKind, JsonNode, OnShare, Selection
from tui.results.json_tree_count import Commas
from tui.results.json_tree_index import BLOCK, BlockIndex
from tui.results.json_tree_scan import (
    CLOSING,
    COMMA,
    QUOTE,
    Reader,
    Scanner,
    Sight,
    kind_of,
    string_text,
)

REPEATED_WITHIN = 256 * 1024
_BOM = b"\xef\xbb\xbf"


class TreeDocument:
    """Plays `core.json_document.JsonDocument`. Shows the bytes that were there when it was made."""

    def __init__(self, source: ByteSource) -> None:
        self.size = source.size
        self._reader = Reader(source, self.size)
        self._index = BlockIndex(self._reader.read, self.size)
        self._scanner = Scanner(self._reader, self._index)
        self._commas = Commas(self._reader, self._index)
        self._root: JsonNode | None = None
        self._begins = self._first_byte()
        self.problem = self._what_it_is_instead()

    # -- the whole ---------------------------------------------------------------------------------

    def raw(self, start: int, stop: int) -> bytes:
        return self._reader.read(start, stop)

    @property
    def indexed(self) -> int:
        return self._index.indexed

    @property
    def complete(self) -> bool:
        return self._index.complete

    def build(self, cancel: CancelToken, on_share: OnShare | None = None) -> None:
        if not self.problem:
            self._index.build(cancel, on_share)

    def _first_byte(self) -> int:
        return Sight(self._reader).after_space(len(_BOM) if self._reader.read(0, len(_BOM)) == _BOM else 0)

    def _what_it_is_instead(self) -> str:
        start = self._reader.read(self._begins, self._begins + 40)
        if not start:
            return "There is nothing here: no body, or only blanks."
        if kind_of((start.split() or [start])[0].rstrip(b",")) is JsonKind.ODD:
            shown = start.decode("utf-8", "replace").split("\n", maxsplit=1)[0]
            return f"This is not JSON; it begins: {shown}. Raw shows it."
        return ""

    @property
    def note(self) -> str:
        root = self.root() if self.complete else None
        if root is None:
            return ""
        if root.stop is None:
            levels = self._index.end_depth
            open_ones = (
                f"{levels} level{'' if levels == 1 else 's'} still open" if levels > 0 else "a text open"
            )
            return f"The document ends before its end, with {open_ones}. What came is shown."
        rest = self.size - root.stop
        if rest and (rest > BLOCK or self._reader.read(root.stop, self.size).strip()):
            return f"Something follows the document: {human_bytes(rest)}. Raw shows it."
        return ""

    def root(self) -> JsonNode | None:
        if self.problem:
            return None
        if self._root is None or self._root.stop is None:
            self._root = self._node(self._begins, self._reader.window(self._begins), 0, 0, None)
        return self._root

    def count(self, node: JsonNode) -> Count:
        return self._commas.count(node)

    # -- members -----------------------------------------------------------------------------------

    def members(self, node: JsonNode, start: int, stop: int, budget: float = 1.0) -> list[JsonNode]:
        place = self._member_place(node, start)
        if place is None or not node.is_container:
            return []
        until = time.monotonic() + budget
        found: list[JsonNode] = []
        for member in self._walk(node, place, start):
            found.append(member)
            if start + len(found) >= stop or time.monotonic() > until:
                break
        return found

    def _member_place(self, node: JsonNode, number: int) -> int | None:
        """Where a member begins, blanks before it included; None when there is no such member."""
        if number <= 0:
            return node.start + 1
        found = self._commas.block_of(node, number)
        if found is None:
            return None
        block, before = found
        if block == node.start // BLOCK:
            return self._nth_in_head(node, number)
        at = self._scanner.comma_in_block(block, node.depth + 1, number - before)
        return None if at is None else at + 1

    def _nth_in_head(self, node: JsonNode, number: int) -> int | None:
        for member in self._walk(node, node.start + 1, 0):
            number -= 1
            if number == 0:
                return None if member.stop is None else Sight(self._reader).after_space(member.stop) + 1
        return None

    def _walk(self, node: JsonNode, place: int, number: int) -> Iterator[JsonNode]:
        """The members from a place on, the first of them with a number."""
        sight = Sight(self._reader)
        while True:
            place = sight.after_space(place)
            data, at = sight.at(place)
            if at >= len(data) or data[at] in CLOSING:
                return
            key: JsonKey = number
            if node.kind is JsonKind.OBJECT and data[at] == QUOTE:
                end = self._scanner.string_end(place)
                if end is None:
                    return
                key = string_text(self._reader.read(place, end))
                place = sight.after_colon(end)
                data, at = sight.at(place)
                if at >= len(data):
                    return
            member = self._node(place, data, at, node.depth + 1, key)
            yield member
            if member.stop is None:
                return
            place = sight.after_space(member.stop)
            if sight.byte(place) == COMMA:
                place += 1
                number += 1

    def _node(self, start: int, data: bytes, place: int, depth: int, key: JsonKey) -> JsonNode:
        stop = self._scanner.value_end(start, data, place, depth)
        first = data[place : place + 1]
        if first in (b"{", b"[", b'"'):
            kind = kind_of(first)
        else:
            kind = kind_of(self._reader.read(start, min(stop or start, start + 64 * 1024)))
        return JsonNode(kind, start, stop, depth, key)

    def repeated(self, node: JsonNode) -> frozenset[str]:
        if node.kind is not JsonKind.OBJECT:
            return frozenset()
        names = Counter[str]()
        for member in self._walk(node, node.start + 1, 0):
            if isinstance(member.key, str):
                names[member.key] += 1
            if member.start - node.start > REPEATED_WITHIN:
                break
        return frozenset(name for name, times in names.items() if times > 1)

    def text(self, node: JsonNode, limit: int | None = None) -> bytes:
        stop = node.stop if node.stop is not None else self.size
        return self._reader.read(node.start, stop if limit is None else min(stop, node.start + limit))

    def string(self, node: JsonNode) -> str:
        return string_text(self.text(node))

    # -- ways --------------------------------------------------------------------------------------

    def place_of(self, offset: int) -> tuple[int, ...]:
        node = self.root()
        way: list[int] = []
        while node is not None and node.is_container and offset > node.start:
            if node.stop is not None and offset >= node.stop - 1:
                break
            number = self._commas.number_at(node, offset)
            found = self.members(node, number, number + 1)
            if not found:
                break
            way.append(number)
            node = found[0]
        return tuple(way)

    def positions(self, steps: Sequence[str | int]) -> tuple[int, ...]:
        node = self.root()
        way: list[int] = []
        for step in steps:
            if node is None or not node.is_container:
                break
            if isinstance(step, int):
                found = list(enumerate(self.members(node, step, step + 1), step))
            else:
                # Of a name that stands twice the last one counts, as everywhere.
                walk = enumerate(self._walk(node, node.start + 1, 0))
                found = [(number, member) for number, member in walk if member.key == step]
            if not found:
                break
            number, node = found[-1]
            way.append(number)
        return tuple(way)

    def select(
        self,
        path: str,
        cancel: CancelToken,
        on_share: OnShare | None = None,
        *,
        most: int = 1000,
        seconds: float = 20.0,
    ) -> Selection:
        from tui.results.json_tree_select import select

        return select(self, path, cancel, on_share, most=most, seconds=seconds)

    def each(self, node: JsonNode) -> Iterator[JsonNode]:
        """All members of a container, one by one."""
        return self._walk(node, node.start + 1, 0)
