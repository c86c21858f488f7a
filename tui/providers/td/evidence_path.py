"""Local checks of the path. The SDK signs a path without scheme, host and query; whether the vendor
takes a path with and without its first slash alike is not documented."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from tui.core.display import safe
from tui.core.exact_json import what_is
from tui.core.explaining import Findings
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted
from tui.providers.td.evidence_parts import parts_of, set_part


def weigh_path(facts: CaseFacts, findings: Findings) -> None:
    path = parts_of(facts).get("path")
    if path is None:
        findings.found("The field path was left out.", remedy="Fill in the path that the client signed.")
        return
    if not isinstance(path, str):
        findings.found(f"path is {what_is(path)}, not text.", remedy="Send the path as text.")
        return
    if not path.strip():
        findings.found("The path is empty.", remedy="Fill in the path that the client signed.")
        return
    _weigh_address_in_path(path, findings)
    _weigh_edges(path, findings)
    _weigh_encoding(path, findings)


def weigh_slashes(facts: CaseFacts, findings: Findings) -> None:
    """The spellings of a path that nobody documents, in the order in which they are worth a try; only
    when nothing certain was found."""
    path = parts_of(facts).get("path")
    if isinstance(path, str) and path.strip() and not findings.certain:
        _weigh_slashes(path, findings)


def _weigh_address_in_path(path: str, findings: Findings) -> None:
    parts = urlsplit(path.strip()) if "://" in path or path.strip().startswith("//") else None
    if parts is not None:
        findings.found(
            "The path holds scheme or host; the SDK signs the path alone.",
            f"path is {quoted(path)}.",
            remedy="Send what comes after the host.",
            fix=set_part("path", parts.path, f"Send {safe(parts.path, 40)}"),
        )
    elif re.match(r"[\w-]+(\.[\w-]+)+(:\d+)?/", path):
        rest = path[path.index("/") :]
        findings.likely(
            "The path begins with a host name; the SDK signs the path alone.",
            f"path is {quoted(path)}.",
            remedy="Send what comes after the host.",
            fix=set_part("path", rest, f"Send {safe(rest, 40)}"),
        )
    for mark, what in (("?", "a query string"), ("#", "a fragment")):
        if mark in path:
            short = path.split(mark, 1)[0]
            findings.found(
                f"The path holds {what}; the SDK signs the path alone.",
                f"path is {quoted(path)}.",
                remedy=f"Cut the path before “{mark}”.",
                fix=set_part("path", short, f"Send {safe(short, 40)}"),
            )


def _weigh_edges(path: str, findings: Findings) -> None:
    if path != path.strip():
        findings.found(
            "The path has blanks or line ends around it.",
            f"path is {quoted(path)}.",
            remedy="Take them away.",
            fix=set_part("path", path.strip(), "Take the blanks away"),
        )
    elif not path.isprintable():
        findings.found(
            "The path holds invisible characters.", f"path is {safe(path, 60)}.", remedy="Type it."
        )


def _weigh_encoding(path: str, findings: Findings) -> None:
    if re.search(r"%25[0-9A-Fa-f]{2}", path):
        once = unquote(path)
        findings.found(
            "The path is percent-encoded twice.",
            f"path is {quoted(path)}.",
            remedy="Encode it once, or not at all, as the client did.",
            fix=set_part("path", once, f"Send {safe(once, 40)}"),
        )
    elif re.search(r"%[0-9A-Fa-f]{2}", path):
        plain = unquote(path)
        findings.likely(
            "The path is percent-encoded, and the client signed it decoded.",
            f"path is {quoted(path)}.",
            remedy="Try it decoded, with a new sign.",
            fix=set_part("path", plain, f"Send {safe(plain, 40)}"),
        )
    elif not path.isascii() or " " in path:
        findings.possible(
            "The client signed the path percent-encoded.",
            f"path holds characters that addresses encode: {quoted(path)}.",
            remedy="Try it encoded, with a new sign.",
        )


def _weigh_slashes(path: str, findings: Findings) -> None:
    other = path.lstrip("/") if path.startswith("/") else f"/{path}"
    with_it = "with" if path.startswith("/") else "without"
    findings.possible(
        "The client signed the path with another first slash.",
        f"It was sent {with_it} a slash at the start. The vendor's SDK pages show paths without one, its "
        "verification page shows one with it.",
        remedy="Try the other form, with a new sign.",
        fix=set_part("path", other, f"Send {safe(other, 40)}"),
    )
    if len(path) > 1 and path.endswith("/"):
        findings.possible(
            "The client signed the path without the last slash.",
            f"path is {quoted(path)}.",
            remedy="Try it without, with a new sign.",
            fix=set_part("path", path.rstrip("/"), f"Send {safe(path.rstrip('/'), 40)}"),
        )
    if path.strip("/").count("/") >= 1:
        findings.possible(
            "A gateway added or removed the first part of the path.",
            f"path is {quoted(path)}.",
            remedy="Send the path that the client called, not the one behind the gateway.",
        )
