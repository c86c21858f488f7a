"""Signs that an endpoint should refuse though they are genuine: of another path, of a risky device."""

from __future__ import annotations

from dataclasses import replace

from tui.workbench.sandbox import SandboxVerbs
from tui.workbench.signature_tests import CommandFeed, Parts, SandboxFeed, SignFeed

ELSEWHERE = "/assay-posture/elsewhere"


class OtherPathFeed:
    """Signs of a feed that signs whatever path it is given, for another path than the request's."""

    fresh = True
    left = None

    def __init__(self, feed: SignFeed) -> None:
        self._feed = feed

    def take(self, parts: Parts) -> str:
        return self._feed.take(replace(parts, path=ELSEWHERE))


def other_path_feed(feed: SignFeed) -> OtherPathFeed | None:
    """None for a feed that cannot choose the path."""
    if isinstance(feed, SandboxFeed) or (isinstance(feed, CommandFeed) and feed.chooses_path):
        return OtherPathFeed(feed)
    return None


class RiskyFeed:
    """Signs of the sandbox from a device that is rooted."""

    fresh = True
    left = None

    def __init__(self, sandbox: SandboxVerbs) -> None:
        self._sandbox = sandbox

    def take(self, parts: Parts) -> str:
        path = parts.path if isinstance(parts.path, str) else ""
        return self._sandbox.sign(path, None, None, {"device": "root"})
