"""The languages that texts for people exist in, and which one a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """By ISO 639-1; `zh` is written in simplified characters."""

    ENGLISH = "en"
    JAPANESE = "ja"
    CHINESE = "zh"

    @property
    def own_name(self) -> str:
        """The language's name for itself, for a person who reads no other."""
        return _OWN_NAMES[self]


_OWN_NAMES = {Language.ENGLISH: "English", Language.JAPANESE: "日本語", Language.CHINESE: "简体中文"}

SETTING = "language"
"""The key of `config.toml` that goes before the locale."""

VARIABLE = "ASSAY_LANGUAGE"
"""The variable that goes before both."""

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order in which POSIX lets one go before the other."""


def language_of(name: str) -> Language | None:
    """The language of `ja`, `ja_JP.UTF-8` or `zh-Hans-CN`; None for a language that there are no texts in."""
    head = name.strip().lower().replace("-", "_").partition(".")[0].partition("_")[0]
    return next((one for one in Language if one.value == head), None)


def chosen_language(setting: object, environ: Mapping[str, str]) -> Language:
    """That of the variable, else the setting, else the locale of the messages, else English."""
    wanted = language_of(environ.get(VARIABLE, ""))
    if wanted is None and isinstance(setting, str):
        wanted = language_of(setting)
    if wanted is not None:
        return wanted
    locale = next((value for name in LOCALE_VARIABLES if (value := environ.get(name, ""))), "")
    return language_of(locale) or Language.ENGLISH
