"""The elements of a JSON list inside a document, found as its bytes arrive, without decoding them.

Most of a chunk is measured at once: what stands between two places that look like the end of an element
is put in brackets and decoded as a list; a cut inside a text or a nested list cannot decode, so a list
that does decode is one of whole elements. The rest, and whatever is odd, is walked bracket by bracket.
Elements are given on as single lines: line ends between tokens are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from tui.results.records import Scan

MAX_CARRY = 512 * 1024
"""Bytes of an element that has not ended; a longer one is only walked, and not held."""

MAX_CUTS = 3
"""Places tried in a chunk before it is walked."""

_BLANKS = b" \t\r\n"
_PLAIN = rb'(?:[^\[\]{}"%s]++|"(?:[^"\\]++|\\.)*+")*+'
_NEXT = re.compile((_PLAIN % b",") + rb"[\[\]{},]", re.DOTALL)
"""Between elements: up to a comma or a bracket outside texts."""

_NEXT_INSIDE = re.compile((_PLAIN % b"") + rb"[\[\]{}]", re.DOTALL)
_REST, _REST_INSIDE = (re.compile(_PLAIN % stop, re.DOTALL) for stop in (b",", b""))
_CUTS = re.compile(rb"[\]}][ \t\r\n]*,[ \t\r\n]*(?=[\[{])")
_NEAR = 4096
"""Bytes at the end of a chunk in which cuts are looked for first."""

_list = msgspec.json.Decoder(list[msgspec.Raw])

Path = tuple[str, ...]
_TOKENS = re.compile(rb'[ \t\r\n]*+("(?:[^"\\]++|\\.)*+"|[\[\]{}:,]|[^ \t\r\n\[\]{}:,"]++)', re.DOTALL)


class Place(NamedTuple):
    """Where a list begins: the position after its bracket, and what closes a document cut there."""

    start: int
    closing: bytes
    of_objects: bool


def locate(data: bytes, paths: Sequence[Path]) -> Place | None:
    """The first list of lists or of objects at one of the paths, in the beginning of a document. `*` in a
    path stands for any key."""
    keys: list[str | None] = []
    key, is_key, position = "", False, 0
    while found := _TOKENS.match(data, position):
        token, position = found[1], found.end()
        if token == b"{":
            keys.append(key)
            is_key = True
        elif token == b"[":
            after = data[position : position + 1024].lstrip(_BLANKS)[:1]
            # The first entry is the document itself, which has no key.
            here = [*keys[1:], key]
            if after in (b"[", b"{") and any(_fits(here, path) for path in paths):
                return Place(position, b"]" + b"}" * len(keys), after == b"{")
            keys.append(None)
        elif token in (b"}", b"]"):
            if not keys:
                return None
            keys.pop()
        elif is_key and token[:1] == b'"':
            key, is_key = _text(token), False
        elif token == b",":
            is_key = True
            key = ""
    return None


def _fits(here: Sequence[str | None], path: Path) -> bool:
    return len(here) == len(path) and all(
        key is not None and wanted in ("*", key) for key, wanted in zip(here, path, strict=True)
    )


def _text(token: bytes) -> str:
    try:
        return str(msgspec.json.decode(token, type=str))
    except msgspec.MsgspecError:
        return token.decode("utf-8", "replace")


class ElementScanner:
    """Plays `records.Scanner` for the inside of one list. `closed_at`: where in the chunk that was scanned
    last the list's own bracket stands."""

    between = True

    def __init__(self) -> None:
        self._carry = b""
        """What came since the last comma; without its beginning when `_whole` is false."""
        self._whole = True
        self._walked = 0
        self._depth = 0
        self._blank = True
        """Nothing but blanks since the last comma, of what is not carried any more."""
        self.closed_at: int | None = None

    def scan(self, chunk: bytes) -> Scan:
        if self.closed_at is not None:
            return Scan(0, 0)
        before = len(self._carry)
        data = self._carry + chunk if before else chunk
        ends, cut = _measured(data) if self._whole else (0, 0)
        if ends:
            self._walked, self._depth, self._blank = cut, 0, True
        walked, last, closed = self._walk(data, cut)
        if closed:
            self.closed_at = last - before
        self._keep(data, last)
        return Scan(ends + walked, max(0, last - before))

    def split(self, block: bytes) -> list[bytes]:
        """The elements of a block that begins with one, each on one line."""
        body = block.strip(_BLANKS + b",")
        try:
            found = [bytes(raw) for raw in _list.decode(b"[" + body + b"]")]
        except (msgspec.MsgspecError, RecursionError):
            found = _walked_apart(body)
        return [_on_one_line(item) for item in found] if b"\n" in body or b"\r" in body else found

    def _walk(self, data: bytes, start: int) -> tuple[int, int, bool]:
        """From where the last walk ended: how many elements end, where the last boundary is, and
        whether that is the end of the list."""
        ends, last = 0, start
        position, depth = self._walked, self._depth
        while True:
            found = (_NEXT_INSIDE if depth else _NEXT).match(data, position)
            if found is None:
                rest = (_REST_INSIDE if depth else _REST).match(data, position)
                self._walked, self._depth = rest.end() if rest else position, depth
                return ends, last, False
            position = found.end()
            sign = data[position - 1]
            if sign in b"[{":
                depth += 1
            elif sign == 0x2C:
                ends, last = ends + 1, position
                self._blank = True
            elif depth:
                depth -= 1
            else:
                is_element = not self._blank or bool(data[last : position - 1].strip(_BLANKS))
                return ends + is_element, position - 1, True

    def _keep(self, data: bytes, last: int) -> None:
        if last:
            self._whole = True
        keep = last
        if len(data) - last > MAX_CARRY or not self._whole:
            keep = self._walked
            self._blank = self._blank and not data[last:keep].strip(_BLANKS)
            self._whole = False
        self._carry = data[keep:]
        self._walked = max(0, self._walked - keep)


def _measured(data: bytes) -> tuple[int, int]:
    """How many elements end at a place near the end of the data, and the place; 0 when none is sure."""
    for near in (_NEAR, len(data)):
        cuts = [found.end() for found in _CUTS.finditer(data, max(0, len(data) - near))]
        if cuts:
            break
    for cut in reversed(cuts[-MAX_CUTS:]):
        body = data[:cut].rstrip(_BLANKS)
        try:
            return len(_list.decode(b"[" + body[:-1] + b"]")), cut
        except (msgspec.MsgspecError, RecursionError):
            continue
    return 0, 0


def _walked_apart(body: bytes) -> list[bytes]:
    found: list[bytes] = []
    start = position = depth = 0
    while match := (_NEXT_INSIDE if depth else _NEXT).match(body, position):
        position = match.end()
        sign = body[position - 1]
        if sign in b"[{":
            depth += 1
        elif sign != 0x2C:
            depth = max(0, depth - 1)
        else:
            found.append(body[start : position - 1].strip(_BLANKS))
            start = position
    rest = body[start:].strip(_BLANKS)
    return [*found, rest] if rest else found


def _on_one_line(item: bytes) -> bytes:
    if b"\n" not in item and b"\r" not in item:
        return item
    try:
        return msgspec.json.format(item, indent=-1)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return item.replace(b"\n", b" ").replace(b"\r", b" ")
