"""Just enough of SQL to tell code from quoted text and comments, and line:column from an offset.

It judges nothing: the server's engine does. Rules that look for words in a query must not be fooled
by words in strings or comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    CODE = "code"
    STRING = "string"
    QUOTED = "quoted"
    BACKTICK = "backtick"
    COMMENT = "comment"


class Piece(NamedTuple):
    kind: Part
    start: int
    end: int


_PIECE = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<string>'(?:[^']|'')*(?:'|\Z))
    |(?P<quoted>"(?:[^"]|"")*(?:"|\Z))
    |(?P<backtick>`[^`]*(?:`|\Z))
    |(?P<code>(?:(?!--|/\*)[^'"`])+)""",
    re.VERBOSE | re.DOTALL,
)


def pieces(sql: str) -> Iterator[Piece]:
    """The whole text, cut into code, strings, quoted names, back-ticked names and comments."""
    for match in _PIECE.finditer(sql):
        yield Piece(Part(match.lastgroup or "code"), match.start(), match.end())


def code_only(sql: str) -> str:
    """The text at its own length, everything but code replaced by blanks; line ends stay."""
    out = []
    for piece in pieces(sql):
        text = sql[piece.start : piece.end]
        out.append(text if piece.kind is Part.CODE else re.sub(r"[^\n]", " ", text))
    return "".join(out)


def without_strings(sql: str) -> str:
    """As `code_only`, and names in double quotes or back-ticks stay."""
    out = []
    for piece in pieces(sql):
        text = sql[piece.start : piece.end]
        blank = piece.kind in (Part.STRING, Part.COMMENT)
        out.append(re.sub(r"[^\n]", " ", text) if blank else text)
    return "".join(out)


def offset_of(sql: str, line: int, column: int) -> int | None:
    """The offset of a line and column, both from 1; None outside the text."""
    lines = sql.split("\n")
    if not 1 <= line <= len(lines) or not 1 <= column <= len(lines[line - 1]) + 1:
        return None
    return sum(len(text) + 1 for text in lines[: line - 1]) + column - 1


def line_of(sql: str, line: int) -> str:
    """The text of a line, from 1; empty outside."""
    lines = sql.split("\n")
    return lines[line - 1] if 1 <= line <= len(lines) else ""
