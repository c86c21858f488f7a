"""Small changes of one part of a request, each with what it tells when it is accepted or refused."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tui.workbench.signature_tests.parts import ABSENT, Parts
from tui.workbench.signature_tests.verdicts import REFUSED, Outcome

ADDED = {"assay-added": "1"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One changed part. `decisive` means that the change is of substance: whether it is accepted tells
    whether the sign covers the part. The others change only the form, which a service may even out.
    `expected` is None where nobody can know it beforehand."""

    id: str
    part: str
    title: str
    value: Any
    decisive: bool = True
    expected: frozenset[Outcome] | None = None

    def applied(self, parts: Parts) -> Parts:
        return parts.with_part(self.part, self.value)


def flipped(text: str, at: int) -> str:
    """The text with one character replaced by another of its kind."""
    char = text[at]
    if char.isascii() and char.isdigit():
        other = str((int(char) + 1) % 10)
    elif char in "az":
        other = "b"
    else:
        other = "A" if char.isascii() and char.isupper() and char != "A" else "B" if char == "A" else "a"
    return text[:at] + other + text[at + 1 :]


def mutations(parts: Parts) -> list[Mutation]:
    """Every change of path, query and body, and, for a sign that is text, of the sign; each differs from
    the original and from the others of its part."""
    made: list[Mutation] = []
    seen: dict[str, list[Any]] = {name: [getattr(parts, name)] for name in ("path", "query", "body", "sign")}
    for mutation in (
        *_path(parts.path),
        *_query(parts.query),
        *_body(parts.body),
        *sign_mutations(parts.sign),
    ):
        # Order of keys is no difference for ==, and all of it for a sign.
        key = repr(mutation.value)
        if key not in [repr(value) for value in seen[mutation.part]]:
            seen[mutation.part].append(mutation.value)
            made.append(mutation)
    return made


def _path(path: Any) -> Iterator[Mutation]:
    if not isinstance(path, str) or not path:
        return
    middle = next((i for i in range(len(path) // 2, len(path)) if path[i].isalnum()), len(path) - 1)

    def change(name: str, title: str, value: str, decisive: bool = True) -> Mutation:
        return Mutation(f"path-{name}", "path", title, value, decisive, REFUSED if decisive else None)

    yield change("flip", "one character changed", flipped(path, middle))
    yield change("drop", "last character dropped", path[:-1] or "x")
    yield change("append", "one character appended", path + "x")
    yield change("other", "another path", "/assay/other-path")
    yield Mutation("path-empty", "path", "empty", "", False, frozenset({Outcome.MISS}))
    slash = path[1:] if path.startswith("/") else "/" + path
    yield change("slash", "leading slash toggled", slash or "//", False)
    yield change("trailing", "trailing slash toggled", path[:-1] if path.endswith("/") else path + "/", False)
    yield change("case", "letter case swapped", path.swapcase(), False)
    yield change("blank", "blank at the end", path + " ", False)
    encoded = (
        path[:middle] + f"%{ord(path[middle]):02X}" + path[middle + 1 :] if path[middle].isascii() else path
    )
    yield change("encoded", "one character percent-encoded", encoded, False)
    yield change("query", "query string in it", path + "?a=1", False)
    yield change("unicode", "Unicode form changed", _other_form(path), False)


def _query(query: Any) -> Iterator[Mutation]:
    def change(name: str, title: str, value: Any, decisive: bool = True) -> Mutation:
        return Mutation(f"query-{name}", "query", title, value, decisive)

    if query is ABSENT:
        yield change("add", "a query added", dict(ADDED))
        return
    if not isinstance(query, dict):
        return
    yield change("add", "a key added", {**query, **ADDED})
    yield change("drop", "left out", ABSENT)
    yield change("empty", "emptied", {})
    if not query:
        return
    key, value = next(iter(query.items()))
    text = value if isinstance(value, str) else json.dumps(value)
    yield change(
        "flip", f"one character of “{key}” changed", {**query, key: flipped(text, 0) if text else "a"}
    )
    yield change("drop-key", f"key “{key}” dropped", {k: v for k, v in query.items() if k != key})
    yield change("blank", f"blank at the end of “{key}”", {**query, key: text + " "})
    yield change("order", "order of keys reversed", dict(reversed(query.items())), False)
    yield change("case", f"letter case of “{key}” swapped", {**query, key: text.swapcase()}, False)
    yield change("unicode", f"Unicode form of “{key}” changed", {**query, key: _other_form(text)}, False)


def _body(body: Any) -> Iterator[Mutation]:
    def change(name: str, title: str, value: Any, decisive: bool = True) -> Mutation:
        return Mutation(f"body-{name}", "body", title, value, decisive)

    if body is ABSENT:
        yield change("add", "a body added", "assay")
        return
    if not isinstance(body, str):
        return
    yield change("append", "one character appended", body + "x")
    yield change("drop", "left out", ABSENT)
    yield change("empty", "emptied", "")
    if not body:
        return
    yield change("flip", "one character changed", flipped(body, len(body) // 2))
    yield change("blank", "blank at the end", body + " ", False)
    yield change("case", "letter case swapped", body.swapcase(), False)
    yield change("unicode", "Unicode form changed", _other_form(body), False)
    for name, title, value in _reserialised(body):
        yield change(name, title, value, False)


def _reserialised(body: str) -> Iterator[tuple[str, str, str]]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return
    yield "compact", "JSON written again without blanks", json.dumps(document, separators=(",", ":"))
    yield "spaced", "JSON written again with blanks", json.dumps(document, ensure_ascii=False)
    if isinstance(document, dict) and len(document) > 1:
        yield "order", "JSON keys in reverse order", json.dumps(dict(reversed(document.items())))


def sign_mutations(sign: Any) -> Iterator[Mutation]:
    """Changes of a sign; none for one that is not text."""
    if not isinstance(sign, str) or len(sign) < 4:
        return

    def change(name: str, title: str, value: Any, expected: frozenset[Outcome] = REFUSED) -> Mutation:
        return Mutation(f"sign-{name}", "sign", title, value, True, expected)

    miss = frozenset({Outcome.MISS})
    yield change("first", "first character changed", flipped(sign, 0))
    yield change("middle", "middle character changed", flipped(sign, len(sign) // 2))
    yield change("last", "last character changed", flipped(sign, len(sign) - 1))
    yield change("cut", "second half cut off", sign[: len(sign) // 2])
    yield change("longer", "one character appended", sign + "0")
    yield change("encoded", "percent-encoded twice", quote(quote(sign, safe=""), safe=""))
    yield change("case", "letter case swapped", sign.swapcase())
    yield change("quoted", "quotation marks around it", f'"{sign}"')
    yield change("empty", "empty", "", miss)
    yield change("absent", "left out", ABSENT, miss)


def _other_form(text: str) -> str:
    """The text in the Unicode form that differs from it, or as it is."""
    decomposed = unicodedata.normalize("NFD", text)
    return decomposed if decomposed != text else unicodedata.normalize("NFC", text)
