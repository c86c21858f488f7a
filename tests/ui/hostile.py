"""Text that acts on terminals, on markup, or on layout when it is shown without care."""

from __future__ import annotations

ESC = "\x1b"
BEL = "\x07"

CONTROL = (
    f"{ESC}[2J{ESC}[H",
    f"{ESC}[31mred",
    f"{ESC}[6n",
    f"{ESC}[?1049l",
    f"{ESC}[?25l",
    f"{ESC}[5;10r",
    f"{ESC}[4h",
    f"{ESC}[99999C",
    f"{ESC}[200~pasted{ESC}[201~",
    f"{ESC}c",
    f"{ESC}7{ESC}8",
    f"{ESC}(0lqqk",
    f"{ESC}]0;title{BEL}",
    f"{ESC}]0;title{ESC}\\",
    f"{ESC}]52;c;RVZJTA=={BEL}",
    f"{ESC}]52;c;RVZJTA=={ESC}\\",
    f"{ESC}]8;;http://evil.invalid{ESC}\\link{ESC}]8;;{ESC}\\",
    f"{ESC}]8;;file:///etc/passwd{BEL}x",
    f"{ESC}]10;?{ESC}\\",
    f"{ESC}]1337;File=inline=1:AAAA{BEL}",
    f"{ESC}P+q544e{ESC}\\",
    f"{ESC}Pq unterminated",
    f"{ESC}_apc{ESC}\\",
    f"{ESC}^pm{ESC}\\",
    f"{ESC}Xsos{ESC}\\",
    f"{ESC}",
    f"tail{ESC}[",
    "\x9b2J\x9b31m",
    "\x9d0;title\x9c",
    "\x90q\x9c",
    "\x84\x85\x8d",
    "bell\x07 back\x08\x08\x08 del\x7f",
    "over\rwritten",
    "a\tb\vc\fd",
    "line\nbreak\r\nmore",
    "shift\x0e out \x0f in",
    "nul\x00byte \x05 enquiry",
    "\x18\x1a cancel substitute",
)

MARKUP = (
    "[bold]bold[/bold]",
    "[@click=app.quit]press[/]",
    "[@click=app.bell()]press[/@click]",
    "[link=http://evil.invalid]go[/link]",
    "[on red]x[/]",
    "[/]",
    "[/bold]",
    "[unclosed",
    "]]>[[",
    "\\[escaped]",
    "[$primary]x[/]",
    "[red on $surface 50%]x",
    "$name ${name} {name}",
    '["json", {"a": [1, 2]}]',
)

SHAPES = (
    "abc\u202egnp.exe",
    "\u2066isolated\u2069 \u200frtl",
    "zero\u200bwidth\u200djoin\ufeff",
    "a" + "\u0301" * 60,
    "\u0e33" * 20,
    "👩\u200d👩\u200d👧\u200d👦 \ufe0f❤\ufe0f",
    "\U0001f1e9\U0001f1ea\U0001f3fd",
    "全角文字と한국어",
    "\ud800 lone \udfff",
    "\U000e0041\U000e0042 tags",
    "\u2028line\u2029paragraph",
    "\u3164\u115f\uffa0 fillers",
    "x" * 5000,
    " ",
)

STRINGS = CONTROL + MARKUP + SHAPES

GROUPS = tuple(" ‖ ".join(STRINGS[start : start + 17]) for start in range(0, len(STRINGS), 17))
"""All of them in few texts, for slots where every string on its own would take too long."""

MIXED = MARKUP + GROUPS
"""Every markup on its own, because one that closes another would hide that it acts."""


def acts(text: str) -> list[str]:
    """The characters of shown text that a terminal would act on."""
    return sorted(
        {
            f"{ord(c):04X}"
            for c in text
            if ord(c) < 0x20
            or 0x7F <= ord(c) <= 0x9F
            or 0xD800 <= ord(c) <= 0xDFFF
            or c in "\u202e\u2066\u2028\u2029"
        }
    )
