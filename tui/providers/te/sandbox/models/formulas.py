"""Formulas of metrics: `pay.amount.SUM / login.TRIG_USER_NUM * 100`.

Numbers, terms, + - * / and brackets; nothing else. A term is any run of other characters and ends in
`.ANALYSIS`; names that hold blanks or signs are written in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tui.providers.te.sandbox.envelope import Rejected

FORMULA_INVALID = -1099
MAX_LENGTH = 2000
MAX_DEPTH = 50
_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<sign>[-+*/()])|(?P<term>(?:"[^"]+"|[^\s()*/+"-])+))'
)


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is number, term, neg or a sign; leaves carry `text`, others `parts`."""

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


def invalid(place: str, message: str) -> Rejected:
    """-1099, the documented code of an unfinished or invalid formula."""
    return Rejected(FORMULA_INVALID, f"parameter {place}: {message}")


def parse(text: str, place: str) -> Node:
    """The tree of a formula. Raises Rejected (-1099) with the place of the fault."""
    if len(text) > MAX_LENGTH:
        raise invalid(place, f"the formula is longer than {MAX_LENGTH} characters")
    return _Parser(text, place).whole()


def sql(node: Node, bind: Callable[[Any], str], term: Callable[[str], str]) -> str:
    """The tree as SQL over doubles; a division by zero gives NULL."""
    if node.kind == "number":
        return f"CAST({bind(float(node.text))} AS DOUBLE)"
    if node.kind == "term":
        return term(node.text)
    parts = [sql(part, bind, term) for part in node.parts]
    if node.kind == "neg":
        return f"(-{parts[0]})"
    if node.kind == "/":
        return f"({parts[0]} / nullif({parts[1]}, 0))"
    return f"({parts[0]} {node.kind} {parts[1]})"


class _Parser:
    def __init__(self, text: str, place: str) -> None:
        self._place = place
        self._tokens: list[tuple[str, str, int]] = []
        position = 0
        text = text.rstrip()
        while position < len(text):
            found = _TOKEN.match(text, position)
            if not found:
                raise invalid(place, f"unexpected text at position {position + 1}")
            kind = str(found.lastgroup)
            self._tokens.append((kind, found.group(kind), found.start(kind) + 1))
            position = found.end()
        self._next = 0

    def whole(self) -> Node:
        node = self._sum(0)
        if self._next < len(self._tokens):
            raise self._unexpected()
        return node

    def _sum(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise invalid(self._place, f"the formula is nested deeper than {MAX_DEPTH}")
        node = self._product(depth)
        while sign := self._take("+", "-"):
            node = Node(sign, parts=(node, self._product(depth)))
        return node

    def _product(self, depth: int) -> Node:
        node = self._unary(depth)
        while sign := self._take("*", "/"):
            node = Node(sign, parts=(node, self._unary(depth)))
        return node

    def _unary(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise invalid(self._place, f"the formula is nested deeper than {MAX_DEPTH}")
        if self._take("-"):
            return Node("neg", parts=(self._unary(depth + 1),))
        if self._take("("):
            node = self._sum(depth + 1)
            if not self._take(")"):
                raise self._unexpected("a closing bracket is missing")
            return node
        if self._next < len(self._tokens) and self._tokens[self._next][0] != "sign":
            kind, text, _ = self._tokens[self._next]
            self._next += 1
            return Node(kind, text.replace('"', ""))
        raise self._unexpected("a number or a term is missing")

    def _take(self, *signs: str) -> str:
        if self._next < len(self._tokens):
            kind, text, _ = self._tokens[self._next]
            if kind == "sign" and text in signs:
                self._next += 1
                return text
        return ""

    def _unexpected(self, what: str = "") -> Rejected:
        if self._next >= len(self._tokens):
            return invalid(self._place, f"the formula is unfinished: {what or 'a sign is missing'}")
        _, text, position = self._tokens[self._next]
        return invalid(
            self._place, f"unexpected {text[:40]!r} at position {position}{': ' if what else ''}{what}"
        )
