"""The page of a code in the light of one exchange: what happened, why, and what to do now."""

from __future__ import annotations

from rich.cells import cell_len

from tui.core.display import safe
from tui.core.envelope import TONE_SYMBOLS
from tui.core.knowledge import Cause, Explanation, Standing
from tui.core.translating import Translator
from tui.ui.language import english, translator_of
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.error_page import about_words
from tui.ui.widgets.reading import Line, Reading

CONTEXT_LINES = 2
"""Lines of the query shown above and below the one that the server complains about."""

MAX_LINE = 160
BEFORE_CARET = 50
"""Characters of a long line that are shown before the place."""

STANDING_LOOKS = {Standing.FOUND: "-bad", Standing.LIKELY: "-caution", Standing.POSSIBLE: "possible"}


def explanation_lines(
    explanation: Explanation, query: str = "", translator: Translator | None = None
) -> list[Line]:
    """`query` is the text that `position` points into, such as the SQL that was sent."""
    translator = translator or english()
    say, told = translator.say, translator.told(explanation)
    explanation, page = told.explanation, told.explanation.page
    tone = TONE_CLASSES[explanation.tone]
    lines = [Line(f"{TONE_SYMBOLS[explanation.tone]} {explanation.headline}", f"title {tone}")]
    if explanation.sandbox:
        lines.append(Line(say("line", "sandbox"), "muted"))
    if explanation.server_message and explanation.server_message != explanation.headline:
        lines.append(Line(say("line", "server", message=explanation.server_message)))
    if explanation.position is not None and query:
        line, column = explanation.position
        lines += place_lines(query, line, column, say("heading", "place", line=line, column=column))
    lines.append(Line(f"{page.code} · {page.title}", "heading"))
    lines += why_lines(explanation, translator)
    if page.notes:
        lines += _points(say("heading", "notes"), (page.notes,))
    lines += [Line("", "muted"), Line(about_words(page, translator), "muted")]
    if page.related:
        lines.append(Line(say("line", "related", codes=", ".join(page.related)), "muted"))
    if not told.whole:
        lines.append(Line(say("line", "english"), "muted"))
    return lines


def why_lines(explanation: Explanation, translator: Translator, *, causes: bool = True) -> list[Line]:
    """The page's meaning, what the exchange shows, why, and what to do now: an explanation that has been
    told in the translator's language."""
    say = translator.say
    labels = (Line(f"{one.code} · {one.title}: {one.meaning}", "point") for one in explanation.labels)
    lines = [Line(explanation.page.meaning), *labels]
    lines += _points(say("heading", "shows"), explanation.evidence)
    lines += _causes(explanation.causes, translator) if causes else []
    return lines + _points(say("heading", "do_now"), explanation.remedies)


def _points(title: str, points: tuple[str, ...]) -> list[Line]:
    return [Line(title, "heading"), *(Line(point, "point") for point in points)] if points else []


def _causes(causes: tuple[Cause, ...], translator: Translator) -> list[Line]:
    lines = [Line(translator.say("heading", "causes"), "heading")] if causes else []
    for number, cause in enumerate(causes, 1):
        look = STANDING_LOOKS.get(cause.standing, "possible")
        standing = translator.say("standing", cause.standing.value)
        lines.append(Line(f"{number}. {cause.text}  ({standing})", f"cause {look}"))
        lines += [Line(fact, "fact muted") for fact in cause.evidence]
        if cause.remedy:
            lines.append(Line(f"→ {cause.remedy}", "fact"))
        if cause.fix is not None:
            lines.append(Line(f"⚒ a: {cause.fix.label}", "fact -good"))
    return lines


def place_lines(query: str, line: int, column: int, heading: str = "") -> list[Line]:
    """The lines around a place, a caret under its column. Line and column count from 1."""
    texts = query.split("\n")
    if not 1 <= line <= len(texts):
        return []
    first = max(1, line - CONTEXT_LINES)
    last = min(len(texts), line + CONTEXT_LINES)
    width = len(str(last))
    heading = heading or english().say("heading", "place", line=line, column=column)
    found = [Line(heading, "heading")]
    for number in range(first, last + 1):
        text = texts[number - 1].replace("\t", " ")
        start = max(0, column - BEFORE_CARET) if number == line else 0
        look = "code" if number == line else "code muted"
        shown = text[start : start + MAX_LINE]
        found.append(Line(f"{number:>{width}} │ {'…' + shown[1:] if start else shown}", look))
        if number == line:
            before = cell_len(safe(text[start : column - 1]))
            found.append(Line(" " * (width + 3 + before) + "▲", "code -bad"))
    return found


class ExplainView(Reading):
    """Scrolls with the usual keys; `text` is the whole of it, to be copied."""

    DEFAULT_CSS = """
    ExplainView { height: 1fr; padding: 0 1; background: $surface; }
    ExplainView > .fact { padding-left: 4; }
    ExplainView > .code { text-wrap: nowrap; text-overflow: ellipsis; background: $panel; padding: 0 1; }
    """

    _told: tuple[Explanation, str] | None = None

    async def explain(self, explanation: Explanation, query: str) -> None:
        """Show an explanation in the language of the session."""
        self._told = explanation, query
        await self.show(explanation_lines(explanation, query, translator_of(self.app)))

    async def retell(self) -> None:
        """Show the same again, after the language has changed."""
        if self._told is not None:
            await self.explain(*self._told)
