"""The pages of both APIs: complete, honest, and each ends in what to do next."""

from __future__ import annotations

import pytest

from tui.core.confidence import Confidence
from tui.core.knowledge import ErrorPage
from tui.providers import PROVIDERS

RETURN_CODES = (
    [0, -1, -1001, -10012, -10013]
    + [-n for n in range(1002, 1016)]
    + [-1020, -1021, -1022, -1023, -1099, -1100, -1999]
    + [-n for n in range(2000, 2007)]
    + [-3000, -3001]
    + [-n for n in range(3004, 3010)]
)
VERDICTS = [1101, 1102, 1200, 1301, 1302, 1303, 1304, 1401, 1402, 1501, 1502, 1503, 1601, 1602, 1603]
PAGES = [page for provider in PROVIDERS.values() for page in provider.errors()]


def codes(provider: str, group: str) -> list[str]:
    return [page.code for page in PROVIDERS[provider].errors() if page.group == group]


def test_the_analytics_api_has_all_41_return_codes() -> None:
    assert sorted(codes("te", "return_code")) == sorted(str(code) for code in RETURN_CODES)
    assert len(PROVIDERS["te"].errors()) == 41


def test_the_signature_api_has_all_its_codes() -> None:
    assert codes("td", "call status") == ["200", "431", "500", "512", "513"]
    assert codes("td", "verdict") == [str(code) for code in VERDICTS]
    assert codes("td", "env") == ["root", "hack", "virtualEnv", "crawler"]
    assert codes("td", "sdk") == [
        "sdk-0",
        "sdk-2000",
        "sdk-2002",
        "sdk-22xx",
        "sdk-3001",
        "sdk-3002",
        "sdk-3003",
        "sdk-5001",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.provider}/{page.code}")
def test_a_page_says_what_why_and_what_next(page: ErrorPage) -> None:
    assert page.source is Confidence.DOCUMENTED
    assert page.word
    assert page.causes
    assert page.remedies
    sentences = (page.meaning, *page.causes, *page.remedies)
    assert all(text.endswith(".") for text in sentences)
    assert all(text[0].isupper() or text.startswith(("query", "projectId")) for text in sentences)
    assert not page.title.endswith(".")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.provider}/{page.code}")
def test_related_pages_exist_and_are_others(page: ErrorPage) -> None:
    known = {p.code for p in PAGES if p.provider == page.provider}
    assert set(page.related) <= known - {page.code}


def test_an_unknown_code_gets_an_honest_page() -> None:
    page = PROVIDERS["te"].errors().page("-4711")
    assert not page.known
    assert page.source is Confidence.UNKNOWN
    assert page.remedies


def test_the_providers_are_found_by_their_folders() -> None:
    assert list(PROVIDERS) == ["te", "td"]
    assert len(PROVIDERS) == 2
    assert "nothing" not in PROVIDERS
    assert all(PROVIDERS[name].id == name for name in PROVIDERS)
