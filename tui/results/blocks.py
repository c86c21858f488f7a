"""Blocks of records read lately, split, so that scrolling reads each part of a file once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

MAX_BLOCKS = 64
MAX_BYTES = 16 * 1024 * 1024
"""At 64 to 128 KiB a block all of them are kept; blocks of huge rows push each other out."""


_OBJECT = 48
"""About what Python adds to each record; of tiny rows that is most of the memory."""


class BlockCache:
    """The latest used blocks of all answers. Safe in every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: OrderedDict[Hashable, tuple[list[bytes], int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> list[bytes] | None:
        with self._lock:
            found = self._blocks.get(key)
            if found is None:
                return None
            self._blocks.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, records: list[bytes]) -> None:
        size = sum(map(len, records)) + _OBJECT * len(records)
        with self._lock:
            if key in self._blocks:
                return
            self._blocks[key] = (records, size)
            self._bytes += size
            while self._blocks and (len(self._blocks) > MAX_BLOCKS or self._bytes > MAX_BYTES):
                _, (_, dropped) = self._blocks.popitem(last=False)
                self._bytes -= dropped

    def clear(self) -> None:
        with self._lock:
            self._blocks.clear()
            self._bytes = 0
