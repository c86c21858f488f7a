"""How much one client, and all of them together, may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds of one request; connections of all."""

    head: int = 32 * 1024
    headers: int = 100
    body: int = 10_000_000
    head_seconds: float = 10.0
    """From the connection to the end of the head, however slowly it drips."""
    body_seconds: float = 30.0
    answer_seconds: float = 10.0
    """For taking the answer."""
    connections: int = 64
    """Open at once; further ones are told 503."""
    at_work: int = 8
    """Requests that are answered at once; further ones wait."""
