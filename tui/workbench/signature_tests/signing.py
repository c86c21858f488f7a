"""What a test is made for: the parts of a request and where its signs come from; a door for front ends."""

from __future__ import annotations

from tui.workbench.signature_tests.feeds import (
    CommandFeed,
    Covers,
    ListFeed,
    NoSignLeft,
    OneSign,
    SandboxFeed,
    SignFeed,
)
from tui.workbench.signature_tests.parts import ABSENT, Parts

__all__ = [
    "ABSENT",
    "CommandFeed",
    "Covers",
    "ListFeed",
    "NoSignLeft",
    "OneSign",
    "Parts",
    "SandboxFeed",
    "SignFeed",
]
