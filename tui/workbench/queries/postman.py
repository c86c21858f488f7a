"""A Postman collection (format v2.1) as saved queries. It is read and nothing of it runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tui.core.provider import Provider
from tui.core.saved_queries import SavedQuery, fitting_path
from tui.core.variables import TOKEN, Variable, VariableKind, name_problem, names_in, texts_of
from tui.workbench.importing.captured import CapturedRequest, check_depth, check_size, refuse
from tui.workbench.queries.importing import SECRET_NAMES, draft_from_request

MOST = 2_000
"""Requests read of one collection."""

_HOST = re.compile(r"\A(?:[a-z]+://)?(?:\{\{[^{}]*\}\}|[^/?#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Collection:
    """`notes` one sentence for each thing that was dropped, changed or not understood."""

    name: str
    queries: tuple[SavedQuery, ...]
    notes: tuple[str, ...]


def is_postman(text: str) -> bool:
    """Whether a text is meant to be a collection."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    return start == "{" and '"item"' in text and '"info"' in text


def read_postman(text: str, provider: Provider) -> Collection:
    """Raises InvalidInput for what is no collection of this format."""
    check_size("Postman", len(text))
    check_depth("Postman", text)
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        refuse("Postman", f"is no JSON: {str(error)[:80]}")
    info = data.get("info") if isinstance(data, dict) else None
    if not isinstance(info, dict) or not isinstance(data.get("item"), list):
        refuse("Postman", "is no collection: it has no info and item")
    schema = str(info.get("schema", ""))
    if schema and "v2" not in schema:
        refuse("Postman", f"is a collection of another format ({schema[:80]}); export it as v2.1")
    reading = _Reading(provider)
    queries = tuple(reading.queries(data))
    folder = fitting_path(str(info.get("name") or "Postman").replace("/", " "))
    return Collection(folder, queries, tuple(reading.notes))


class _Reading:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._taken: set[str] = set()
        self._variables: dict[str, Variable] = {}
        self.notes: list[str] = []

    def queries(self, data: Mapping[str, Any]) -> Iterator[SavedQuery]:
        self._declare(data.get("variable"))
        if data.get("auth"):
            self.notes.append("The collection's credentials are dropped; profiles have their own.")
        for number, (path, item) in enumerate(_items(data["item"], ())):
            if number >= MOST:
                self.notes.append(f"Only the first {MOST} requests are read.")
                return
            query = self._query(path, item)
            if query is not None:
                yield query

    def _declare(self, variables: Any) -> None:
        for one in variables if isinstance(variables, list) else []:
            key, value = (one.get("key"), one.get("value")) if isinstance(one, dict) else (None, None)
            name = _name(str(key or ""))
            if not name or name_problem(name):
                continue
            is_secret = one.get("type") == "secret" or name.casefold() in SECRET_NAMES
            if is_secret:
                self.notes.append(f"The value of the variable {name} looks like a secret, so it is dropped.")
            default = None if is_secret or value in (None, "") else str(value)
            self._variables[name] = Variable(name, VariableKind.TEXT, default)

    def _query(self, path: tuple[str, ...], item: Mapping[str, Any]) -> SavedQuery | None:
        shown = "/".join(path)[:80]
        request = item["request"]
        if isinstance(request, str):
            request = {"method": "GET", "url": request}
        if not isinstance(request, Mapping):
            self.notes.append(f"{shown}: is no request, so it is left out.")
            return None
        if request.get("auth"):
            self.notes.append(f"{shown}: its credentials are dropped.")
        captured = self._captured(request)
        taken = draft_from_request(captured, self._provider)
        if taken is None:
            self.notes.append(f"{shown}: its path is no route of {self._provider.title}, so it is left out.")
            return None
        self.notes += [f"{shown}: {note}" for note in taken.notes if not note.startswith("The host ")]
        draft = taken.draft
        parts = (draft.query, draft.form, draft.body, draft.text)
        names = dict.fromkeys(n for part in parts for text in texts_of(part) for n in names_in(text))
        declared = tuple(self._variables.get(n, Variable(n, VariableKind.ANY)) for n in names)
        words = item.get("description") or request.get("description") or ""
        words = words.get("content", "") if isinstance(words, Mapping) else words
        words = " ".join(str(words).split())[:300]
        return SavedQuery(self._free(path), self._provider.id, draft, words, ("postman",), declared)

    def _captured(self, request: Mapping[str, Any]) -> CapturedRequest:
        url = request.get("url") or ""
        raw = str(url.get("raw", "")) if isinstance(url, Mapping) else str(url)
        path = _HOST.sub("", _renamed(raw), count=1).partition("?")[0].partition("#")[0]
        query = raw.partition("?")[2].partition("#")[0]
        if isinstance(url, Mapping) and isinstance(url.get("query"), list):
            query = urlencode(_pairs(url["query"]), quote_via=quote)
        body = request.get("body")
        data = _body(body) if isinstance(body, Mapping) else ""
        address = f"{path}?{query}" if query else path
        return CapturedRequest(
            str(request.get("method") or "GET"), address, (), data.encode("utf-8", "replace")
        )

    def _free(self, path: tuple[str, ...]) -> str:
        found = fitting_path("/".join(part.replace("/", " ") for part in path))
        wanted, number = found, 1
        while wanted.casefold() in self._taken:
            number += 1
            wanted = f"{found} {number}"
        self._taken.add(wanted.casefold())
        return wanted


def _items(items: Any, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, Mapping):
            continue
        path = (*above, str(item.get("name") or "request"))
        if isinstance(item.get("item"), list):
            yield from _items(item["item"], path)
        elif "request" in item:
            yield path, item


def _pairs(parameters: Any) -> list[tuple[str, str]]:
    """Those that are switched on."""
    return [
        (_renamed(str(one.get("key") or "")), _renamed(str(one.get("value") or "")))
        for one in (parameters if isinstance(parameters, list) else [])
        if isinstance(one, Mapping) and not one.get("disabled") and one.get("key")
    ]


def _body(body: Mapping[str, Any]) -> str:
    mode = body.get("mode")
    if mode == "raw":
        return _renamed(str(body.get("raw") or ""))
    return urlencode(_pairs(body.get(mode)), quote_via=quote) if mode == "urlencoded" else ""


def _renamed(text: str) -> str:
    """Variables under names that are allowed here."""
    return TOKEN.sub(
        lambda found: f"{{{{{_name(found.group(1))}}}}}" if found.group(1) else found.group(), text
    )


def _name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name.strip())[:40]
