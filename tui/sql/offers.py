"""Which proposals fit what has been typed, and in which order they come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tui.core.sql_assist import Completion, CompletionKind
from tui.sql.words import Kind, Word

MOST = 50
"""Proposals given at once."""

_MARKS = "#$@"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can stand at the cursor. Lower ranks come first; `key` is what typing is compared
    with, the label where it is empty."""

    label: str
    text: str
    kind: CompletionKind
    detail: str = ""
    rank: int = 0
    order: int = 0
    key: str = ""


def chosen(offers: Iterable[Offer], sql: str, offset: int, partial: Word | None) -> list[Completion]:
    """Those that fit, best first. Nothing is proposed that is there already."""
    typed, start, in_quotes = _typed(partial, offset)
    next_char = sql[offset : offset + 1]
    fitting = []
    for offer in offers:
        is_name = offer.kind in (CompletionKind.COLUMN, CompletionKind.TABLE)
        if in_quotes and (offer.kind is CompletionKind.VALUE) != (in_quotes == "'"):
            continue
        if in_quotes == '"' and not is_name:
            continue
        distance = _distance(typed, offer.key or offer.label)
        if distance is not None:
            fitting.append((distance, offer.rank, offer.order, offer))
    fitting.sort(key=lambda found: found[:3])
    seen: dict[str, Completion] = {}
    for *_, offer in fitting:
        text = _text(offer, in_quotes, next_char)
        if offer.text not in seen and text.strip() != sql[start:offset]:
            seen[offer.text] = Completion(offer.label, text, start, offer.kind, offer.detail)
            if len(seen) == MOST:
                break
    return list(seen.values())


def _typed(partial: Word | None, offset: int) -> tuple[str, int, str]:
    """What has been typed of a word, where it begins, and the quote that it is in."""
    if partial is None:
        return "", offset, ""
    if partial.kind in (Kind.QUOTED, Kind.BACKTICK):
        return partial.name, partial.start, '"'
    if partial.kind is Kind.STRING:
        return partial.name, partial.start, "'"
    return partial.text, partial.start, ""


def _text(offer: Offer, in_quotes: str, next_char: str) -> str:
    """The offer without what stands behind the cursor already."""
    text = offer.text
    if in_quotes == '"' and not text.endswith(('"', ".")) and "." not in text:
        # A plain name in quotes that were begun.
        text = f'"{text}"'
    if in_quotes and next_char == in_quotes and text.endswith(in_quotes):
        return text[:-1]
    if next_char == "(" and text.endswith("("):
        return text[:-1]
    if next_char == "(" and text.endswith("()"):
        return text[:-2]
    if next_char == "." and text.endswith("."):
        return text[:-1]
    return text[:-1] if next_char == " " and text.endswith(" ") else text


def _distance(typed: str, name: str) -> int | None:
    """0 when the name begins with what was typed, 1 when a part of it does, 2 when it holds it."""
    typed, name = typed.lower(), name.lower()
    if not typed:
        return 0
    bare = name.lstrip(_MARKS)
    if name.startswith(typed) or (typed[0] not in _MARKS and bare.startswith(typed)):
        return 0
    short = typed.lstrip(_MARKS)
    if typed[0] in _MARKS:
        # The mark says which kind of name is meant.
        return 1 if short and name[:1] == typed[0] and short in name else None
    last = name.rpartition(".")[2].lstrip(_MARKS)
    if last.startswith(short) or f"_{short}" in name or f" {short}" in name:
        return 1
    return 2 if len(short) > 1 and short in name else None
