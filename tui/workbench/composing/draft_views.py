"""One draft seen as a form and as JSON: both views always in step, and nothing typed is ever lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from tui.core.fields import FieldKind, FieldProblem, FieldSpec, Place, parse_text
from tui.core.operation import Operation, Payload, RequestDraft, flatten
from tui.core.variables import names_in


@dataclass(frozen=True, slots=True)
class TextState:
    """What stands between a body typed by hand and the form.

    `message` is empty when both views agree. Line and column count from 1; 0 is unknown. When
    `sendable`, the text is good JSON that a form would not keep exactly: it is sent as typed.
    """

    message: str = ""
    line: int = 0
    column: int = 0
    sendable: bool = True


IN_STEP = TextState()


def text_place(operation: Operation) -> Place:
    """The part of a draft that the JSON view edits: the body, or the parameters of a route that has
    no JSON body."""
    match operation.payload:
        case Payload.FORM | Payload.MULTIPART:
            return Place.FORM
        case Payload.NONE:
            return Place.QUERY
        case _:
            return Place.BODY


def text_of(operation: Operation, draft: RequestDraft) -> str:
    """The text that the JSON view shows: what was typed if it is kept, else the values, indented."""
    if draft.text is not None:
        return draft.text
    match text_place(operation):
        case Place.FORM:
            value: Any = dict(draft.form)
        case Place.QUERY:
            value = dict(draft.query)
        case _:
            value = draft.body
    return "" if value is None else pretty(value)


def pretty(value: Any) -> str:
    """JSON for people; a lone surrogate, which no file can hold, stays an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def with_text(operation: Operation, draft: RequestDraft, text: str) -> tuple[RequestDraft, TextState]:
    """The draft after `text` was typed into the JSON view. Text that is not JSON, or that values
    cannot hold exactly, stays in `draft.text`; nothing typed is ever lost."""
    place = text_place(operation)
    if operation.payload is Payload.CSV:
        return replace(draft, text=text or None), IN_STEP
    if not text.strip():
        return _with_part(draft, place, None if place is Place.BODY else {}), IN_STEP
    value, state = _read(text, place)
    if state.message:
        return replace(draft, text=text), state
    return _with_part(draft, place, value), IN_STEP


def text_state(operation: Operation, draft: RequestDraft) -> TextState:
    """How the kept text of a draft stands, such as one that was restored."""
    if draft.text is None or operation.payload is Payload.CSV:
        return IN_STEP
    return _read(draft.text, text_place(operation))[1]


def _with_part(draft: RequestDraft, place: Place, value: Any) -> RequestDraft:
    match place:
        case Place.FORM:
            return replace(draft, form=value, text=None)
        case Place.QUERY:
            return replace(draft, query=value, text=None)
        case _:
            return replace(draft, body=value, text=None)


class _Loss:
    """What a Python value would lose of the text it is read from."""

    def __init__(self) -> None:
        self.message = ""

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs) and not self.message:
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self.message = f"the key {_short(twice)} stands twice in one object"
        return found

    def number(self, text: str) -> float:
        value = float(text)
        try:
            same = Decimal(repr(value)) == Decimal(text)
        except InvalidOperation:
            same = False
        if not same and not self.message:
            self.message = f"the number {_short(text)} has more digits, or a wider range, than a form keeps"
        return value


def _read(text: str, place: Place) -> tuple[Any, TextState]:
    loss = _Loss()
    try:
        value = json.loads(
            text, object_pairs_hook=loss.pairs, parse_float=loss.number, parse_constant=_refuse
        )
    except json.JSONDecodeError as error:
        state = TextState(
            f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}",
            error.lineno,
            error.colno,
            sendable=False,
        )
        return None, state
    except RecursionError:
        return None, TextState("JSON is nested too deeply", sendable=False)
    except ValueError as error:
        # Python also refuses whole numbers of thousands of digits here (CVE-2020-10735).
        return None, TextState(str(error), sendable=False)
    if place is not Place.BODY and not isinstance(value, dict):
        return None, TextState("the parameters are one JSON object: { … }", 1, 1, sendable=False)
    if loss.message:
        return value, TextState(loss.message, sendable=place is Place.BODY)
    return value, IN_STEP


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 30 else f"“{text[:29]}…”"


