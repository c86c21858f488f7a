"""The words of a picture in screenshots/, and of a screen, without what is new at every run."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "screenshots"

CELL = 12.2
"""Units of a picture that a cell is wide."""

_PIECE = re.compile(r"<text class=\"[^\"]*-r\d+\" x=\"([\d.]+)\"[^>]*-line-(\d+)\)\">([^<]*)</text>")
_CHANGING = re.compile(r"\S*\d\S*")
"""Signs, fingerprints, times and amounts."""
_WORD = re.compile(r"[^\W\d_]{3,}")

LIKENESS = 0.95
"""Share of the words of both that must be in each; a picture is not drawn anew for every word."""


def words_of(text: str) -> set[str]:
    return set(_WORD.findall(_CHANGING.sub(" ", text)))


def words_of_picture(name: str) -> set[str]:
    """Empty when there is no such picture."""
    path = FOLDER / f"{name}.svg"
    if not path.is_file():
        return set()
    lines: defaultdict[str, str] = defaultdict(str)
    for x, line, text in _PIECE.findall(path.read_text("utf-8")):
        lines[line] = lines[line].ljust(round(float(x) / CELL)) + unescape(text)
    return words_of("\n".join(lines.values()).replace("\N{NO-BREAK SPACE}", " "))


def told_apart(name: str, screen: str) -> set[str]:
    """Words that only one of a picture and a screen has; none when they are alike enough."""
    picture, words = words_of_picture(name), words_of(screen)
    apart = picture ^ words
    return apart if len(apart) > (1 - LIKENESS) * len(picture | words) else set()
