"""What can be said of a look by a machine: whether text can be read, and whether a key is cut."""

from __future__ import annotations

from collections.abc import Iterator

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.constants import DIM_FACTOR
from textual.widgets._footer import FooterKey

from tests.ui.driving import strips
from tui.ui.app import AssayApp
from tui.ui.sixteen import SHOWN, TEXT_RATIO, SixteenColours, Triplet, contrast
from tui.ui.widgets.key_line import KeyLine

SIXTEEN = SixteenColours()


def _words(segments: Iterator[Segment]) -> Iterator[tuple[str, Style]]:
    for text, style, _ in segments:
        if style is not None and any(map(str.isalnum, text)):
            yield text.strip(), style


def _ratio(letters: Triplet, ground: Triplet, style: Style) -> float:
    if style.reverse:
        letters, ground = ground, letters
    if style.dim:
        letters = Color(*ground).blend(Color(*letters), DIM_FACTOR).rgb
    return contrast(letters, ground)


def faint(app: AssayApp) -> set[str]:
    """Texts of the screen whose contrast WCAG 2 would call too low."""
    found = set()
    for strip in strips(app):
        for text, style in _words(iter(strip)):
            if style.color is not None and style.bgcolor is not None:
                ratio = _ratio(style.color.get_truecolor(), style.bgcolor.get_truecolor(), style)
                if ratio < TEXT_RATIO:
                    found.add(f"{ratio:.2f} {style} {text[:40]}")
    return found


def faint_in_sixteen(app: AssayApp) -> set[str]:
    """The same for a terminal with sixteen colours."""
    found = set()
    for strip in strips(app):
        for text, style in _words(iter(SIXTEEN.apply(list(strip), Color(0, 0, 0)))):
            if style.color is None or style.bgcolor is None:
                continue
            letters, ground = style.color.number, style.bgcolor.number
            if letters is None or ground is None or contrast(SHOWN[letters], SHOWN[ground]) < TEXT_RATIO:
                found.add(f"{style} {text[:40]}")
    return found


def cut_keys(app: AssayApp) -> list[str]:
    """Keys of the footer that are shown without the whole of their word."""
    keys = [key for key in app.screen.query_one(KeyLine).query(FooterKey) if key.display]
    edge = min(key.region.x for key in keys if key.styles.dock == "right")
    # A key ends in a blank, and that may be covered.
    return [key.description for key in keys if key.styles.dock != "right" and key.region.right - 1 > edge]
