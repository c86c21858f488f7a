"""One cell in each format: exact where the format can hold it, harmless where a spreadsheet would act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from json.encoder import encode_basestring, encode_basestring_ascii

from tui.core.table import Cell, CellKind, Column
from tui.results.json_rows import is_json

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?", re.ASCII)
_ESCAPED = re.compile("[\ud800-\udfff\u2028\u2029]")
_FORMULA = re.compile("[\\s\x00-\x1f\xa0\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
_LINE_BREAKS = re.compile(r"[\r\n]+")


def unique_names(columns: Sequence[Column], width: int = 0) -> list[str]:
    """Column names as keys: a repeated name gets its number, `day`, `day_2`; an empty one its place; as
    many as the widest row has cells."""
    names: list[str] = []
    taken = {column.name for column in columns}
    used: set[str] = set()
    given = [column.name for column in columns] + [""] * (width - len(columns))
    for place, wanted in enumerate(given, start=1):
        name, number = wanted or f"column_{place}", 2
        while name in used or (name != wanted and name in taken):
            name, number = f"{wanted or f'column_{place}'}_{number}", number + 1
        used.add(name)
        names.append(name)
    return names


def json_text(text: str) -> str:
    """A JSON string. Line separators of JavaScript and lone surrogates become escapes."""
    if text.isascii() or not _ESCAPED.search(text):
        return encode_basestring(text)
    return encode_basestring_ascii(text)


def json_value(cell: Cell) -> str:
    """A cell as JSON in one line, digit for digit; what is no JSON (NaN) becomes text."""
    kind, text = cell
    match kind:
        case CellKind.NULL | CellKind.ABSENT:
            return "null"
        case CellKind.BOOLEAN if text in ("true", "false"):
            return text
        case CellKind.NUMBER if _JSON_NUMBER.fullmatch(text):
            return text
        case CellKind.NESTED if is_json(text.encode("utf-8", "surrogatepass")):
            # Outside of strings a line break is a blank; inside there can be none.
            return _LINE_BREAKS.sub(" ", text)
        case _:
            return json_text(text)


def is_formula(cell: Cell) -> bool:
    """Whether a spreadsheet would run the cell's text. Numbers and a lone dash are none."""
    text = cell.text
    if cell.kind in (CellKind.NUMBER, CellKind.NESTED) or not _FORMULA.match(text):
        return False
    bare = text.strip()
    return len(bare) > 1 and not _PLAIN_NUMBER.fullmatch(bare)
