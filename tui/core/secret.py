"""A credential that cannot be shown by accident, and the redactor that knows its shapes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn, Self
from urllib.parse import quote, quote_plus

MASK = "••••"
MASK_BYTES = MASK.encode()

# A shorter value occurs in ordinary text by chance, so masking it everywhere would falsify answers.
# It is still masked in the one place where it certainly stands: the query parameter.
MIN_MASKED_LENGTH = 6


def cut_short(value: str) -> str:
    """What may be kept and shown of a sensitive value: its first six and last four characters."""
    return value if len(value) <= 12 else f"{value[:6]}…{value[-4:]}"


def fingerprint(value: str) -> str:
    """SHA-256 of a sensitive value, hex: what is kept in its place."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret lies: the name of a store and the place within it. Never the value.

    `store` is keyring, environment, command, file, session or sandbox; `locator` is opaque to everyone but
    the store: a random item id for the keyring, the variable's name for the environment store.
    """

    store: str
    locator: str


class Secret:
    """One credential in memory.

    Repr, str and format show a mask; comparing, hashing, pickling and JSON are refused, so that no
    log, dump, snapshot or dataclass helper can carry the value away. `reveal()` is the one door;
    an architecture test pins its call sites.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        if not isinstance(value, str):
            raise TypeError("a secret is text")
        self.__value = value

    def reveal(self) -> str:
        """The value itself. Only a store that writes it and the authorizer may call this."""
        return self.__value

    def is_empty(self) -> bool:
        return not self.__value

    def same_as(self, other: Secret) -> bool:
        """Whether both hold the same value; used to read a store back after a write."""
        return self.__value == other.__value

    def patterns(self) -> Redactor:
        return Redactor.of([self])

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        raise TypeError("secrets are not compared; use same_as()")

    __hash__ = None  # type: ignore[assignment]  # typeshed types this slot as a method

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is never serialised")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret is never serialised")

    def _shapes(self) -> set[str]:
        """Every spelling in which the value may come back from a server."""
        value = self.__value
        shapes = {
            value,
            quote(value, safe=""),
            quote(value, safe="").lower(),
            quote(value),
            quote_plus(value),
            json.dumps(value)[1:-1],
            json.dumps(value, ensure_ascii=False)[1:-1],
            value.lower(),
            value.upper(),
        }
        raw = value.encode("utf-8", "surrogatepass")
        shapes |= {raw.hex(), raw.hex().upper()}
        for shift in range(3):
            # Base64 of the value depends on its offset in the encoded text: three alignments. The
            # characters that mix in neighbouring bytes are cut off at both ends.
            body = base64.b64encode(b"\0" * shift + raw)
            first = (shift * 8 + 5) // 6
            last = ((shift + len(raw)) * 8) // 6
            core = body[first:last].decode("ascii")
            if len(core) >= MIN_MASKED_LENGTH:
                shapes |= {core, core.replace("+", "-").replace("/", "_")}
        return shapes


class Redactor:
    """Replaces every known spelling of some secrets by a mask, in text and in byte streams.

    The spellings covered: as is, percent-encoded, form-encoded, JSON-escaped, upper and lower case,
    hex, and Base64 at any alignment. Not covered, and said so in the README: reversed, compressed or
    encrypted copies, or copies split by other text.
    """

    __slots__ = ("__bytes", "__longest", "__text")

    def __init__(self, shapes: Iterable[str]) -> None:
        kept = sorted({s for s in shapes if len(s) >= MIN_MASKED_LENGTH}, key=len, reverse=True)
        self.__text = tuple(kept)
        self.__bytes = tuple(s.encode("utf-8", "surrogatepass") for s in kept)
        self.__longest = max((len(b) for b in self.__bytes), default=0)

    @classmethod
    def of(cls, secrets: Iterable[Secret]) -> Redactor:
        return cls(shape for secret in secrets for shape in secret._shapes())

    def __repr__(self) -> str:
        return f"Redactor({len(self.__text)} patterns)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a redactor holds secrets and is never serialised")

    def and_of(self, other: Redactor) -> Redactor:
        """One that knows what both know."""
        return Redactor((*self.__text, *other.__text))

    @property
    def longest(self) -> int:
        """Bytes of the longest pattern; 0 when there is nothing to mask."""
        return self.__longest

    def text(self, value: str) -> str:
        for shape in self.__text:
            if shape in value:
                value = value.replace(shape, MASK)
        return value

    def data(self, value: bytes) -> bytes:
        for shape in self.__bytes:
            if shape in value:
                value = value.replace(shape, MASK_BYTES)
        return value

    def held_back(self, value: bytes) -> int:
        """How many bytes at the end of `value` may be the beginning of a secret."""
        held = 0
        for shape in self.__bytes:
            tail = value[-(len(shape) - 1) :]
            # Leaps between occurrences of the first byte: this runs for every chunk of an answer.
            at = tail.find(shape[:1])
            while at >= 0 and not shape.startswith(tail[at:]):
                at = tail.find(shape[:1], at + 1)
            if at >= 0:
                held = max(held, len(tail) - at)
        return held


class StreamRedactor:
    """Masks a byte stream chunk by chunk, also where a secret is split across chunks.

    Bytes are held back only while they could be the beginning of a secret, so that the first rows
    of a stream are not delayed.
    """

    __slots__ = ("_pending", "_redactor", "masked")

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._pending = b""
        self.masked = False

    def feed(self, chunk: bytes) -> bytes:
        data = self._pending + chunk if self._pending else chunk
        clean = self._redactor.data(data)
        if clean is not data:
            self.masked = True
        held = self._redactor.held_back(clean)
        if not held:
            self._pending = b""
            return clean
        self._pending = clean[-held:]
        return clean[:-held]

    def flush(self) -> bytes:
        """The bytes held back, once the stream has ended."""
        pending, self._pending = self._pending, b""
        return pending


NOTHING_SECRET = Redactor(())
