"""Faults on demand: what networks and servers do wrong, done on purpose and by name.

Wanted per call by the header `X-Sandbox-Fault: name[=value][, name…]`, for all calls of a provider
by its setting `faults`, for all calls of a program by the variable ASSAY_SANDBOX_FAULT. Such an answer
carries the header again, with the names. Those that need the wire format (`return-code`, `error-after-rows`,
`huge-cell`, `slow-task`, `page-error`) are played by the provider.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tui.core.cancel import CancelToken
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.sandboxing import FAULT_HEADER, SandboxAnswer, SandboxRequest, StreamBody

FAULTS: Mapping[str, str] = {
    "delay": "Wait this many seconds before the answer begins (default 1).",
    "cut-in-row": "Cut the connection inside a row, after about this many bytes (default 1000).",
    "error-after-rows": "After this many rows, send an error envelope in place of the next (default 10).",
    "busy": "Answer -1005 to the next calls, as many as given (default 1).",
    "html-500": "Answer HTTP 500 with a web page, as a proxy does.",
    "wrong-type": "Send the right body with this content type (default text/html).",
    "slow-drip": "Send the body at this many bytes per second (default 200).",
    "gzip": "Send the body compressed with gzip.",
    "slow-task": "Keep a background query running this many seconds, its progress growing (default 3).",
    "page-error": "Answer -1 in the place of this page of a background query (default 1).",
    "huge-cell": "Make the first cell of the first row this many characters long (default 1000000).",
}

PAGE = b"<!DOCTYPE html><html><body><h1>Internal Server Error</h1></body></html>"


class Cut(Exception):
    """The connection is to be cut here."""


def wanted(text: str, settings: Mapping[str, object]) -> dict[str, str]:
    """The faults of one call: those of the settings, then those of the header."""
    found = {name: str(value) for name, value in settings.items() if name in FAULTS}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name in FAULTS:
            found[name] = value.strip()
    return found


def standing(text: str) -> dict[str, str]:
    """Faults for every call, from words like those of the header. Raises InvalidInput for a name that
    is none."""
    names = [part.strip().partition("=")[0] for part in text.split(",") if part.strip()]
    unknown = next((name for name in names if name not in FAULTS), None)
    if unknown is not None:
        problem = FieldProblem(
            "ASSAY_SANDBOX_FAULT", f"“{unknown[:40]}” is no fault; there are {', '.join(FAULTS)}"
        )
        raise InvalidInput([problem], what="The fault")
    return wanted(text, {})


def number(faults: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(faults[name])
    except ValueError:
        return default


def before(request: SandboxRequest) -> SandboxAnswer | None:
    """Play what happens before the handler is called; an answer replaces the handler's."""
    if "delay" in request.faults:
        request.cancel.wait(number(request.faults, "delay", 1.0))
    if "html-500" in request.faults:
        return SandboxAnswer(PAGE, 500, "text/html", ((FAULT_HEADER, "html-500"),))
    return None


def after(answer: SandboxAnswer, request: SandboxRequest) -> SandboxAnswer:
    """Spoil an answer as wanted."""
    faults = request.faults
    if faults:
        answer = replace(answer, headers=(*answer.headers, (FAULT_HEADER, ", ".join(faults))))
    if "wrong-type" in faults:
        answer = replace(answer, content_type=faults["wrong-type"] or "text/html")
    if "cut-in-row" in faults:
        limit = int(number(faults, "cut-in-row", 1000))
        answer = _through(answer, lambda body: _cut(body, limit))
    if "gzip" in faults:
        answer = replace(answer, headers=(*answer.headers, ("content-encoding", "gzip")))
        answer = _through(answer, _gzipped)
    if "slow-drip" in faults:
        speed = max(1.0, number(faults, "slow-drip", 200.0))
        answer = _through(answer, lambda body: _dripped(body, speed, request.cancel))
    return answer


def _through(answer: SandboxAnswer, spoil: Callable[[Iterator[bytes]], Iterator[bytes]]) -> SandboxAnswer:
    """The answer with another body; closing that closes the one it was made from."""
    body = iter([answer.body]) if isinstance(answer.body, bytes) else answer.body
    return replace(answer, body=StreamBody(spoil(body), getattr(body, "close", lambda: None)))


def _cut(body: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """The first `limit` bytes, a little less where that would end exactly at a row's end."""
    left = max(1, limit)
    for chunk in body:
        if len(chunk) > left:
            kept = chunk[:left].rstrip(b"\r\n")
            yield kept or chunk[: left + 1]
            raise Cut
        left -= len(chunk)
        yield chunk
    raise Cut


def _gzipped(body: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for chunk in body:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def _dripped(body: Iterator[bytes], speed: float, cancel: CancelToken) -> Iterator[bytes]:
    step = max(1, int(speed / 20))
    started, sent = time.monotonic(), 0
    for chunk in body:
        for start in range(0, len(chunk), step):
            if cancel.wait(max(0.0, started + sent / speed - time.monotonic())):
                raise Cut
            drop = chunk[start : start + step]
            sent += len(drop)
            yield drop
