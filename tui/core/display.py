"""Text from outside made safe to show: control characters become visible symbols, never actions.

Only what is shown passes through here; stored and exported data stays exactly what it was.
"""

from __future__ import annotations

import re

MAX_MARKS = 4
"""Combining marks kept per character; longer piles have crashed terminals (CVE-2021-27135)."""

_C0 = {code: chr(0x2400 + code) for code in range(0x20)}
_HIDDEN = (
    "\x7f-\x9f"  # DEL and C1
    "\xad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible letters and joiners
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidirectional controls
    "\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff"  # lone surrogates
    "\U00013430-\U0001345f"  # hieroglyphs put upon each other
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags and variation selectors supplement
)
_UNSAFE = re.compile(f"[\x00-\x1f{_HIDDEN}\ufe00-\ufe0f]")
_UNSAFE_BUT_LINES = re.compile(f"[\x00-\x09\x0b-\x1f{_HIDDEN}\ufe00-\ufe0f]")
_MARKS = re.compile(
    "([\u0300-\u034e\u0350-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
    f"{{{MAX_MARKS}}})"
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def _visible(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if code in _C0:
        return _C0[code]
    if 0xFE00 <= code <= 0xFE0F:
        # Variation selectors change nothing but the width, and terminals disagree about that.
        return ""
    return f"⟨{code:04X}⟩"


def safe(text: str, limit: int = 0, *, keep_lines: bool = False) -> str:
    """`text` with every character that could act on a terminal shown as a symbol.

    C0 controls become U+2400 pictures, other controls, bidirectional and invisible characters their
    code in ⟨angle brackets⟩. With `keep_lines`, line feeds stay (a CR before one is dropped). A
    positive `limit` cuts to that many characters and ends in an ellipsis.
    """
    if limit and len(text) > limit:
        text = text[: max(1, limit) - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    if keep_lines:
        text = _UNSAFE_BUT_LINES.sub(_visible, text.replace("\r\n", "\n"))
    else:
        text = _UNSAFE.sub(_visible, text)
    return text if text.isascii() else _MARKS.sub(r"\1", text)


def human_bytes(count: int) -> str:
    """A size for people, in units of 1000: `812 B`, `1.4 MB`."""
    if count < 1000:
        return f"{count} B"
    size = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 999.5:
            return f"{size:.1f} {unit}"
    return f"{size:.1f} PB"


def human_count(count: int) -> str:
    """A count with thin groups: 31,106."""
    return f"{count:,}"


def human_seconds(seconds: float) -> str:
    """A duration for people: `8 ms`, `1.42 s`, `3:05 min`."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d} min"
