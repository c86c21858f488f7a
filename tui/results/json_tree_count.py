"""How many members a container has, and which of them holds a byte, from the commas of whole blocks."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass

from tui.core.json_document import Count, JsonNode
from tui.results.json_tree_index import BLOCK, BlockIndex, residue
from tui.results.json_tree_scan import CLOSING, Reader, Sight

KEPT_TALLIES = 64


@dataclass(slots=True)
class _Tally:
    """Commas of one container: `sums[i]` stand before the i-th block after the one it begins in."""

    sums: array[int]
    last: int | None
    """The block in which it ends."""
    total: int
    blocks: int
    """Blocks that were known when this was counted."""


class Commas:
    """Counts once for each container that is looked at; those of a container that still grows, again."""

    def __init__(self, reader: Reader, index: BlockIndex) -> None:
        self._reader = reader
        self._index = index
        self._tallies: dict[int, _Tally] = {}

    def count(self, node: JsonNode) -> Count:
        if not node.is_container or self._is_empty(node):
            return Count(0, exact=True)
        head, closed = self._head_commas(node)
        if closed:
            return Count(head + 1, exact=True)
        tally = self._tally(node, head)
        return Count(tally.total + 1, exact=tally.last is not None or self._index.complete)

    def _is_empty(self, node: JsonNode) -> bool:
        sight = Sight(self._reader)
        place = sight.after_space(node.start + 1)
        return place >= self._index.size or sight.byte(place) in tuple(CLOSING)

    def _head_commas(self, node: JsonNode) -> tuple[int, bool]:
        """Commas of a container in the block where it begins, and whether it ends there."""
        start = node.start + 1
        end = min(self._index.size, (node.start // BLOCK + 1) * BLOCK)
        marks, _, _ = residue(self._reader.rest_of_block(start) if start < end else b"")
        own, closing, _ = marks.partition(b"]")
        return own.partition(b"[")[0].count(b","), bool(closing)

    def _tally(self, node: JsonNode, head: int) -> _Tally:
        known = self._tallies.get(node.start)
        index = self._index
        if known is not None and (known.last is not None or known.blocks == index.blocks):
            return known
        blocks, first, level = index.blocks, node.start // BLOCK + 1, node.depth + 1
        last = index.first_down_to(first, node.depth)
        sums = array("q", [head])
        total = head
        low, commas = index.low, index.commas
        for block in range(first, blocks if last is None else last):
            if low[block] == level:
                total += commas[block]
            sums.append(total)
        if last is not None:
            total += self._commas_in(last, level, self._reader.block(last))
        tally = _Tally(sums, last, total, blocks)
        while len(self._tallies) >= KEPT_TALLIES:
            self._tallies.pop(next(iter(self._tallies)), None)
        self._tallies[node.start] = tally
        return tally

    def _commas_in(self, block: int, level: int, data: bytes) -> int:
        """Commas at a depth in a beginning of a block, before what closes it or is open at its end."""
        index = self._index
        marks, _, _ = residue(
            data, in_string=index.starts_in_string(block), escaped=index.starts_escaped(block)
        )
        above = index.depth[block] - level
        parts = marks.split(b"]")
        if not 0 <= above < len(parts):
            return 0
        return parts[above].partition(b"[")[0].count(b",")

    def number_at(self, node: JsonNode, offset: int) -> int:
        """Which member of a container holds a byte, or the comma before it."""
        block, first = offset // BLOCK, node.start // BLOCK
        if block == first:
            marks, _, _ = residue(self._reader.read(node.start + 1, offset))
            return marks.partition(b"[")[0].count(b",")
        head, _ = self._head_commas(node)
        before = self._tally(node, head).sums[block - first - 1]
        return before + self._commas_in(block, node.depth + 1, self._reader.read(block * BLOCK, offset))

    def block_of(self, node: JsonNode, number: int) -> tuple[int, int] | None:
        """The block in which the `number`-th comma (from 1) of a container stands, and how many of its
        commas stand before that block; None when there are not so many."""
        head, closed = self._head_commas(node)
        first = node.start // BLOCK
        if number <= head:
            return first, 0
        if closed:
            return None
        tally = self._tally(node, head)
        if number > tally.total:
            return None
        step = bisect_left(tally.sums, number)
        return first + step, tally.sums[step - 1]
