"""The words of the interface by their files: `ui/languages/LANGUAGE/*.json`, English text to translation.

JSON and not TOML, because a start in Japanese or Chinese reads all of them and must not wait for it.
`sentences.json` has templates, with `{}` for each value; the other files have fixed words.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from tui.core.language import Language
from tui.core.translating import Phrases
from tui.core.wording import Wording

SENTENCES = "sentences.json"


@cache
def wording(language: Language) -> Wording:
    """Reads the language's files; English has none."""
    if language is Language.ENGLISH:
        return Wording()
    texts: dict[str, str] = {}
    sentences: dict[str, str] = {}
    folder = resources.files("tui.ui").joinpath("languages", language.value)
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        pairs = json.loads(file.read_text("utf-8"))
        (sentences if file.name == SENTENCES else texts).update(pairs)
    return Wording(language, texts, Phrases(sentences))
