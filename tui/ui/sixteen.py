"""Colours for a terminal that has sixteen: by their meaning, and legible whatever the theme.

The nearest of sixteen in plain distance makes every pastel the same grey, and white letters on a
coloured ground become white on grey. Here the hue decides, and letters keep a distance from their ground.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.filter import LineFilter

Triplet = tuple[int, int, int]

GREYS = (0, 8, 7, 15)
HUES = {0: (1, 9), 60: (3, 11), 120: (2, 10), 180: (6, 14), 240: (4, 12), 300: (5, 13)}
"""Degrees of a hue to its dark and its bright number."""

SHOWN: tuple[Triplet, ...] = (
    (0, 0, 0),
    (170, 0, 0),
    (0, 170, 0),
    (170, 85, 0),
    (0, 0, 170),
    (170, 0, 170),
    (0, 170, 170),
    (170, 170, 170),
    (85, 85, 85),
    (255, 85, 85),
    (85, 255, 85),
    (255, 255, 85),
    (85, 85, 255),
    (255, 85, 255),
    (85, 255, 255),
    (255, 255, 255),
)
"""What a number looks like on a plain PC console; terminals differ, but not in which is lighter."""

GREY_STEPS = ((0x26, 0), (0x70, 8), (0xC0, 7), (0x100, 15))
"""Lightness below which a grey is that number."""

TEXT_RATIO = 4.5
"""What WCAG 2 asks of text; lines and marks need less."""

MARK_RATIO = 2.5

LIGHT = 0xB0
"""Lightness of a coloured ground from which it takes the bright number."""


def luminance(colour: Triplet) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    parts = [
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4  # 10 is 0.03928 of 255
        for part in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Triplet, other: Triplet) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _hue(colour: Triplet) -> float | None:
    """Degrees; None for what a person would call grey, black or white."""
    high, low = max(colour), min(colour)
    spread = high - low
    if spread < 28 or spread / (255 - abs(high + low - 255) or 1) < 0.22:
        return None
    red, green, blue = colour
    if high == red:
        return 60 * ((green - blue) / spread) % 360
    if high == green:
        return 60 * ((blue - red) / spread) + 120
    return 60 * ((red - green) / spread) + 240


def _lightness(colour: Triplet) -> float:
    return (max(colour) + min(colour)) / 2


def _nearest_hues(hue: float) -> list[tuple[int, int]]:
    def distance(anchor: int) -> float:
        away = abs(hue - anchor) % 360
        return min(away, 360 - away)

    return [HUES[anchor] for anchor in sorted(HUES, key=distance)[:2]]


def ground_number(colour: Triplet) -> int:
    """The number, 0 to 15, for a colour that something is written on."""
    hue = _hue(colour)
    if hue is None:
        return next(number for limit, number in GREY_STEPS if _lightness(colour) < limit)
    return _nearest_hues(hue)[0][_lightness(colour) >= LIGHT]


def letter_number(colour: Triplet, ground: int, ratio: float = TEXT_RATIO) -> int:
    """The number for what is written on number `ground`: the first near one that can be read there."""
    shown = SHOWN[ground]
    # Whose blue and cyan those are is the terminal's affair; black and white are apart everywhere.
    hue = _hue(colour) if ground in GREYS else None
    near: Iterable[int]
    if hue is None:
        near = (ground_number(colour),)
    else:
        near = [number for pair in _nearest_hues(hue) for number in reversed(pair)]
    for number in near:
        if contrast(SHOWN[number], shown) >= ratio:
            return number
    greys = sorted(GREYS, key=lambda number: abs(_lightness(SHOWN[number]) - _lightness(colour)))
    legible = [number for number in greys if contrast(SHOWN[number], shown) >= ratio]
    return legible[0] if legible else max(GREYS, key=lambda number: contrast(SHOWN[number], shown))


@lru_cache(4096)
def sixteen_style(style: Style, is_text: bool) -> Style:
    """The same style in numbers of the terminal; colours that are the terminal's own stay."""
    ground, letters = style.bgcolor, style.color
    if ground is None or ground.triplet is None:
        return style
    number = ground_number(ground.triplet)
    colours = Style(bgcolor=Color.from_ansi(number))
    if letters is not None and letters.triplet is not None:
        ratio = TEXT_RATIO if is_text else MARK_RATIO
        chosen = letter_number(letters.triplet, number, ratio)
        colours += Style(color=Color.from_ansi(chosen))
    return style + colours


class SixteenColours(LineFilter):
    """Put in the way of every line, it gives the terminal numbers instead of colours it must guess at."""

    def apply(self, segments: list[Segment], background: TextualColor) -> list[Segment]:
        return [
            segment
            if segment.style is None
            else Segment(
                segment.text,
                sixteen_style(segment.style, any(map(str.isalnum, segment.text))),
                segment.control,
            )
            for segment in segments
        ]
