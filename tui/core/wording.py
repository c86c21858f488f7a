"""The words of the interface in the reader's language, by the English text that stands in the code.

    tr("Send")                              fixed words
    tr("{count:,} rows", count=rows)        words with values, which are named and never translated
    tr(SOME_CONSTANT)                       words that were marked with `tr_later` where they stand
    told(error.message)                     a sentence that was put together elsewhere in the program

Texts of a server never go through here: they are shown as they are. Without `use` everything is English, and
no file is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tui.core.language import Language
from tui.core.wrapping import is_wide

if TYPE_CHECKING:
    from tui.core.phrases import Phrases

_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z“])")


class Wording:
    """The texts of one language: `texts` by English text, `sentences` by template with `{}` for values."""

    def __init__(
        self,
        language: Language = Language.ENGLISH,
        texts: Mapping[str, str] | None = None,
        sentences: Callable[[], Phrases] | None = None,
    ) -> None:
        """`sentences` are read when the first sentence is told, not when the program starts."""
        self.language = language
        self._texts = texts or {}
        self._read_sentences = sentences

    @cached_property
    def _sentences(self) -> Phrases | None:
        return self._read_sentences() if self._read_sentences is not None else None

    def text(self, english: str) -> str:
        """The English text itself where there is no translation, which a test rules out for our own."""
        return self._texts.get(english, english)

    def sentence(self, english: str) -> str:
        """A whole sentence, also by template: `No profile is called {}.` One word alone may be anybody's.

        Behind the name of a field, `sql: is required and empty`, only what is said of it is exchanged.
        """
        if self._sentences is None:
            return english
        found = self._texts.get(english) if " " in english else None
        if found is None:
            found = self._sentences.exchanged(english)
        if found is None:
            field, colon, problem = english.partition(": ")
            if colon and " " not in field:
                return f"{field}: {self.sentence(problem)}"
        return english if found is None else found


_used = Wording()


def use(wording: Wording) -> None:
    """From now on, for the whole program. A screen that is open keeps the words that it was made with."""
    global _used  # one person reads one language; handing it to every widget would say the same
    _used = wording


def used() -> Wording:
    return _used


def tr(english: str, **values: Any) -> str:
    """The words in the reader's language, with `values` put in as `str.format` does."""
    text = _used.text(english)
    return text.format(**values) if values else text


def tr_later(english: str) -> str:
    """Marks words that are looked up when they are shown, with `tr`: those of a constant."""
    return english


def told(english: str) -> str:
    """A whole sentence of our own that was put together elsewhere, such as an error's message."""
    return _used.sentence(english)


def told_each(english: str) -> str:
    """As `told`, of several sentences one behind the other; one without a translation stays in English."""
    if _used.language is Language.ENGLISH:
        return english
    found = ""
    for sentence in map(_exchanged, _SENTENCE_END.split(english)):
        found += sentence if not found or is_wide(found[-1]) else f" {sentence}"
    return found


def _exchanged(sentence: str) -> str:
    text = _used.text(sentence)
    return text if text != sentence else _used.sentence(sentence)
