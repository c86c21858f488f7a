"""Finding text in bytes of any size, piece by piece, in either direction."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from tui.core.cancel import CancelToken
from tui.core.json_document import ByteSource

PIECE = 256 * 1024
"""Bytes looked at in one step: less than a millisecond."""

_HEX = re.compile(r"0x((?:[0-9a-fA-F]{2}[ ]?)+)\Z")

OnShare = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Needle:
    """What is looked for: any of some spellings; of letters A to Z either case unless `exact`."""

    text: str
    spellings: tuple[bytes, ...]
    exact: bool = False

    @classmethod
    def of(cls, text: str) -> Needle:
        """Text as UTF-8 and as JSON may write it; bytes when it is written like `0x0d0a`."""
        pairs = _HEX.match(text)
        if pairs:
            return cls(text, (bytes.fromhex(pairs.group(1)),), exact=True)
        plain = text.encode("utf-8", "surrogatepass")
        escaped = json.dumps(text)[1:-1].encode()
        kept = json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")
        return cls(text, tuple(dict.fromkeys(form.lower() for form in (plain, escaped, kept) if form)))

    @property
    def longest(self) -> int:
        return max((len(form) for form in self.spellings), default=0)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where it was found; `wrapped` when the search went over the end, or the beginning."""

    start: int
    stop: int
    wrapped: bool = False


def find(
    source: ByteSource,
    needle: Needle,
    start: int,
    cancel: CancelToken,
    *,
    backwards: bool = False,
    on_share: OnShare | None = None,
) -> Hit | None:
    """The first hit that begins at `start` or after it (`backwards`: before it), else the first one from
    the other end. None when there is none, or when cancelled. Blocks; raises what the source raises."""
    size = source.size
    first, second = ((0, start), (start, size)) if backwards else ((start, size), (0, start))
    done = 0
    for number, (low, high) in enumerate((first, second)):
        look = _Looking(source, needle, cancel, on_share, done, size)
        span = look.between(low, high, backwards=backwards)
        if span is not None:
            return Hit(*span, wrapped=number == 1)
        if cancel.cancelled:
            return None
        done += high - low
    return None


@dataclass(slots=True)
class _Looking:
    source: ByteSource
    needle: Needle
    cancel: CancelToken
    on_share: OnShare | None
    done: int
    size: int

    def between(self, low: int, high: int, *, backwards: bool) -> tuple[int, int] | None:
        """A hit that begins in low … high-1."""
        over = max(0, self.needle.longest - 1)
        places = range(low, high, PIECE)
        for number, place in enumerate(reversed(places) if backwards else places):
            if self.cancel.cancelled:
                return None
            stop = min(high, place + PIECE)
            data = self.source.raw(place, min(self.size, stop + over))
            found = self._in_piece(data, stop - place, backwards=backwards)
            if found is not None:
                return place + found[0], place + found[1]
            if self.on_share is not None and number % 8 == 7:
                self.on_share((self.done + number * PIECE) / max(1, self.size))
                time.sleep(0)
        return None

    def _in_piece(self, data: bytes, room: int, *, backwards: bool) -> tuple[int, int] | None:
        """`room`: places in which a hit may begin; the rest is only its end."""
        if not self.needle.exact:
            data = data.lower()
        hits = []
        for form in self.needle.spellings:
            end = room + len(form) - 1
            at = data.rfind(form, 0, end) if backwards else data.find(form, 0, end)
            if at >= 0:
                hits.append((at, at + len(form)))
        if not hits:
            return None
        return max(hits) if backwards else min(hits)
