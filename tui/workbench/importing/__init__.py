"""Requests captured elsewhere, taken in: cURL, HAR 1.2 and raw HTTP; and the sign found in them.

Everything here parses and nothing runs: no command, no file, no address of an import is ever opened.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.workbench.importing.captured import MAX_BYTES, MAX_DEPTH, CapturedRequest, refuse
from tui.workbench.importing.curl import is_curl, parse_curl
from tui.workbench.importing.curl_export import to_curl
from tui.workbench.importing.har import Har, HarEntry, is_har, read_har
from tui.workbench.importing.raw_http import is_raw_http, parse_raw_http
from tui.workbench.importing.recipes import Recipe, SignedParts, recipe_from_data
from tui.workbench.importing.sign_finder import Findings, PathCandidate, SignCandidate, SignPlace, find_sign
from tui.workbench.importing.taking import (
    RecipeBook,
    Taken,
    chosen_sign,
    host_of_request,
    recipe_for,
    take,
    taken_by_finder,
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a paste turned out to be: one request, or an archive to choose from."""

    form: str
    """cURL, HAR or HTTP."""
    requests: tuple[CapturedRequest, ...]
    har: Har | None = None


def import_text(text: str) -> Imported:
    """Take in a paste, whichever of the three it is. Raises InvalidInput."""
    if is_har(text):
        har = read_har(text)
        usable = tuple(entry.request for entry in har.entries if entry.request is not None)
        return Imported("HAR", usable, har)
    if is_curl(text):
        return Imported("cURL", (parse_curl(text),))
    if is_raw_http(text):
        return Imported("HTTP", (parse_raw_http(text),))
    if not text.strip():
        refuse("import", "is empty")
    return refuse("import", "is neither a cURL command, nor a HAR archive, nor an HTTP request")


__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "CapturedRequest",
    "Findings",
    "Har",
    "HarEntry",
    "Imported",
    "PathCandidate",
    "Recipe",
    "RecipeBook",
    "SignCandidate",
    "SignPlace",
    "SignedParts",
    "Taken",
    "chosen_sign",
    "find_sign",
    "host_of_request",
    "import_text",
    "parse_curl",
    "parse_raw_http",
    "read_har",
    "recipe_for",
    "recipe_from_data",
    "take",
    "taken_by_finder",
    "to_curl",
]
