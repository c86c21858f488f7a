"""The words of a statement with their comments and brackets, as its layout sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tui.sql.words import RESERVED, Kind, Word

_LIKE_FUNCTIONS = frozenset(
    {
        "json_array",
        "json_exists",
        "json_object",
        "json_query",
        "json_table",
        "json_value",
        "listagg",
        "normalize",
        "skip",
        "trim",
    }
)
UPPER = RESERVED - _LIKE_FUNCTIONS
"""Words that are written in capitals; none of them can be a name."""

_CALLED = frozenset({"cast", "extract", "unnest", "left", "right", "grouping", "cube", "rollup"})
"""Reserved words that stand right before their brackets."""

_OPENS = {"(": ")", "[": "]"}


@dataclass(slots=True)
class Leaf:
    """One word as it is written; `before` are comments on lines of their own, `after` those behind it."""

    kind: Kind
    text: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def lower(self) -> str:
        return self.text.lower() if self.kind is Kind.WORD else ""

    @property
    def sign(self) -> str:
        return self.text if self.kind is Kind.SIGN else ""

    @property
    def ends_line(self) -> bool:
        """Whether nothing can follow on the same line."""
        return any(comment.startswith("--") or "\n" in comment for comment in self.after)


@dataclass(slots=True)
class Group:
    """What stands in brackets, or between CASE and END."""

    opening: Leaf
    inner: list[Node]
    closing: Leaf

    @property
    def is_case(self) -> bool:
        return self.opening.lower == "case"

    @property
    def is_query(self) -> bool:
        """Whether it holds a query of its own."""
        first = self.inner[0] if self.inner else None
        if isinstance(first, Group):
            return first.is_query and len(self.inner) > 1
        return first is not None and first.lower in ("select", "with", "values", "table")


Node = Leaf | Group


def leaves(sql: str, found: Sequence[Word]) -> list[Leaf]:
    """The words with their comments; the last leaf is empty and holds what comments come after all."""
    items: list[Leaf] = []
    waiting: list[str] = []
    end = 0
    for word in found:
        if word.kind is Kind.COMMENT:
            text = word.text.rstrip()
            if waiting or not items or "\n" in sql[end : word.start]:
                waiting.append(text)
            else:
                items[-1].after.append(text)
        else:
            items.append(Leaf(word.kind, word.text, waiting))
            waiting = []
        end = word.end
    items.append(Leaf(Kind.SIGN, "", waiting))
    for previous, leaf, following in zip(items, items[1:], items[2:], strict=False):
        if leaf.sign == ",":
            _to_the_word_before(leaf, previous, following)
    _capitals(items)
    return items


def _to_the_word_before(comma: Leaf, previous: Leaf, following: Leaf) -> None:
    """A comma goes with the word before it: that word's comments follow the comma, in the order they had."""
    if comma.before or previous.ends_line:
        # Nothing can stand behind those on their line, so what is the comma's own comes below.
        following.before[:0] = [*comma.before, *comma.after]
        comma.before, comma.after = [], previous.after
    else:
        comma.after[:0] = previous.after
    previous.after = []


def _capitals(items: Sequence[Leaf]) -> None:
    for index, leaf in enumerate(items):
        before = items[index - 1] if index else None
        following = items[index + 1] if index + 1 < len(items) else None
        if leaf.kind is Kind.WORD and (before is None or before.sign != "."):
            word = leaf.lower
            is_own = word in UPPER and not (
                word in ("left", "right") and following is not None and following.sign == "("
            )
            if is_own or _is_own_here(word, before, following):
                leaf.text = leaf.text.upper()


def _is_own_here(word: str, before: Leaf | None, following: Leaf | None) -> bool:
    """Words that may be names elsewhere, where their neighbours show that they are not."""
    if following is None or before is None:
        return False
    match word:
        case "limit" | "offset":
            return following.kind in (Kind.NUMBER, Kind.TEMPLATE) and before.sign not in (",", "(")
        case "over":
            return following.sign == "(" and before.sign == ")"
        case "partition":
            return following.lower == "by"
        case "all":
            return before.lower in ("union", "intersect", "except")
        case "asc" | "desc":
            return following.sign in (",", ")", "") and before.sign != "," and before.lower not in UPPER
        case _:
            return False


def tree(items: Sequence[Leaf]) -> list[Node]:
    """The leaves with brackets and CASE … END as groups; one that is not closed stays a leaf."""
    stack: list[tuple[Leaf | None, str, list[Node]]] = [(None, "", [])]
    for leaf in items:
        opened, wanted, nodes = stack[-1]
        if leaf.sign in _OPENS:
            stack.append((leaf, _OPENS[leaf.sign], []))
        elif leaf.lower == "case":
            stack.append((leaf, "end", []))
        elif opened is not None and wanted in (leaf.sign, leaf.lower):
            stack.pop()
            stack[-1][2].append(Group(opened, nodes, leaf))
        else:
            nodes.append(leaf)
    while len(stack) > 1:
        opened, _, nodes = stack.pop()
        if opened is not None:
            stack[-1][2].extend([opened, *nodes])
    return stack[0][2]


def flattened(nodes: Sequence[Node]) -> Iterator[Leaf]:
    """Every leaf, in order."""
    for node in nodes:
        if isinstance(node, Group):
            yield node.opening
            yield from flattened(node.inner)
            yield node.closing
        else:
            yield node


def gap(before: Leaf | None, earlier: Leaf | None, leaf: Leaf) -> str:
    """What stands between two words on one line: a blank or nothing."""
    if before is None:
        return ""
    if before.after:
        return " "
    if leaf.sign in (",", ")", "]", ".", ";") or before.sign in ("(", "[", "."):
        return ""
    if leaf.sign == "(":
        return " " if _wants_blank(before, earlier) else ""
    if leaf.sign == "[":
        is_value = before.kind is not Kind.SIGN or before.sign in (")", "]")
        return "" if is_value and before.lower not in UPPER else " "
    if before.sign in ("-", "+") and leaf.sign not in ("-", "+") and _is_unary(earlier):
        return ""
    return " "


def _wants_blank(before: Leaf, earlier: Leaf | None) -> bool:
    if before.kind is Kind.WORD:
        word = before.lower
        if word in _CALLED:
            return False
        if word in ("over", "filter"):
            return earlier is not None and earlier.sign == ")"
        if word in ("group", "within"):
            return True
        return word in UPPER
    return before.kind is Kind.SIGN or before.kind in (Kind.NUMBER, Kind.STRING)


def _is_unary(earlier: Leaf | None) -> bool:
    if earlier is None or earlier.after:
        return earlier is None
    if earlier.kind is Kind.SIGN:
        return earlier.sign not in (")", "]")
    return earlier.lower in UPPER and earlier.lower not in ("end", "null", "true", "false")
