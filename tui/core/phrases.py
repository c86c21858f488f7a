"""Sentences as templates: an English sentence is found by its fixed words and said in another language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from heapq import merge
from typing import Self

HOLE = "{}"
"""What stands for a value in a template, such as `Port {} is usually a TLS port.`"""


class Phrases:
    """Sentences of the program: templates in English, with `{}` for each value, and what they become.

    In a translation `{0}`, `{1}` … put the values into another order. With `inner` a value that is itself a
    phrase is exchanged, too; without it only one that its template says is of the program's own words:
    `{0:own}`, one of `words` or a phrase. Everything else may be a server's, and stays as it came.
    """

    def __init__(
        self, pairs: Mapping[str, str], *, inner: bool = True, words: Mapping[str, str] | None = None
    ) -> None:
        self._pairs = pairs
        self._inner = inner
        self._words = words or {}

    def own(self, value: str) -> str | None:
        """What is known to be of the program's own words; None where there is no translation."""
        return self._words.get(value) or self.exchanged(value)

    @cached_property
    def _templates(self) -> dict[str, list[_Template]]:
        """By first word, the longest first; those that begin with a value under no word."""
        found: dict[str, list[_Template]] = {}
        for english, text in sorted(self._pairs.items(), key=lambda pair: -len(pair[0])):
            if HOLE in english:
                first, space, _ = english.partition(HOLE)[0].partition(" ")
                found.setdefault(first if space else "", []).append(_Template(english, text))
        return found

    def exchanged(self, sentence: str) -> str | None:
        """None for a sentence that is not translated."""
        if sentence in self._pairs and HOLE not in sentence:
            return self._pairs[sentence]
        first = sentence.partition(" ")[0]
        with_word = self._templates.get(first, ()) if first else ()
        for template in merge(with_word, self._templates.get("", ()), key=lambda one: -len(one.english)):
            values = template.values_in(sentence)
            if values is not None and (told := self._put_in(template, values)) is not None:
                return told
        return None

    def _put_in(self, template: _Template, values: tuple[str, ...]) -> str | None:
        """None when a value is half an English sentence: `Send {}.` fits some that nobody has translated."""
        if self._inner:
            inner = [self.exchanged(value) or value for value in values]
            return None if any(map(_is_prose, inner)) else template.text.format(*inner)
        if template.is_short and any(_is_prose(value) and not self.own(value) for value in values):
            return None
        return template.text.format(*(_Value(value, self) for value in values))


SHORT = 9
"""Letters; a template of fewer is found in sentences of all kinds."""


class _Template:
    """One template and what it becomes. Looking for it takes a time that grows with the sentence alone."""

    __slots__ = ("_between", "_end", "_start", "english", "is_short", "text")

    def __init__(self, english: str, text: str) -> None:
        self.english = english
        self.text = text
        self._start, *self._between, self._end = english.split(HOLE)
        self.is_short = sum(map(str.isalpha, english)) < SHORT

    def values_in(self, sentence: str) -> tuple[str, ...] | None:
        """The values of a sentence of this template, each as short as can be; None for another sentence."""
        if not (sentence.startswith(self._start) and sentence.endswith(self._end)):
            return None
        values, here, last = [], len(self._start), len(sentence) - len(self._end)
        for words in self._between:
            there = sentence.find(words, here, last)
            if there < 0:
                return None
            values.append(sentence[here:there])
            here = there + len(words)
        return (*values, sentence[here:last]) if here <= last else None


class _Value(str):
    """A value on its way into a translation."""

    __slots__ = ("_phrases",)
    _phrases: Phrases

    def __new__(cls, value: str, phrases: Phrases) -> Self:
        made = super().__new__(cls, value)
        made._phrases = phrases
        return made

    def __format__(self, spec: str) -> str:
        if spec != "own":
            return super().__format__(spec)
        return self._phrases.own(str(self)) or str(self)


_PROSE = re.compile(r"\b(?:the|it|its|an?|of|with|is|are|to|for|that|or|such)\b", re.IGNORECASE)


def _is_prose(value: str) -> bool:
    """Whether a value is part of an English sentence instead of a name, a number or a quotation."""
    return value[:1] not in ('"', "'", "“", "`") and _PROSE.search(value) is not None
