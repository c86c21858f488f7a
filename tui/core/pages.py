"""The pages of all catalogues together: what a code means, apart from any exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from tui.core.failures import NotFound
from tui.core.knowledge import ErrorCatalog, ErrorPage, parse_catalog, unknown_page

Catalogs = Mapping[str, Callable[[], ErrorCatalog]]
"""Catalogues by the id of their provider, each read at its first use."""


def section_of(text: str, code: str) -> str:
    """The part of a file of pages or texts that is about one code; empty when there is none."""
    if not code.isprintable() or '"' in code or "\\" in code:
        return ""
    start = f"\n{text}".find(f'\n["{code}"]\n')
    if start < 0:
        return ""
    end = text.find('\n["', start + 1)
    return text[start:] if end < 0 else text[start:end]


class TextCatalog(ErrorCatalog):
    """A catalogue that parses one page when one is asked for, and all of them only for a list."""

    def __init__(self, provider: str, text: str) -> None:
        super().__init__(provider, ())
        self._text = text

    @cached_property
    def _whole(self) -> ErrorCatalog:
        return parse_catalog(self.provider, self._text)

    def __iter__(self) -> Iterator[ErrorPage]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and bool(section_of(self._text, code))

    def page(self, code: str) -> ErrorPage:
        section = section_of(self._text, code)
        if not section:
            return unknown_page(self.provider, code)
        return parse_catalog(self.provider, section).page(code)


class Pages:
    """The pages of every provider and of our own failures."""

    def __init__(self, catalogs: Catalogs, own_errors: Callable[[], ErrorCatalog]) -> None:
        self._catalogs = catalogs
        self._own_errors = own_errors

    def own_page(self, code: str) -> ErrorPage:
        return self._own_errors().page(code)

    def page(self, provider: str, code: str) -> ErrorPage:
        """The page of a provider's code. An unknown code has an honest page that says so."""
        known = self._catalogs.get(provider)
        return known().page(code) if known else self.own_page("not-found")

    def catalogs(self, provider: str = "") -> Sequence[ErrorCatalog]:
        """Every catalogue, or the one of a provider (`assay` for our own failures).

        Raises NotFound for a provider that is not known.
        """
        own = self._own_errors()
        found = [self._catalogs[name]() for name in self._catalogs if provider in ("", name)]
        if provider in ("", own.provider):
            found.append(own)
        if not found:
            names = ", ".join([*self._catalogs, own.provider])
            raise NotFound(
                f"No API of kind “{provider}” is known here.",
                evidence=[f"Kinds: {names}."],
                next_step="Name one of these, or leave the kind out to search all.",
            )
        return found

    def explain_code(self, code: str, provider: str = "") -> tuple[ErrorPage, ...]:
        """The pages of `-1005`, `td/1603` or `dns-failed`; one per catalogue that has the code.

        Never empty: an unknown code gets one honest page (`known` is False). Raises NotFound for an
        unknown provider.
        """
        if "/" in code and not provider:
            provider, code = code.split("/", 1)
        catalogs = self.catalogs(provider)
        known = tuple(catalog.page(code) for catalog in catalogs if code in catalog)
        return known or (catalogs[0 if provider else -1].page(code),)

    def search(self, text: str) -> tuple[ErrorPage, ...]:
        """Pages whose code, title or meaning holds every word of `text`; codes that begin so first."""
        words = text.casefold().split()
        hits = [
            page
            for catalog in self.catalogs()
            for page in catalog
            if all(w in f"{page.code} {page.title} {page.meaning}".casefold() for w in words)
        ]
        start = text.strip().casefold()
        return tuple(sorted(hits, key=lambda page: not page.code.casefold().startswith(start)))
