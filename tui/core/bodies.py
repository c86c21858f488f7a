"""What a body is when it should be one JSON object, in words for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.display import safe
from tui.core.exact_json import ExactJson, parse_exact, what_is
from tui.core.exchange import ResponseHead

_TITLE = re.compile(r"<title[^>]{0,200}>\s*(.{1,200}?)\s*</title", re.IGNORECASE | re.DOTALL)
_SAMPLE = 2048


@dataclass(frozen=True, slots=True)
class Document:
    """`value` is None exactly when `problem` says what the body is instead of a JSON object."""

    value: Mapping[str, Any] | None
    problem: str = ""
    notes: tuple[str, ...] = ()


def read_object(head: ResponseHead, body: bytes) -> Document:
    """The JSON object that a body is, or what it is instead. Never raises."""
    notes = _head_notes(head)
    foreign = foreign_body(head, body)
    if foreign:
        return Document(None, foreign, notes)
    parsed = parse_exact(body)
    notes += parsed.notes
    if parsed.problem:
        return Document(None, _broken(body, parsed), notes)
    if not isinstance(parsed.value, dict):
        return Document(None, f"The answer is {what_is(parsed.value)} instead of a JSON object.", notes)
    if is_html_type(head):
        notes += ("The answer calls itself text/html and is JSON; it is read as JSON.",)
    return Document(parsed.value, "", notes)


def foreign_body(head: ResponseHead, body: bytes) -> str:
    """One sentence on a body that is plainly no JSON and no rows: empty, a web page, bytes; else ''."""
    start = body[:_SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        kind = "empty" if not body else "only blanks"
        return f"The answer is {kind} (HTTP {head.status})."
    lower = start[:200].lower()
    if lower.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in lower:
        title = html_title(body)
        named = f", titled “{title}”" if title else ""
        return f"The answer is a web page{named}, not the API's JSON."
    if lower.startswith(b"<"):
        return "The answer is XML, not the API's JSON."
    if b"\0" in start or start.startswith((b"\x1f\x8b", b"PK\x03\x04", b"%PDF")):
        return f"The answer is bytes that are not text, beginning {start[:8].hex(' ')}."
    return ""


def html_title(body: bytes) -> str:
    """The title of a web page, safe to show; empty when it has none."""
    found = _TITLE.search(body[:65536].decode("utf-8", "replace"))
    return safe(" ".join(found.group(1).split()), 80) if found else ""


def is_html_type(head: ResponseHead) -> bool:
    return head.header("content-type").lower().startswith("text/html")


def _head_notes(head: ResponseHead) -> tuple[str, ...]:
    if head.status == 200:
        return ()
    return (f"The HTTP status is {head.status}{' ' + safe(head.reason, 40) if head.reason else ''}.",)


def _broken(body: bytes, parsed: ExactJson) -> str:
    text = body[:_SAMPLE].decode("utf-8", "replace").strip()
    return f"The answer is {parsed.problem}. It begins: {safe(text, 60)}"
