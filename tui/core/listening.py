"""Hearing requests of a person's own app on this machine: what comes in, what goes back, the role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HeardRequest:
    """One whole request as it came. `target` begins with a slash, its query untouched; `headers` keep
    order and repeats, values as UTF-8 with lone surrogates for other bytes."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first of that name, letter case aside; empty when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered. Length, connection and origin are the listener's to say."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A request that was refused before anybody saw it. `reason` is a sentence, safe to show once
    control characters in it are."""

    status: int
    reason: str


Answering = Callable[[HeardRequest], Reply]
"""Called in a thread of the listener, for several requests at once."""


@dataclass(frozen=True, slots=True)
class ListenWish:
    """Where and for whom. Port 0 takes a free one; `origins` are pages beyond this machine that may send,
    as `https://shop.example`; pages of this machine and programs always may."""

    host: str = "127.0.0.1"
    port: int = 0
    origins: Sequence[str] = field(default_factory=tuple)


class Listening(Protocol):
    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`"""
        ...

    def close(self) -> None:
        """No request is heard any more; those that are being answered get theirs, within a second."""
        ...


class Listener(Protocol):
    def listen(
        self,
        wish: ListenWish,
        answer: Answering,
        turned_away: Callable[[TurnedAway], None],
    ) -> Listening:
        """Begin to hear. Raises Refused for an address beyond this machine and NotFound for one that
        cannot be used."""
        ...
