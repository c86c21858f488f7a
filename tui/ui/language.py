"""The language of explanations in the app: read from the session, and told anew when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.codes import translator
from tui.core.language import Language
from tui.core.translating import Translator
from tui.core.wording import used

if TYPE_CHECKING:
    from textual.app import App

    from tui.core.knowledge import Explanation


def english() -> Translator:
    return translator(Language.ENGLISH)


def reading() -> Translator:
    """That of the words that are used now."""
    return translator(used().language)


def translator_of(app: App[Any]) -> Translator:
    """That of the app's session; English in an app without one."""
    session = getattr(app, "session", None)
    return translator(getattr(session, "language", Language.ENGLISH))


def told_explanation(explanation: Explanation) -> Explanation:
    """The explanation in the language of the interface's words."""
    return translator(used().language).told(explanation).explanation
