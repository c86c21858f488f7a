"""What a request's parts are made of, byte by byte: length, hash, hex, and blanks made visible."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widgets import Static

from tui.core.display import safe
from tui.core.wording import tr

ROW = 16
"""Bytes a line: with the offset, hex and text are 72 cells wide. Half of it where that is too wide."""

WIDE = 6 + ROW * 3 - 1 + 2 + ROW

MAX_BYTES = 4096
"""Bytes shown of one part; the length and the hash are of the whole."""

_BLANKS = {0x20: "·", 0x09: "→", 0x0A: "↵", 0x0D: "␍", 0x00: "␀"}


def hex_lines(data: bytes, in_row: int = ROW) -> list[str]:
    """`0000  2f 61 20 …  /a·…`: so many bytes a line, blanks and line ends as symbols."""
    lines = []
    for offset in range(0, len(data), in_row):
        row = data[offset : offset + in_row]
        pairs = " ".join(f"{byte:02x}" for byte in row)
        lines.append(f"{offset:04x}  {pairs:<{in_row * 3 - 1}}  {''.join(map(_shown, row))}")
    return lines


def _shown(byte: int) -> str:
    if byte in _BLANKS:
        return _BLANKS[byte]
    return chr(byte) if 0x21 <= byte <= 0x7E else "░"


def oddities(data: bytes) -> list[str]:
    """What the eye misses in a value: blanks and quotes at its ends, line ends, invalid UTF-8."""
    found = []
    if data[:1].isspace():
        found.append(tr("begins with a blank"))
    if data[-1:].isspace():
        found.append(tr("ends with a blank or line end"))
    if data[:1] in {b'"', b"'"} or data[-1:] in {b'"', b"'"}:
        found.append(tr("has a quotation mark at an end"))
    if b"\r\n" in data:
        found.append(tr("holds CR LF line ends"))
    if data.startswith(b"\xef\xbb\xbf"):
        found.append(tr("begins with a byte order mark"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        found.append(tr("is not valid UTF-8"))
    else:
        if not text.isascii():
            found.append(tr("holds characters beyond ASCII"))
    return found


class ByteView(Static):
    """The parts of a request to the byte. Set with `show`; every part is a name and its bytes."""

    _parts: tuple[tuple[str, bytes | None], ...] = ()
    _in_row = ROW

    def show(self, parts: Iterable[tuple[str, bytes | None]]) -> None:
        self._parts = tuple(parts)
        self._paint()

    def on_resize(self) -> None:
        in_row = ROW if self.size.width >= WIDE else ROW // 2
        if in_row != self._in_row:
            self._in_row = in_row
            self._paint()

    def _paint(self) -> None:
        blocks: list[Content] = []
        for name, data in self._parts:
            if data is None:
                blocks.append(Content.assemble((name, "bold"), tr("  left out of the request"), "\n"))
                continue
            head = tr(
                "  {count} bytes  sha256 {digest}…",
                count=len(data),
                digest=hashlib.sha256(data).hexdigest()[:16],
            )
            notes: Sequence[str] = oddities(data)
            blocks.append(
                Content.assemble(
                    (name, "bold"),
                    head,
                    *(("\n  ▲ " + note, "$text-warning") for note in notes),
                    "\n",
                    ("\n".join(map(safe, hex_lines(data[:MAX_BYTES], self._in_row))), "dim"),
                    "\n" if len(data) <= MAX_BYTES else tr("\n… the first {count} bytes\n", count=MAX_BYTES),
                )
            )
        self.update(Content("\n").join(blocks))
