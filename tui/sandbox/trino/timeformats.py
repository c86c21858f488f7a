"""Patterns of dates: MySQL's (date_format) and Joda's (format_datetime) as strftime's."""

from __future__ import annotations

import re

_MYSQL = {
    "Y": "%Y",
    "y": "%y",
    "m": "%m",
    "c": "%-m",
    "d": "%d",
    "e": "%-d",
    "H": "%H",
    "k": "%-H",
    "h": "%I",
    "I": "%I",
    "l": "%-I",
    "i": "%M",
    "s": "%S",
    "S": "%S",
    "f": "%f",
    "p": "%p",
    "T": "%H:%M:%S",
    "r": "%I:%M:%S %p",
    "M": "%B",
    "b": "%b",
    "W": "%A",
    "a": "%a",
    "j": "%j",
    "v": "%V",
    "x": "%G",
    "%": "%%",
}

_JODA = {
    "yyyy": "%Y",
    "YYYY": "%Y",
    "y": "%Y",
    "yy": "%y",
    "xxxx": "%G",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%-m",
    "dd": "%d",
    "d": "%-d",
    "DDD": "%j",
    "HH": "%H",
    "H": "%-H",
    "hh": "%I",
    "h": "%-I",
    "mm": "%M",
    "m": "%-M",
    "ss": "%S",
    "s": "%-S",
    "SSS": "%g",
    "EEEE": "%A",
    "EEE": "%a",
    "E": "%a",
    "e": "%u",
    "ww": "%V",
    "a": "%p",
}


def from_mysql(pattern: str) -> str | None:
    """The pattern for strftime; None when a part has no counterpart."""
    parts = re.split(r"%(.)", pattern, flags=re.DOTALL)
    codes = parts[1::2]
    if any(code not in _MYSQL for code in codes) or "%" in "".join(parts[0::2]):
        return None
    parts[1::2] = [_MYSQL[code] for code in codes]
    return "".join(parts)


def from_joda(pattern: str) -> str | None:
    """The pattern for strftime; None when a part has no counterpart."""
    written: list[str] = []
    for match in re.finditer(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'", pattern):
        text = match[0]
        if match[1] is not None:
            written.append((match[1].replace("''", "'") or "'").replace("%", "%%"))
        elif match[2]:
            if text not in _JODA:
                return None
            written.append(_JODA[text])
        elif text == "'":
            return None
        else:
            written.append(text.replace("%", "%%"))
    return "".join(written)
