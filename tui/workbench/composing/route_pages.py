"""All that is known of one route, in words: for the help of a screen and of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui.core.confidence import Confidence
from tui.core.fields import FieldSpec
from tui.core.operation import AnswerShape, Operation, Payload

SURE = {
    Confidence.DOCUMENTED: "documented by the vendor",
    Confidence.SEEN: "seen in working public clients, not in the vendor's manual",
    Confidence.INFERRED: "not documented; concluded from what is, and it may be wrong",
    Confidence.GUIDANCE: "our advice",
    Confidence.UNKNOWN: "not found anywhere in public",
    Confidence.SANDBOX: "true of the sandbox only",
    Confidence.OWN: "about this program itself",
}
_BODIES = {
    Payload.NONE: "no body",
    Payload.JSON: "a JSON body",
    Payload.FORM: "a form as body (urlencoded)",
    Payload.MULTIPART: "a multipart body with a file",
    Payload.CSV: "CSV text as body",
}
_ANSWERS = {
    AnswerShape.ENVELOPE: "one JSON document",
    AnswerShape.ROWS: "rows, one a line; an error is one JSON document",
    AnswerShape.BYTES: "a file",
}
_KEYS = {
    "project or company": "a project's key or the company's",
    "company": "the company's key only",
    "company expected": "the company's key is to be expected",
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
        ("What it does", operation.notes or f"{operation.title}."),
        ("Sent", f"{_BODIES[operation.payload]}; the answer is {_ANSWERS[operation.answer]}."),
        ("Changes state", _changes(operation)),
        ("How sure", _source(operation)),
        ("Key", _KEYS.get(operation.token_scope, operation.token_scope or "the profile's own") + "."),
    ]
    unknown = " ".join(_unknown(operation))
    if unknown:
        sections.append(("Not known", unknown))
    parameters = tuple((spec.name, _facts(spec), spec.help) for spec in operation.fields)
    return RoutePage(operation.title, f"{operation.method} {operation.path}", tuple(sections), parameters)


def _changes(operation: Operation) -> str:
    if operation.mutates:
        return "yes (W). It asks before it is sent, is refused on a read-only profile, and is never repeated."
    if not operation.repeatable:
        return "no, but sending it twice differs from sending it once, so it is never repeated."
    return "no, it only reads."


def _source(operation: Operation) -> str:
    page = f" (manual page {operation.source})" if operation.source else ""
    return f"{SURE[operation.confidence]}{page}."


def _unknown(operation: Operation) -> Iterator[str]:
    if not operation.fields_known:
        yield "No public source lists the parameters of this route." + (
            " Those below are assumed from its siblings; others may be sent as JSON or with --set."
            if operation.fields
            else " Whatever you know of them can be sent as JSON or with --set."
        )
    if operation.confidence in {Confidence.INFERRED, Confidence.UNKNOWN}:
        yield "What it answers is not public; a layout that is not known is shown as it came."
    if "expected" in operation.token_scope:
        yield "Which key it takes is not stated."


def _facts(spec: FieldSpec) -> str:
    kind = "one of " + ", ".join(spec.choices) if spec.choices else spec.kind.value
    facts = [kind, f"in the {spec.place.value}"]
    if spec.required:
        facts.append("required")
    if spec.default is not None:
        facts.append(f"default {spec.default}")
    if spec.minimum is not None:
        facts.append(f"at least {spec.minimum:g}")
    if spec.maximum is not None:
        facts.append(f"at most {spec.maximum:g}")
    if spec.confidence is not Confidence.DOCUMENTED:
        facts.append(SURE[spec.confidence].partition(",")[0].partition(";")[0])
    return ", ".join(facts)
