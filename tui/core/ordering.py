"""How cells are ordered and compared: numbers by their exact value, everything else by code point.

The engine's SQL says the same in its own words; tests hold both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.core.table import Cell, CellKind

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
MAX_EXPONENT = 10**18
"""Exponents beyond count as this one."""

RANK_NUMBER, RANK_TEXT, RANK_NULL, RANK_ABSENT = range(4)
"""Numbers come first, then every other value by its text, then null, then cells that a row lacks; in
both directions, so that `-` and NaN never stand between or before numbers."""

NumberKey = tuple[int, int, str]
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def rank_of(cell: Cell, *, from_text: bool = False) -> int:
    """`from_text`: the format (CSV, TSV) knows text alone; there what reads as a number is one, and an
    empty field is null."""
    kind = cell.kind
    if kind is CellKind.NUMBER:
        return RANK_NUMBER if NUMBER.fullmatch(cell.text) else RANK_TEXT
    if kind is CellKind.NULL:
        return RANK_NULL
    if kind is CellKind.ABSENT:
        return RANK_ABSENT
    if from_text and kind is CellKind.TEXT:
        if not cell.text:
            return RANK_NULL
        return RANK_NUMBER if NUMBER.fullmatch(cell.text) else RANK_TEXT
    return RANK_TEXT


def number_key(text: str) -> NumberKey:
    """Orders decimal numbers of any length exactly. `text` matches NUMBER."""
    mantissa, _, exponent = text.lower().partition("e")
    sign = -1 if mantissa.startswith("-") else 1
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    place = len(whole) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return 0, 0, ""
    place = max(-MAX_EXPONENT, min(MAX_EXPONENT, place + _exponent(exponent)))
    if sign > 0:
        return 1, place, digits
    # The closing colon sorts after every digit, so that -1.5 comes before -1.
    return -1, -place, digits.translate(_COMPLEMENT) + ":"


def order_text(text: str) -> str:
    """`number_key` as one text of the same order by code point."""
    sign, place, digits = number_key(text)
    return f"{sign + 1}{place + MAX_EXPONENT:019d}{digits}"


def _exponent(text: str) -> int:
    if not text:
        return 0
    if len(text.lstrip("+-0")) > 18:
        return -MAX_EXPONENT if text.startswith("-") else MAX_EXPONENT
    return int(text)


def folded(text: str) -> str:
    """The letters A to Z in lower case and nothing else changed: the same everywhere."""
    return text.translate(_LOWER) if not text.islower() else text


def sorted_rows(
    rows: Sequence[int], cells: Sequence[Cell], *, descending: bool, from_text: bool
) -> list[int]:
    """Row numbers in the order of their cells (`cells[row]`); equal ones keep their order."""
    groups: tuple[list[int], ...] = ([], [], [], [])
    for row in rows:
        groups[rank_of(cells[row], from_text=from_text)].append(row)
    groups[RANK_NUMBER].sort(key=lambda row: number_key(cells[row].text), reverse=descending)
    groups[RANK_TEXT].sort(key=lambda row: cells[row].text, reverse=descending)
    return [row for group in groups for row in group]
