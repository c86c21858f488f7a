"""The routes of the Open API, parsed from `routes/*.json`.

A route says what differs from its siblings; sets of fields that many routes share begin with "@" and
stand in `routes/shared.json`. `like` names the route whose body this one is taken to have. The secret
parameter `token` rides on every call and is no field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from tui.core.confidence import Confidence
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import AnswerShape, Editor, Operation, OperationCatalog, Payload

FILES = ("sql", "models", "objects", "people")

_PAYLOADS = {
    "none": Payload.NONE,
    "json": Payload.JSON,
    "form": Payload.FORM,
    "multipart": Payload.MULTIPART,
    "csv": Payload.CSV,
}
_PLACES = {
    Payload.NONE: Place.QUERY,
    Payload.JSON: Place.BODY,
    Payload.FORM: Place.FORM,
    Payload.MULTIPART: Place.FORM,
    Payload.CSV: Place.QUERY,
}
_UNKNOWN = "Path and method are known from a public client's catalogue; the parameters are not public."
_LIKE = "Taken to have the body of {like}; neither body nor answer is visible in public."
_CELL = " The cell is named by labels exactly as the analysis returned them."
_STREAM = " For results above the limit of group rows; read as lines, the first may be an envelope."

Route = Mapping[str, Any]


@cache
def operations() -> OperationCatalog:
    """All routes in the manual's order."""
    return _Parser().catalog()


@cache
def aliases() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Second spellings that are sent beside a parameter, by (operation, name): the manual's pages
    disagree on them, and the server ignores the one it does not know."""
    return _flags("also", lambda entry: tuple(entry["also"]))


@cache
def local_fields() -> frozenset[tuple[str, str]]:
    """Fields that steer this program and are never sent, as (operation, name)."""
    return frozenset(_flags("local", lambda _: ()))


def items_of(operation_id: str) -> Mapping[str, tuple[FieldSpec, ...]]:
    """What the objects in an operation's lists hold: dotted path of the list to the specs."""
    parser = _Parser()
    route = next(r for r in parser.routes if r["id"] == operation_id)
    route = parser.model_of(route)
    return {path: parser.item(name) for path, name in route.get("items", {}).items()}


@cache
def _data(name: str) -> Any:
    folder = resources.files("tui.providers.te").joinpath("routes")
    return json.loads(folder.joinpath(f"{name}.json").read_text("utf-8"))


def _flags(key: str, value: Any) -> dict[tuple[str, str], tuple[str, ...]]:
    parser = _Parser()
    return {
        (route["id"], entry["name"]): value(entry)
        for route in parser.routes
        for entry in parser.entries(route)
        if key in entry
    }


class _Parser:
    def __init__(self) -> None:
        shared = _data("shared")
        self._choices: Mapping[str, Sequence[str]] = shared["choices"]
        self._sets: Mapping[str, Sequence[Route]] = shared["fields"]
        self._items: Mapping[str, Sequence[Route]] = shared["items"]
        self.routes: list[Route] = []
        for name in FILES:
            file = _data(name)
            defaults = {k: v for k, v in file.items() if k != "routes"}
            self.routes += [{**defaults, **route} for route in file["routes"]]
        self._by_id = {route["id"]: route for route in self.routes}

    def catalog(self) -> OperationCatalog:
        return OperationCatalog([self._operation(route) for route in self.routes])

    def model_of(self, route: Route) -> Route:
        return self._by_id[route["like"]] if "like" in route else route

    def item(self, name: str) -> tuple[FieldSpec, ...]:
        return tuple(self._field(e, Place.BODY, Confidence.DOCUMENTED) for e in self._items[name])

    def entries(self, route: Route) -> list[Route]:
        """The fields of a route, shared sets put in their place."""
        found: list[Route] = []
        wanted = [*self.model_of(route).get("fields", ())]
        if route.get("stream"):
            wanted.append("@streamFormat")
        for entry in wanted:
            found += self._sets[entry[1:]] if isinstance(entry, str) else [entry]
        return found

    def _operation(self, route: Route) -> Operation:
        method, path = route["call"].split(" ")
        copied = "like" in route
        known = bool(route.get("known", not copied))
        confidence = Confidence(route.get("confidence", "documented" if known else "inferred"))
        payload = _PAYLOADS["none" if method == "GET" else route.get("payload", "none")]
        entries = self.entries(route)
        if copied:
            # What is documented of the analysis is only an assumption for its sibling.
            entries = [e if "local" in e else {**e, "confidence": confidence} for e in entries]
        fields = tuple(self._field(e, _PLACES[payload], confidence) for e in entries)
        rows = route.get("stream") or route.get("answer") == "rows"
        return Operation(
            id=route["id"],
            group=route["group"],
            title=route["title"],
            method=method,
            path=path,
            payload=payload,
            fields=fields,
            mutates=bool(route.get("mutates")),
            answer=AnswerShape.ROWS if rows else AnswerShape(route.get("answer", "envelope")),
            editor=Editor(route.get("editor", _editor(payload, known))),
            confidence=confidence,
            fields_known=known,
            token_scope=route.get("scope", "project or company"),
            notes=_notes(route, known),
            source=route["page"],
            example=self.model_of(route).get("example", {}),
        )

    def _field(self, entry: Route, place: Place, confidence: Confidence) -> FieldSpec:
        choices = entry.get("choices", ())
        if isinstance(choices, str):
            choices = self._choices[choices[1:]]
        return FieldSpec(
            name=entry["name"],
            kind=FieldKind(entry.get("kind", "text")),
            label=entry.get("label", ""),
            required=bool(entry.get("required")),
            default=entry.get("default"),
            choices=tuple(choices),
            help=entry.get("help", ""),
            place=Place(entry.get("place", place)),
            minimum=entry.get("min"),
            maximum=entry.get("max"),
            placeholder=entry.get("placeholder", ""),
            sensitive=bool(entry.get("sensitive")),
            confidence=Confidence(entry.get("confidence", confidence)),
        )


def _editor(payload: Payload, known: bool) -> str:
    return "json" if payload is Payload.JSON and not known else "form"


def _notes(route: Route, known: bool) -> str:
    if "like" in route:
        tail = _STREAM if route.get("stream") else _CELL
        return _LIKE.format(like=route["like"]) + tail
    own = str(route.get("notes", ""))
    if known or route.get("confidence") == "documented":
        return own
    return f"{own} {_UNKNOWN}".strip()
