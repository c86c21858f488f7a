"""Words of the tests in the reader's language: the marks stay English, as in reports, their meaning does not.

What a test tells is put together of its own words and of foreign ones, such as paths, names of cases and
values. Only own words are exchanged, piece by piece; a piece that is nobody's stays as it is.
"""

from __future__ import annotations

import re

from tui.core.language import Language
from tui.core.wording import told, tr, tr_later, used
from tui.ui.screens.signature.templates import in_sentence
from tui.ui.widgets.choice_list import Choice
from tui.workbench.signature_tests import Outcome

WORDS = frozenset(
    (
        *(tr_later("path"), tr_later("query"), tr_later("body"), tr_later("sign"), tr_later("whole")),
        *(tr_later("empty"), tr_later("emptied"), tr_later("accepted"), tr_later("refused")),
        *(tr_later("Accepted"), tr_later("Unclear"), tr_later("noticed"), tr_later("refuses")),
        *(tr_later("accepts"), tr_later("cases"), tr_later("replays"), tr_later("answers")),
        *(tr_later("times"), tr_later("posture"), tr_later("listening"), tr_later("caught")),
        *(tr_later("fresh"), tr_later("none"), tr_later("same"), tr_later("text"), tr_later("variable")),
        *(tr_later("fixed"), tr_later("slower"), tr_later("gone"), tr_later("nothing")),
        *(tr_later("BOUND"), tr_later("NOT BOUND"), tr_later("UNKNOWN"), tr_later("ACCEPTED")),
        *(tr_later("REFUSED"), tr_later("NOT KNOWN"), tr_later("NOT FOUND"), tr_later("NOTICED")),
        *(tr_later("NOT NOTICED"), tr_later("NOT STEADY"), tr_later("AS EXPECTED")),
        *(tr_later("NOT AS EXPECTED"), tr_later("NOTHING SENT"), tr_later("NOT SEEN"), tr_later("NONE")),
        *(tr_later("STRICT"), tr_later("LAX"), tr_later("UNCLEAR")),
    )
)
"""Single words of the tests, and what they find; whole sentences are known by the catalogue alone."""

MEANINGS = {
    Outcome.PASS: tr_later("the sign fits the request"),
    Outcome.RISK: tr_later("it fits, with a warning"),
    Outcome.MISS: tr_later("a part is missing"),
    Outcome.FORMAT: tr_later("this is no sign"),
    Outcome.FAILED: tr_later("the sign does not fit the request"),
    Outcome.SERVICE: tr_later("the service did not verify"),
    Outcome.TRANSPORT: tr_later("no answer of the API"),
    Outcome.UNCERTAIN: tr_later("sent, but no whole answer came"),
    Outcome.UNKNOWN: tr_later("an answer that is not documented"),
    Outcome.NOT_SENT: tr_later("it was not sent"),
}
"""What the mark of a verdict means."""

_BEFORE = (
    *(tr_later("expects {what}"), tr_later("code {what}"), tr_later("within {what}")),
    *(tr_later("env with {what}"), tr_later("sign {what}"), tr_later("slowest {what}")),
    tr_later("answered {what}"),
)
"""A word before something that is told by itself."""

_COUNTED = {
    template.partition(" ")[2]: template
    for template in (
        *(tr_later("{count} as expected"), tr_later("{count} not as expected")),
        *(tr_later("{count} without a verdict"), tr_later("{count} not sent"), tr_later("{count} passed")),
        *(tr_later("{count} failed"), tr_later("{count} error"), tr_later("{count} skipped")),
    )
}
"""By what is counted."""

_BETWEEN = {
    "   ": "   ",
    " → ": " → ",
    "; ": tr_later("; "),
    ": ": tr_later(": "),
    ", ": tr_later(", "),
}
"""What stands between pieces, the widest first."""

_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z“])")
_EITHER = re.compile(r"(?<=[A-Z0-9]) or (?=[A-Z0-9])")


def told_words(text: str) -> str:
    """A title, a finding or a reason of a test."""
    if used().language is Language.ENGLISH or not text:
        return text
    return _piece(text)


def _piece(text: str) -> str:
    if text in WORDS:
        return tr(text)
    if (found := _counted(text)) != text:
        return found
    pieces, mark = _pieces(text)
    found_pieces = list(map(_piece, pieces)) if len(pieces) > 1 else pieces
    every = len(pieces) > 1 and all(a != b for a, b in zip(pieces, found_pieces, strict=True))
    # A sentence with commas in it is known as a whole, a list of words piece by piece.
    if not every and (whole := in_sentence(text)) != text:
        return whole
    if not every and (whole := told(text)) != text:
        return whole
    if found_pieces != pieces:
        return mark.join(found_pieces)
    return _with_end(text)


def _pieces(text: str) -> tuple[list[str], str]:
    """The text where it is widest apart, and what stands between the pieces in the reader's language."""
    if len(sentences := _SENTENCE_END.split(text)) > 1:
        return sentences, ""
    for between, mark in _BETWEEN.items():
        if between in text:
            return text.split(between), tr(mark) if between.strip(" →") else between
    return [text], ""


def _counted(text: str) -> str:
    """`3 as expected, 1 not sent`"""
    found = []
    for piece in text.split(", "):
        number, _, what = piece.partition(" ")
        if not number.isdigit() or what not in _COUNTED:
            return text
        found.append(tr(_COUNTED[what], count=number))
    return tr(", ").join(found)


def told_title(label: str) -> str:
    """What a test is called; catch mode has its name from the workbench."""
    return told(tr(label))


def class_choices() -> list[Choice]:
    """The classes that a case may expect, each with its meaning."""
    wanted = (one for one in Outcome if one is not Outcome.NOT_SENT)
    return [Choice(one.value, one.value, tr(MEANINGS[one])) for one in wanted]


def counted(what: str, count: int) -> str:
    """`3 failed`"""
    return tr(_COUNTED[what], count=count) if what in _COUNTED else f"{count} {what}"


def _with_end(text: str) -> str:
    """The last piece of a list that ends as a sentence; a word before something; classes to choose from."""
    body = text.removesuffix(".")
    if body != text and (found := _piece(body)) != body:
        return found + tr(".")
    for template in _BEFORE:
        before = template.partition("{")[0]
        if text.startswith(before):
            return tr(template, what=_piece(text.removeprefix(before)))
    return _EITHER.sub(tr(" or "), text)
