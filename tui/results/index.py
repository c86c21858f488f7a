"""A sparse index: where every so-manieth record starts. About 16 bytes for 64 KiB of answer."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

STRIDE = 48 * 1024
"""Least distance of two pairs in bytes; with chunks of 64 KiB there is a pair about every chunk."""


class Block(NamedTuple):
    """A run of whole records: the number of its first one, and its bytes in the file. `stop` is -1 for
    the last block, which still grows, and so is `end_record`, the number of the next one's first."""

    number: int
    first_record: int
    start: int
    stop: int
    end_record: int = -1


class SparseIndex:
    """Pairs of record number and file offset, both rising. The owner guards it with a lock."""

    def __init__(self, start: int = 0) -> None:
        self._records = array("Q", [0])
        self._offsets = array("Q", [start])

    def __len__(self) -> int:
        return len(self._records)

    def add(self, record: int, offset: int) -> None:
        """Note a record's start, unless the last pair is near."""
        if offset - self._offsets[-1] >= STRIDE:
            self._records.append(record)
            self._offsets.append(offset)

    def block_of(self, record: int) -> Block:
        return self.block(bisect_right(self._records, record) - 1)

    def block(self, number: int) -> Block:
        """Raises IndexError beyond the last one."""
        first, start = self._records[number], self._offsets[number]
        if number + 1 < len(self._offsets):
            return Block(number, first, start, self._offsets[number + 1], self._records[number + 1])
        return Block(number, first, start, -1)

    def to_bytes(self) -> bytes:
        return self._records.tobytes() + self._offsets.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, start: int = 0) -> SparseIndex:
        """Raises ValueError for what `to_bytes` on a machine like this did not write."""
        half, odd = divmod(len(data), 2)
        index = cls()
        records, offsets = array("Q"), array("Q")
        records.frombytes(data[:half])
        offsets.frombytes(data[half:])
        ordered = all(a < b for pairs in (records, offsets) for a, b in pairwise(pairs))
        if odd or not records or records[0] or offsets[0] != start or not ordered:
            raise ValueError("not an index")
        index._records, index._offsets = records, offsets
        return index
