"""Drafts begun for a person: an operation's example, and what the profile already knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tui.core.fields import Place
from tui.core.knowledge import Fix
from tui.core.operation import Operation, Payload, RequestDraft


def starting_draft(operation: Operation, settings: Mapping[str, Any]) -> RequestDraft:
    """The operation's example as a draft, with the profile's settings in the place of the example's
    own values, so that an example's project is never asked of another profile."""
    example = dict(operation.example)
    for spec in operation.fields:
        if spec.name in settings and settings[spec.name] not in (None, ""):
            example[spec.name] = settings[spec.name]
    places = {spec.name: spec.place for spec in operation.fields}
    query = {k: v for k, v in example.items() if places.get(k) is Place.QUERY}
    form = {k: v for k, v in example.items() if places.get(k) is Place.FORM}
    body = {k: v for k, v in example.items() if k not in query and k not in form}
    has_body = operation.payload is Payload.JSON and bool(body or operation.fields_at(Place.BODY))
    return RequestDraft(operation.id, query=query, form=form, body=body if has_body else None)


def with_settings(operation: Operation, draft: RequestDraft, settings: Mapping[str, Any]) -> RequestDraft:
    """The draft with what it leaves out and the profile's settings hold, by wire name, and with the
    defaults of required parameters; the Request view shows them before anything is sent.

    What the draft says, even empty text or null, is never changed, nor is a body typed by hand.
    """
    query, form = dict(draft.query), dict(draft.form)
    body = draft.body
    for spec in operation.fields:
        if "." in spec.name:
            # Inside an object that somebody composed, what is missing may be missing on purpose.
            continue
        value = settings.get(spec.name)
        if value in (None, ""):
            value = spec.default if spec.required else None
        if value is None:
            continue
        if spec.place is Place.QUERY:
            query.setdefault(spec.name, value)
        elif spec.place is Place.FORM:
            form.setdefault(spec.name, value)
        elif draft.text is None and isinstance(body, Mapping | None):
            body = {spec.name: value, **(body or {})}
    if (query, form, body) == (draft.query, draft.form, draft.body):
        return draft
    return replace(draft, query=query, form=form, body=body)


def applied(draft: RequestDraft, fix: Fix) -> RequestDraft:
    """The draft after a mechanical repair.

    `fix.place` is query, form or body; `fix.field` a parameter's name, for a body a dotted path; empty,
    it means the whole part. A value of None takes the field out. A body typed by hand is given up for
    the repaired one, because the repair was computed from it.
    """
    part: Any = {"query": draft.query, "form": draft.form, "body": draft.body}[fix.place]
    path = [fix.field] if fix.place != "body" else fix.field.split(".")
    changed = fix.value if not fix.field else _replaced(part, path, fix.value)
    if fix.place == "query":
        return replace(draft, query=changed)
    if fix.place == "form":
        return replace(draft, form=changed)
    return replace(draft, body=changed, text=None)


def _replaced(part: Any, path: list[str], value: Any) -> Any:
    found = dict(part) if isinstance(part, Mapping) else {}
    name, rest = path[0], path[1:]
    if rest:
        found[name] = _replaced(found.get(name), rest, value)
    elif value is None:
        found.pop(name, None)
    else:
        found[name] = value
    return found
