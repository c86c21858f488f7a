"""The structure of a JSON document in 13 bytes for each 16 KiB of it.

One pass over the bytes notes for every block how deep it begins, how shallow it gets, and how many commas
stand at that shallowest level. That is enough to leap over a value of any size, to count the members of a
container, and to find its n-th one, by looking closely at two blocks only: a container that reaches over a
whole block has all of its commas in that block at the block's shallowest level, or none.

The close look of the pass itself is done by `bytes` methods on the few characters that matter, at about
200 MB/s, one block at a time: the interpreter's lock is held for less than a millisecond.
"""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Callable

from tui.core.cancel import CancelToken
from tui.core.json_document import OnShare

BLOCK = 16 * 1024

IN_STRING, ESCAPED, ALL_STRING = 1, 2, 4
"""How a block begins: inside a string; with a character that a backslash escapes; and that it has no
quotation mark that ends or begins a string."""

_KEPT = b'"[]{},'
_DROPPED = bytes(byte for byte in range(256) if byte not in _KEPT)
_ALIKE = bytes.maketrans(b"{}", b"[]")
_FLAT = re.compile(rb"\[,*\]")
_PEELINGS = 64
"""Levels that are taken off a block by the fast way; what is nested deeper is walked through."""

_BREATH = 0.004
"""Seconds of work after which other threads get their turn at once instead of having to wait for it."""

Read = Callable[[int, int], bytes]


def residue(data: bytes, *, in_string: bool = False, escaped: bool = False) -> tuple[bytes, bool, bool]:
    """What is left of a piece of JSON when strings, scalars and all closed containers are taken out: commas,
    then `]` that close what began before, commas, then `[` that stay open, commas. Also whether the
    piece ends inside a string, and with a backslash that escapes what follows."""
    if escaped:
        data = data[1:]
    if b"\\" in data:
        # Left to right, pairs first: a backslash that is left then escapes what stands behind it.
        data = data.replace(b"\\\\", b"")
        escaped = data.endswith(b"\\")
        data = data.replace(b'\\"', b"")
    else:
        escaped = False
    marks = data.translate(_ALIKE, _DROPPED).replace(b'""', b"")
    if in_string or b'"' in marks:
        parts = marks.split(b'"')
        marks = b"".join(parts[1::2] if in_string else parts[::2])
        in_string ^= len(parts) % 2 == 0
    return _peeled(marks), in_string, escaped


def _peeled(marks: bytes) -> bytes:
    for _ in range(_PEELINGS):
        fewer = _FLAT.sub(b"", marks)
        if len(fewer) == len(marks):
            return marks
        marks = fewer
    # Nested deeper than any document for people: one walk instead of one more pass for each level.
    stack: list[int] = []
    left = bytearray()
    for mark in marks:
        if mark == 0x5D and stack:
            del left[stack.pop() :]
        else:
            if mark == 0x5B:
                stack.append(len(left))
            left.append(mark)
    return bytes(left)


class BlockIndex:
    """Grows from the first byte on in one thread, and is read in any."""

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self.size = size
        self.depth = array("i")
        """Containers that are open where the block begins."""
        self.low = array("i")
        """The fewest that are open at any place of it."""
        self.commas = array("i")
        """Commas at that fewest depth."""
        self.flags = bytearray()
        self.blocks = 0
        """Blocks that are known; set last, so that readers see whole entries only."""
        self.end_depth = 0

    @property
    def indexed(self) -> int:
        return min(self.size, self.blocks * BLOCK)

    @property
    def complete(self) -> bool:
        return self.indexed >= self.size

    def build(self, cancel: CancelToken, on_share: OnShare | None = None) -> None:
        """Raises FileProblem when the bytes have been cleared away. Returns early when cancelled."""
        in_string = escaped = False
        depth = self.end_depth
        since = time.monotonic()
        while not self.complete and not cancel.cancelled:
            start = self.blocks * BLOCK
            data = self._read(start, min(self.size, start + BLOCK))
            if not data:
                return
            began = in_string
            marks, in_string, was_escaped = residue(data, in_string=began, escaped=escaped)
            closed = marks.count(b"]")
            tail = marks[marks.rfind(b"]") + 1 :].partition(b"[")[0]
            self.depth.append(depth)
            self.low.append(depth - closed)
            self.commas.append(tail.count(b","))
            whole = began and in_string and not marks and _no_quote(data, escaped=escaped)
            self.flags.append(IN_STRING * began | ESCAPED * escaped | ALL_STRING * whole)
            escaped = was_escaped
            depth += marks.count(b"[") - closed
            self.end_depth = depth
            self.blocks += 1
            now = time.monotonic()
            if now - since > _BREATH:
                if on_share is not None:
                    on_share(self.indexed / self.size)
                time.sleep(0)
                since = now

    def starts_in_string(self, block: int) -> bool:
        return bool(self.flags[block] & IN_STRING)

    def starts_escaped(self, block: int) -> bool:
        return bool(self.flags[block] & ESCAPED)

    def first_down_to(self, block: int, depth: int) -> int | None:
        """The first block from `block` on in which no more than `depth` containers are open somewhere."""
        low, known = self.low, self.blocks
        return next((number for number in range(block, known) if low[number] <= depth), None)

    def string_end_block(self, block: int) -> int | None:
        """The first block from `block` on in which the string that is open there may end."""
        flags, known = self.flags, self.blocks
        return next((number for number in range(block, known) if not flags[number] & ALL_STRING), None)


def _no_quote(data: bytes, *, escaped: bool) -> bool:
    """A string may have closed and opened again; then its end is here."""
    if b'"' not in data:
        return True
    plain = (data[1:] if escaped else data).replace(b"\\\\", b"").replace(b'\\"', b"")
    return b'"' not in plain
