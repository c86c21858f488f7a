"""All that is known of one route, in words: for the help of a screen and of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui.core.confidence import Confidence
from tui.core.fields import FieldSpec, Place
from tui.core.operation import AnswerShape, Operation, Payload
from tui.core.wording import tr, tr_later

SURE = {
    Confidence.DOCUMENTED: tr_later("documented by the vendor"),
    Confidence.SEEN: tr_later("seen in working public clients, not in the vendor's manual"),
    Confidence.INFERRED: tr_later("not documented; concluded from what is, and it may be wrong"),
    Confidence.GUIDANCE: tr_later("our advice"),
    Confidence.UNKNOWN: tr_later("not found anywhere in public"),
    Confidence.SANDBOX: tr_later("true of the sandbox only"),
    Confidence.OWN: tr_later("about this program itself"),
}
_BODIES = {
    Payload.NONE: tr_later("no body"),
    Payload.JSON: tr_later("a JSON body"),
    Payload.FORM: tr_later("a form as body (urlencoded)"),
    Payload.MULTIPART: tr_later("a multipart body with a file"),
    Payload.CSV: tr_later("CSV text as body"),
}
_ANSWERS = {
    AnswerShape.ENVELOPE: tr_later("one JSON document"),
    AnswerShape.ROWS: tr_later("rows, one a line; an error is one JSON document"),
    AnswerShape.BYTES: tr_later("a file"),
}
_KEYS = {
    "project or company": tr_later("a project's key or the company's"),
    "company": tr_later("the company's key only"),
    "company expected": tr_later("the company's key is to be expected"),
}

OWN_KEY = tr_later("the profile's own")
_PLACES = {
    Place.QUERY: tr_later("in the query"),
    Place.FORM: tr_later("in the form"),
    Place.BODY: tr_later("in the body"),
}


@dataclass(frozen=True, slots=True)
class RoutePage:
    """`sections` are (heading, sentences) and never empty; `parameters` are (name, facts, help)."""

    title: str
    call: str
    sections: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str, str], ...]

    def text(self) -> str:
        """The page as plain text, headings at the left."""
        lines = [self.title, self.call, ""]
        for heading, words in self.sections:
            lines += [f"{heading}: {words}"]
        lines += ["", "Parameters:" if self.parameters else "No parameter is known."]
        for name, facts, words in self.parameters:
            lines += [f"  {name} ({facts})", *([f"      {words}"] if words else [])]
        return "\n".join(lines) + "\n"


def route_page(operation: Operation) -> RoutePage:
    """What it does, how it is called, how sure that is, which token it takes, and what is not known."""
    sections = [
        (tr("What it does"), tr(operation.notes) or f"{tr(operation.title)}."),
        (tr("Sent"), _sent(operation)),
        (tr("Changes state"), _changes(operation)),
        (tr("How sure"), _source(operation)),
        (tr("Key"), tr("{key}.", key=tr(_KEYS.get(operation.token_scope, operation.token_scope or OWN_KEY)))),
    ]
    unknown = " ".join(_unknown(operation))
    if unknown:
        sections.append((tr("Not known"), unknown))
    parameters = tuple((spec.name, _facts(spec), spec.help) for spec in operation.fields)
    return RoutePage(operation.title, f"{operation.method} {operation.path}", tuple(sections), parameters)


def _sent(operation: Operation) -> str:
    body, answer = tr(_BODIES[operation.payload]), tr(_ANSWERS[operation.answer])
    return tr("{body}; the answer is {answer}.", body=body, answer=answer)


def _changes(operation: Operation) -> str:
    if operation.mutates:
        return tr(
            "yes (W). It asks before it is sent, is refused on a read-only profile, and is never repeated."
        )
    if not operation.repeatable:
        return tr("no, but sending it twice differs from sending it once, so it is never repeated.")
    return tr("no, it only reads.")


def _source(operation: Operation) -> str:
    sure = tr(SURE[operation.confidence])
    if operation.source:
        return tr("{sure} (manual page {page}).", sure=sure, page=operation.source)
    return tr("{sure}.", sure=sure)


def _unknown(operation: Operation) -> Iterator[str]:
    if not operation.fields_known:
        yield tr("No public source lists the parameters of this route.")
        yield (
            tr("Those below are assumed from its siblings; others may be sent as JSON or with --set.")
            if operation.fields
            else tr("Whatever you know of them can be sent as JSON or with --set.")
        )
    if operation.confidence in {Confidence.INFERRED, Confidence.UNKNOWN}:
        yield tr("What it answers is not public; a layout that is not known is shown as it came.")
    if "expected" in operation.token_scope:
        yield tr("Which key it takes is not stated.")


def _facts(spec: FieldSpec) -> str:
    listed = ", ".join(spec.choices)
    facts = [tr("one of {choices}", choices=listed) if listed else tr(spec.kind.value)]
    facts.append(tr(_PLACES[spec.place]))
    if spec.required:
        facts.append(tr("required"))
    if spec.default is not None:
        facts.append(tr("default {default}", default=spec.default))
    if spec.minimum is not None:
        facts.append(tr("at least {number:g}", number=spec.minimum))
    if spec.maximum is not None:
        facts.append(tr("at most {number:g}", number=spec.maximum))
    if spec.confidence is not Confidence.DOCUMENTED:
        facts.append(tr(SURE[spec.confidence].partition(",")[0].partition(";")[0]))
    return ", ".join(facts)
