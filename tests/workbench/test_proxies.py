"""A proxy is named once before the first key goes through it, and again when anything about it changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import paths_below
from tui.core.failures import ProxyUnconfirmed
from tui.core.profile import Profile
from tui.storage import TomlSettings
from tui.workbench.sending.proxies import Proxies

PROFILE = Profile("p1", "live", "te", "https://te.example.com:8992", proxy="http://proxy.example.com:3128")


@pytest.fixture
def settings(tmp_path: Path) -> TomlSettings:
    return TomlSettings(paths_below(tmp_path))


def asked(proxies: Proxies, profile: Profile) -> str:
    """What the question says; nothing when none is asked."""
    try:
        proxies.pass_through(profile)
    except ProxyUnconfirmed as error:
        return " ".join((error.message, *error.evidence))
    return ""


def test_a_yes_is_asked_for_once_and_remembered(settings: TomlSettings) -> None:
    proxies = Proxies(settings)
    words = asked(proxies, PROFILE)
    assert words.startswith(
        "Requests of “live” to https://te.example.com:8992 go through the proxy http://proxy.example.com:3128."
    )
    assert words.endswith("TLS keeps the key from it.")
    assert asked(proxies, PROFILE) == words
    proxies.accept(PROFILE)
    assert asked(proxies, PROFILE) == asked(Proxies(settings), PROFILE) == ""


@pytest.mark.parametrize(
    "changed",
    [{"proxy": "http://proxy.example.com:8080"}, {"base_url": "http://te.example.com:8992"}, {"id": "p2"}],
    ids=str,
)
def test_what_changes_is_asked_about_again(settings: TomlSettings, changed: dict[str, str]) -> None:
    proxies = Proxies(settings)
    proxies.accept(PROFILE)
    assert asked(proxies, replace(PROFILE, **changed))  # type: ignore[arg-type]  # texts all three
    assert asked(proxies, replace(PROFILE, base_url="https://te.example.com:8992/prefix")) == ""


def test_over_plain_http_it_says_who_can_read_the_key(settings: TomlSettings) -> None:
    plain = replace(PROFILE, base_url="http://te.example.com")
    assert "whoever runs it can read the key" in asked(Proxies(settings), plain)


def test_without_a_proxy_nothing_is_asked(settings: TomlSettings) -> None:
    assert asked(Proxies(settings), replace(PROFILE, proxy="")) == ""


def test_where_nobody_can_be_asked_it_is_named_once(settings: TomlSettings) -> None:
    said: list[str] = []
    proxies = Proxies(settings)
    proxies.announce = said.append
    assert asked(proxies, PROFILE) == asked(proxies, PROFILE) == ""
    assert len(said) == 1
    assert "http://proxy.example.com:3128" in said[0]
    # A line on standard error is no yes.
    assert asked(Proxies(settings), PROFILE)
