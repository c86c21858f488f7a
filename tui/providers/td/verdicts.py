"""What an answer says: the state of the call, and the verdict on the sign.

The vendor documents 5 call codes, 15 verdict codes and 4 labels. The classes are ours: code and
`result` alone let replays and rooted devices pass for clean ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.bodies import read_object
from tui.core.display import safe
from tui.core.envelope import Envelope, Tone
from tui.core.exact_json import NumberText, compact, what_is
from tui.core.exchange import ResponseHead

CALL_OK = "200"
ENV_LABELS = ("root", "hack", "virtualEnv", "crawler")
VERSION = "v2"


@dataclass(frozen=True, slots=True)
class VerdictClass:
    """A group of verdict codes that ask for the same reaction."""

    word: str
    tone: Tone
    result: str
    """The `result` that the vendor documents beside these codes."""


PASS = VerdictClass("PASS", Tone.GOOD, "pass")
RISK = VerdictClass("PASS+RISK", Tone.CAUTION, "pass")
MISS = VerdictClass("MISS", Tone.BAD, "miss")
FORMAT = VerdictClass("BAD FORMAT", Tone.BAD, "block")
FAILED = VerdictClass("FAILED CHECK", Tone.BAD, "block")
UNKNOWN = VerdictClass("UNKNOWN", Tone.UNCERTAIN, "")

CLASSES: Mapping[str, VerdictClass] = {
    "1101": MISS,
    "1102": MISS,
    "1200": PASS,
    "1301": FORMAT,
    "1302": FORMAT,
    "1303": FORMAT,
    "1304": FORMAT,
    "1401": FAILED,
    "1402": FAILED,
    "1501": FAILED,
    "1502": FAILED,
    "1503": FAILED,
    "1601": RISK,
    "1602": RISK,
    "1603": RISK,
}


def read_verdict(head: ResponseHead, body: bytes) -> Envelope:
    """The envelope of an answer. Never raises."""
    document = read_object(head, body)
    if document.value is None:
        return Envelope(
            None, tone=Tone.BAD, word="NOT THE API", problem=document.problem, notes=document.notes
        )
    code, notes = _number(document.value, "code")
    notes = document.notes + notes
    data = document.value.get("data")
    if code is None:
        return _unusable("NO CODE", _missing(document.value, "code"), document.value, notes)
    if code != CALL_OK:
        message = _text(document.value.get("message"))
        return Envelope(code, message, Tone.BAD, "SERVICE", data=data, notes=notes)
    if not isinstance(data, Mapping):
        what = "has no data" if data is None else f"has {what_is(data)} as data"
        problem = f"The call succeeded (code 200), but its answer {what}, so there is no verdict."
        return _unusable("NO VERDICT", problem, document.value, notes)
    return _verdict(document.value, data, notes)


def _verdict(answer: Mapping[str, Any], data: Mapping[str, Any], notes: tuple[str, ...]) -> Envelope:
    status, status_notes = _number(data, "status")
    notes += status_notes
    if status is None:
        problem = f"The call succeeded, but there is no verdict: {_missing(data, 'status')}"
        return _unusable("NO VERDICT", problem, answer, notes)
    verdict = CLASSES.get(status, UNKNOWN)
    labels, label_notes = _labels(data.get("env"))
    return Envelope(
        code=status,
        message=_message(answer, data),
        tone=verdict.tone,
        word=verdict.word,
        data=data,
        labels=labels,
        notes=(*notes, *_contradiction(status, verdict, data), *label_notes, *_version(data)),
    )


def _unusable(word: str, problem: str, data: Any, notes: tuple[str, ...]) -> Envelope:
    return Envelope(None, tone=Tone.UNCERTAIN, word=word, data=data, problem=problem, notes=notes)


def _number(holder: Mapping[str, Any], key: str) -> tuple[str | None, tuple[str, ...]]:
    value = holder.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value), ()
    text = value.strip() if isinstance(value, str) and not isinstance(value, NumberText) else ""
    if text.isascii() and text.isdigit():
        return text, (f"{key} came as text instead of a number.",)
    return None, ()


def _missing(holder: Mapping[str, Any], key: str) -> str:
    if key in holder:
        return f"the field {key} is {what_is(holder[key])}, not a whole number."
    keys = ", ".join(safe(name, 30) for name in list(holder)[:6]) or "nothing"
    return f"there is no field {key}; the object has: {keys}."


def _message(answer: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """The verdict's `result`; the call's own message beside it where it says more than success."""
    result, message = _text(data.get("result")), _text(answer.get("message"))
    if message and message.lower() != "success":
        return f"{result} ({message})" if result else message
    return result or message


def _contradiction(status: str, verdict: VerdictClass, data: Mapping[str, Any]) -> tuple[str, ...]:
    result = data.get("result")
    if not isinstance(result, str):
        return (f"The field result is {what_is(result)}; the status alone counts.",)
    if verdict is UNKNOWN:
        said = safe(result, 20)
        return (f"Status {status} is not among the documented ones; the result beside it is “{said}”.",)
    if result == verdict.result:
        return ()
    return (
        f"The result “{safe(result, 20)}” contradicts status {status}, which is documented as "
        f"“{verdict.result}”; the status is taken as the verdict.",
    )


def _labels(env: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if env is None:
        return (), ()
    if not isinstance(env, list):
        return (), (f"The field env is {what_is(env)} instead of a list.",)
    labels = tuple(label if isinstance(label, str) else compact(label) for label in env)
    unknown = [safe(label, 30) for label in labels if label not in ENV_LABELS]
    notes = (f"Labels that are not documented: {', '.join(unknown[:5])}.",) if unknown else ()
    return labels, notes


def _version(data: Mapping[str, Any]) -> tuple[str, ...]:
    version = data.get("version")
    if version in (None, VERSION):
        return ()
    return (f"The answer's version is {what_is(version)}; {VERSION} is the documented one.",)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else compact(value)
