"""The words of the interface in the reader's language, by the English text that stands in the code.

    tr("Send")                              fixed words
    tr("{count:,} rows", count=rows)        words with values, which are named and never translated
    tr(SOME_CONSTANT)                       words that were marked with `tr_later` where they stand
    told(error.message)                     a sentence that was put together elsewhere in the program

Texts of a server never go through here: they are shown as they are. Without `use` everything is English, and
no file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.core.language import Language

if TYPE_CHECKING:
    from tui.core.translating import Phrases


class Wording:
    """The texts of one language. `texts` by English text; `sentences` by template with `{}` for each value."""

    def __init__(
        self,
        language: Language = Language.ENGLISH,
        texts: Mapping[str, str] | None = None,
        sentences: Phrases | None = None,
    ) -> None:
        self.language = language
        self._texts = texts or {}
        self._sentences = sentences

    def text(self, english: str) -> str:
        """The English text itself where there is no translation, which a test rules out for our own."""
        return self._texts.get(english, english)

    def sentence(self, english: str) -> str:
        """As `text`, and also by template: `No profile is called {}.`"""
        found = self._texts.get(english)
        if found is None and self._sentences is not None:
            found = self._sentences.exchanged(english)
        return english if found is None else found


_used = Wording()


def use(wording: Wording) -> None:
    """From now on, for the whole program. A screen that is open keeps the words that it was made with."""
    global _used  # noqa: PLW0603  # one person reads one language; handing it to every widget would say the same
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
