"""Every page exists in every language, whole, and in that language."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import tui
from tests.core.rule_sentences import all_sentences, rule_sentences
from tui.codes import pages, translator
from tui.core.knowledge import ErrorPage
from tui.core.language import Language
from tui.core.phrases import HOLE

ROOT = Path(tui.__file__).parent
FOLDERS = [ROOT / "core", *sorted(path.parent for path in (ROOT / "providers").glob("*/errors.toml"))]
OTHERS = [language for language in Language if language is not Language.ENGLISH]
PAGES = [page for catalog in pages().catalogs() for page in catalog]

IN_ITS_SCRIPT = {Language.JAPANESE: re.compile("[ぁ-んァ-ヶ一-鿿]"), Language.CHINESE: re.compile("[一-鿿]")}
KANA = re.compile("[ぁ-んァ-ヶ]")
ENGLISH = re.compile(r"\b(?:[Tt]he|is|are|was|of|and|your|with|not|[Tt]his|that)\b")
HALF_MARKS = re.compile("[ぁ-んァ-ヶ一-鿿][,.:;!?()]|[,;!?()][ぁ-んァ-ヶ一-鿿]")


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def each(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    values = found.values() if isinstance(found, dict) else found
    assert isinstance(values, list | tuple) or isinstance(found, dict)
    return [text for value in values for text in each(value)]  # type: ignore[attr-defined]  # asserted above


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_code_is_told_whole(folder: Path, language: Language) -> None:
    english, texts = load(folder / "errors.toml"), load(folder / f"errors.{language.value}.toml")
    assert list(texts) == list(english)
    for code, entry in english.items():
        for key in ("causes", "remedies"):
            assert len(texts[code][key]) == len(entry[key]), f"{code}: {key}"
        assert set(texts[code]) == {key for key in entry if key in texts[code] or key == "notes"}, code


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.provider}/{page.code}")
def test_a_page_is_in_its_language(page: ErrorPage, language: Language) -> None:
    told = translator(language).page(page)
    sentences = [told.meaning, *told.causes, *told.remedies, *([told.notes] if told.notes else [])]
    assert bool(told.notes) == bool(page.notes)
    for text in (told.title, *sentences):
        assert text == text.strip()
        assert IN_ITS_SCRIPT[language].search(text), text
        assert not ENGLISH.search(text), text
        assert not HALF_MARKS.search(text), text
        assert language is Language.JAPANESE or not KANA.search(text), text
    assert all(text.endswith("。") for text in sentences)
    assert not told.title.endswith("。")
    assert (told.who, told.retry, told.source, told.code) == (page.who, page.retry, page.source, page.code)


@pytest.mark.parametrize("language", OTHERS)
def test_fixed_words_are_there_in_every_language(language: Language) -> None:
    english = load(ROOT / "core/languages/en.toml")
    words = load(ROOT / f"core/languages/{language.value}.toml")
    assert {table: list(keys) for table, keys in words.items()} == {t: list(k) for t, k in english.items()}
    for table, key in ((table, key) for table, keys in english.items() for key in keys):
        assert words[table][key], f"{table}.{key}"
        assert not ENGLISH.search(words[table][key]), f"{table}.{key}"
        assert _holes(words[table][key]) == _holes(english[table][key]), f"{table}.{key}"


def _holes(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_sentences_of_rules_are_those_that_the_rules_say(folder: Path, language: Language) -> None:
    """A rule that is reworded must be translated anew; a stale sentence would never be shown."""
    pairs = load(folder / f"evidence.{language.value}.toml")
    assert pairs.keys() - all_sentences(folder) == set()
    for english, text in pairs.items():
        assert IN_ITS_SCRIPT[language].search(text) or "{" in text, english
        assert not ENGLISH.search(text), text
        assert text.format(*(["1"] * english.count(HOLE))).count("1") >= english.count(HOLE), english


def test_both_languages_know_the_same_sentences() -> None:
    for folder in FOLDERS:
        ja, zh = (load(folder / f"evidence.{language.value}.toml") for language in OTHERS)
        assert ja.keys() == zh.keys(), folder.name


@pytest.mark.parametrize("language", OTHERS)
def test_no_template_takes_a_sentence_that_is_not_translated(language: Language) -> None:
    translated = {
        english for folder in FOLDERS for english in load(folder / f"evidence.{language.value}.toml")
    }
    said = {
        text
        for folder in FOLDERS
        for text in rule_sentences(folder)
        if " " in text.strip() and text[0] != " " and text[-1:] == "."
    }
    taken = {text for text in said - translated if translator(language).sentence(text.replace(HOLE, "7"))}
    assert taken == set()
