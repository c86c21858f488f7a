"""Charts on paper: well-formed, whole, and nothing of a server's words acts."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tui.core.charting import (
    Bar,
    Bars,
    Box,
    Boxes,
    Chart,
    Cloud,
    Flow,
    HeatMap,
    Histogram,
    Lines,
    Node,
    Picture,
    Scatter,
    Series,
    Stacks,
)
from tui.core.results_ports import Bin
from tui.core.table import Table
from tui.workbench.charting.svg import svg_of

EVIL = '</text><script>alert("x")</script>\x1b[31m\u202e&'
PICTURES: tuple[Picture, ...] = (
    Lines((EVIL, "b", "c"), (Series(EVIL, (1.0, None, 3.0)), Series("two", (2.0, 2.0, None))), "%"),
    Lines(("1",), (Series("none", (None,)),)),
    Scatter("x", EVIL, (Cloud(EVIL, ((1.0, 2.0), (3.0, 4.0))),)),
    Scatter("x", "y", ()),
    Histogram((Bin(0.0, 5.0, 3), Bin(5.0, 10.0, 0))),
    Bars((Bar(EVIL, 3.0, "3", ("50 %",)), Bar("gap", None, "-", ("",))), ("of the first",)),
    Stacks((EVIL, "none"), (Series("a", (1.0, 0.0)), Series(EVIL, (None, 0.0)))),
    HeatMap((EVIL,), ("0", "1"), ((0.5, None),), ("22",)),
    Boxes((Box(EVIL, 1.0, 2.0, 3.0, 4.0, 5.0, 3.1, "9"),), "s"),
    Flow((Node("1:a", EVIL, 1, 3.0, 1.0), Node("2:b", "b", 2, 2.0)), (("1:a", "2:b", 2.0),)),
)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: type(picture).__name__)
def test_every_picture_is_a_document_of_shapes_and_text(picture: Picture) -> None:
    found = svg_of(Chart(EVIL, picture, Table("", (), ()), EVIL))
    names = {node.tag.rpartition("}")[2] for node in ET.fromstring(found).iter()}
    assert names <= {"svg", "title", "rect", "text", "path", "circle"}
    assert "href" not in found
    assert "\x1b" not in found
    assert "\u202e" not in found


def test_a_gap_breaks_the_line() -> None:
    found = svg_of(Chart("t", Lines(tuple("abcd"), (Series("s", (1.0, 2.0, None, 4.0)),)), Table("", (), ())))
    [drawn] = [n.get("d") or "" for n in ET.fromstring(found).iter() if n.get("stroke-width") == "2"]
    assert (drawn.count("M"), drawn.count("L")) == (2, 1)
