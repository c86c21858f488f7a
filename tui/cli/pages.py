"""The page of a code as text and as JSON. No library is needed, so `assay explain` is there at once."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from tui.cli import stdout
from tui.cli.stderr import Exit, labelled
from tui.core.envelope import TONE_SYMBOLS
from tui.core.knowledge import ErrorPage

_PLAIN = re.compile(r"(?:\w+/)?-?\w[\w-]*\Z")


def plain_words(words: Sequence[str]) -> tuple[str, bool] | None:
    """(code, JSON wanted) of a plain `explain CODE [--json]`; None for words that need a parser."""
    if not words or words[0] != "explain":
        return None
    rest = [word for word in words[1:] if word != "--json"]
    if len(rest) != 1 or len(words) - len(rest) > 2 or not _PLAIN.match(rest[0]):
        return None
    return rest[0], len(words) > 2


def tell_pages(pages: Sequence[ErrorPage], *, as_json: bool) -> Exit:
    """Write the pages; INPUT when none of them is known."""
    if as_json:
        objects = [page_object(page) for page in pages]
        stdout.text(json.dumps(objects, ensure_ascii=False, indent=2) + "\n")
    else:
        stdout.text("\n".join(page_text(page) for page in pages))
    return Exit.OK if any(page.known for page in pages) else Exit.INPUT


def page_object(page: ErrorPage) -> dict[str, object]:
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


def page_text(page: ErrorPage) -> str:
    # An unknown code was looked for everywhere, so it is nobody's.
    code = f"{page.provider}/{page.code}" if page.known else page.code
    head = f"{TONE_SYMBOLS[page.tone]} {code} · {page.title}"
    if page.word:
        head += f"   [{page.word}]"
    lines = [head + "\n", labelled("meaning", page.meaning)]
    for label, sentences in (("causes", page.causes), ("do", page.remedies)):
        for number, sentence in enumerate(sentences):
            lines.append(labelled("" if number else label, f"· {sentence}"))
    lines.append(labelled("who acts", page.who.value))
    lines.append(labelled("retry", page.retry.value))
    if page.notes:
        lines.append(labelled("notes", page.notes))
    if page.related:
        lines.append(labelled("see also", ", ".join(f"{page.provider}/{code}" for code in page.related)))
    lines.append(labelled("source", page.source.value))
    return "".join(lines)
