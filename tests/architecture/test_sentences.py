"""The program's own sentences in other languages: nearly all are told, each by its own template, and a value
in one stays as it came."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import tui.ui
from tests.architecture.sentences import own_sentences, written
from tui.core.language import Language
from tui.core.phrases import HOLE
from tui.wordings import SENTENCES, wording

OTHERS = [language for language in Language if language is not Language.ENGLISH]

FLOOR = 0.9
"""Of the sentences that errors, problems, states and notes are made of; the others are shown in English."""

_OWN_HOLE = re.compile(r"\{\d*:own\}")


def templates(language: Language) -> dict[str, str]:
    path = Path(tui.ui.__file__).parent / "languages" / language.value / SENTENCES
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def filled(template: str, values: list[str]) -> str:
    """The sentence as the program says it."""
    parts = template.split(HOLE)
    return "".join(part + value for part, value in zip(parts, [*values, ""], strict=True))


def values_of(template: str) -> list[str]:
    return [f"‹{number}›" for number in range(template.count(HOLE))]


@pytest.mark.parametrize("language", OTHERS)
def test_nearly_all_sentences_are_told_in_the_readers_language(language: Language) -> None:
    own, words = own_sentences(), wording(language)
    missing = [
        f"{where}: {text}"
        for text, where in own.items()
        if (said := filled(text, values_of(text))) == words.sentence(said)
    ]
    assert len(own) > 800
    assert len(missing) <= (1 - FLOOR) * len(own), "\n".join(missing)


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_is_told_by_its_own_template_with_all_its_values(language: Language) -> None:
    words = wording(language)
    for english, text in templates(language).items():
        values = values_of(english)
        plain = _OWN_HOLE.sub(lambda hole: hole[0].replace(":own", ""), text)
        wanted = plain.format(*values) if values else text
        assert words.sentence(filled(english, values)) == wanted, english
        assert all(wanted.count(value) == 1 for value in values), english


@pytest.mark.parametrize("language", OTHERS)
def test_no_template_takes_another_sentence_apart(language: Language) -> None:
    words, known = wording(language), templates(language)
    for text in own_sentences().keys() - known.keys():
        said = filled(text, values_of(text))
        assert words.sentence(said) in (said, words.text(text)), text


@pytest.mark.parametrize("language", OTHERS)
def test_a_value_that_reads_like_a_sentence_of_ours_stays_as_it_came(language: Language) -> None:
    words = wording(language)
    ours = "The request"
    assert words.sentence(ours) != ours
    for english, text in templates(language).items():
        if HOLE in english and not _OWN_HOLE.search(text):
            told = words.sentence(filled(english, [ours] * english.count(HOLE)))
            assert told.count(ours) >= english.count(HOLE), english


def test_the_catalogues_have_sentences_that_the_program_says_and_the_same_in_all_languages() -> None:
    japanese, chinese = (templates(language) for language in OTHERS)
    assert list(japanese) == list(chinese)
    forgotten = sorted(set(japanese) - written())
    assert not forgotten, "\n".join(forgotten)
    for english, text in (*japanese.items(), *chinese.items()):
        holes = re.findall(r"(?<!\{)\{\d*(?::own)?\}", text)
        assert len(holes) == english.count(HOLE), english
