"""From the bytes of the wire to the bytes of the body, in bounded steps."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

STEP = 64 * 1024
"""The most that one step of unpacking may produce: a bomb is unpacked slowly and can be stopped."""

_GZIP = 16 + zlib.MAX_WBITS
_KNOWN = {"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"}
_MAGIC = b"\x1f\x8b"


class BodyFault(Exception):
    """The body cannot be read as its headers promise. `code` is one of ours; `args[0]` a sentence."""

    def __init__(self, code: str, sentence: str, *evidence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.evidence = evidence


class Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Raises BodyFault."""
        ...

    def finish(self) -> None:
        """Raises BodyFault when the end is missing."""
        ...


class Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        """Nothing of its own can be missing."""


class Gunzip:
    """gzip, also of several members, at most STEP bytes at a time."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP)
        self._begun = False
        self._between = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._between:
                # Between members only zero padding is allowed (gzip manual, "trailing zero bytes").
                data = data.lstrip(b"\0")
                if not data:
                    return
                if data[:1] != _MAGIC[:1]:
                    raise BodyFault("encoding-refused", "Something that is not gzip follows the gzip body.")
                self._inflate, self._between = zlib.decompressobj(_GZIP), False
            self._begun = True
            yield from self._inflated(data)
            if not self._inflate.eof:
                return
            data, self._between = self._inflate.unused_data, True

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        while True:
            try:
                piece = self._inflate.decompress(data, STEP)
            except zlib.error:
                raise BodyFault(
                    "encoding-refused", "The body is not the gzip that it claims to be."
                ) from None
            if piece:
                yield piece
            data = self._inflate.unconsumed_tail
            if self._inflate.eof or (not data and len(piece) < STEP):
                return

    def finish(self) -> None:
        if self._begun and not self._between:
            raise BodyFault("transfer-cut", "The compressed body ends before its end.")


def decoder_for(encodings: list[str]) -> Decoder:
    """The decoder for the values of `Content-Encoding`. Raises BodyFault for all but one gzip.

    Only gzip is asked for; stacked and unasked encodings are how a small answer becomes a huge one.
    """
    names = [name.strip().lower() for value in encodings for name in value.split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if not names:
        return Plain()
    if names in (["gzip"], ["x-gzip"]):
        return Gunzip()
    # Only known names are repeated: the header is the server's, and may hold anything.
    listed = ", ".join(name if name in _KNOWN else "something unknown" for name in names[:5])
    raise BodyFault(
        "encoding-refused",
        "The answer is packed in a way that was not asked for.",
        f"Content-Encoding: {listed}; only gzip is asked for.",
    )
