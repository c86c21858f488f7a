"""The words of the interface by their files: `ui/languages/LANGUAGE/*.json`, English text to translation.

JSON and not TOML, because a start in Japanese or Chinese reads all of them and must not wait for it.
`sentences.json` has templates, with `{}` for each value, and is read when the first sentence is told; the
other files have fixed words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from tui.core.language import Language
from tui.core.phrases import Phrases
from tui.core.wording import Wording

SENTENCES = "sentences.json"


@cache
def wording(language: Language) -> Wording:
    """Reads the language's fixed words; English has none."""
    if language is Language.ENGLISH:
        return Wording()
    texts: dict[str, str] = {}
    for file in _folder(language).iterdir():
        if file.name != SENTENCES:
            texts.update(json.loads(file.read_text("utf-8")))
    return Wording(language, texts, lambda: _sentences(language, texts))


def _sentences(language: Language, words: Mapping[str, str]) -> Phrases:
    pairs = json.loads(_folder(language).joinpath(SENTENCES).read_text("utf-8"))
    return Phrases(pairs, inner=False, words=words)


def _folder(language: Language) -> Traversable:
    return resources.files("tui.ui").joinpath("languages", language.value)
