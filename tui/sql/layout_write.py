"""Writes a statement: clauses on lines of their own, what fits on one line on one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui.sql.layout_tree import Group, Leaf, Node, flattened, gap
from tui.sql.words import Kind

WIDTH = 100
"""Columns that a line may have before it is broken."""

SHORT_QUERY = 60
"""Columns up to which a query in brackets stays on one line."""

STEP = 2

_JOINS = frozenset({"join", "left", "right", "full", "inner", "outer", "cross", "natural"})
_ALONE = frozenset({"union", "intersect", "except"})
_LISTS = frozenset({"select", "group", "order", "window"})
_CONDITIONS = frozenset({"where", "having"})


class Clause(NamedTuple):
    """The words that begin a part of a query, and the rest of it."""

    head: list[Leaf]
    body: list[Node]

    @property
    def kind(self) -> str:
        return self.head[0].lower if self.head else ""


class Writer:
    """Holds the lines; one object writes one text."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._last: Leaf | None = None
        self._earlier: Leaf | None = None
        self._is_closed = False

    def text(self, nodes: Sequence[Node]) -> str:
        """The whole text, statements one below the other."""
        statement: list[Node] = []
        for node in nodes:
            if isinstance(node, Leaf) and node.sign == ";":
                self._query(statement, 0)
                self._put(node, 0)
                self._break()
                statement = []
            else:
                statement.append(node)
        self._query(statement, 0)
        self._break()
        return "\n".join(line.rstrip() for line in self._lines)

    # -- words -----------------------------------------------------------------------------------

    def _put(self, leaf: Leaf, indent: int) -> None:
        if leaf.before or self._is_closed:
            self._break()
        for comment in leaf.before:
            self._lines.append(" " * indent + comment)
        if leaf.text:
            blank = gap(self._last, self._earlier, leaf) if self._line else " " * indent
            self._line += blank + leaf.text
            self._earlier, self._last = self._last, leaf
        for comment in leaf.after:
            self._line += " " + comment
        self._is_closed = self._is_closed or leaf.ends_line

    def _put_all(self, nodes: Sequence[Node], indent: int) -> None:
        for leaf in flattened(nodes):
            self._put(leaf, indent)

    def _break(self) -> None:
        if self._line:
            self._lines.extend(self._line.split("\n"))
        self._line = ""
        self._is_closed = False

    # -- widths ----------------------------------------------------------------------------------

    def _fits(self, nodes: Sequence[Node], limit: int = WIDTH, *, at: int | None = None) -> bool:
        """Whether the words stand on the rest of the line; no comment may end the line before them."""
        column = len(self._line) + 1 if at is None else at
        found = list(flattened(nodes))
        earlier, last = None, None
        for number, leaf in enumerate(found):
            if leaf.before or (leaf.ends_line and number < len(found) - 1):
                return False
            column += len(gap(last, earlier, leaf)) + len(leaf.text) + sum(len(c) + 1 for c in leaf.after)
            earlier, last = last, leaf
        return column <= limit and not self._is_closed

    # -- queries ---------------------------------------------------------------------------------

    def _query(self, nodes: Sequence[Node], indent: int) -> None:
        for clause in clauses(nodes):
            self._break()
            self._put_all(clause.head, indent)
            if clause.kind == "with":
                self._items(split(clause.body, _is_comma), indent, first_here=True)
            elif clause.kind in _CONDITIONS:
                self._wrapped(clause.body, indent, _is_junction)
            elif clause.kind in _LISTS:
                self._wrapped(clause.body, indent, _is_comma)
            elif clause.kind in _JOINS:
                self._joined(clause.body, indent)
            elif clause.kind == "" or not self._fits(clause.body):
                self._item(clause.body, indent)
            else:
                self._put_all(clause.body, indent)

    def _wrapped(self, body: Sequence[Node], indent: int, ends: Callable[[Node], bool]) -> None:
        """On the line of the head if it fits there, else one item a line."""
        has_query = any(isinstance(node, Group) and node.is_query for node in body)
        items = split(body, ends)
        if self._fits(body) and not has_query:
            self._put_all(body, indent + STEP)
        elif len(items) == 1 and self._line and not _leads(body).before:
            self._item(items[0], indent + STEP if not has_query else indent)
        else:
            self._items(items, indent + STEP)

    def _items(self, items: Sequence[Sequence[Node]], indent: int, *, first_here: bool = False) -> None:
        for number, item in enumerate(items):
            if number or not first_here:
                self._break()
            self._item(item, indent)

    def _joined(self, body: Sequence[Node], indent: int) -> None:
        at = next((i for i, node in enumerate(body) if isinstance(node, Leaf) and node.lower == "on"), None)
        if at is None or self._fits(body):
            self._item(body, indent)
            return
        self._item(body[:at], indent)
        if not self._fits(body[at:]):
            self._break()
            self._items(split(body[at:], _is_junction), indent + STEP)
        else:
            self._put_all(body[at:], indent + STEP)

    # -- parts -----------------------------------------------------------------------------------

    def _item(self, nodes: Sequence[Node], indent: int) -> None:
        for node in nodes:
            if isinstance(node, Leaf):
                self._put(node, indent)
            elif self._fits([node]) and not (node.is_query and not self._fits([node], SHORT_QUERY, at=0)):
                self._put_all([node], indent)
            else:
                self._expanded(node, indent)

    def _expanded(self, group: Group, indent: int) -> None:
        self._put(group.opening, indent)
        if group.is_query:
            self._query(group.inner, indent + STEP)
        elif group.is_case:
            self._case(group.inner, indent + STEP)
        else:
            commas = split(group.inner, _is_comma)
            self._items(commas if len(commas) > 1 else split(group.inner, _is_junction), indent + STEP)
        if group.inner:
            self._break()
        self._put(group.closing, indent)

    def _case(self, nodes: Sequence[Node], indent: int) -> None:
        for item in split(nodes, lambda node: isinstance(node, Leaf) and node.lower in ("when", "else")):
            lead = _leads(item)
            if lead.lower in ("when", "else"):
                self._break()
            self._item(item, indent)


