"""Text from outside stays text in every part of Compose."""

from __future__ import annotations

from dataclasses import replace

from tests.ui.compose.cast import Cast, composing, enveloped
from tests.ui.driving import LARGE, strips
from tests.ui.hostile import GROUPS, STRINGS, acts
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Editor, Operation, OperationCatalog, Payload
from tui.core.request import UnsignedRequest
from tui.core.table import Cell, CellKind, Column
from tui.providers.te import PROVIDER as TE
from tui.ui.app import AssayApp
from tui.ui.widgets.result_strip import Result, first_rows, verdict_line

EVIL = " ".join(text for text in STRINGS if len(text) < 100)


def hostile_cast() -> Cast:
    """A provider whose routes are named by an enemy."""
    operations = OperationCatalog(
        [
            Operation(
                f"evil{number}",
                text,
                text,
                "GET",
                "/evil",
                Payload.FORM,
                editor=Editor.SQL if number == 0 else Editor.FORM,
                fields=(
                    FieldSpec("sql", FieldKind.SQL, place=Place.FORM),
                    FieldSpec("choice", FieldKind.CHOICE, text, choices=(text,), help=text, place=Place.FORM),
                    FieldSpec(
                        "plain", label=text, help=text, placeholder=text, default=text, place=Place.FORM
                    ),
                ),
                example={"sql": text, "choice": text, "plain": text},
                notes=text,
            )
            for number, text in enumerate(GROUPS)
        ]
    )
    return Cast(providers={"te": replace(TE, operations=lambda: operations, default_operation="evil0")})


def assert_tame(app: AssayApp) -> None:
    for strip in strips(app):
        assert acts(strip.text) == [], strip.text
        for segment in strip:
            if segment.style is not None:
                assert segment.style.link is None
                assert "@click" not in segment.style.meta


async def test_hostile_routes_fields_and_drafts_are_inert() -> None:
    async with composing(hostile_cast(), LARGE) as compose:
        assert_tame(compose.app)
        await compose.press("f7")
        await compose.pilot.pause(0.1)
        assert_tame(compose.app)
        for number in range(1, len(GROUPS)):
            await compose.open(f"evil{number}")
            assert_tame(compose.app)
            await compose.press("f7")
            assert_tame(compose.app)


async def test_a_hostile_answer_is_inert_in_the_result() -> None:
    async with composing(size=LARGE) as compose:
        for text in GROUPS:
            compose.cast.transport.script = enveloped(-1, text)
            await compose.press("ctrl+r")
            await compose.sent()
            assert_tame(compose.app)


def test_hostile_cells_and_column_names_are_inert() -> None:
    columns = [Column(text) for text in STRINGS]
    rows = [tuple(Cell(CellKind.TEXT, text) for text in STRINGS)]
    for start in range(0, len(STRINGS), 3):
        for line in first_rows(columns[start:], [rows[0][start:]], 100):
            assert acts(line.plain) == []
    exchange = Exchange(
        EVIL, EVIL, EVIL, EVIL, EVIL, UnsignedRequest("GET", EVIL, EVIL), ExchangeState.FINISHED, 0.0
    )
    assert acts(verdict_line(Result(exchange, Tone.BAD, EVIL)).plain) == []


def test_rows_are_cut_to_the_width_and_say_what_is_hidden() -> None:
    columns = [Column(f"c{number}") for number in range(20)]
    rows = [tuple(Cell(CellKind.NUMBER, str(number)) for number in range(20))]
    lines = first_rows(columns, rows, 40)
    assert "columns" in lines[0].plain
    assert all(len(line.plain) <= 40 for line in lines)
    assert first_rows(columns, [], 40) == []
    wide = first_rows([Column("long")], [(Cell(CellKind.TEXT, "x" * 500),)], 10)
    assert all(len(line.plain) <= 10 for line in wide)
