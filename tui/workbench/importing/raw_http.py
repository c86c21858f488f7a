"""A request as it stands on the wire, pasted as text: HTTP/1.1, or the pseudo headers of HTTP/2."""

from __future__ import annotations

import re

from tui.core.display import safe
from tui.workbench.importing.captured import CapturedRequest, Headers, check_size, refuse

_LINE = re.compile(
    rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40})[ \t]+(\S+)(?:[ \t]+HTTP/[0-9.]+)?[ \t]*\Z", re.IGNORECASE
)
_PSEUDO = re.compile(rb":(method|path|authority|scheme)[ \t]*:?[ \t]*(.*)\Z")
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_METHODS = (b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS")


def is_raw_http(text: str) -> bool:
    """Whether a text begins with a request line or with a pseudo header."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0].strip().encode("utf-8", "replace")
    found = _LINE.match(first)
    usual = found is not None and (found.group(1).upper() in _METHODS or b" HTTP/" in first.upper())
    return usual or _PSEUDO.match(first) is not None


def parse_raw_http(data: str | bytes, *, scheme: str = "https") -> CapturedRequest:
    """The request. `scheme` is used where neither the request line nor a pseudo header names one.

    Raises InvalidInput with a line's number.
    """
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    check_size("HTTP", len(raw))
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    head, body = _split(raw)
    lines = [line.rstrip(b"\r") for line in head.split(b"\n")]
    pseudo, at = _pseudo(lines)
    if not pseudo:
        pseudo, at = _request_line(lines[0]), 1
    notes: list[str] = []
    headers = _headers(lines[at:], at + 1)
    url = _address(pseudo, headers, scheme, notes)
    body = _exact_body(body, headers, notes)
    kept = tuple((k, v) for k, v in headers if k.lower() not in _FRAMING)
    method = pseudo.get("method", "GET").upper()
    return CapturedRequest(method, url, kept, body, tuple(notes))


_FRAMING = {"host", "content-length", "transfer-encoding", "connection"}


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Head and body: parted by the first empty line, whichever line end it has."""
    found = re.search(rb"\r?\n[ \t]*\r?\n", raw)
    return (raw[: found.start()], raw[found.end() :]) if found else (raw.rstrip(b"\r\n"), b"")


def _pseudo(lines: list[bytes]) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    at = 0
    while at < len(lines) and (match := _PSEUDO.match(lines[at])):
        found[match.group(1).decode()] = match.group(2).strip().decode("utf-8", "surrogateescape")
        at += 1
    return found, at


def _request_line(line: bytes) -> dict[str, str]:
    found = _LINE.match(line.strip())
    if found is None:
        refuse(
            "HTTP",
            f"line 1 is no request line (METHOD path HTTP/1.1): {safe(line.decode('utf-8', 'replace'), 40)}",
        )
    return {
        "method": found.group(1).decode("ascii"),
        "path": found.group(2).decode("utf-8", "surrogateescape"),
    }


def _headers(lines: list[bytes], first: int) -> Headers:
    found: list[tuple[str, str]] = []
    for number, line in enumerate(lines, first):
        if line[:1] in (b" ", b"\t") and found:
            name, value = found.pop()
            found.append((name, f"{value} {line.strip().decode('utf-8', 'surrogateescape')}".strip()))
            continue
        if not line.strip():
            continue
        name_bytes, colon, value_bytes = line.partition(b":")
        if not colon or not _NAME.match(name_bytes.strip()):
            refuse(
                "HTTP",
                f"line {number} is no header (Name: value): {safe(line.decode('utf-8', 'replace'), 40)}",
            )
        value = value_bytes.strip(b" \t").decode("utf-8", "surrogateescape")
        found.append((name_bytes.strip().decode("ascii"), value))
    return tuple(found)


def _address(pseudo: dict[str, str], headers: Headers, scheme: str, notes: list[str]) -> str:
    path = pseudo.get("path", "/").partition("#")[0]
    if re.match(r"https?://", path, re.IGNORECASE):
        return path
    host = pseudo.get("authority") or next((v for k, v in headers if k.lower() == "host"), "")
    if not host:
        refuse("HTTP", "names no host: a Host header or an absolute address is needed")
    if "scheme" not in pseudo:
        notes.append(f"The text names no scheme; {scheme}:// is assumed.")
    return f"{pseudo.get('scheme') or scheme}://{host}{path if path.startswith('/') else '/' + path}"


def _exact_body(body: bytes, headers: Headers, notes: list[str]) -> bytes:
    """The body as long as the head says, where the paste has more; told where it has less."""
    fields = {name.lower(): value for name, value in headers}
    if "chunked" in fields.get("transfer-encoding", "").lower():
        joined = _joined(body)
        if joined is None:
            notes.append("The body claims to come in chunks and does not; it is kept as it stands.")
        return body if joined is None else joined
    length = fields.get("content-length", "")
    if not length.isascii() or not length.isdigit() or len(length) > 12:
        return body
    if len(body) > int(length):
        if body[int(length) :].strip():
            notes.append(f"The body is longer than Content-Length says ({length}); the rest is left out.")
        return body[: int(length)]
    if len(body) < int(length):
        notes.append(
            f"The body has {len(body)} bytes and Content-Length says {length}: "
            "line ends may have changed on the way."
        )
    return body


def _joined(body: bytes) -> bytes | None:
    """The body out of its chunks; None when they do not fit."""
    found, at = bytearray(), 0
    while True:
        end = body.find(b"\n", at)
        size = body[at : end if end >= 0 else len(body)].split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return None
        count = int(size, 16)
        if count == 0:
            return bytes(found)
        chunk = body[end + 1 : end + 1 + count]
        if end < 0 or len(chunk) < count:
            return None
        found += chunk
        at = end + 1 + count
        at += 2 if body[at : at + 2] == b"\r\n" else 1
