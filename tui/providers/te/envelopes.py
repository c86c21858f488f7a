"""The answer envelope of the Open API: `return_code`, `return_message`, `data`, and what it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.bodies import read_object
from tui.core.display import safe
from tui.core.envelope import Envelope, Tone
from tui.core.exact_json import NumberText, compact, what_is
from tui.core.exchange import ResponseHead
from tui.core.operation import AnswerShape, Operation

WAITING = {"-1011", "-1013"}
"""Data not ready, data being prepared: poll later, nothing is wrong yet."""
NO_DATA = "-1012"


def read_envelope(operation: Operation, head: ResponseHead, body: bytes) -> Envelope:
    """The envelope of a whole document. A row stream is read by its first line."""
    document = read_object(head, body)
    if document.value is None and operation.answer is AnswerShape.ROWS:
        first, _, rest = body.partition(b"\n")
        if rest:
            line = read_object(head, first)
            if line.value is not None:
                document = line
    if document.value is None:
        return _no_envelope(operation, body, document.problem, document.notes)
    return envelope_of(document.value, document.notes)


def _no_envelope(operation: Operation, body: bytes, problem: str, notes: tuple[str, ...]) -> Envelope:
    if operation.answer is AnswerShape.ROWS and not body:
        hint = "In csv and tsv without names that is what no rows look like; otherwise something is missing."
        return Envelope(None, tone=Tone.CAUTION, word="EMPTY", problem=problem, notes=(*notes, hint))
    if operation.answer is AnswerShape.BYTES and body:
        return Envelope(None, tone=Tone.NEUTRAL, word="FILE", problem="", notes=notes)
    return Envelope(None, tone=Tone.BAD, word="NOT THE API", problem=problem, notes=notes)


def envelope_of(value: Mapping[str, Any], notes: tuple[str, ...] = ()) -> Envelope:
    """The envelope that a decoded object is; without a usable `return_code` its problem says so."""
    code, code_notes = _code(value)
    notes += code_notes
    data = value.get("data")
    if code is None:
        problem = _no_code(value)
        return Envelope(None, tone=Tone.BAD, word="NO CODE", data=value, problem=problem, notes=notes)
    tone, word = _verdict(code)
    failed = _failed_task(data)
    if failed and tone is Tone.GOOD:
        tone, notes = Tone.CAUTION, (*notes, failed)
    return Envelope(
        code=code,
        message=_text(value.get("return_message")),
        tone=tone,
        word=word,
        data=data,
        stack=_text(value.get("stackMessage")),
        generated_at=_text(data.get("result_generate_time")) if isinstance(data, Mapping) else "",
        notes=notes,
    )


def _code(value: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    raw = value.get("return_code")
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw), ()
    if isinstance(raw, str) and not isinstance(raw, NumberText):
        digits = raw.strip()
        if digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit():
            return digits, ("return_code came as text instead of a number.",)
    return None, ()


def _no_code(value: Mapping[str, Any]) -> str:
    if "return_code" in value:
        return f"The answer's return_code is {what_is(value['return_code'])}, not a whole number."
    keys = ", ".join(safe(key, 30) for key in list(value)[:6])
    return f"The answer is a JSON object without return_code; it has: {keys or 'nothing'}."


def _verdict(code: str) -> tuple[Tone, str]:
    if code == "0":
        return Tone.GOOD, "OK"
    if code in WAITING:
        return Tone.CAUTION, "NOT READY"
    if code == NO_DATA:
        return Tone.CAUTION, "NO DATA"
    return Tone.BAD, "ERROR"


def _failed_task(data: Any) -> str:
    """The call for a task's state succeeds although the task failed; that must not look good."""
    status = data.get("status") if isinstance(data, Mapping) and "taskId" in data else None
    if isinstance(status, str) and status.upper() in {"FAILED", "CANCELED", "CANCELLED"}:
        return f"The call worked; the task it reports on is {safe(status, 20)}."
    return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else compact(value)
