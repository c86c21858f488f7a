"""A request as it was captured elsewhere: parsed, never run, nothing repaired in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem

MAX_BYTES = 10_000_000
"""Characters or bytes of one import."""

MAX_DEPTH = 200
"""Levels of nested JSON in an import."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CapturedRequest:
    """One request. `url` is absolute and its query untouched, without a fragment; `headers` keep order
    and repeats; `body` is the exact bytes. Bytes of a header that are no UTF-8 are lone surrogates.
    `notes` say what was assumed or left out, one sentence each."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    notes: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, letter case aside."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def refuse(source: str, message: str) -> NoReturn:
    """Raise InvalidInput about an import; `source` is cURL, HAR or HTTP."""
    raise InvalidInput([FieldProblem(source, message)], what="The import")


def check_size(source: str, size: int) -> None:
    """Raises InvalidInput for what is larger than MAX_BYTES."""
    if size > MAX_BYTES:
        refuse(source, f"is larger than {MAX_BYTES // 1_000_000} MB; export fewer requests")


def check_depth(source: str, text: str) -> None:
    """Raises InvalidInput for JSON nested deeper than MAX_DEPTH, before anything reads it."""
    depth, at, size = 0, 0, len(text)
    while at < size:
        char = text[at]
        if char == '"':
            at = _string_end(text, at + 1)
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                refuse(source, f"is nested deeper than {MAX_DEPTH} levels")
        elif char in "]}":
            depth -= 1
        at += 1


def _string_end(text: str, at: int) -> int:
    """The place of the quote that ends a JSON string; the end of the text when none does."""
    while True:
        end = text.find('"', at)
        if end < 0:
            return len(text)
        back = end
        while back > at and text[back - 1] == "\\":
            back -= 1
        if (end - back) % 2 == 0:
            return end
        at = end + 1


def line_of(text: str, at: int) -> int:
    """The line of a place in a text, counted from 1."""
    return text.count("\n", 0, at) + 1