def _leads(nodes: Sequence[Node]) -> Leaf:
    return next(flattened(nodes), Leaf(Kind.SIGN, ""))


def _is_comma(node: Node) -> bool:
    return isinstance(node, Leaf) and node.sign == ","


def _is_junction(node: Node) -> bool:
    return isinstance(node, Leaf) and node.lower in ("and", "or")


def split(nodes: Sequence[Node], ends: Callable[[Node], bool]) -> list[list[Node]]:
    """Parts of a list: after each comma, or before each word that joins conditions. The AND of a
    BETWEEN joins none."""
    parts: list[list[Node]] = [[]]
    between = 0
    for node in nodes:
        if isinstance(node, Leaf) and node.lower == "between":
            between += 1
        if not ends(node):
            parts[-1].append(node)
        elif _is_comma(node):
            parts[-1].append(node)
            parts.append([])
        elif between and isinstance(node, Leaf) and node.lower == "and":
            between -= 1
            parts[-1].append(node)
        else:
            parts.append([node])
    return [part for part in parts if part]


def clauses(nodes: Sequence[Node]) -> list[Clause]:
    """A query cut at the words that begin its parts; what comes before the first has no head."""
    found: list[Clause] = []
    index = 0
    while index < len(nodes):
        length = _head(nodes, index)
        if length:
            head = [node for node in nodes[index : index + length] if isinstance(node, Leaf)]
            found.append(Clause(head, []))
            index += length
            continue
        if not found or (found[-1].kind in _ALONE):
            found.append(Clause([], []))
        found[-1].body.append(nodes[index])
        index += 1
    return found


def _head(nodes: Sequence[Node], index: int) -> int:
    """How many words from here on begin a clause; 0 when none does."""
    word, after = _word(nodes, index), _word(nodes, index + 1)
    before = nodes[index - 1] if index else None
    if isinstance(before, Leaf) and before.sign in (".", ","):
        return 0
    if word in _JOINS:
        return _join_head(nodes, index)
    if word == "with":
        return (2 if after == "recursive" else 1) if index == 0 else 0
    if word == "from":
        return int(_word(nodes, index - 1) != "distinct")
    if word in ("group", "order"):
        return 2 if after == "by" else 0
    if word in ("select", *_ALONE):
        return 2 if after in ("distinct", "all") else 1
    return int(word in ("where", "having", "values") or _begins_here(nodes, index, word, after))


def _begins_here(nodes: Sequence[Node], index: int, word: str, after: str) -> bool:
    """Words that may be names too, where what follows shows that they are not."""
    if word in ("limit", "offset"):
        return _is_count(nodes, index + 1)
    if word == "fetch":
        return after in ("first", "next")
    return word == "window" and _word(nodes, index + 2) == "as"


def _join_head(nodes: Sequence[Node], index: int) -> int:
    length = 0
    while _word(nodes, index + length) in _JOINS:
        length += 1
        if _word(nodes, index + length - 1) == "join":
            return length
    return 0


def _word(nodes: Sequence[Node], index: int) -> str:
    node = nodes[index] if 0 <= index < len(nodes) else None
    return node.lower if isinstance(node, Leaf) else ""


def _is_count(nodes: Sequence[Node], index: int) -> bool:
    node = nodes[index] if index < len(nodes) else None
    return isinstance(node, Leaf) and (node.kind in (Kind.NUMBER, Kind.TEMPLATE) or node.lower == "all")