def problems_of(operation: Operation, draft: RequestDraft) -> list[FieldProblem]:
    """Everything that keeps a draft from being sent, by field; a body typed by hand is looked into
    as well, although it is sent as it is."""
    if draft.text is None or operation.payload is Payload.CSV:
        return operation.check(draft)
    place = text_place(operation)
    value, state = _read(draft.text, place)
    if not state.sendable:
        return [FieldProblem("body" if place is Place.BODY else "parameters", state.message)]
    return operation.check(replace(draft, body=value, text=None))


ONE_LINE = 50
"""Characters up to which a JSON value stands on one line of a form."""

# ---- one field ---------------------------------------------------------------------------------


def value_of(draft: RequestDraft, spec: FieldSpec) -> Any:
    """The value of one declared field; None when the draft leaves it out."""
    match spec.place:
        case Place.QUERY:
            return draft.query.get(spec.name)
        case Place.FORM:
            return draft.form.get(spec.name)
        case _:
            return flatten(draft.body, (spec,)).get(spec.name)


def with_value(draft: RequestDraft, spec: FieldSpec, value: Any) -> RequestDraft:
    """The draft with one field set, or left out for None; everything else stays as it is.

    Dotted names make nested objects. Raises ValueError with a sentence when something that is no
    object stands in the way.
    """
    match spec.place:
        case Place.QUERY:
            return replace(draft, query=_set(draft.query, [spec.name], value))
        case Place.FORM:
            return replace(draft, form=_set(draft.form, [spec.name], value))
        case _:
            body = {} if draft.body is None else draft.body
            changed = _set(body, spec.name.split("."), value)
            return replace(draft, body=None if not changed and draft.body is None else changed)


def _set(holder: Any, path: list[str], value: Any) -> dict[str, Any]:
    if not isinstance(holder, Mapping):
        raise ValueError("the body is not an object here: edit it as JSON")
    key, rest = path[0], path[1:]
    old = holder.get(key)
    if value is None and (key not in holder or (rest and old is None)):
        return dict(holder)
    changed = dict(holder)
    if rest:
        inner = _set({} if old is None else old, rest, value)
        # An object that this removal has emptied goes too; one that was empty before stays.
        value = None if value is None and not inner and old else inner
    if value is None:
        changed.pop(key)
    else:
        changed[key] = value
    return changed


def field_text(spec: FieldSpec, value: Any) -> str:
    """A value as the text of an input; `field_value` reads it back unchanged."""
    if value is None:
        return ""
    if isinstance(value, str) and spec.kind is not FieldKind.JSON:
        return value
    if spec.kind is FieldKind.LIST and isinstance(value, list) and value:
        plain = ", ".join(str(part) for part in value)
        if not plain.startswith("[") and parse_text(spec, plain) == value:
            return plain
    short = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
    return pretty(value) if spec.kind is FieldKind.JSON and len(short) > ONE_LINE else short


def field_value(spec: FieldSpec, text: str) -> Any:
    """The value that a field's text stands for; None for an empty one. Raises ValueError."""
    if not text.strip() and spec.kind not in {FieldKind.TEXT, FieldKind.MULTILINE, FieldKind.SQL}:
        return None
    if not text:
        return None
    if "{{" in text and names_in(text):
        # A value of its kind once the variables are put in.
        return text
    if spec.kind is FieldKind.LIST and text.lstrip().startswith("["):
        return parse_text(replace(spec, kind=FieldKind.JSON), text)
    return parse_text(spec, text)
