"""Putting values where `{{…}}` stands, so that no value can end the quotes, string or cell around it.

SQL. Between single quotes: the value as it is, each ' doubled. Between double quotes: the same with ".
Outside quotes: text and days as a quoted text, numbers as digits (a negative one in parentheses), true or
false, a list as its items between commas, an identifier as a name, quoted unless it is plain. In a comment
nothing is put in.

JSON text. In a string: the value with JSON's escapes; outside one: a JSON value.

CSV. The value as it is; one that holds a comma, a quotation mark or a line end is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tui.core.variables import MARK, TOKEN, Value, VariableKind

Read = Callable[[str], Value]
"""The value of the words between the braces. Raises ValueError."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SQL_PARTS = re.compile(
    r"""'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)|`[^`]*(?:`|\Z)|--[^\n]*|/\*.*?(?:\*/|\Z)""", re.DOTALL
)
_JSON_PARTS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)', re.DOTALL)


def into_text(text: str, read: Read) -> str:
    """Plain text: every value as it is written."""
    return _replaced(text, lambda words: read(words).text)


def into_sql(text: str, read: Read) -> str:
    if MARK not in text:
        return text
    made, at = [], 0
    for part in _SQL_PARTS.finditer(text):
        made.append(_replaced(text[at : part.start()], lambda words: _bare_sql(read(words))))
        piece, at = part.group(), part.end()
        if piece.startswith(("--", "/*")):
            made.append(piece)
        else:
            made.append(_replaced(piece, _quoting(read, piece[0])))
    made.append(_replaced(text[at:], lambda words: _bare_sql(read(words))))
    return "".join(made)


def into_json(text: str, read: Read) -> str:
    if MARK not in text:
        return text
    made, at = [], 0
    for part in _JSON_PARTS.finditer(text):
        made.append(_replaced(text[at : part.start()], lambda words: _json(read(words))))
        made.append(_replaced(part.group(), lambda words: _in_json_string(read(words))))
        at = part.end()
    made.append(_replaced(text[at:], lambda words: _json(read(words))))
    return "".join(made)


def into_csv(text: str, read: Read) -> str:
    return _replaced(text, lambda words: _cell(read(words)))


def _replaced(text: str, write: Callable[[str], str]) -> str:
    return TOKEN.sub(lambda found: MARK if found.group(1) is None else write(found.group(1)), text)


def _quoting(read: Read, quote: str) -> Callable[[str], str]:
    return lambda words: _quoted(read(words), quote)


def _quoted(value: Value, quote: str) -> str:
    if value.is_list:
        raise ValueError("is a list and stands between quotes: take the quotes away")
    return value.text.replace(quote, quote * 2)


def _bare_sql(value: Value) -> str:
    match value.kind:
        case VariableKind.INTEGER | VariableKind.NUMBER | VariableKind.ANY:
            return _number(value.text)
        case VariableKind.BOOLEAN:
            return value.text
        case VariableKind.NUMBERS:
            return ", ".join(_number(item) for item in value.items)
        case VariableKind.LIST:
            return ", ".join(_literal(item) for item in value.items)
        case VariableKind.IDENTIFIER:
            return ".".join(_name(part) for part in value.text.split("."))
        case _:
            return _literal(value.text)


def _number(text: str) -> str:
    """`1-{{n}}` with -5 would begin a comment without the parentheses."""
    return f"({text})" if text.startswith("-") else text


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(part: str) -> str:
    return part if _PLAIN_NAME.fullmatch(part) else '"' + part.replace('"', '""') + '"'


def _json(value: Value) -> str:
    if value.kind in {VariableKind.INTEGER, VariableKind.NUMBER, VariableKind.ANY}:
        return value.text
    if value.kind is VariableKind.NUMBERS:
        return "[" + ", ".join(value.items) + "]"
    return json.dumps(value.as_json(), ensure_ascii=False)


def _in_json_string(value: Value) -> str:
    if value.is_list:
        raise ValueError("is a list and stands between quotes: take the quotes away")
    return json.dumps(value.text, ensure_ascii=False)[1:-1]


def _cell(value: Value) -> str:
    if any(char in value.text for char in ',"\r\n') or value.is_list:
        raise ValueError("holds a comma, a quotation mark or a line end, which would change the CSV")
    return value.text
