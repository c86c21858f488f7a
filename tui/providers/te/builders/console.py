"""Bodies of the vendor's web console as bodies of the Open API: every step is told, none guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tui.core.building import Outcome, Translation, TranslationNote
from tui.core.confidence import Confidence
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.providers.te.builders.console_codes import KEYS, MEMBERS, SHELLS, WHY_NOT, is_code
from tui.providers.te.builders.console_names import members_of, normal
from tui.providers.te.builders.models import model_builders
from tui.providers.te.builders.paths import Path, pointer
from tui.providers.te.builders.words import shown

MAX_DEPTH = 40


def translate(value: Any, operation: str = "") -> Translation:
    """The body that a value copied from the console stands for.

    Raises InvalidInput when it is no body of a model, or of which one cannot be told.
    """
    notes: list[TranslationNote] = []
    body = _unwrapped(value, notes)
    if not isinstance(body, Mapping):
        raise _refused("body", "needs a JSON object, as the web console sends it")
    model = operation or model_of(body)
    if model not in model_builders():
        raise _refused("route", f"“{model}” is none of the seven models: {', '.join(model_builders())}")
    reader = _Reader(model, notes)
    made = reader.value(body, (), "")
    foreign = {Outcome.TRANSLATED, Outcome.UNWRAPPED, Outcome.UNKNOWN}
    recognised = any(note.outcome in foreign for note in notes)
    return Translation(model, made, tuple(notes), recognised)


def _refused(field: str, message: str) -> InvalidInput:
    return InvalidInput([FieldProblem(field, message)], what="The console body")


def _unwrapped(value: Any, notes: list[TranslationNote]) -> Any:
    """What stands in a shell of the console: an object, or its JSON as text."""
    for _ in range(3):
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise _refused("body", "is text that is no JSON") from None
            notes.append(TranslationNote("body", "text", "JSON", Outcome.UNWRAPPED))
        if not isinstance(value, Mapping) or "events" in value or "eventView" in value:
            return value
        shell = next((key for key in SHELLS if isinstance(value.get(key), Mapping | str)), "")
        if not shell:
            return value
        outer = {k: v for k, v in value.items() if k in ("projectId", "useCache")}
        inner = value[shell]
        notes.append(TranslationNote(shell, "the shell", "what it holds", Outcome.UNWRAPPED))
        notes += [
            TranslationNote(k, shown(v), "", Outcome.LEFT, "it stood beside the body")
            for k, v in value.items()
            if k != shell and k not in outer
        ]
        value = inner
        if outer and isinstance(inner, str):
            value = _merged(inner, outer)
        elif outer and isinstance(inner, Mapping):
            value = {**outer, **inner}
    return value


def _merged(text: str, outer: Mapping[str, Any]) -> Any:
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return {**outer, **inner} if isinstance(inner, dict) else inner


def model_of(body: Mapping[str, Any]) -> str:
    """The model that a body is for, by members that only one of them has. Raises InvalidInput."""
    keys = {normal(key) for key in body}
    view: Any = next((v for k, v in body.items() if normal(k) == "eventview"), {})
    events = next((v for k, v in body.items() if normal(k) == "events"), None)
    in_view = {normal(key) for key in view} if isinstance(view, Mapping) else set()
    listed = [e for e in events if isinstance(e, Mapping)] if isinstance(events, list) else []
    in_events = {normal(key) for entry in listed for key in entry}
    types = {entry.get("type") for entry in listed}
    found = [
        name
        for name, holds in (
            ("path-analyze", isinstance(events, Mapping)),
            ("retention-analyze", bool({"unitnum", "stattype"} & in_view)),
            ("funnel-analyze", bool({"windowsgap", "windowsgaptu"} & in_view)),
            ("interval-analyze", bool({"windowsgapvalue", "windowsgapunit"} & in_view)),
            ("distribution-analyze", bool({"intervaltype", "quotaintervalarr"} & in_events)),
            ("user-prop-analyze", bool(listed) and "eventname" not in in_events and "quota" in in_events
             and "customevent" not in in_events),
        )
        if holds
    ]  # fmt: skip
    if len(found) == 1:
        return found[0]
    plain = not found and "timeparticlesize" in in_view and not types & {"first", "second"}
    if plain and listed and "events" in keys:
        return "event-analyze"
    why = f"it could be {' or '.join(found)}" if found else "nothing in it tells one of the seven models"
    raise _refused("route", f"name the model (--route, or open its route first): {why}")


class _Reader:
    """One pass over a body: names as the model has them, codes as its words."""

    def __init__(self, model: str, notes: list[TranslationNote]) -> None:
        self._model = model
        self._notes = notes

    def value(self, found: Any, path: Path, member: str, depth: int = 0) -> Any:
        """`member` is the name of what is read, as the model has it; items of a list share their list's."""
        if depth > MAX_DEPTH:
            return found
        if isinstance(found, Mapping):
            return self._object(found, path, member, depth)
        if isinstance(found, list):
            return [self.value(one, (*path, n), member, depth + 1) for n, one in enumerate(found)]
        return self._scalar(found, path, member)

    def _object(self, found: Mapping[str, Any], path: Path, member: str, depth: int) -> dict[str, Any]:
        known = members_of(self._model, member)
        by_normal = {normal(name): name for name in known}
        made: dict[str, Any] = {}
        for key, inner in found.items():
            name = key if key in known else KEYS.get(key) or by_normal.get(normal(key), key)
            if name != key and (name in found or name in made):
                # Both spellings stand there; which one counts is not ours to say.
                self._tell((*path, key), key, "", Outcome.UNKNOWN, f"{name} stands beside it")
                name = key
            elif name != key:
                self._tell((*path, key), f"the name {key}", name, Outcome.TRANSLATED)
            elif known and key not in known:
                self._tell((*path, key), shown(inner), "", Outcome.KEPT, "no documented field")
            made[name] = self.value(inner, (*path, name), name, depth + 1)
        return made

    def _scalar(self, found: Any, path: Path, member: str) -> Any:
        codes = MEMBERS.get(member)
        if codes is None:
            return found
        if isinstance(found, bool) or not isinstance(found, str | int):
            return found
        text = str(found)
        if text in codes:
            self._tell(path, text, codes[text], Outcome.TRANSLATED)
            return codes[text]
        if is_code(text) or text.isdigit():
            self._tell(path, text, "", Outcome.UNKNOWN, WHY_NOT.get(text, "its meaning is not public"))
        return found

    def _tell(self, path: Path, was: str, became: str, outcome: Outcome, why: str = "") -> None:
        sure = Confidence.UNKNOWN if outcome is Outcome.UNKNOWN else Confidence.SEEN
        self._notes.append(TranslationNote(pointer(path), was, became, outcome, why, sure))
