"""The page of a code as text and as JSON. No library is needed, so `assay explain` is there at once."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from tui.cli import stdout
from tui.cli.stderr import WIDTH, Exit, headed, labelled
from tui.core.envelope import TONE_SYMBOLS
from tui.core.knowledge import ErrorPage
from tui.core.language import Language, language_of
from tui.core.translating import Translator

_PLAIN = re.compile(r"(?:\w+/)?(?:-\d+|\w[\w-]*)\Z")


LANGUAGES = tuple(language.value for language in Language)


class Plain(NamedTuple):
    """What a plain `explain CODE` asks for; `language` is None where none is named."""

    code: str
    as_json: bool = False
    language: Language | None = None


def plain_words(words: Sequence[str]) -> Plain | None:
    """What plain words ask for; None for words that need a parser."""
    if not words or words[0] != "explain":
        return None
    codes: list[str] = []
    as_json, language = 0, None
    rest = iter(words[1:])
    for word in rest:
        name, has_value, value = word.partition("=")
        if word == "--json":
            as_json += 1
        elif name == "--lang":
            value = value if has_value else next(rest, "")
            if language is not None or value not in LANGUAGES:
                return None
            language = language_of(value)
        else:
            codes.append(word)
    if len(codes) != 1 or as_json > 1 or not _PLAIN.match(codes[0]):
        return None
    return Plain(codes[0], bool(as_json), language)


def tell_pages(pages: Sequence[ErrorPage], translator: Translator, *, as_json: bool) -> Exit:
    """Write the pages; INPUT when none of them is known."""
    if as_json:
        objects = [page_object(page, translator) for page in pages]
        stdout.text(json.dumps(objects, ensure_ascii=False, indent=2) + "\n")
    else:
        width = stdout.columns(WIDTH)
        stdout.text("\n".join(page_text(page, translator, width) for page in pages))
    return Exit.OK if any(page.known for page in pages) else Exit.INPUT


def page_object(page: ErrorPage, translator: Translator | None = None) -> dict[str, object]:
    """The page for a program; the texts alone are in the translator's language."""
    page = page if translator is None else translator.page(page)
    return {
        "kind": page.provider if page.known else None,
        "code": page.code,
        "known": page.known,
        "title": page.title,
        "meaning": page.meaning,
        "causes": list(page.causes),
        "remedies": list(page.remedies),
        "who": page.who.value,
        "retry": page.retry.value,
        "source": page.source.value,
        "group": page.group,
        "tone": page.tone.value,
        "word": page.word,
        "related": list(page.related),
        "notes": page.notes,
    }


def page_text(page: ErrorPage, translator: Translator, width: int = WIDTH) -> str:
    """The page in the reader's language, no line wider than `width` cells but for a longer word."""
    shown, say = translator.page(page), translator.say
    # An unknown code was looked for everywhere, so it is nobody's.
    code = f"{page.provider}/{page.code}" if page.known else page.code
    head = f"{TONE_SYMBOLS[page.tone]} {code} · {shown.title}"
    if page.word:
        head += f"   [{page.word}]"

    def line(label: str, sentence: str) -> str:
        return labelled(label and say("label", label), sentence, width)

    lines = [headed(head, width), line("meaning", shown.meaning)]
    for label, sentences in (("causes", shown.causes), ("do", shown.remedies)):
        for number, sentence in enumerate(sentences):
            lines.append(line("" if number else label, f"· {sentence}"))
    lines.append(line("who", say("actor", page.who.value)))
    lines.append(line("retry", say("again", page.retry.value)))
    if page.notes:
        lines.append(line("notes", shown.notes))
    if page.related:
        lines.append(line("related", ", ".join(f"{page.provider}/{code}" for code in page.related)))
    lines.append(line("source", say("source", page.source.value)))
    if shown is page and not translator.is_english:
        lines.append(line("", say("line", "english")))
    return "".join(lines)
