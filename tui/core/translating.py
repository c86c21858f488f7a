"""Explanations in the reader's language: English texts are exchanged for translations when they are shown.

Rules, stores and programs work with the English texts alone; nothing that decides ever sees a translation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tui.core.knowledge import Cause, ErrorPage, Explanation
from tui.core.language import Language
from tui.core.phrases import Phrases
from tui.core.wording import told


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
        exchange = _Exchange([explanation.page, *explanation.labels], self, explanation.server_message)
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
    """Sentences of one explanation: those of its pages by their place, the rules' own by their template, and
    those of a failure by the words of the interface. What the server said stays as it came."""

    def __init__(self, pages: Iterable[ErrorPage], translator: Translator, server_message: str) -> None:
        self._translator = translator
        self._server_message = server_message
        self._known: dict[str, str] = {}
        self.whole = True
        for page in pages:
            self._known |= zip(_texts(page), _texts(translator.page(page)), strict=True)

    def of(self, text: str) -> str:
        found = self._known.get(text) or (self._translator.sentence(text) if text else "")
        if found is None and text != self._server_message:
            said = told(text)
            found = said if said != text else None
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
