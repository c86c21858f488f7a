"""One request from a stream, whole or not at all."""

from __future__ import annotations

import asyncio
import re

from tui.core.listening import HeardRequest
from tui.listening.limits import Limits

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_TARGET = re.compile(rb"/[\x21-\x7e\x80-\xff]*\Z")
_LENGTH = re.compile(r"[0-9]{1,12}\Z")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n\Z")


class Turned(Exception):
    """The request is not taken; `status` and a sentence say why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


async def read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits
) -> HeardRequest | None:
    """The request; None when the client said nothing. Raises Turned."""
    try:
        async with asyncio.timeout(limits.head_seconds):
            head = await _head(reader)
    except TimeoutError:
        raise Turned(408, f"No whole head came within {limits.head_seconds:g} s.") from None
    if head is None:
        return None
    method, target, version, headers = parse_head(head, limits)
    if _header(headers, "expect").lower() == "100-continue" and version == b"HTTP/1.1":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    try:
        async with asyncio.timeout(limits.body_seconds):
            body = await _body(reader, headers, limits)
    except TimeoutError:
        raise Turned(408, f"No whole body came within {limits.body_seconds:g} s.") from None
    except (asyncio.IncompleteReadError, ConnectionError):
        raise Turned(400, "The connection ended within the body.") from None
    return HeardRequest(method, target, headers, body)


async def _head(reader: asyncio.StreamReader) -> bytes | None:
    """Up to the empty line. The stream's own limit is that of a head."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        raise Turned(400, "The connection ended within the head.") from None
    except asyncio.LimitOverrunError:
        raise Turned(431, "The head is too large.") from None
    except ConnectionError:
        return None


def parse_head(head: bytes, limits: Limits) -> tuple[str, str, bytes, tuple[tuple[str, str], ...]]:
    """Method, target, version, headers. Raises Turned."""
    first, *lines = head[:-4].split(b"\r\n")
    words = first.split(b" ")
    if len(words) != 3 or not _TOKEN.match(words[0]) or words[2] not in (b"HTTP/1.1", b"HTTP/1.0"):
        raise Turned(400, "The first line is not one of HTTP/1.1; https is not spoken here.")
    if not _TARGET.match(words[1]):
        raise Turned(400, "The address must begin with a slash: this is no proxy.")
    if len(lines) > limits.headers:
        raise Turned(431, f"There are more than {limits.headers} headers.")
    headers = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not _TOKEN.match(name) or b"\n" in value or b"\r" in value or b"\0" in value:
            raise Turned(400, "A header is malformed.")
        headers.append((name.decode("ascii"), value.strip(b" \t").decode("utf-8", "surrogateescape")))
    return words[0].decode("ascii"), words[1].decode("utf-8", "surrogateescape"), words[2], tuple(headers)


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


async def _body(reader: asyncio.StreamReader, headers: tuple[tuple[str, str], ...], limits: Limits) -> bytes:
    lengths = {value for key, value in headers if key.lower() == "content-length"}
    coding = _header(headers, "transfer-encoding").lower()
    if coding and (coding != "chunked" or lengths):
        # Two ways to tell the length are how requests are smuggled.
        raise Turned(400, "The length of the body can be read in two ways.")
    if coding:
        return await _chunked(reader, limits)
    if not lengths:
        return b""
    if len(lengths) > 1 or not _LENGTH.match(next(iter(lengths))):
        raise Turned(400, "The length of the body is not one number.")
    length = int(lengths.pop())
    if length > limits.body:
        raise Turned(413, f"The body is larger than {limits.body} bytes.")
    return await reader.readexactly(length)


async def _chunked(reader: asyncio.StreamReader, limits: Limits) -> bytes:
    body = bytearray()
    while True:
        found = _CHUNK.match(await _line(reader))
        if found is None:
            raise Turned(400, "A piece of the body does not say its length.")
        size = int(found.group(1), 16)
        if len(body) + size > limits.body:
            raise Turned(413, f"The body is larger than {limits.body} bytes.")
        if size == 0:
            for _ in range(limits.headers):
                if await _line(reader) in (b"\r\n", b"\n"):
                    return bytes(body)
            raise Turned(431, "There are too many headers behind the body.")
        body += await reader.readexactly(size)
        if await _line(reader) not in (b"\r\n", b"\n"):
            raise Turned(400, "A piece of the body is longer than it says.")


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError:
        raise Turned(400, "A line within the body is too long.") from None
