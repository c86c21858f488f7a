"""TOML for people: texts of many lines, or with quotation marks, stand as they are, without escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

_LITERAL = re.compile(r"[\t\n\x20-\x7e\x80-\ud7ff\ue000-\U0010ffff]*")
"""What a literal string of TOML may hold: no control character, and so no carriage return."""


def readable_toml(document: Mapping[str, Any]) -> str:
    """The document. Raises TypeError for a value that TOML does not have, such as None."""
    mark = "@"
    while any(mark in text for text in _texts(document)):
        mark += "@"
    texts: list[str] = []

    def marked(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: marked(member) for name, member in value.items()}
        if isinstance(value, str) and _reads_better(value):
            texts.append(value)
            return f"{mark}{len(texts) - 1}{mark}"
        return value

    written = tomli_w.dumps(marked(document))
    for number, text in enumerate(texts):
        written = written.replace(f'"{mark}{number}{mark}"', _literal(text), 1)
    return written


def _reads_better(text: str) -> bool:
    """Whether a literal string can hold it, and is worth it."""
    fits = "'''" not in text and not text.endswith("''") and _LITERAL.fullmatch(text) is not None
    return fits and any(char in text for char in '\n"\\')


def _literal(text: str) -> str:
    if "\n" not in text and "'" not in text:
        return f"'{text}'"
    # The line end behind the opening quotes is no part of the text.
    return f"'''\n{text}'''"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield name
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
