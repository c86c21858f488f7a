"""The interface in other languages: what the providers declare, and what their guided forms say."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import tui.ui
from tests.architecture.source import modules
from tests.architecture.words import marked
from tui.core.building import BuildContext, ModelBuilder
from tui.core.confidence import Confidence
from tui.core.failures import InvalidInput
from tui.core.fields import FieldSpec
from tui.core.language import Language
from tui.core.operation import Operation
from tui.core.profile import COMMON_FIELDS
from tui.core.tasks import RUN_WORDS
from tui.core.wording import Wording, use, used
from tui.providers import PROVIDERS
from tui.providers.te.builders.models import model_builders
from tui.ui.screens.compose.catalogue_routes import group_title
from tui.wordings import SENTENCES

OTHERS = [language for language in Language if language is not Language.ENGLISH]
LONGEST = 8
"""Questions of one change, at most."""


def fixed_words(language: Language) -> set[str]:
    folder = Path(tui.ui.__file__).parent / "languages" / language.value
    files = (file for file in folder.glob("*.json") if file.name != SENTENCES)
    return set(chain.from_iterable(json.loads(file.read_text("utf-8")) for file in files))


def operations() -> list[Operation]:
    return [operation for provider in PROVIDERS.values() for operation in provider.operations()]


def specs() -> Iterator[FieldSpec]:
    yield from COMMON_FIELDS
    yield from chain.from_iterable(provider.profile_fields for provider in PROVIDERS.values())
    yield from chain.from_iterable(operation.fields for operation in operations())


def declared() -> Iterator[str]:
    for provider in PROVIDERS.values():
        yield from (provider.credential.label, provider.credential.help)
        yield from map(group_title, provider.operations().groups())
    yield from (operation.title for operation in operations())
    for spec in specs():
        yield from (spec.label, spec.help)
    yield from (one.value for one in Confidence)
    yield from RUN_WORDS.values()
    for module in modules():
        if module.name.startswith(("tui.core.building", "tui.providers", "tui.workbench")):
            yield from (text for text, _ in marked(module))


class Heard(Wording):
    """English, and every text that was looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def text(self, english: str) -> str:
        self.texts.add(english)
        return english


def said_by_forms() -> set[str]:
    """Everything the guided forms look up for an empty body and for the example of their route."""
    heard, before = Heard(), used()
    use(heard)
    try:
        examples = {operation.id: operation.example for operation in operations()}
        for builder in model_builders().values():
            for body in ({}, dict(examples[builder.operation])):
                walk(builder, body)
    finally:
        use(before)
    return heard.texts


def walk(builder: ModelBuilder, body: dict[str, object]) -> None:
    """Every line, and every question of each of its changes."""
    context = BuildContext(datetime.date(2024, 5, 1))
    for line in builder.lines(body, context):
        for action in line.actions:
            answers: dict[str, str] = {}
            for _ in range(LONGEST):
                try:
                    question = builder.question(body, line.id, action, answers, context)
                except (InvalidInput, ValueError):
                    break
                if question is None:
                    break
                answers[question.name] = question.value or next((o.value for o in question.offers), "1-7")


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_declared_is_translated(language: Language) -> None:
    known = fixed_words(language)
    missing = {text for text in declared() if text and text not in known}
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize("language", OTHERS)
def test_what_guided_forms_say_is_translated(language: Language) -> None:
    known = fixed_words(language)
    texts = said_by_forms()
    assert len(texts) > 150
    missing = {text for text in texts if any(map(str.isalpha, text)) and text not in known}
    assert not missing, "\n".join(sorted(missing))
