"""JSON read without losing a digit, and what was odd about it; JSON written byte for byte alike.

Python's own reader turns 0.10 into 0.1, lets the last of two equal keys win in silence, and takes
NaN for a number. Answers of a server are shown as they are, so here nothing of that is lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tui.core.display import safe
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind

MAX_INT_DIGITS = 4000
"""Python refuses to convert longer ones (CVE-2020-10735); they stay text."""

MAX_NOTES = 5


class NumberText(str):
    """A JSON number that Python would round, as the server's own characters."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """A JSON object as it came: its members in their order, repeated keys included."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ExactJson:
    """A decoded document. `problem` is set when it is not JSON; then `value` is None.

    Whole numbers are ints, every other number a `NumberText`.
    """

    value: Any
    problem: str = ""
    notes: tuple[str, ...] = ()


class _Oddities:
    def __init__(self) -> None:
        self.notes: list[str] = []

    def add(self, note: str) -> None:
        if note not in self.notes and len(self.notes) < MAX_NOTES:
            self.notes.append(note)

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.add(f"The key “{safe(key, 40)}” stands twice in one object; the last value counts.")
                seen.add(key)
        return found

    def constant(self, word: str) -> NumberText:
        self.add(f"The answer holds {word}, which JSON does not have; it is shown as it came.")
        return NumberText(word)


def _whole(text: str) -> int | NumberText:
    if len(text) > MAX_INT_DIGITS or text == "-0":
        return NumberText(text)
    return int(text)


def parse_exact(data: bytes | str) -> ExactJson:
    """Decode a whole document. Never raises."""
    odd = _Oddities()
    if isinstance(data, bytes):
        text = _decoded(data, odd)
    else:
        text = data
    try:
        value = json.loads(
            text,
            parse_float=NumberText,
            parse_int=_whole,
            parse_constant=odd.constant,
            object_pairs_hook=odd.pairs,
        )
    except RecursionError:
        return ExactJson(None, "JSON nested too deeply to be read", tuple(odd.notes))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return ExactJson(None, f"not valid JSON at {where}: {error.msg}", tuple(odd.notes))
    return ExactJson(value, "", tuple(odd.notes))


def _decoded(data: bytes, odd: _Oddities) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        odd.add("The answer begins with a byte order mark.")
        data = data[3:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        odd.add(f"The answer is not valid UTF-8 at byte {error.start + 1}; such bytes are shown as �.")
        return data.decode("utf-8", "replace")


def compact(value: Any) -> str:
    """JSON text of a decoded value without blanks, keys in their order, numbers as they came."""
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def _write(value: Any, parts: list[str]) -> None:
    # An own stack: a document deep enough to be read may be too deep for recursion here.
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, _Raw):
            parts.append(item)
        elif isinstance(item, NumberText):
            parts.append(str(item))
        elif isinstance(item, Mapping | Members):
            todo: list[Any] = [_Raw("{")]
            pairs = item if isinstance(item, Members) else item.items()
            for number, (key, member) in enumerate(pairs):
                todo += [
                    _Raw(("," if number else "") + json.dumps(str(key), ensure_ascii=False) + ":"),
                    member,
                ]
            stack.extend(reversed([*todo, _Raw("}")]))
        elif isinstance(item, list | tuple):
            todo = [_Raw("[")]
            for number, member in enumerate(item):
                todo += [_Raw(","), member] if number else [member]
            stack.extend(reversed([*todo, _Raw("]")]))
        else:
            parts.append(json.dumps(item, ensure_ascii=False))


class _Raw(str):
    """Text that is written as it is."""

    __slots__ = ()


def compact_bytes(value: Any) -> bytes:
    """`compact` as UTF-8. A lone surrogate, which UTF-8 cannot hold, becomes its JSON escape."""
    return compact(value).encode("utf-8", "backslashreplace")


def cell_of(value: Any) -> Cell:
    """A decoded value as a table cell with the server's own text."""
    if value is None:
        return NULL_CELL
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, "true" if value else "false")
    if isinstance(value, int | float | NumberText):
        return Cell(CellKind.NUMBER, str(value))
    if isinstance(value, str):
        return Cell(CellKind.TEXT, value)
    return Cell(CellKind.NESTED, compact(value))


def member_cell(item: Mapping[str, Any], key: str) -> Cell:
    """The cell of an object's member; ABSENT when the object has none of that name."""
    return cell_of(item[key]) if key in item else ABSENT_CELL


def what_is(value: Any) -> str:
    """A JSON value's type in words, for messages: `a list of 3`, `the text "abc"`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"a list of {len(value)}"
    if isinstance(value, str) and not isinstance(value, NumberText):
        return f"the text {json.dumps(safe(value, 40), ensure_ascii=False)}"
    return f"the number {safe(str(value), 40)}"
