"""Where a captured request carries its sign, and what of it was probably signed: proposals with reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tui.workbench.importing.captured import MAX_DEPTH, CapturedRequest


class SignPlace(StrEnum):
    HEADER = "header"
    QUERY = "query"
    JSON = "json"
    """A member of the JSON body; its name is a dotted path."""


KNOWN_HEADERS = {"x-td-sign": "a community guide", "td-session-sign": "captures of live web shops"}
"""Header names seen for this service and where; the vendor prescribes none."""

PATH_HEADER = "td-session-path"
QUERY_HEADER = "td-session-query"

_NOT_A_SIGN = ("signin", "sign-in", "sign_in", "signup", "sign-up", "sign_up", "design", "assign", "signal")
_SHORT = 16


@dataclass(frozen=True, slots=True)
class SignCandidate:
    """A place where the sign may stand. The best come first; `score` counts only against others."""

    place: SignPlace
    name: str
    value: str
    reason: str
    score: int


@dataclass(frozen=True, slots=True)
class PathCandidate:
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Proposals for the four parts of a verification. More than one candidate, or none, means: ask."""

    signs: tuple[SignCandidate, ...]
    paths: tuple[PathCandidate, ...]
    query: dict[str, str]
    body: str | None
    """None when the request has none, or one that is no UTF-8 text."""
    notes: tuple[str, ...] = ()

    @property
    def must_ask(self) -> bool:
        """Whether a person has to choose the sign."""
        return not self.signs or (len(self.signs) > 1 and self.signs[0].score == self.signs[1].score)


def find_sign(request: CapturedRequest) -> Findings:
    """Look for the sign and split the address. Never raises."""
    notes: list[str] = []
    signs = sorted(_signs(request), key=lambda found: -found.score)
    query = query_values(request.url, notes)
    if hinted := request.header(QUERY_HEADER):
        notes.append(
            f"The request carries {QUERY_HEADER} ({len(hinted)} characters): the client signed a query."
        )
    body = body_text(request)
    if request.body and body is None:
        notes.append("The body is no UTF-8 text, so it cannot be sent as the signed body.")
    if not signs:
        notes.append("No field looks like a sign; choose it by hand.")
    return Findings(tuple(signs), tuple(path_candidates(request)), query, body, tuple(notes))


def body_text(request: CapturedRequest) -> str | None:
    if not request.body:
        return None
    try:
        return request.body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def query_values(url: str, notes: list[str] | None = None) -> dict[str, str]:
    """The decoded query of an address as one object; of a repeated key the last value."""
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        pairs = []
    values = dict(pairs)
    if notes is not None and len(values) < len(pairs):
        notes.append("A key of the query repeats; an object holds only its last value.")
    return values


def url_path(url: str) -> str:
    """The path of an address as it stands, encoding untouched."""
    rest = url.partition("://")[2].partition("?")[0].partition("#")[0]
    return rest[rest.index("/") :] if "/" in rest else "/"


def path_candidates(request: CapturedRequest) -> Iterator[PathCandidate]:
    """Paths the client may have signed, the likeliest first, each once."""
    path = url_path(request.url)
    proposals = []
    if given := request.header(PATH_HEADER):
        proposals.append((given, f"the client says so in {PATH_HEADER}"))
    proposals += [
        (path, "the address's path, with its slash, as the verification page shows it"),
        (path.removeprefix("/"), "without the leading slash, as the SDK pages show it"),
        (unquote(path), "the path with its percent-encoding undone"),
        (path.rstrip("/"), "without the trailing slash"),
    ]
    seen = {""}
    for proposal, reason in proposals:
        if proposal not in seen:
            seen.add(proposal)
            yield PathCandidate(proposal, reason)


def _signs(request: CapturedRequest) -> Iterator[SignCandidate]:
    for name, value in request.headers:
        if name.lower() in KNOWN_HEADERS:
            seen = KNOWN_HEADERS[name.lower()]
            yield SignCandidate(SignPlace.HEADER, name, value, f"the header {name} is known from {seen}", 100)
        else:
            yield from _named(SignPlace.HEADER, name, name, value, 60)
    for name, value in query_values(request.url).items():
        yield from _named(SignPlace.QUERY, name, name, value, 50)
    for path, value in _members(request):
        yield from _named(SignPlace.JSON, path, path.rpartition(".")[2], value, 40)


def _named(place: SignPlace, full: str, name: str, value: str, score: int) -> Iterator[SignCandidate]:
    lower = name.lower()
    if "sign" not in lower or any(word in lower for word in _NOT_A_SIGN) or not value:
        return
    exact = lower in ("sign", "signature", "x-sign", "td-sign", "td_sign", "tdsign")
    reason = f"the {place.value} field {full} {'is named so' if exact else 'has “sign” in its name'}"
    score += 5 if exact else 0
    if len(value) < _SHORT:
        reason += f", yet its value has only {len(value)} characters"
        score -= 30
    yield SignCandidate(place, full, value, reason, score)


def _members(request: CapturedRequest) -> Iterator[tuple[str, str]]:
    """Text members of a JSON body by dotted path."""
    if request.body[:1] not in (b"{", b" ", b"\n", b"\r", b"\t"):
        return
    try:
        document: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        return
    todo: list[tuple[str, Any]] = [("", document)]
    while todo:
        path, value = todo.pop(0)
        if isinstance(value, dict) and path.count(".") < MAX_DEPTH:
            todo += [(f"{path}.{key}" if path else key, member) for key, member in value.items()]
        elif isinstance(value, str) and path:
            yield path, value
