"""Explanations in the reader's language: English texts are exchanged for translations when they are shown.

Rules, stores and programs work with the English texts alone; nothing that decides ever sees a translation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge
from typing import Any, Self

from tui.core.knowledge import Cause, ErrorPage, Explanation
from tui.core.language import Language

HOLE = "{}"
"""What stands for a value in a template, such as `Port {} is usually a TLS port.`"""


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The texts of one page in one language, its causes and remedies in the order of the English page."""

    title: str
    meaning: str
    causes: tuple[str, ...]
    remedies: tuple[str, ...]
    notes: str = ""


_REQUIRED = ("title", "meaning", "causes", "remedies")


def parse_texts(name: str, text: str) -> dict[str, PageTexts]:
    """Texts by code, from TOML. Raises ValueError naming code and key."""
    found = {}
    for code, entry in tomllib.loads(text).items():
        missing = [key for key in _REQUIRED if key not in entry]
        unknown = [key for key in entry if key not in (*_REQUIRED, "notes")]
        if missing or unknown:
            raise ValueError(f"{name}/{code}: missing {missing}, unknown {unknown}")
        found[code] = PageTexts(
            title=str(entry["title"]),
            meaning=str(entry["meaning"]),
            causes=tuple(entry["causes"]),
            remedies=tuple(entry["remedies"]),
            notes=str(entry.get("notes", "")),
        )
    return found


class Words:
    """The fixed words of one language, by table and key."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self.tables = tables

    @classmethod
    def parse(cls, text: str) -> Words:
        return cls(tomllib.loads(text))

    def of(self, table: str, key: str) -> str:
        """Raises KeyError for words that no catalogue has, which a test rules out."""
        return self.tables[table][key]


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


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation in the reader's language. `whole` is False when sentences of it stay in English."""

    explanation: Explanation
    whole: bool = True


class Translator:
    """One language, whose texts are read when the first of them is asked for."""

    def __init__(
        self,
        language: Language,
        words: Callable[[], Words],
        texts: Callable[[str, str], PageTexts | None],
        phrases: Callable[[], Phrases],
    ) -> None:
        """`texts` are those of a provider's code; None where there is no translation."""
        self.language = language
        self._words = words
        self._texts = texts
        self._phrases = phrases

    @property
    def is_english(self) -> bool:
        return self.language is Language.ENGLISH

    def say(self, table: str, key: str, **values: Any) -> str:
        """Fixed words, such as `say("heading", "causes")`."""
        words = self.words.of(table, key)
        return words.format(**values) if values else words

    @cached_property
    def words(self) -> Words:
        return self._words()

    def page(self, page: ErrorPage) -> ErrorPage:
        """The page as it is read in this language; a page without translation stays as it is."""
        texts = self._texts_of(page)
        if texts is None:
            return page
        return replace(
            page,
            title=texts.title,
            meaning=texts.meaning,
            causes=texts.causes,
            remedies=texts.remedies,
            notes=texts.notes,
        )

    def _texts_of(self, page: ErrorPage) -> PageTexts | None:
        if self.is_english:
            return None
        if not page.known:
            unknown = self.words.tables["unknown"]
            return PageTexts(
                unknown["title"],
                unknown["meaning"],
                (unknown["cause"],),
                (unknown["read"], unknown["ask"]),
            )
        texts = self._texts(page.provider, page.code)
        same = texts is not None and (len(texts.causes), len(texts.remedies)) == (
            len(page.causes),
            len(page.remedies),
        )
        return texts if same else None

    def told(self, explanation: Explanation) -> Told:
        """The explanation with every sentence exchanged that is known in this language."""
        if self.is_english:
            return Told(explanation)
        exchange = _Exchange([explanation.page, *explanation.labels], self)
        page = self.page(explanation.page)
        translated = replace(
            explanation,
            page=page,
            headline=exchange.of(explanation.headline),
            evidence=exchange.all_of(explanation.evidence),
            causes=tuple(map(exchange.cause, explanation.causes)),
            remedies=exchange.all_of(explanation.remedies),
            labels=tuple(map(self.page, explanation.labels)),
        )
        return Told(translated, exchange.whole and page is not explanation.page)

    def sentence(self, text: str) -> str | None:
        """A sentence of the rules; None when it is not translated."""
        return self._phrases().exchanged(text)


class _Exchange:
    """Sentences of one explanation: those of its pages by their place, the rules' own by their template."""

    def __init__(self, pages: Iterable[ErrorPage], translator: Translator) -> None:
        self._translator = translator
        self._known: dict[str, str] = {}
        self.whole = True
        for page in pages:
            self._known |= zip(_texts(page), _texts(translator.page(page)), strict=True)

    def of(self, text: str) -> str:
        found = self._known.get(text) or (self._translator.sentence(text) if text else "")
        if found is None:
            self.whole = False
            return text
        return found

    def all_of(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.of, texts))

    def cause(self, cause: Cause) -> Cause:
        fix = cause.fix
        return replace(
            cause,
            text=self.of(cause.text),
            evidence=self.all_of(cause.evidence),
            remedy=self.of(cause.remedy),
            fix=replace(fix, label=self.of(fix.label)) if fix is not None else None,
        )


def _texts(page: ErrorPage) -> list[str]:
    """Every sentence of a page, in an order that is the same in all languages."""
    return [page.title, page.meaning, *page.causes, *page.remedies]
