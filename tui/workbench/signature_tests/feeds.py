"""Where the signs of a test come from. Only the vendor's SDK makes one, so what counts is how they get in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from tui.core.failures import AssayError, Refused
from tui.core.secret import fingerprint
from tui.workbench.signature_tests.parts import ABSENT, Parts
from tui.workbench.signatures import Signatures

RunCommand = Callable[[Sequence[str]], str]
"""Runs a program by its argument list, never through a shell, and gives its standard output. The
front end brings it. Raises AssayError."""


class NoSignLeft(AssayError):
    """The feed is empty, or gave what cannot be a sign."""

    default_code = "invalid-input"


class SignFeed(Protocol):
    @property
    def fresh(self) -> bool:
        """Whether every sign taken is a new one."""
        ...

    @property
    def left(self) -> int | None:
        """How many signs can be taken; None when there is no end."""
        ...

    def take(self, parts: Parts) -> str:
        """A sign for path, query and body of `parts`. Safe to call from any thread. Raises NoSignLeft."""
        ...


class OneSign:
    """One sign for every row: the rows after the first use it again."""

    fresh = False
    left = None

    def __init__(self, sign: str) -> None:
        self._sign = sign

    def take(self, parts: Parts) -> str:
        return self._sign


class ListFeed:
    """Signs from a file or a paste, one a line, all made for the same request; each is given once."""

    fresh = True

    def __init__(self, text: str | Sequence[str]) -> None:
        lines = text.splitlines() if isinstance(text, str) else text
        # A sign pasted twice would come as a replay, so each counts once.
        self._signs = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        return len(self._signs)

    def take(self, parts: Parts) -> str:
        with self._lock:
            if not self._signs:
                raise NoSignLeft("No sign is left in the list.", next_step="Add signs, or choose fewer rows.")
            return self._signs.pop(0)


class CommandFeed:
    """A program of the user's that prints one sign. `{path}` in an argument becomes the path to be signed.

    A program that prints a sign it has printed before is stopped at: its rows would be replays.
    """

    fresh = True
    left = None

    def __init__(self, argv: Sequence[str], run: RunCommand) -> None:
        if not argv:
            raise Refused("The command for signs is empty.", next_step="Give a program and its arguments.")
        self._argv = tuple(argv)
        self._run = run
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    @property
    def chooses_path(self) -> bool:
        """Whether it is told which path to sign."""
        return any("{path}" in word for word in self._argv)

    def take(self, parts: Parts) -> str:
        path = parts.path if isinstance(parts.path, str) else ""
        printed = self._run([word.replace("{path}", path) for word in self._argv])
        sign = printed.strip()
        if not sign or "\n" in sign:
            count = len(printed.split("\n")) if sign else 0
            raise NoSignLeft(
                f"The command for signs printed {count} lines instead of one sign."
                if sign
                else "The command for signs printed nothing.",
                next_step="Let it print the sign and nothing else on standard output.",
            )
        with self._lock:
            if fingerprint(sign) in self._seen:
                raise NoSignLeft(
                    "The command for signs printed a sign that it had printed before.",
                    next_step="Let it make a new sign at every call.",
                )
            self._seen.add(fingerprint(sign))
        return sign


class Covers(StrEnum):
    """What a sign of the sandbox covers; the two generations of the vendor's SDKs differ in that."""

    PATH = "path"
    QUERY = "path and query"
    BODY = "path and body"
    ALL = "path, query and body"


class SandboxFeed:
    """The embedded sandbox's signer, playing one generation of the SDK. No vendor accepts its signs."""

    fresh = True
    left = None

    def __init__(self, signatures: Signatures, covers: Covers = Covers.PATH) -> None:
        self._signatures = signatures
        self._covers = covers

    def take(self, parts: Parts) -> str:
        query = parts.query if self._covers in (Covers.QUERY, Covers.ALL) else ABSENT
        body = parts.body if self._covers in (Covers.BODY, Covers.ALL) else ABSENT
        return self._signatures.sandbox_sign(
            parts.path if isinstance(parts.path, str) else "",
            {str(k): str(v) for k, v in query.items()} if isinstance(query, dict) else None,
            body if isinstance(body, str) else None,
        )
