"""A document as the lines of a tree: only opened containers exist, and of them only what was looked at."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tui.core.json_document import Count, JsonDocument, JsonKey, JsonNode

READ_AHEAD = 64
"""Members read at once."""

KEPT_MEMBERS = 4096
"""Members of one container that are kept; the others are read again."""

BUDGET = 0.01
"""Seconds that one reading may hold up the screen; what is missing then is read the next time."""

FIRST_LINES = 40
"""Lines up to which a small document is opened by itself."""

MOST_OPENED = 500
"""Containers that are opened at once by opening a level."""


@dataclass(slots=True, eq=False)
class Branch:
    """An open container, and which of its members are open."""

    node: JsonNode
    parent: Branch | None
    place: int
    """Which member of its parent it is."""
    count: Count
    repeated: frozenset[str] = frozenset()
    kept: dict[int, JsonNode] = field(default_factory=dict)
    opened: dict[int, Branch] = field(default_factory=dict)
    lines: int = 0
    """Lines below its own."""
    _starts: list[int] = field(default_factory=list)
    _order: list[int] = field(default_factory=list)

    def measure(self) -> None:
        """Work out the lines anew, here and in what is around."""
        branch: Branch | None = self
        while branch is not None:
            branch._order = sorted(branch.opened)
            branch._starts = []
            above = 0
            for place in branch._order:
                branch._starts.append(place + above)
                above += branch.opened[place].lines
            branch.lines = branch.count.known + (not branch.count.exact) + above
            branch = branch.parent

    def inside(self, line: int) -> tuple[int, Branch | None, int]:
        """What stands at a line below this one's own (from 0): a member's place, or an open member and the
        line below that one's own."""
        number = bisect_right(self._starts, line) - 1
        if number < 0:
            return line, None, 0
        place = self._order[number]
        within = line - self._starts[number] - 1
        child = self.opened[place]
        if 0 <= within < child.lines:
            return place, child, within
        return place + max(0, within - child.lines + 1), None, 0

    def line_of(self, place: int) -> int:
        """The line of a member, counted from the root's line 0."""
        line, branch = 0, self
        while True:
            before = bisect_right(branch._order, place - 1)
            extra = sum(branch.opened[number].lines for number in branch._order[:before])
            line += 1 + place + extra
            if branch.parent is None:
                return line
            place, branch = branch.place, branch.parent


@dataclass(frozen=True, slots=True)
class Spot:
    """What one line shows. `branch` is the container around it, None for the root. Without a node it is
    still being read; `is_rest` is the line of a container whose end is not known yet."""

    branch: Branch | None
    place: int
    depth: int
    node: JsonNode | None
    own: Branch | None = None
    """The value itself, when it is open."""
    is_rest: bool = False

    @property
    def is_repeated(self) -> bool:
        node, branch = self.node, self.branch
        return branch is not None and node is not None and node.key in branch.repeated


