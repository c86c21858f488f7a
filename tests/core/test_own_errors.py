"""Every failure that this program can name has a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tui
from tui.core.confidence import Confidence
from tui.core.knowledge import ErrorCatalog, ErrorPage, parse_catalog
from tui.core.transport_evidence import ANSWERED_BEFORE

ROOT = Path(tui.__file__).parent
TRANSPORT = [
    "dns-failed",
    "connection-refused",
    "connect-timeout",
    "tls-expired",
    "tls-self-signed",
    "tls-wrong-host",
    "tls-failed",
    "plain-http-to-tls",
    "tls-to-plain-http",
    "read-timeout",
    "write-timeout",
    "pool-timeout",
    "deadline-exceeded",
    "connection-lost",
    "transfer-cut",
    "protocol-error",
    "answer-too-large",
    "encoding-refused",
    "proxy-failed",
    "redirect-refused",
    "address-invalid",
    "cancelled",
    "transport-failed",
    "uncertain",
    "interrupted",
]
SECRETS = [
    "keyring-missing",
    "keyring-locked",
    "keyring-not-set-up",
    "keyring-timeout",
    "keyring-refused",
    "keyring-failed",
    "secret-missing",
    "secret-not-kept",
    "variable-unset",
    "store-unknown",
    "command-failed",
]
USE = [
    "invalid-input",
    "not-found",
    "refused",
    "confirmation-needed",
    "proxy-unconfirmed",
    "read-only",
    "file-unreadable",
    "disk-full",
    "unexpected-body",
    "internal-error",
    "sandbox-failed",
]


def own() -> ErrorCatalog:
    return parse_catalog("assay", (ROOT / "core" / "errors.toml").read_text("utf-8"))


PAGES = list(own())


@pytest.mark.parametrize("code", [*TRANSPORT, *SECRETS, *USE])
def test_the_code_has_a_page(code: str) -> None:
    assert code in own()


def test_every_code_in_the_source_has_a_page() -> None:
    pattern = re.compile(r'(?:\bcode=|default_code = |\.page\()"([a-z]+(?:-[a-z]+)+)"')
    used = {
        code
        for file in ROOT.rglob("*.py")
        if "sandbox" not in file.parts[len(ROOT.parts) :]
        for code in pattern.findall(file.read_text("utf-8"))
    }
    assert used - {page.code for page in PAGES} == set()
    assert len(used) >= 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_says_what_why_and_what_next(page: ErrorPage) -> None:
    assert page.source is Confidence.OWN
    assert page.group
    assert page.causes
    assert page.remedies
    sentences = (page.meaning, *page.causes, *page.remedies)
    assert all(text.endswith(".") and text[0].isupper() for text in sentences)
    assert not page.title.endswith(".")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_related_pages_exist(page: ErrorPage) -> None:
    assert set(page.related) <= {p.code for p in PAGES}


@pytest.mark.parametrize("code", ANSWERED_BEFORE)
def test_causes_that_a_rule_rules_out_are_the_pages_own(code: str) -> None:
    assert set(ANSWERED_BEFORE[code]) <= set(own().page(code).causes)
