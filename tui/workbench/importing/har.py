"""HAR 1.2, the archive of a browser's network panel: entries to choose from, and their requests."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from tui.core.display import safe
from tui.core.exact_json import what_is
from tui.workbench.importing.captured import CapturedRequest, check_depth, check_size, refuse

SANITISED = (
    "The export looks sanitised: no request has a Cookie or Authorization header. A sign in a header of its "
    "own is still there; export “with sensitive data” when the others are needed."
)
_HEADERS_ADDED = {"content-length", "host", "connection", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class HarEntry:
    """One entry. `request` is None exactly when `problem` says why it cannot be used."""

    index: int
    method: str
    url: str
    status: int | None
    started: str
    request: CapturedRequest | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Har:
    """An archive: who wrote it, its entries in their order, and what is to be known of it."""

    creator: str
    entries: tuple[HarEntry, ...]
    notes: tuple[str, ...] = ()

    def filtered(
        self, text: str = "", *, method: str = "", header: str = "", usable: bool = False
    ) -> tuple[HarEntry, ...]:
        """Entries whose address holds `text`, of a method, that carry a header, or that can be used."""
        return tuple(
            entry
            for entry in self.entries
            if text.lower() in entry.url.lower()
            and method.upper() in ("", entry.method.upper())
            and (not usable or entry.request is not None)
            and (not header or (entry.request is not None and entry.request.header(header) is not None))
        )

    def requests(self, indexes: Iterable[int]) -> tuple[CapturedRequest, ...]:
        """The requests of the chosen entries. Raises InvalidInput for one that cannot be used."""
        found = []
        for index in indexes:
            if not 0 <= index < len(self.entries):
                refuse("HAR", f"has no entry {index}; there are {len(self.entries)}")
            entry = self.entries[index]
            if entry.request is None:
                refuse("HAR", f"entry {index} cannot be used: {entry.problem}")
            found.append(entry.request)
        return tuple(found)


def is_har(text: str) -> bool:
    """Whether a text may be an archive: a JSON object with `log` near its beginning."""
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    return start.startswith("{") and '"log"' in start


def read_har(data: str | bytes) -> Har:
    """Raises InvalidInput when it is no archive; an entry that is none is told in the entry."""
    check_size("HAR", len(data))
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            refuse("HAR", f"is not UTF-8 text: byte {error.start + 1} is not")
    data = data.removeprefix("\ufeff")
    check_depth("HAR", data)
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        refuse("HAR", f"is not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}")
    except (RecursionError, ValueError):
        refuse("HAR", "holds a number or a nesting that cannot be read")
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(log, dict) or not isinstance(entries, list):
        refuse("HAR", "is JSON, but not an archive: log.entries is missing")
    creator = _mapping(log.get("creator"))
    name = safe(f"{_text(creator.get('name'))} {_text(creator.get('version'))}".strip(), 60)
    found = tuple(_entry(number, entry) for number, entry in enumerate(entries))
    return Har(name, found, _notes(log, found))


def _notes(log: Mapping[str, Any], entries: Sequence[HarEntry]) -> tuple[str, ...]:
    notes = []
    version = _text(log.get("version"))
    if version not in ("1.2", "1.1"):
        notes.append(f"The archive's version is {safe(version, 20) or 'not given'}; 1.2 is expected.")
    usable = [entry.request for entry in entries if entry.request is not None]
    secretive = any(r.header("cookie") or r.header("authorization") for r in usable)
    if usable and not secretive:
        notes.append(SANITISED)
    broken = len(entries) - len(usable)
    if broken:
        notes.append(f"{broken} of {len(entries)} entries cannot be used; each says why.")
    if not entries:
        notes.append("The archive holds no entry. Was the recording on, and the filter of the panel empty?")
    return tuple(notes)


def _entry(number: int, entry: Any) -> HarEntry:
    request = _mapping(_mapping(entry).get("request"))
    method, url = _text(request.get("method")), _text(request.get("url"))
    status = _mapping(_mapping(entry).get("response")).get("status")
    started = safe(_text(_mapping(entry).get("startedDateTime")), 40)
    shown = HarEntry(
        number,
        safe(method, 20),
        safe(url),
        status if isinstance(status, int) and status > 0 else None,
        started,
    )
    try:
        captured = _request(method, url, request)
    except _Unusable as error:
        return _with(shown, None, str(error))
    return _with(shown, captured, "")


def _with(entry: HarEntry, request: CapturedRequest | None, problem: str) -> HarEntry:
    return HarEntry(entry.index, entry.method, entry.url, entry.status, entry.started, request, problem)


class _Unusable(Exception):
    """Why an entry gives no request, as one sentence."""


def _request(method: str, url: str, request: Mapping[str, Any]) -> CapturedRequest:
    if not request:
        raise _Unusable("It holds no request.")
    if not method or not url:
        raise _Unusable("Its method or its address is missing.")
    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https") or "://" not in url:
        raise _Unusable(f"{safe(scheme, 20)}: is no request over HTTP.")
    headers, notes = _headers(request.get("headers"))
    body, more = _body(request)
    url = url.partition("#")[0]
    return CapturedRequest(method, url, headers, body, (*notes, *more))


def _headers(found: Any) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    if found is None:
        return (), ["The entry lists no headers."]
    if not isinstance(found, list):
        raise _Unusable(f"Its headers are {what_is(found)} instead of a list.")
    headers = []
    for item in found:
        name = _text(_mapping(item).get("name"))
        # Pseudo headers of HTTP/2 repeat the request line; lengths are counted anew when it is sent.
        if name and not name.startswith(":") and name.lower() not in _HEADERS_ADDED:
            headers.append((name, _text(_mapping(item).get("value"))))
    return tuple(headers), []


def _body(request: Mapping[str, Any]) -> tuple[bytes, list[str]]:
    size = request.get("bodySize")
    size = size if isinstance(size, int) and not isinstance(size, bool) else -1
    post = request.get("postData")
    if not isinstance(post, dict):
        if size > 0:
            raise _Unusable(
                f"Its body is not in the export (bodySize is {size}). Export it again with content, or copy "
                "this one request as cURL."
            )
        return b"", []
    text, notes = post.get("text"), []
    if isinstance(text, str) and text:
        body = _decoded(text, post)
    else:
        body = _from_params(post.get("params"))
        if not body and size > 0:
            raise _Unusable(f"Its body is not in the export: postData is empty and bodySize is {size}.")
        if body:
            notes.append("The body is put together from the form's fields; the original bytes may differ.")
    if size > 0 and size != len(body):
        notes.append(
            f"The body has {len(body)} bytes and bodySize says {size}: it may differ from the original."
        )
    return body, notes


def _decoded(text: str, post: Mapping[str, Any]) -> bytes:
    if "base64" in (post.get("encoding"), post.get("_encoding")):
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise _Unusable("Its body claims to be Base64 and is not.") from None
    return text.encode("utf-8", "surrogatepass")


def _from_params(params: Any) -> bytes:
    """A form's fields as a body. A part that is a file is not in an archive."""
    if not isinstance(params, list):
        return b""
    pairs = []
    for item in params:
        field = _mapping(item)
        if field.get("fileName"):
            raise _Unusable("It sends a file, and the file is not in the export.")
        name, value = _text(field.get("name")), _text(field.get("value"))
        pairs.append(f"{quote_plus(name, errors='replace')}={quote_plus(value, errors='replace')}")
    return "&".join(pairs).encode("ascii")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
