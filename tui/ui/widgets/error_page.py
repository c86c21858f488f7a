"""The page of a code, and a failure in the light of its page, as lines to read."""

from __future__ import annotations

from tui.core.confidence import Confidence
from tui.core.failures import AssayError
from tui.core.knowledge import ErrorPage, Retry, Who
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.reading import Line

WHO_WORDS = {
    Who.NOBODY: "nobody has to act",
    Who.CALLER: "you have to act",
    Who.ADMIN: "an administrator has to act",
    Who.VENDOR: "the vendor has to act",
    Who.NETWORK: "the network between has to be mended",
}
RETRY_WORDS = {
    Retry.NEVER: "sending again will not help",
    Retry.LATER: "send again later",
    Retry.AFTER_FIX: "send again after the fix",
    Retry.POLL: "ask again until it is ready",
}


def source_words(source: Confidence) -> str:
    return f"source: {source.value}"


def page_lines(page: ErrorPage) -> list[Line]:
    """Everything a page says, ending in what to do."""
    lines = [
        Line(f"{page.code} · {page.title}", f"title {TONE_CLASSES[page.tone]}"),
        Line(
            " · ".join(
                [page.provider, WHO_WORDS[page.who], RETRY_WORDS[page.retry], source_words(page.source)]
            ),
            "muted",
        ),
        Line(page.meaning),
    ]
    lines += _section("Likely causes", page.causes)
    lines += _section("What to do", page.remedies)
    lines += _section("Notes", (page.notes,) if page.notes else ())
    if page.related:
        lines.append(Line("See also: " + ", ".join(page.related), "muted"))
    return lines


def problem_lines(error: AssayError, page: ErrorPage | None) -> list[Line]:
    """What happened, the evidence, why, and the next step."""
    lines = [Line(f"✗ {error.message}", "title -bad")]
    lines += _section("Evidence", error.evidence)
    if page is not None and page.known:
        lines += _section("Why", (page.meaning, *page.causes))
    steps = [error.next_step] if error.next_step else []
    steps += [r for r in (page.remedies if page is not None and page.known else ()) if r not in steps]
    lines += _section("What to do", tuple(steps))
    lines.append(Line(f"code: {error.code}", "muted"))
    return lines


def _section(title: str, points: tuple[str, ...]) -> list[Line]:
    return [Line(title, "heading"), *(Line(point, "point") for point in points)] if points else []
