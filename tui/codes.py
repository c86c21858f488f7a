"""The pages of codes by their files alone, for a command that needs nothing else and must start at once.

It imports no provider and no room: a provider's folder has its pages in `errors.toml`, and its name is
the provider's id. Translations lie beside, in `errors.LANGUAGE.toml` for the pages and
`evidence.LANGUAGE.toml` for the sentences of the rules; each file is read when it is needed.
"""

from __future__ import annotations

import os
import sys
import tomllib
from functools import cache, partial

from tui.core.knowledge import ErrorCatalog
from tui.core.language import SETTING, Language, chosen_language
from tui.core.pages import Pages, TextCatalog, section_of
from tui.core.phrases import Phrases
from tui.core.translating import PageTexts, Translator, Words, parse_texts

OWN_CODES = "assay"
"""The name under which our own failures are explained: `assay explain assay/dns-failed`."""

_HERE = os.path.dirname(__file__)  # noqa: PTH120  # pathlib alone costs a tenth of the command's time
_CORE = f"{_HERE}/core"
_PROVIDERS = f"{_HERE}/providers"
_FILE = "errors.toml"


def _text(path: str) -> str:
    """Empty when there is no such file."""
    try:
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123  # see above
            return stream.read()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _read(name: str, folder: str) -> ErrorCatalog:
    return TextCatalog(name, _text(f"{folder}/{_FILE}"))


@cache
def own_errors() -> ErrorCatalog:
    return _read(OWN_CODES, _CORE)


def _with_pages() -> list[str]:
    # In the order of the providers themselves: the larger API first.
    names = sorted((entry.name for entry in os.scandir(_PROVIDERS) if entry.is_dir()), reverse=True)
    return [name for name in names if os.path.exists(f"{_PROVIDERS}/{name}/{_FILE}")]  # noqa: PTH110  # see above


@cache
def pages() -> Pages:
    catalogs = {name: cache(partial(_read, name, f"{_PROVIDERS}/{name}")) for name in _with_pages()}
    return Pages(catalogs, own_errors)


# ---- languages ---------------------------------------------------------------------------------


@cache
def translator(language: Language) -> Translator:
    """What turns pages and explanations into a language."""
    return Translator(
        language, partial(_words, language), partial(_texts, language), cache(partial(_phrases, language))
    )


def _words(language: Language) -> Words:
    return Words.parse(_text(f"{_CORE}/languages/{language.value}.toml"))


@cache
def _texts_file(language: Language, provider: str) -> str:
    folder = _CORE if provider == OWN_CODES else f"{_PROVIDERS}/{provider}"
    return _text(f"{folder}/errors.{language.value}.toml")


@cache
def _texts(language: Language, provider: str, code: str) -> PageTexts | None:
    section = section_of(_texts_file(language, provider), code)
    return parse_texts(f"{provider}.{language.value}", section)[code] if section else None


def _phrases(language: Language) -> Phrases:
    pairs: dict[str, str] = {}
    for folder in (_CORE, *(f"{_PROVIDERS}/{name}" for name in _with_pages())):
        pairs |= tomllib.loads(_text(f"{folder}/evidence.{language.value}.toml"))
    return Phrases(pairs)


def language_at_once() -> Language | None:
    """The language that this user reads, by the settings file and the locale.

    None where only a library knows the place of the settings, so that the rooms have to be asked.
    """
    path = _settings_file()
    if path is None:
        return None
    try:
        setting = tomllib.loads(_text(path)).get(SETTING)
    except (OSError, ValueError):
        # Whoever reads the settings for themselves says what is wrong with them.
        setting = None
    return chosen_language(setting, os.environ)


def _settings_file() -> str | None:
    """The same as `storage.Paths.of_user().settings`, which a test compares."""
    home = os.environ.get("ASSAY_HOME", "")
    if home:
        return os.path.expanduser(f"{home}/config/config.toml")  # noqa: PTH111  # see above
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return None
    folder = os.environ.get("XDG_CONFIG_HOME", "").strip() or os.path.expanduser("~/.config")  # noqa: PTH111  # see above
    return f"{folder}/assay/config.toml"
