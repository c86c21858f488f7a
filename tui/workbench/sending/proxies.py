"""A proxy is named before the first key goes through it: once per profile, address and proxy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from tui.core.failures import ProxyUnconfirmed
from tui.core.ports import SettingsStore
from tui.core.profile import Profile
from tui.core.urls import is_plain_text, origin_of

TABLE = "proxies"
"""Where a yes is kept in the settings: what it was said of, by a name made of just that."""


def proxy_of(profile: Profile) -> str:
    """Scheme, host and port of a profile's proxy; nothing where it has none."""
    return _origin(profile.proxy) if profile.proxy else ""


def _origin(address: str) -> str:
    try:
        return str(origin_of(address))
    except ValueError:
        return address


class Proxies:
    """The gate that every request of a profile with a proxy goes through.

    With `announce`, as the command line and programs have it, the proxy is named there and used. Without,
    the request is refused until a person has said yes to `accept`.
    """

    def __init__(self, settings: SettingsStore) -> None:
        self.announce: Callable[[str], object] | None = None
        self._settings = settings
        self._accepted: set[str] = set()

    def pass_through(self, profile: Profile) -> None:
        """Raises ProxyUnconfirmed, which names the proxy, for one that nobody has said yes to."""
        mark = _mark(profile)
        if not profile.proxy or mark in self._accepted or mark in self._kept():
            return
        if self.announce is None:
            raise ProxyUnconfirmed(profile, *_words(profile))
        self._accepted.add(mark)
        self.announce(" ".join(_words(profile)))

    def accept(self, profile: Profile) -> None:
        """From now on requests of this profile to its present address go through its present proxy.
        Raises FileProblem when that cannot be kept; it holds until the end of the program then."""
        self._accepted.add(_mark(profile))
        self._settings.put(f"{TABLE}.{_mark(profile)}", f"{profile.name}: {proxy_of(profile)}")

    def _kept(self) -> Mapping[str, object]:
        kept = self._settings.load().get(TABLE)
        return kept if isinstance(kept, Mapping) else {}


def _mark(profile: Profile) -> str:
    facts = "\n".join((profile.id, _origin(profile.base_url), profile.proxy))
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _words(profile: Profile) -> tuple[str, str]:
    """That there is a proxy, and what whoever runs it can see."""
    there = _origin(profile.base_url)
    named = f"Requests of “{profile.name}” to {there} go through the proxy {proxy_of(profile)}."
    if there.startswith("https:"):
        return named, "It learns the host and port; TLS keeps the key from it."
    if is_plain_text(profile.base_url):
        return named, "Over plain http whoever runs it can read the key."
    return named, "Whoever runs it can read the key."
