"""The interface in other languages: every text is marked, and every marked text has its translation."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import tui.ui
from tests.architecture.words import marked, ui_modules, unmarked
from tui.core.language import Language
from tui.wordings import SENTENCES, wording

FOLDER = Path(tui.ui.__file__).parent / "languages"
OTHERS = [language for language in Language if language is not Language.ENGLISH]


def catalogues(language: Language) -> dict[str, dict[str, str]]:
    files = sorted((FOLDER / language.value).glob("*.json"))
    return {file.name: json.loads(file.read_text("utf-8")) for file in files}


def fixed(language: Language) -> dict[str, str]:
    return {
        english: text
        for name, pairs in catalogues(language).items()
        if name != SENTENCES
        for english, text in pairs.items()
    }


def fields(text: str) -> Counter[tuple[str | None, str | None, str | None]]:
    """The values of a text, with how they are written; none in words that are not a template."""
    return Counter((name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name)


@cache
def texts_of_ui() -> dict[str, str]:
    return {text: f"{module.where}:{line}" for module in ui_modules() for text, line in marked(module)}


def test_every_text_for_a_person_is_marked() -> None:
    forgotten = [
        f"{module.where}:{line}: {text}" for module in ui_modules() for text, line in unmarked(module)
    ]
    assert not forgotten, "\n".join(forgotten)


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_translated(language: Language) -> None:
    known = fixed(language)
    missing = [f"{where}: {text}" for text, where in texts_of_ui().items() if text not in known]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_values_of_its_english_text(language: Language) -> None:
    for name, pairs in catalogues(language).items():
        for english, text in pairs.items():
            assert text.strip(), f"{name}: {english!r} has no words"
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), english
            if name == SENTENCES:
                assert english.count("{}") == len(re.findall(r"(?<!\{)\{\d*(?::own)?\}", text)), (
                    f"{name}: {english!r}"
                )
            elif english in text_with_values():
                assert fields(text) == fields(english), f"{name}: {english!r}"


@cache
def text_with_values() -> set[str]:
    return {text for text in texts_of_ui() if re.search(r"(?<!\{)\{[a-z_0-9]+[:!}]", text)}


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_stands_in_one_catalogue_and_both_languages_have_the_same(language: Language) -> None:
    homes = Counter(english for pairs in catalogues(language).values() for english in pairs)
    assert [text for text, times in homes.items() if times > 1] == []
    assert {name: set(pairs) for name, pairs in catalogues(language).items()} == {
        name: set(pairs) for name, pairs in catalogues(Language.JAPANESE).items()
    }


def test_words_are_looked_up_with_their_values() -> None:
    japanese = wording(Language.JAPANESE)
    english = "Send"
    assert japanese.text(english) == fixed(Language.JAPANESE)[english] != english
    assert japanese.text("words of nobody") == "words of nobody"
    assert wording(Language.ENGLISH).text(english) == english
