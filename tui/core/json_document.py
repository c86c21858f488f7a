"""A JSON document of any size as a tree: what is asked of it, level by level, never as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tui.core.cancel import CancelToken


class ByteSource(Protocol):
    """Bytes by range; an `Answer` is one."""

    @property
    def size(self) -> int: ...

    def raw(self, start: int, stop: int) -> bytes: ...


class JsonKind(StrEnum):
    OBJECT = "object"
    ARRAY = "array"
    TEXT = "text"
    NUMBER = "number"
    WORD = "word"
    """true, false or null."""
    ODD = "odd"
    """Characters that are no JSON value; shown as they came."""


JsonKey = str | int | None


@dataclass(frozen=True, slots=True)
class JsonNode:
    """One value: where it stands in the bytes, and below which key of the container around it."""

    kind: JsonKind
    start: int
    stop: int | None
    """One past its last byte; None while its end has not been read, or never came."""
    depth: int
    """0 for the root."""
    key: JsonKey = None
    """A name, a position, or None for the root."""

    @property
    def is_container(self) -> bool:
        return self.kind in {JsonKind.OBJECT, JsonKind.ARRAY}


@dataclass(frozen=True, slots=True)
class Count:
    """Members of a container: all of them when `exact`, else those seen so far."""

    known: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Match:
    """One value that a JSONPath found: its way from the root, and the value itself."""

    steps: tuple[str | int, ...]
    path: str
    """The normalised path of RFC 9535."""
    shown: str = ""
    """The beginning of the value as it came; of a container, how many members it has."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a JSONPath found. `note` says in words when that is not all."""

    matches: tuple[Match, ...]
    complete: bool = True
    note: str = ""


OnShare = Callable[[float], None]
"""Told the share done, 0 to 1, in the thread that works."""


class JsonDocument(Protocol):
    """Reads its source by range. Methods without a token take a few milliseconds at any size."""

    @property
    def size(self) -> int: ...

    def raw(self, start: int, stop: int) -> bytes: ...

    @property
    def indexed(self) -> int:
        """Bytes whose structure is known so far."""
        ...

    @property
    def complete(self) -> bool:
        """Whether the structure of all bytes is known."""
        ...

    @property
    def problem(self) -> str:
        """Why there is no tree at all, one sentence; empty when there is one."""
        ...

    @property
    def note(self) -> str:
        """What is wrong with the document as a whole, such as a missing end."""
        ...

    def build(self, cancel: CancelToken, on_share: OnShare | None = None) -> None:
        """Read the structure once, from the first byte to the last: call it in a worker thread. The
        other methods work meanwhile, with what has been read."""
        ...

    def root(self) -> JsonNode | None: ...

    def count(self, node: JsonNode) -> Count: ...

    def members(self, node: JsonNode, start: int, stop: int, budget: float = 1.0) -> list[JsonNode]:
        """Members start … stop-1: fewer at the end, and fewer when `budget` seconds are over (at least
        one then, where there is one)."""
        ...

    def repeated(self, node: JsonNode) -> frozenset[str]:
        """Names that stand more than once in an object; looked for in its first 256 KiB."""
        ...

    def text(self, node: JsonNode, limit: int | None = None) -> bytes:
        """The value's own characters, at most `limit` bytes."""
        ...

    def string(self, node: JsonNode) -> str:
        """The text that a text stands for, its escapes read."""
        ...

    def place_of(self, offset: int) -> tuple[int, ...]:
        """Positions of the members that lead from the root to the value or name at a byte."""
        ...

    def positions(self, steps: Sequence[str | int]) -> tuple[int, ...]:
        """Positions of the members that a way of names and indexes leads through; as far as it goes."""
        ...

    def select(
        self,
        path: str,
        cancel: CancelToken,
        on_share: OnShare | None = None,
        *,
        most: int = 1000,
        seconds: float = 20.0,
    ) -> Selection:
        """The values that a JSONPath (RFC 9535) finds, in the order of the document, at most `most` in at
        most `seconds`. Raises InvalidInput for a path that cannot be read, Cancelled."""
        ...
