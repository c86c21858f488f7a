"""A decoded document as the lines of a tree, opened level by level, everything in it as it came."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tui.core.exact_json import Members, NumberText, compact

CHUNK = 500
"""Members shown at once; the line below them shows as many more."""

FIRST_LINES = 40
"""Lines up to which a small document is opened by itself."""

PREVIEW_MEMBERS = 6
PREVIEW_WIDTH = 80

Key = str | int | None


def decode(text: str) -> Any:
    """The document with every number as its own text. Raises ValueError with one sentence."""
    try:
        return json.loads(
            text,
            parse_float=NumberText,
            parse_int=NumberText,
            parse_constant=NumberText,
            object_pairs_hook=Members,
        )
    except RecursionError:
        raise ValueError("This JSON is nested too deeply to be shown as a tree. Raw shows it.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"This is not JSON: {error.msg} at {where}. Raw shows it.") from None


def count_of(value: Any) -> str:
    """`{3}` or `[12]`."""
    return f"{{{len(value)}}}" if isinstance(value, Members) else f"[{len(value)}]"


def preview(value: Any) -> str:
    """The first simple members, so that a closed line says something of what is in it."""
    shown = []
    for key, member in list(_members(value, 0, PREVIEW_MEMBERS)):
        if isinstance(member, list):
            text = count_of(member)
        elif isinstance(member, str) and len(member) > PREVIEW_WIDTH:
            text = compact(member[:PREVIEW_WIDTH])
        else:
            text = compact(member)
        shown.append(f"{key}: {text}" if isinstance(value, Members) else text)
    rest = ", …" if len(value) > PREVIEW_MEMBERS else ""
    return (", ".join(shown))[:PREVIEW_WIDTH] + rest


def _members(value: Any, start: int, stop: int) -> Iterator[tuple[Key, Any]]:
    if isinstance(value, Members):
        yield from value[start:stop]
    else:
        yield from enumerate(value[start:stop], start)


@dataclass(slots=True)
class Node:
    """One line. `parent` is the line it belongs to; `rest` is set on a line that stands for more members."""

    key: Key
    value: Any
    depth: int
    parent: Node | None = None
    is_open: bool = False
    repeated: bool = False
    """The key stands more than once in its object."""
    rest: int = 0
    """Members from this one on are not shown yet."""

    @property
    def has_members(self) -> bool:
        return isinstance(self.value, list) and bool(self.value) and not self.rest

    @property
    def path(self) -> str:
        """JSONPath (RFC 9535) from the root."""
        steps: list[str] = []
        node: Node | None = self
        while node is not None and node.parent is not None:
            steps.append(_step(node.key))
            node = node.parent
        return "$" + "".join(reversed(steps))


def _step(key: Key) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if key is None:
        return ""
    if key.isascii() and key.isidentifier():
        return f".{key}"
    escaped = json.dumps(key, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"['{escaped}']"


@dataclass(slots=True)
class TreeLines:
    """The lines that are seen now. Only what is opened exists as lines."""

    lines: list[Node] = field(default_factory=list)

    def load(self, value: Any) -> None:
        self.lines = [Node(None, value, 0)]
        # Small documents open by themselves, outer levels first, as long as they fit a screen.
        level = [self.lines[0]]
        while level:
            opened: list[Node] = []
            for node in level:
                if node.has_members and len(self.lines) + min(len(node.value), CHUNK) <= FIRST_LINES:
                    opened += self.open(self.lines.index(node))
                elif node.depth == 0 and node.has_members:
                    self.open(0)
            level = opened

    def open(self, place: int) -> list[Node]:
        """Show the members of the line at `place`; the new lines."""
        node = self.lines[place]
        if node.rest:
            new = self._nodes(node.parent, node.rest) if node.parent is not None else []
            self.lines[place : place + 1] = new
            return new
        if node.is_open or not node.has_members:
            return []
        node.is_open = True
        new = self._nodes(node, 0)
        self.lines[place + 1 : place + 1] = new
        return new

    def _nodes(self, parent: Node, start: int) -> list[Node]:
        value, depth = parent.value, parent.depth + 1
        new = [Node(key, member, depth, parent) for key, member in _members(value, start, start + CHUNK)]
        if isinstance(value, Members):
            times = Counter(key for key, _ in value)
            for node in new:
                node.repeated = times[str(node.key)] > 1
        if len(value) > start + CHUNK:
            new.append(Node(None, None, depth, parent, rest=start + CHUNK))
        return new

    def close(self, place: int) -> None:
        """Hide everything below the line at `place`."""
        node = self.lines[place]
        if not node.is_open:
            return
        node.is_open = False
        end = place + 1
        while end < len(self.lines) and self.lines[end].depth > node.depth:
            end += 1
        del self.lines[place + 1 : end]

    def parent_of(self, place: int) -> int:
        depth = self.lines[place].depth
        while place > 0 and self.lines[place].depth >= depth:
            place -= 1
        return place
