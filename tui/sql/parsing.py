"""Trino's grammar as sqlglot reads it. What is not SQL yet, such as a variable, is masked at its length."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from tui.sql.words import Kind, Word, code, is_operand, words

# A statement that sqlglot only half knows makes it log a warning, which would scribble on a screen.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

MAX_WORDS = 60_000
"""Words of a statement beyond which it is not parsed."""

_EXACT = frozenset({"STRING", "IDENTIFIER", "UNICODE_STRING", "NATIONAL_STRING", "HEX_STRING", "BIT_STRING"})
"""Kinds of token whose case means something."""

_BLANKED = re.compile(r"[^\n]")
_NOT_PLAIN = re.compile(r"\W", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One statement. `tree` is None when it does not parse; then `problem` says why, at character `at`."""

    tree: exp.Expr | None = None
    problem: str = ""
    at: int = 0
    names: dict[int, str] = field(default_factory=dict)
    """What was masked, by its place: the name that really stands there."""

    def name(self, identifier: exp.Expr) -> str:
        """The name that a node stands for."""
        return self.names.get(start_of(identifier), identifier.name)


def start_of(node: exp.Expr | None) -> int:
    """The character at which a node's first identifier begins; -1 when the parser did not keep it."""
    if node is None:
        return -1
    own = node.meta.get("start")
    if own is not None:
        return int(own)
    starts = [part.meta["start"] for part in node.find_all(exp.Identifier) if "start" in part.meta]
    return min(starts, default=-1)


def parse(sql: str, statement: Sequence[Word]) -> Parsed:
    """Read one statement of `sql`. Never raises."""
    found = code(statement)
    open_word = next((word for word in statement if not word.is_closed), None)
    if open_word is not None:
        what = {Kind.COMMENT: "comment", Kind.STRING: "text in single quotes"}
        return Parsed(
            problem=f"a {what.get(open_word.kind, 'quoted name')} is not closed", at=open_word.start
        )
    if not found:
        return Parsed(problem="there is no statement")
    if len(found) > MAX_WORDS:
        return Parsed(problem="it is too long to be read here", at=found[0].start)
    read = _read(sql, found, values=False)
    if read.tree is None and any(word.kind is Kind.TEMPLATE for word in found):
        # Where no name can stand, a variable may stand for a number, a type or an operator.
        second = _read(sql, found, values=True)
        return second if second.tree is not None else read
    return read


def _read(sql: str, found: Sequence[Word], *, values: bool) -> Parsed:
    text, names = _masked(sql, found, values=values)
    try:
        tree = sqlglot.parse_one(text, read="trino")
    except ParseError as error:
        return _failed(sql, found, error)
    except RecursionError:
        return Parsed(problem="it is nested too deeply to be read here", at=found[0].start)
    except SqlglotError:
        return Parsed(problem="it cannot be read", at=found[0].start)
    except Exception:  # noqa: BLE001  # sqlglot trips over odd text in many ways; the engine has the last word
        return Parsed(problem="it cannot be read", at=found[0].start)
    return Parsed(tree, names=names)


def _masked(sql: str, found: Sequence[Word], *, values: bool = False) -> tuple[str, dict[int, str]]:
    """The statement alone at its own place, and what was put at the place of what is not SQL: a name for a
    variable, or with `values` what can stand there else."""
    first = found[0].start if found else 0
    parts = [_BLANKED.sub(" ", sql[:first])]
    names: dict[int, str] = {}
    at = first
    for number, word in enumerate(found):
        # Nothing but blanks and comments stands between two words; sqlglot finds no ORDER BY around one.
        parts.append(_BLANKED.sub(" ", sql[at : word.start]))
        at = word.end
        if word.kind is Kind.VARIABLE and number and is_operand(found[number - 1]):
            # The console puts an operator and a range here.
            parts.append("=1".ljust(len(word.text)))
        elif values and word.kind is Kind.TEMPLATE and not _wants_name(found, number):
            parts.append(_value(found, number).ljust(len(word.text)))
        elif word.kind in (Kind.VARIABLE, Kind.TEMPLATE, Kind.BARE):
            names[word.start] = word.name
            parts.append(_identifier(word.text))
        elif word.kind is Kind.BACKTICK:
            names[word.start] = word.name
            parts.append('"' + word.text[1:-1].replace('"', "_") + '"' if len(word.text) > 2 else '"_')
        else:
            parts.append(word.text)
    return "".join(parts), names


def _wants_name(found: Sequence[Word], number: int) -> bool:
    before = found[number - 1] if number else None
    return before is not None and (before.lower in ("from", "join", "table") or before.text == ".")


def _value(found: Sequence[Word], number: int) -> str:
    """A type after AS, an operator between two values, else a number; none is longer than a variable."""
    before = found[number - 1] if number else None
    after = found[number + 1] if number + 1 < len(found) else None
    if before is not None and before.lower == "as":
        return "INT"
    if before is not None and is_operand(before) and after is not None and _begins_value(after):
        return "="
    # In brackets it is no number of rows that anybody could count with.
    return "(1)" if before is not None and before.lower in ("limit", "first", "next") else "1"


def _begins_value(word: Word) -> bool:
    return word.kind in (Kind.STRING, Kind.NUMBER, Kind.TEMPLATE, Kind.QUOTED) or word.text == "("


def _identifier(text: str) -> str:
    return "_" + _NOT_PLAIN.sub("_", text[1:])


def _failed(sql: str, found: Sequence[Word], error: ParseError) -> Parsed:
    details: dict[str, Any] = error.errors[0] if error.errors else {}
    said = str(details.get("description") or "it cannot be read")
    said = re.sub(r" but got <Token.*", "", said, flags=re.DOTALL).removeprefix("Invalid expression / ")
    line, column = details.get("line"), details.get("col")
    if not isinstance(line, int) or not isinstance(column, int):
        return Parsed(problem=_worded(said, "the end"), at=found[-1].start)
    # sqlglot counts the column of a word's last character.
    lines = sql.split("\n")
    last = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1
    word = next((word for word in found if word.start <= last < word.end), found[-1])
    at_end = word is found[-1] and said.startswith("Expect")
    return Parsed(problem=_worded(said, "the end" if at_end else f"“{word.text[:40]}”"), at=word.start)


def _worded(said: str, where: str) -> str:
    if said.startswith("Required keyword"):
        return f"something is missing near {where}"
    if said == "Unexpected token":
        return f"{where} is not expected here"
    if said.startswith(("Expecting", "Expected")):
        wanted = said.partition(" ")[2].strip()
        return f"{wanted} is expected {'at' if where == 'the end' else 'near'} {where}"
    return f"{said[:1].lower()}{said[1:]}, near {where}"


def tokens(sql: str) -> list[tuple[str, str]] | None:
    """Kind and text of every token as sqlglot sees it, for comparing two texts; None when it cannot."""
    try:
        found = sqlglot.tokenize(_masked(sql, code(words(sql)))[0], read="trino")
    except (SqlglotError, IndexError):
        return None
    return [
        (token.token_type.name, token.text if token.token_type.name in _EXACT else token.text.lower())
        for token in found
    ]
