"""Sixteen colours: whatever a theme asks for, it is told apart by its hue and can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor

from tui.ui.sixteen import SHOWN, TEXT_RATIO, SixteenColours, contrast, ground_number, letter_number
from tui.ui.theme import ENVIRONMENT_VARIABLES, filters_for

TRIPLETS = st.tuples(*[st.integers(0, 255)] * 3)


def rgb(colour: str) -> tuple[int, int, int]:
    return TextualColor.parse(colour).rgb


@given(letters=TRIPLETS, ground=TRIPLETS)
def test_letters_can_be_read_on_every_ground(
    letters: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    number = ground_number(ground)
    assert contrast(SHOWN[letter_number(letters, number)], SHOWN[number]) >= TEXT_RATIO


def test_environments_are_told_apart_by_their_ground() -> None:
    grounds = [
        ground_number(rgb(ENVIRONMENT_VARIABLES[f"env-{name}"]))
        for name in ("sandbox", "dev", "test", "staging", "prod")
    ]
    assert len(set(grounds)) == 5, grounds


@pytest.mark.parametrize(
    ("colour", "number"), [("#86c28b", 10), ("#ec7d76", 9), ("#e2b55a", 11), ("#d6dbe2", 15), ("#a1a3a4", 7)]
)
def test_a_colour_keeps_its_hue_on_black(colour: str, number: int) -> None:
    assert letter_number(rgb(colour), 0) == number


def test_a_line_is_given_to_the_terminal_in_its_own_numbers() -> None:
    style = Style(color=Color.parse("#86c28b"), bgcolor=Color.parse("#15181d"), bold=True)
    (segment,) = SixteenColours().apply([Segment("ok", style)], TextualColor(0, 0, 0))
    assert segment.text == "ok"
    assert segment.style is not None
    assert segment.style.bold
    colours = (segment.style.color, segment.style.bgcolor)
    assert [(c.type, c.number) for c in colours if c is not None] == [
        (ColorType.STANDARD, 10),
        (ColorType.STANDARD, 0),
    ]


@pytest.mark.parametrize(("system", "count"), [("standard", 1), ("256", 0), ("truecolor", 0), (None, 0)])
def test_only_a_terminal_with_sixteen_colours_needs_it(system: str | None, count: int) -> None:
    assert len(filters_for(system)) == count
