"""Sentences with values in which tests and imports are told, `{}` for each value."""

from __future__ import annotations

from functools import cache

from tui.core.language import Language
from tui.core.phrases import Phrases
from tui.core.wording import tr, tr_later, used

TEMPLATES = (
    tr_later("one character of “{}” changed"),
    tr_later("key “{}” dropped"),
    tr_later("blank at the end of “{}”"),
    tr_later("letter case of “{}” swapped"),
    tr_later("Unicode form of “{}” changed"),
    tr_later("without its first part /{}"),
    tr_later("without /{}, no leading slash"),
    tr_later("the unchanged request got {}, so a refusal of a changed one proves nothing"),
    tr_later("With both path and sign missing the answer is {}."),
    tr_later("{}; got {} after {}"),
    tr_later("NOTICED FOR {} OR MORE"),
    tr_later("A second use was refused outright after {}."),
    tr_later("Even after {} a replay was not noticed."),
    tr_later("A replay was noticed at every gap, up to {}."),
    tr_later("A replay was noticed after {} and no more after {}."),
    tr_later("call {}, {} from its planned start"),
    tr_later("{} CALLS"),
    tr_later("CALL {}"),
    tr_later("The answer is {}, not {}."),
    tr_later("The endpoint took {}."),
    tr_later("It answered {}, which says neither yes nor no."),
    tr_later("{} VERIFIED"),
    tr_later("The service answered {}; further calls would say nothing."),
    tr_later("{} calls in a row got no answer."),
    tr_later("{} of {} calls are left today (UTC)"),
    tr_later("The run was not kept: {}"),
    tr_later("The class is {}, not {}."),
    tr_later("The code is {}, not {}."),
    tr_later("The result is “{}”, not “{}”."),
    tr_later("env lacks {}; it holds {}."),
    tr_later("It took {}, more than the {} allowed."),
    tr_later("Put the partner key into the environment variable {}; it is not in this text."),
    tr_later("Query: {} keys, decoded, sent along."),
    tr_later("Body: {} bytes, sent along as they are."),
    tr_later("Why this sign: {}."),
    tr_later("the client says so in {}"),
    tr_later("without the prefix {}"),
    tr_later("with the prefix {}"),
    tr_later("without {}, no slash"),
    tr_later("with {}, no slash"),
    tr_later("{} changes of the path accepted"),
    tr_later("{} changes of the path refused, while the unchanged request passed"),
    tr_later("{} changes of the query accepted"),
    tr_later("{} changes of the query refused, while the unchanged request passed"),
    tr_later("{} changes of the body accepted"),
    tr_later("{} changes of the body refused, while the unchanged request passed"),
    tr_later(
        "the unchanged request got {} with a sign used once before"
        ": the sign may have been used up by the rows before it"
    ),
    tr_later(
        "the unchanged request got {} with a sign used {} times before"
        ": the sign may have been used up by the rows before it"
    ),
    tr_later(
        "{} of these {} were accepted with a sign that had been used before"
        "; a run with a fresh sign for each row would settle it"
    ),
    tr_later(
        "{} of these {} were refused with a sign that had been used before"
        "; a run with a fresh sign for each row would settle it"
    ),
    tr_later("got {} after one call"),
    tr_later("got {} after {} calls"),
    tr_later("the same sign after {}"),
    tr_later("again after {}"),
    tr_later("From {} on the sign was refused: it has a life of its own."),
    tr_later("{} calls, {} at a time, with a fresh sign each"),
    tr_later("{} calls, {} at a time, with one sign"),
    tr_later("{} calls, {} a second, at most {} open, with a fresh sign each"),
    tr_later("{} calls, {} a second, at most {} open, with one sign"),
    tr_later("It refused {}, as it should."),
    tr_later("It accepted {}, as it should."),
    tr_later("It accepted {}, which it should not."),
    tr_later("It refused {}, which it should not."),
    tr_later("Whether it refuses {} is unclear."),
    tr_later("Whether it accepts {} is unclear."),
    tr_later("listens on port {} of this machine; each request with a sign is verified once"),
    tr_later("sign: may be in several fields: {}; say which"),
    tr_later("Sign: the header field {}, {}, {} characters."),
    tr_later("Sign: the query field {}, {}, {} characters."),
    tr_later("Sign: the json field {}, {}, {} characters."),
    tr_later("Path: {}, chosen by hand."),
    tr_later("Path: {}, from the address."),
    tr_later("Path: {}, from {}."),
    tr_later("the header {} is known from a community guide"),
    tr_later("the header {} is known from captures of live web shops"),
    tr_later("the header field {} is named so"),
    tr_later("the header field {} has “sign” in its name"),
    tr_later("the header field {} is named so, yet its value has only {} characters"),
    tr_later("the header field {} has “sign” in its name, yet its value has only {} characters"),
    tr_later("the query field {} is named so"),
    tr_later("the query field {} has “sign” in its name"),
    tr_later("the query field {} is named so, yet its value has only {} characters"),
    tr_later("the query field {} has “sign” in its name, yet its value has only {} characters"),
    tr_later("the json field {} is named so"),
    tr_later("the json field {} has “sign” in its name"),
    tr_later("the json field {} is named so, yet its value has only {} characters"),
    tr_later("the json field {} has “sign” in its name, yet its value has only {} characters"),
)

INNER = (
    tr_later("no sign"),
    tr_later("a sign with one character changed"),
    tr_later("a sign made for another path"),
    tr_later("a fresh, genuine sign"),
    tr_later("the same sign again"),
    tr_later("a sign of a risky device"),
    tr_later("PASS or PASS+RISK"),
    tr_later("BAD FORMAT or FAILED CHECK or MISS"),
    tr_later("BAD FORMAT or FAILED CHECK or MISS or SERVICE"),
    tr_later("1603, or a refusal"),
)
"""Words of the program's own that stand in a sentence of it."""


def in_sentence(text: str) -> str:
    """The text in the reader's language, by its template; as it is when it has none."""
    return _phrases(used().language).exchanged(text) or text


@cache
def _phrases(language: Language) -> Phrases:
    assert language is used().language
    return Phrases({one: tr(one) for one in (*TEMPLATES, *INNER)}, inner=False)
