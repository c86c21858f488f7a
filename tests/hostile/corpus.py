"""Text that acts on terminals, markup, layout, spreadsheets, shells or file systems: every family once.

Most of it is made by rule, so that no control character and no kind of sequence is forgotten.
"""

from __future__ import annotations

from tests.ui.hostile import SHAPES, STRINGS

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"

SINGLE = tuple(f"a{chr(code)}b" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)))
"""Every C0 and C1 character and DEL, within a word."""

OSC = tuple(
    f"{start}{number};{argument}{end}"
    for number, argument in (
        (0, "icon and title"),
        (1, "icon"),
        (2, "title"),
        (4, "1;rgb:ff/00/00"),
        (7, "file:///tmp"),
        (8, ";http://elsewhere.invalid"),
        (9, "note"),
        (10, "?"),
        (11, "#ff0000"),
        (12, "red"),
        (22, "pointer"),
        (50, "font"),
        (52, "c;TEVBSw=="),
        (104, ""),
        (133, "A"),
        (633, "P;Cwd=/"),
        (777, "notify;a;b"),
        (1337, "SetMark"),
    )
    for start, end in ((f"{ESC}]", BEL), (f"{ESC}]", ST), ("\x9d", "\x9c"))
)
CSI = tuple(
    f"{start}{rest}"
    for rest in (
        *(
            "2J",
            "3J",
            "H",
            "K",
            "31m",
            "0;1;5m",
            "38;2;255;0;0m",
            "6n",
            "c",
            ">c",
            "=c",
            "5n",
            "?6n",
            "s",
            "u",
        ),
        *("?25l", "?1049h", "?1049l", "?2004h", "?1000h", "?1003h", "?2026h", "4h", "20h", "2;5r", "10;20H"),
        *(
            "999A",
            "999B",
            "999C",
            "999D",
            "S",
            "T",
            "P",
            "X",
            "@",
            "L",
            "M",
            "g",
            "!p",
            "?5h",
            "14t",
            "21t",
            "8;5;5t",
        ),
    )
    for start in (f"{ESC}[", "\x9b")
)
ESCAPES = tuple(
    f"{ESC}{rest}x"
    for rest in (
        *("c", "7", "8", "D", "E", "H", "M", "N", "O", "Z", "=", ">", "#8", "(0", ")B", "%G", " F"),
        *("n", "o", "|", "P1$r", "Pq#0", "_G", "^x", "X", "k"),
    )
)
DIRECTION = tuple(
    f"a{mark}b\u202c" for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
INVISIBLE = tuple(
    f"in{mark}visible"
    for mark in "\xad\u034f\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"
    "\u206a\u3164\ufeff\uffa0\ufff9\U000e0041\U000e0100"
)
ACTIONS = (
    "[@click=app.quit]a[/]",
    "[@click=screen.dismiss]a[/]",
    "[@click='app.notify(\"x\")']a[/]",
    "[link='file:///etc/passwd']a[/link]",
    "[blink reverse red on red]a[/]",
    "[b][i][u]unclosed",
    "[/not-open]",
    "[#ff0000",
    "[[b]]",
    "\\[b]",
    "[bold]ok[/bold] [/bold]",
    ":smile: :skull:",
    "[auto on $error 200%]a",
    "[](http://elsewhere.invalid)",
    "<script>alert(1)</script>",
    "&lt;b&gt; &#27;[31m",
)
ELSEWHERE = (
    *("=1+1", "+1", "-1+cmd|' /C x'!A0", "@SUM(1)", "\t=1", "\r=1"),
    *("../../etc/passwd", "..", "/dev/tty", "C:\\x", "con", "a\x00.csv", "~/x", "$HOME", "-rf", "--help"),
    *("$(id)", "`id`", "'; DROP TABLE x; --", "%s%n", "{0.__class__}", "{{7*7}}", "${jndi:ldap://x}"),
)
WIDE = (
    "全角" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20,
    "e" + "\u0301" * 400,
    "x" * 20_000,
    "\u0e01\u0e33" * 50,
)

CORPUS = tuple(
    dict.fromkeys(
        (
            *STRINGS,
            *SINGLE,
            *OSC,
            *CSI,
            *ESCAPES,
            *DIRECTION,
            *INVISIBLE,
            *ACTIONS,
            *ELSEWHERE,
            *WIDE,
            *SHAPES,
        )
    )
)

SHORT = tuple(text for text in CORPUS if len(text) < 60)

PILES = tuple("‖".join(SHORT[start : start + 12]) for start in range(0, len(SHORT), 12))
"""All short ones in a few texts, for slots where each on its own would take too long."""


def acts(text: str) -> list[str]:
    """Characters that a terminal would act on, or that turn or hide text."""
    return sorted({f"{ord(c):04X}" for c in text if is_acting(ord(c))})


def is_acting(code: int) -> bool:
    return (
        code < 0x20
        or 0x7F <= code <= 0x9F
        or 0xD800 <= code <= 0xDFFF
        or code in (0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF)
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xE0000 <= code <= 0xE0FFF
    )
