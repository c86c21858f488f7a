"""The colours of Trino SQL, line by line: only what a line begins inside of is kept between keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.ui.widgets.code.document import Span, encoded
from tui.ui.widgets.sql.words import CONSTANTS, KEYWORDS, TYPES

MAX_LINE = 20_000
"""Bytes of a line beyond which it is shown without colours."""

_ENDS = {"'": "'", "/*": "*/"}
"""What ends a text or a comment that goes on in the next line; nothing else does."""

_OPENING = re.compile(r"""--[^\n]*|/\*|'|"[^"]*"?|`[^`]*`?""")

_TOKEN = re.compile(
    rb"""(?P<comment>--.*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)
    |(?P<string>(?:[uU]&|[xX](?='))?'(?:[^']|'')*'?)
    |(?P<quoted>"(?:[^"]|"")*"?|`(?:[^`]|``)*`?)
    |(?P<key>\$\{[^}]{0,80}\}?|\{\{[^{}]{0,80}\}\})
    |(?P<name>[\#$@][A-Za-z_\x80-\xff][\w\x80-\xff]*)
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z_\x80-\xff][\w\x80-\xff]*)
    |(?P<operator>[-+*/%=<>!|]+)""",
    re.VERBOSE | re.DOTALL,
)
_CALL = re.compile(rb"\s*\(")


class SqlHighlighter:
    """`edited` follows every edit at the cost of the lines that it changes; there is no pause in which
    more is read, and nothing lags behind."""

    def __init__(self) -> None:
        self._inside: list[str] = []
        """What each line begins inside of: `'`, `/*`, or nothing."""

    def load(self, lines: Sequence[str]) -> None:
        self._inside = [""]
        for line in lines[:-1]:
            self._inside.append(_after(line, self._inside[-1]))

    def edited(self, lines: Sequence[str], first: int, old_last: int, new_last: int) -> int:
        inside = self._inside
        inside[first + 1 : old_last + 1] = [""] * (new_last - first)
        row = first
        while row + 1 < len(lines):
            after = _after(lines[row], inside[row])
            if row >= new_last and inside[row + 1] == after:
                break
            inside[row + 1] = after
            row += 1
        return row

    def spans(self, row: int, line: str) -> list[Span]:
        data = encoded(line)
        if len(data) > MAX_LINE:
            return []
        begun, at = self._inside[row] if row < len(self._inside) else "", 0
        found: list[Span] = []
        if begun:
            end = _ENDS[begun].encode()
            close = data.find(end)
            at = close + len(end) if close >= 0 else len(data)
            found += [(0, at, "string" if begun == "'" else "comment")] if at else []
        for match in _TOKEN.finditer(data, at):
            name = match.lastgroup or ""
            if name in ("word", "name"):
                name = _of_word(data, match)
            if name:
                found.append((*match.span(), name))
        return found


def _after(line: str, inside: str) -> str:
    """What the next line begins inside of."""
    if not inside and "'" not in line and "/*" not in line:
        return ""
    at = 0
    while True:
        if inside:
            close = line.find(_ENDS[inside], at)
            if close < 0:
                return inside
            at, inside = close + len(_ENDS[inside]), ""
        opening = _OPENING.search(line, at)
        if opening is None:
            return ""
        at = opening.end()
        inside = opening.group() if opening.group() in _ENDS else ""


def _of_word(data: bytes, match: re.Match[bytes]) -> str:
    word = match.group().decode("utf-8", "replace").lower()
    if word in CONSTANTS:
        return "constant"
    if word in KEYWORDS:
        return "keyword"
    if _CALL.match(data, match.end()):
        return "function"
    return "type" if word in TYPES else ""
