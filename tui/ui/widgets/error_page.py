"""The page of a code, and a failure in the light of its page, as lines to read."""

from __future__ import annotations

from tui.core.failures import AssayError
from tui.core.knowledge import ErrorPage
from tui.core.translating import Translator
from tui.core.wording import told
from tui.ui.language import english
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.reading import Line


def source_words(page: ErrorPage, translator: Translator) -> str:
    return translator.say("line", "source", source=translator.say("source", page.source.value))


def about_words(page: ErrorPage, translator: Translator) -> str:
    """Whose code it is, who has to act, whether sending again helps, and how sure we are."""
    say = translator.say
    words = [page.provider, say("who", page.who.value), say("retry", page.retry.value)]
    return " · ".join(filter(None, [*words, source_words(page, translator)]))


def page_lines(page: ErrorPage, translator: Translator | None = None) -> list[Line]:
    """Everything a page says, ending in what to do."""
    translator = translator or english()
    say, shown = translator.say, translator.page(page)
    lines = [
        Line(f"{page.code} · {shown.title}", f"title {TONE_CLASSES[page.tone]}"),
        Line(about_words(page, translator), "muted"),
        Line(shown.meaning),
    ]
    lines += _section(say("heading", "likely"), shown.causes)
    lines += _section(say("heading", "do"), shown.remedies)
    lines += _section(say("heading", "notes"), (shown.notes,) if shown.notes else ())
    if page.related:
        lines.append(Line(say("line", "related", codes=", ".join(page.related)), "muted"))
    if shown is page and not translator.is_english:
        lines.append(Line(say("line", "english"), "muted"))
    return lines


def problem_lines(
    error: AssayError, page: ErrorPage | None, translator: Translator | None = None
) -> list[Line]:
    """What happened, the evidence, why, and the next step."""
    translator = translator or english()
    say = translator.say
    lines = [Line(f"✗ {told(error.message)}", "title -bad")]
    lines += _section(say("heading", "evidence"), tuple(map(told, error.evidence)))
    shown = translator.page(page) if page is not None and page.known else None
    if shown is not None:
        lines += _section(say("heading", "why"), (shown.meaning, *shown.causes))
    steps = [told(error.next_step)] if error.next_step else []
    # The page's remedy and the error's next step may be one sentence.
    known = page.remedies if page is not None and shown is not None else ()
    translated = shown.remedies if shown is not None else ()
    steps += [
        text
        for english_text, text in zip(known, translated, strict=True)
        if english_text != error.next_step and text not in steps
    ]
    lines += _section(say("heading", "do"), tuple(steps))
    lines.append(Line(say("line", "code", code=error.code), "muted"))
    own = [words for words in (error.message, *error.evidence, error.next_step) if words]
    if not translator.is_english and any(told(words) == words for words in own):
        lines.append(Line(say("line", "english"), "muted"))
    return lines


def _section(title: str, points: tuple[str, ...]) -> list[Line]:
    return [Line(title, "heading"), *(Line(point, "point") for point in points)] if points else []
