"""The path-variant finder: for a sign that fails its check, spellings of the path until one passes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from tui.workbench.signature_tests.feeds import NoSignLeft, SignFeed
from tui.workbench.signature_tests.guard import Plan
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import Got, not_sent


@dataclass(frozen=True, slots=True)
class VariantRow:
    path: str
    title: str
    got: Got


def path_variants(path: str, prefixes: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Spellings of a path with their names, the likeliest first, each once; the path itself leads.

    `prefixes` are a gateway's that may have been cut or kept, such as `/api`.
    """
    bare = path.partition("://")[2].partition("/")[2] if "://" in path else path
    bare = bare.partition("#")[0].partition("?")[0]
    slash = bare if bare.startswith("/") else "/" + bare
    found = [
        (path, "as it is"),
        (slash, "leading slash, no host and no query"),
        (slash[1:], "no leading slash"),
        (slash.rstrip("/"), "no trailing slash"),
        (slash.rstrip("/") + "/", "trailing slash"),
        (slash[1:].rstrip("/"), "no slash at either end"),
    ]
    for prefix in prefixes:
        clean = "/" + prefix.strip("/")
        cut = slash.removeprefix(clean)
        other = cut if cut != slash else clean + slash
        word = "without" if cut != slash else "with"
        found += [
            (other, f"{word} the prefix {clean}"),
            (other.removeprefix("/"), f"{word} {clean}, no slash"),
        ]
    first, _, rest = slash[1:].partition("/")
    if rest and not prefixes:
        found += [
            ("/" + rest, f"without its first part /{first}"),
            (rest, f"without /{first}, no leading slash"),
        ]
    found += [
        (unquote(slash), "percent-encoding undone"),
        (quote(unquote(slash), safe="/"), "percent-encoded anew"),
        (quote(slash, safe=""), "wholly percent-encoded"),
        (slash.lower(), "in lower case"),
    ]
    seen: set[str] = {""}
    unique = []
    for variant, title in found:
        if variant not in seen:
            seen.add(variant)
            unique.append((variant, title))
    return unique


class PathVariantFinder:
    """Costs a call a spelling. With one sign it is assumed that a refused call does not use it up."""

    def __init__(self, base: Parts, feed: SignFeed, prefixes: Sequence[str] = ()) -> None:
        """`base.path` is the path as sent; the feed's signs were made by the client for the unknown one."""
        self._base = base
        self._feed = feed
        self.variants = path_variants(base.path if isinstance(base.path, str) else "", prefixes)

    def plan(self) -> Plan:
        calls = len(self.variants)
        return Plan("The path-variant finder", calls, calls if self._feed.fresh else 1)

    def run(self, session: Session) -> Iterator[VariantRow]:
        """Spelling by spelling, up to the first that is accepted; `session.calls` tells the calls spent."""
        session.begin(self.plan(), self._feed)
        for path, title in self.variants:
            if session.halted():
                return
            try:
                parts = replace(self._base, path=path, sign=self._feed.take(self._base))
            except NoSignLeft as error:
                yield VariantRow(path, title, not_sent(error.message))
                return
            got = session.verify(parts, reuses_sign=not self._feed.fresh)
            yield VariantRow(path, title, got)
            if got.accepted:
                return