class TreeLines:
    """The lines of one document. A document that is still being read has more of them at every look."""

    def __init__(self, document: JsonDocument) -> None:
        self.document = document
        self.top: Branch | None = None
        root = document.root()
        if root is not None and root.is_container:
            self._open(None, 0, root)
            self._open_by_itself()

    @property
    def count(self) -> int:
        if self.document.root() is None:
            return 0
        return 1 + (self.top.lines if self.top is not None else 0)

    # -- lines -------------------------------------------------------------------------------------

    def spot(self, line: int) -> Spot:
        """What a line shows; reads at most for a moment."""
        if line <= 0 or self.top is None:
            return Spot(None, 0, 0, self.document.root(), self.top)
        branch, line = self.top, line - 1
        while True:
            place, child, within = branch.inside(line)
            if child is None:
                break
            branch, line = child, within
        depth = branch.node.depth + 1
        if place >= branch.count.known and not branch.count.exact:
            return Spot(branch, place, depth, None, is_rest=True)
        return Spot(branch, place, depth, self.member(branch, place), branch.opened.get(place))

    def member(self, branch: Branch, place: int) -> JsonNode | None:
        """None when it could not be read in a moment: it is nearer the next time."""
        known = branch.kept.get(place)
        if known is not None and known.stop is not None:
            return known
        if len(branch.kept) > KEPT_MEMBERS:
            branch.kept.clear()
        first = place
        # Backwards from what is kept: a person scrolls up as often as down.
        if place + 1 in branch.kept:
            first = max(0, place - READ_AHEAD + 1)
        found = self.document.members(branch.node, first, first + READ_AHEAD, BUDGET)
        branch.kept.update(enumerate(found, first))
        return branch.kept.get(place)

    def path_of(self, spot: Spot) -> str:
        """JSONPath (RFC 9535) from the root."""
        steps: list[str] = [step_of(spot.node.key)] if spot.node is not None else []
        branch = spot.branch
        while branch is not None and branch.parent is not None:
            steps.append(step_of(branch.node.key))
            branch = branch.parent
        return "$" + "".join(reversed(steps))

    def grow(self) -> None:
        """Count again what had no end at the last look."""
        for branch in list(self._branches()):
            if not branch.count.exact:
                branch.count = self.document.count(branch.node)
                branch.measure()

    def _branches(self) -> Iterator[Branch]:
        stack = [self.top] if self.top is not None else []
        while stack:
            branch = stack.pop()
            yield branch
            stack.extend(branch.opened.values())

    # -- opening and closing -----------------------------------------------------------------------

    def _open(self, parent: Branch | None, place: int, node: JsonNode) -> Branch:
        count = self.document.count(node)
        branch = Branch(node, parent, place, count, self.document.repeated(node))
        if parent is None:
            self.top = branch
        else:
            parent.opened[place] = branch
        branch.measure()
        return branch

    def open(self, spot: Spot) -> bool:
        """Show the members of the value on a line; False when there is nothing to show."""
        node = spot.node
        if node is None or spot.own is not None or not node.is_container:
            return False
        if self.document.count(node) == Count(0, exact=True):
            return False
        self._open(spot.branch, spot.place, node)
        return True

    def close(self, spot: Spot) -> None:
        if spot.own is None:
            return
        if spot.branch is None:
            self.top = None
        else:
            del spot.branch.opened[spot.place]
            spot.branch.measure()

    def _open_by_itself(self) -> None:
        """Small documents, outer levels first, as long as they fit a screen."""
        level = [self.top] if self.top is not None else []
        while level:
            inner: list[Branch] = []
            for branch in level:
                if branch.count.known > FIRST_LINES:
                    continue
                for place in range(branch.count.known):
                    node = self.member(branch, place)
                    if node is None or not node.is_container or node.stop is None:
                        continue
                    count = self.document.count(node)
                    if 0 < count.known <= FIRST_LINES - self.count:
                        inner.append(self._open(branch, place, node))
            level = inner

    def open_level(self, spot: Spot) -> int:
        """Open one level more below a line; how many containers were opened, at most MOST_OPENED."""
        if spot.own is None:
            return int(self.open(spot))
        level = [spot.own]
        while level:
            opened = sum(self._open_members(branch) for branch in level)
            if opened:
                return opened
            level = [child for branch in level for child in branch.opened.values()]
        return 0

    def _open_members(self, branch: Branch) -> int:
        opened = 0
        for place in range(min(branch.count.known, MOST_OPENED)):
            if place in branch.opened:
                continue
            node = self.member(branch, place)
            if node is not None and self.open(Spot(branch, place, node.depth, node)):
                opened += 1
        return opened

    def close_level(self, spot: Spot) -> None:
        """Close the innermost open level below a line."""
        if spot.own is None:
            return
        levels = [[spot.own]]
        while inner := [child for branch in levels[-1] for child in branch.opened.values()]:
            levels.append(inner)
        if len(levels) == 1:
            self.close(spot)
            return
        for branch in levels[-2]:
            branch.opened.clear()
            branch.measure()

    def reveal(self, way: Sequence[int]) -> int:
        """Open what leads to a value; its line."""
        root = self.document.root()
        if self.top is None and root is not None and way:
            self._open(None, 0, root)
        branch, line = self.top, 0
        for number, place in enumerate(way):
            if branch is None:
                break
            line = branch.line_of(place)
            child = branch.opened.get(place)
            if child is None and number + 1 < len(way):
                node = self.member(branch, place)
                child = self._open(branch, place, node) if node is not None else None
            branch = child
        return line


def step_of(key: JsonKey) -> str:
    """One step of a JSONPath, in its shortest form."""
    if isinstance(key, int):
        return f"[{key}]"
    if key is None:
        return ""
    if key.isascii() and key.isidentifier():
        return f".{key}"
    escaped = json.dumps(key, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"['{escaped}']"
