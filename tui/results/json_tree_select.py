"""JSONPath (RFC 9535) over a document that is never decoded as a whole.

The library walks mappings and sequences; these here read each level when it is walked, so a path without
`..` costs what it passes through, and any path stops when it is told to.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, overload

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathMatch
from jsonpath.exceptions import JSONPathError, JSONPathRecursionError

from tui.core.cancel import CancelToken
from tui.core.display import safe
from tui.core.failures import Cancelled, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.json_document import Count, JsonKind, JsonNode, Match, OnShare, Selection
from tui.results.json_tree_scan import string_text

_BREATH = 0.004
_LONGEST_NUMBER = 300
"""Digits above which a number is compared as a float; its text is shown as it came all the same."""

SHOWN = 120
"""Characters of a value that are shown beside its path."""

_WORDS = {b"true": True, b"false": False}

ENVIRONMENT = JSONPathEnvironment(strict=True)


class Walked(Protocol):
    """What is walked: a `TreeDocument`."""

    @property
    def size(self) -> int: ...
    def root(self) -> JsonNode | None: ...
    def count(self, node: JsonNode) -> Count: ...
    def members(self, node: JsonNode, start: int, stop: int, budget: float = 1.0) -> list[JsonNode]: ...
    def each(self, node: JsonNode) -> Iterator[JsonNode]: ...
    def text(self, node: JsonNode, limit: int | None = None) -> bytes: ...


class _Stop(Exception):
    """The time is over, or nobody waits any more."""


class _Walk:
    """One search through a document, with its limits."""

    def __init__(
        self, document: Walked, cancel: CancelToken, on_share: OnShare | None, seconds: float
    ) -> None:
        self.document = document
        self._cancel = cancel
        self._on_share = on_share
        self._until = time.monotonic() + seconds
        self._breathed = time.monotonic()
        self._share = 0.0

    def told(self, seconds: float) -> str:
        """How far the time reached."""
        return f"stopped after {seconds:g} s at {100 * self._share:.0f} % of the document"

    def pass_by(self, node: JsonNode) -> None:
        """Raises _Stop."""
        now = time.monotonic()
        if now - self._breathed < _BREATH:
            return
        self._share = node.start / max(1, self.document.size)
        if self._cancel.cancelled or now > self._until:
            raise _Stop
        if self._on_share is not None:
            self._on_share(self._share)
        # Longer than a turn of the interpreter's lock: the screen goes first.
        time.sleep(0.0005)
        self._breathed = time.monotonic()

    def value(self, node: JsonNode) -> Any:
        self.pass_by(node)
        if node.kind is JsonKind.OBJECT:
            return _Object(self, node)
        if node.kind is JsonKind.ARRAY:
            return _Array(self, node)
        data = self.document.text(node)
        if node.kind is JsonKind.TEXT:
            return string_text(data)
        if node.kind is JsonKind.NUMBER:
            return _number(data)
        return _WORDS.get(data)


class _Whole(int):
    text: str


class _Float(float):
    text: str


def _number(data: bytes) -> Any:
    """A number to compare with, that knows how it was written."""
    text = data.decode("ascii", "replace")
    try:
        whole = data.lstrip(b"-").isdigit() and len(data) <= _LONGEST_NUMBER
        number = _Whole(data) if whole else _Float(data)
    except ValueError:
        return None
    number.text = text
    return number


def _shown(value: Any) -> str:
    if isinstance(value, _Object):
        return f"{{{value.count}}}"
    if isinstance(value, _Array):
        return f"[{len(value)}]"
    if isinstance(value, _Whole | _Float):
        return value.text[:SHOWN]
    return json.dumps(value[:SHOWN] if isinstance(value, str) else value, ensure_ascii=False)


class _Object(Mapping[str, Any]):
    """Of names that stand twice the last one counts."""

    def __init__(self, walk: _Walk, node: JsonNode) -> None:
        self._walk = walk
        self._node = node

    @property
    def count(self) -> int:
        return self._walk.document.count(self._node).known

    def _members(self) -> Iterator[JsonNode]:
        return self._walk.document.each(self._node)

    def __getitem__(self, key: str) -> Any:
        found = None
        for member in self._members():
            self._walk.pass_by(member)
            if member.key == key:
                found = member
        if found is None:
            raise KeyError(key)
        return self._walk.value(found)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(str(member.key) for member in self._members()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def items(self) -> Any:
        """Each name once, with its last value, one by one."""
        last = {str(member.key): member for member in self._members()}
        return ((key, self._walk.value(member)) for key, member in last.items())


class _Array(Sequence[Any]):
    def __init__(self, walk: _Walk, node: JsonNode) -> None:
        self._walk = walk
        self._node = node

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return _Items(self, range(*index.indices(len(self))))
        number = index + len(self) if index < 0 else index
        found = self._walk.document.members(self._node, number, number + 1) if number >= 0 else []
        if not found:
            raise IndexError(index)
        return self._walk.value(found[0])

    def __len__(self) -> int:
        return self._walk.document.count(self._node).known

    def __iter__(self) -> Iterator[Any]:
        return (self._walk.value(member) for member in self._walk.document.each(self._node))


class _Items(Sequence[Any]):
    """A slice of an array, read one by one."""

    def __init__(self, array: _Array, numbers: range) -> None:
        self._array = array
        self._numbers = numbers

    def __getitem__(self, index: Any) -> Any:
        return self._array[self._numbers[index]]

    def __len__(self) -> int:
        return len(self._numbers)


class _Found(JSONPathMatch):
    """Knows its parent and not its children: the library would keep all that it ever passed."""

    __slots__ = ()

    def add_child(self, *children: JSONPathMatch) -> None:
        """Forgotten on purpose."""


def compiled(path: str) -> JSONPath:
    """Raises InvalidInput that says where."""
    if not path.startswith("$"):
        raise InvalidInput([FieldProblem("path", "has to begin with $")], what="The JSONPath")
    try:
        found = ENVIRONMENT.compile(path)
    except JSONPathError as error:
        said, token = _words_of(error), error.token
        where = f" at character {token.index + 1}" if token is not None and token.index >= 0 else ""
        raise InvalidInput([FieldProblem("path", f"{said}{where}")], what="The JSONPath") from None
    except RecursionError:
        raise InvalidInput([FieldProblem("path", "is nested too deeply")], what="The JSONPath") from None
    if not isinstance(found, JSONPath):
        raise InvalidInput([FieldProblem("path", "has to be one path")], what="The JSONPath")
    return found


def select(
    document: Walked, path: str, cancel: CancelToken, on_share: OnShare | None, *, most: int, seconds: float
) -> Selection:
    query = compiled(path)
    root = document.root()
    if root is None:
        return Selection(())
    walk = _Walk(document, cancel, on_share, seconds)
    found: list[Match] = []
    try:
        start = walk.value(root)
        matches: Iterable[JSONPathMatch] = [
            _Found(filter_context={}, obj=start, parent=None, path="$", parts=(), root=start)
        ]
        for segment in query.segments:
            matches = segment.resolve(matches)
        for match in matches:
            if len(found) >= most:
                return Selection(tuple(found), complete=False, note=f"the first {most:,}; there are more")
            found.append(Match(tuple(match.parts), match.path, _shown(match.obj)))
    except _Stop:
        if cancel.cancelled:
            raise Cancelled("The search was cancelled.") from None
        return Selection(tuple(found), complete=False, note=walk.told(seconds))
    except (JSONPathRecursionError, RecursionError):
        return Selection(tuple(found), complete=False, note="not below 100 levels")
    except JSONPathError as error:
        raise InvalidInput([FieldProblem("path", _words_of(error))], what="The JSONPath") from None
    return Selection(tuple(found))


def _words_of(error: JSONPathError) -> str:
    """Its first argument: its text quotes the whole path, and cannot be made for an empty one."""
    return safe(str(error.args[0]) if error.args else "cannot be read", 160)
