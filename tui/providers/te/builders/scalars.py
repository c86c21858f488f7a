"""Plain values of a body as lines, from the same declarations as the form and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tui.core.building import Action, Answers, LineKind, Offer, Question
from tui.core.fields import FieldKind, FieldSpec, check_value, parse_text
from tui.core.wording import tr, tr_later
from tui.providers.te.builders.paths import MISSING, at, drop, of_name, put
from tui.providers.te.builders.rows import Change, Row, Scope
from tui.providers.te.builders.words import shown

LEAVE_OUT = ""
WORDS = {
    "minute5": tr_later("5 minutes"),
    "minute10": tr_later("10 minutes"),
    "total": tr_later("one bucket for all"),
    "retention": tr_later("who came back"),
    "lost": tr_later("who was lost"),
    "initial_event": tr_later("where paths begin"),
    "termination_event": tr_later("where paths end"),
    "#user_id": tr_later("users (#user_id)"),
    "#account_id": tr_later("accounts (#account_id)"),
}
"""Wire values in plain words, where they are not words already."""


def scalar_row(scope: Scope, spec: FieldSpec, label: str = "") -> Row:
    """One field of the operation."""
    path = of_name(spec.name)
    value = at(scope.body, path)
    absent = value is MISSING or value is None
    changes = {Action.EDIT: _change(scope, spec)}
    if value is not MISSING:
        changes[Action.REMOVE] = Change(lambda _: (drop(scope.body, path), path))
    words = _shown_default(spec) if absent else _words(spec, value)
    return Row(
        path,
        LineKind.FIELD,
        tr(label or spec.label) or spec.name,
        words,
        "",
        1,
        changes,
        help=tr(spec.help),
        confidence=spec.confidence,
        is_unset=absent,
    )


def _words(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return tr(WORDS[value]) if isinstance(value, str) and value in WORDS else shown(value)


def _shown_default(spec: FieldSpec) -> str:
    if spec.default is None:
        return tr("not sent")
    return tr("not sent, default {value}", value=_words(spec, spec.default))


def _text(value: Any) -> str:
    if value is MISSING or value is None:
        return LEAVE_OUT
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else shown(value)


def _change(scope: Scope, spec: FieldSpec) -> Change:
    path = of_name(spec.name)
    value = at(scope.body, path)
    present = _text(value)
    # A project left out is the profile's; what lies in an object is not filled in for anybody.
    may_leave = not spec.required or "." not in spec.name

    def ask(answers: Answers) -> Question:
        return Question(
            "value",
            tr(spec.label) or spec.name,
            tr(spec.help),
            tuple(_offers(spec, leave=may_leave)),
            present,
            is_free=spec.kind not in {FieldKind.CHOICE, FieldKind.BOOLEAN},
            complaint=lambda text: _complain(spec, text, present, may_leave=may_leave),
            placeholder=spec.placeholder or ("" if spec.default is None else str(spec.default)),
            confidence=spec.confidence,
        )

    def finish(answers: Answers) -> tuple[Any, tuple[str | int, ...]]:
        text = answers["value"]
        if text == present:
            return scope.body, path
        return (
            drop(scope.body, path) if text == LEAVE_OUT else put(scope.body, path, _value(spec, text))
        ), path

    return Change(finish, (ask,))


def _offers(spec: FieldSpec, *, leave: bool) -> list[Offer]:
    found: list[Offer] = []
    if spec.kind is FieldKind.CHOICE:
        found = [Offer(c, tr(WORDS[c]) if c in WORDS else c, c if c in WORDS else "") for c in spec.choices]
    elif spec.kind is FieldKind.BOOLEAN:
        found = [Offer("true", tr("yes")), Offer("false", tr("no"))]
    if found and leave:
        known = spec.default is not None
        detail = tr("default {default}", default=_words(spec, spec.default)) if known else tr("not sent")
        found.append(Offer(LEAVE_OUT, tr("leave it out"), detail))
    return found


def _value(spec: FieldSpec, text: str) -> Any:
    value = parse_text(spec, text)
    if spec.kind is FieldKind.NUMBER and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _complain(spec: FieldSpec, text: str, present: str, *, may_leave: bool) -> str:
    if text == present:
        return ""
    if text == LEAVE_OUT:
        return "" if may_leave else "is required"
    try:
        value = _value(spec, text)
    except ValueError as error:
        return str(error)
    wrong = check_value(replace(spec, name="value"), value)
    return wrong.message if wrong else ""


def scalar_specs(specs: Sequence[FieldSpec], taken: set[str]) -> list[FieldSpec]:
    """The plain fields that no other part of a form shows."""
    plain = {FieldKind.JSON, FieldKind.LIST}
    return [spec for spec in specs if spec.kind not in plain and spec.name not in taken]
