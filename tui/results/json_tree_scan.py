"""Close looks at a piece of JSON: where a value ends, and where the n-th comma of a container stands."""

from __future__ import annotations

import json
import re

from tui.core.json_document import ByteSource, JsonKind
from tui.results.json_tree_index import BLOCK, BlockIndex

_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_PLAIN = rb'[^\[\]{}"]++|' + _STRING


def _closed(inner: bytes) -> bytes:
    return rb"[\[{](?:" + inner + rb")*+[\]}]"


_LEVELS = _closed(_PLAIN + b"|" + _closed(_PLAIN + b"|" + _closed(_PLAIN)))
ATOM = re.compile(rb'[^\s,\[\]{}":]++')
STRING = re.compile(_STRING, re.DOTALL)
VALUE = re.compile(_STRING + b"|" + _LEVELS + rb'|[^\s,\[\]{}":]++', re.DOTALL)
"""A string, a scalar, or a container of up to three levels."""

SPACE = re.compile(rb"[ \t\r\n]*+")
ODD = re.compile(rb'[^,\[\]{}"]++|[\s\S]')
_REST = re.compile(rb'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_BRACKET = re.compile(_STRING + rb'|["\[\]{}]', re.DOTALL)
_MARK = re.compile(_STRING + rb'|["\[\]{},]', re.DOTALL)

_OPENING = b"[{"
CLOSING, QUOTE, COLON, COMMA = b"]}", 0x22, 0x3A, 0x2C
_BLANKS = b" \t\r\n"
_WORDS = {b"true", b"false", b"null"}
_NUMBER = re.compile(rb"-?\d[\d.eE+-]*+\Z")

WINDOW = 2 * BLOCK
KEPT_BLOCKS = 64


class Reader:
    """Bytes of a source by range, the last blocks kept."""

    def __init__(self, source: ByteSource, size: int) -> None:
        self.size = size
        self._source = source
        self._blocks: dict[int, bytes] = {}

    def read(self, start: int, stop: int) -> bytes:
        """Raises FileProblem when the bytes have been cleared away."""
        return self._source.raw(start, min(stop, self.size))

    def block(self, number: int) -> bytes:
        blocks = self._blocks
        data = blocks.pop(number, None)
        if data is None:
            data = self.read(number * BLOCK, (number + 1) * BLOCK)
            while len(blocks) >= KEPT_BLOCKS:
                blocks.pop(next(iter(blocks)), None)
        blocks[number] = data
        return data

    def window(self, start: int) -> bytes:
        """The bytes from a place to the end of the next block."""
        first = start // BLOCK
        data = self.block(first)[start % BLOCK :]
        return data + self.block(first + 1) if (first + 1) * BLOCK < self.size else data

    def rest_of_block(self, start: int) -> bytes:
        return self.block(start // BLOCK)[start % BLOCK :]


class Sight:
    """A window that moves along with a walk."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._data = b""
        self._base = 0

    def at(self, place: int) -> tuple[bytes, int]:
        """Bytes, and where among them a place of the document is: at their end when there are none."""
        at = place - self._base
        if not 0 <= at <= len(self._data) // 2 or not self._data:
            self._data = self._reader.window(place) if place < self._reader.size else b""
            self._base, at = place, 0
        return self._data, at

    def byte(self, place: int) -> int:
        """-1 at the end."""
        data, at = self.at(place)
        return data[at] if at < len(data) else -1

    def after_space(self, place: int) -> int:
        while True:
            data, at = self.at(place)
            if at < len(data) and data[at] not in _BLANKS:
                return place
            found = SPACE.match(data, at)
            end = found.end() if found else at
            place += end - at
            if end < len(data) or place >= self._reader.size:
                return place

    def after_colon(self, place: int) -> int:
        place = self.after_space(place)
        return self.after_space(place + 1) if self.byte(place) == COLON else place


class Scanner:
    """Finds ends by looking at two blocks and leaping over what is between them."""

    def __init__(self, reader: Reader, index: BlockIndex) -> None:
        self.reader = reader
        self.index = index

    def value_end(self, start: int, data: bytes, place: int, depth: int) -> int | None:
        """One past the value at `start`, which is `place` in `data`; None when its end is not known."""
        found = VALUE.match(data, place)
        if found and (found.end() < len(data) or start - place + len(data) >= self.index.size):
            return start - place + found.end()
        first = data[place]
        if first == QUOTE:
            return self.string_end(start)
        if first in _OPENING:
            return self.container_end(start, depth)
        return self._run_end(start)

    def _run_end(self, start: int) -> int:
        """Of a number, or of something that is no JSON, that reaches over the window."""
        place = start
        while place < self.index.size:
            data = self.reader.window(place)
            found = ATOM.match(data) or (ODD.match(data) if place == start else None)
            if not found:
                break
            place += found.end()
            if found.end() < len(data):
                break
        return place

    def string_end(self, start: int) -> int | None:
        found = STRING.match(self.reader.rest_of_block(start))
        if found:
            return start + found.end()
        block = self.index.string_end_block(start // BLOCK + 1)
        if block is None or not self.index.starts_in_string(block):
            return None
        at = self._after_string(block)
        return None if at is None else block * BLOCK + at

    def _after_string(self, block: int) -> int | None:
        """Where in a block the string ends that is open at its beginning; None when it does not."""
        found = _REST.match(self.reader.block(block), int(self.index.starts_escaped(block)))
        return found.end() if found else None

    def container_end(self, start: int, depth: int) -> int | None:
        """`depth`: containers that are open around this one."""
        inside = self._down_to(self.reader.rest_of_block(start), 0, 0, 0)
        if inside is not None:
            return start + inside
        block = self.index.first_down_to(start // BLOCK + 1, depth)
        if block is None:
            return None
        place = self._after_string(block) if self.index.starts_in_string(block) else 0
        if place is None:
            return None
        found = self._down_to(self.reader.block(block), place, self.index.depth[block], depth)
        return None if found is None else block * BLOCK + found

    @staticmethod
    def _down_to(data: bytes, place: int, depth: int, wanted: int) -> int | None:
        """One past the bracket that closes down to a depth."""
        for found in _BRACKET.finditer(data, place):
            first = data[found.start()]
            if first == QUOTE:
                if found.end() - found.start() == 1:
                    return None
            elif first in _OPENING:
                depth += 1
            else:
                depth -= 1
                if depth <= wanted:
                    return found.end()
        return None

    def comma_in_block(self, block: int, depth: int, number: int) -> int | None:
        """Where the `number`-th comma (from 1) at a depth stands in a block: its place in the document."""
        place = self._after_string(block) if self.index.starts_in_string(block) else 0
        if place is None:
            return None
        data, now = self.reader.block(block), self.index.depth[block]
        for found in _MARK.finditer(data, place):
            first = data[found.start()]
            if first == QUOTE:
                if found.end() - found.start() == 1:
                    return None
            elif first == COMMA:
                number -= now == depth
                if number == 0:
                    return block * BLOCK + found.start()
            else:
                now += 1 if first in _OPENING else -1
        return None


def kind_of(data: bytes) -> JsonKind:
    """By its beginning; a scalar wholly."""
    match data[:1]:
        case b"{":
            return JsonKind.OBJECT
        case b"[":
            return JsonKind.ARRAY
        case b'"':
            return JsonKind.TEXT
    if data in _WORDS:
        return JsonKind.WORD
    return JsonKind.NUMBER if _NUMBER.match(data) else JsonKind.ODD


def string_text(data: bytes) -> str:
    """The text of a JSON string; what cannot be read as one comes back as it is."""
    text = data.decode("utf-8", "replace")
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, str) else text
