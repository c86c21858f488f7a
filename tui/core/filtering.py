"""A small language to filter rows: `amount >= 10 and not (country = CN or name contains "x")`.

    expression  =  term { "or" term };  term = factor { "and" factor }
    factor      =  "not" factor  |  "(" expression ")"  |  test
    test        =  column ("=" | "!=" | "<" | "<=" | ">" | ">=") value
                |  column ["not"] ("contains" | "matches") value
                |  column "is" ["not"] "null"
    column      =  a word, a name in quotes or back quotes, or #3 for the third column
    value       =  a word, a number, or text in quotes; a quote inside is doubled

A number compares with numbers by exact value, and equals a text of the same characters. A text equals
what has the same characters, and is less or greater than texts only, by code point. Null is neither
equal nor unequal to anything. `contains` takes A to Z in either case. `matches` is a regular expression
of RE2, so that no pattern can hang.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tui.core.conditions import AllOf, AnyOf, Compare, Condition, Contains, IsNull, Matches, Not
from tui.core.ordering import NUMBER

MAX_DEPTH = 100
_TOKEN = re.compile(
    r"""\s*(?:(?P<op><=|>=|!=|<>|==|=|<|>)|(?P<paren>[()])"""
    r"""|(?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`)|(?P<open>["'`])"""
    r"""|(?P<word>[^\s()<>=!"'`]+)|(?P<stray>.))""",
    re.DOTALL,
)
_SPELLING = {"==": "=", "<>": "!="}


class FilterProblem(ValueError):
    """What is wrong with an expression; `column` is the place, from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


class _Token(NamedTuple):
    kind: str
    text: str
    place: int


def parse_filter(text: str, names: Sequence[str]) -> Condition:
    """`names` are the columns' names in their order. Raises FilterProblem."""
    return _Parser(text, names).whole()


class _Parser:
    def __init__(self, text: str, names: Sequence[str]) -> None:
        self._names = names
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Condition:
        found = self._either()
        token = self._peek()
        if token.kind != "end":
            raise FilterProblem(f"“{token.text}” is not expected here; join tests with and, or.", token.place)
        return found

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _took(self, *words: str) -> bool:
        token = self._peek()
        if token.kind in ("word", "paren") and token.text.lower() in words:
            self._at += 1
            return True
        return False

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._took("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._factor()]
        while self._took("and"):
            parts.append(self._factor())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _factor(self) -> Condition:
        self._depth += 1
        place = self._peek().place
        if self._depth > MAX_DEPTH:
            raise FilterProblem(f"More than {MAX_DEPTH} levels are nested here.", place)
        try:
            if self._is_not():
                self._next()
                return Not(self._factor())
            if self._took("("):
                inner = self._either()
                if not self._took(")"):
                    raise FilterProblem("A closing parenthesis is missing.", self._peek().place)
                return inner
            return self._test()
        finally:
            self._depth -= 1

    def _is_not(self) -> bool:
        """`not` opens a factor, unless a column of that name is being tested."""
        token, after = self._peek(), self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        return token.kind == "word" and token.text.lower() == "not" and after.kind != "op"

    def _test(self) -> Condition:
        column = self._column()
        token = self._next()
        word = token.text.lower() if token.kind == "word" else ""
        if token.kind == "op":
            return self._compared(column, _SPELLING.get(token.text, token.text))
        if word == "is":
            negated = self._took("not")
            if not self._took("null"):
                raise FilterProblem("After “is” only “null” or “not null” can follow.", self._peek().place)
            return Not(IsNull(column)) if negated else IsNull(column)
        negated = word == "not"
        if negated:
            token = self._next()
            word = token.text.lower() if token.kind == "word" else ""
        if word not in ("contains", "matches"):
            raise FilterProblem(
                "A test is expected here: = != < <= > >= contains, matches, is null.", token.place
            )
        value = self._value().text
        found = Contains(column, value) if word == "contains" else Matches(column, value)
        return Not(found) if negated else found

    def _compared(self, column: int, operator: str) -> Condition:
        token = self._value()
        is_number = token.kind == "word" and NUMBER.fullmatch(token.text) is not None
        return Compare(column, operator, token.text, is_number)

    def _value(self) -> _Token:
        token = self._next()
        if token.kind not in ("word", "quoted"):
            raise FilterProblem("A value is expected here.", token.place)
        return token

    def _column(self) -> int:
        token = self._next()
        if token.kind not in ("word", "quoted"):
            raise FilterProblem("A column is expected here.", token.place)
        name = token.text
        if name in self._names:
            return self._names.index(name)
        if token.kind == "word" and re.fullmatch(r"#[1-9]\d{0,5}", name, re.ASCII):
            number = int(name[1:])
            if number <= len(self._names):
                return number - 1
            raise FilterProblem(f"There are only {len(self._names)} columns.", token.place)
        alike = [i for i, known in enumerate(self._names) if known.lower() == name.lower()]
        if len(alike) == 1:
            return alike[0]
        raise FilterProblem(f"There is no column “{name}”.", token.place)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        assert match is not None  # its last alternative takes any character
        kind = str(match.lastgroup)
        part = match.group(kind)
        place = match.start(kind) + 1
        if kind == "open":
            raise FilterProblem("A closing quote is missing.", place)
        if kind == "stray":
            raise FilterProblem(f"“{part}” has no meaning here.", place)
        if kind == "quoted":
            part = part[1:-1].replace(part[0] * 2, part[0])
        found.append(_Token(kind, part, place))
        position = match.end()
    return [*found, _Token("end", "the end", len(text) + 1)]
