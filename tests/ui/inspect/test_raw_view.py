"""Raw bytes as lines: nothing is lost or shown twice, up is the inverse of down, the size does not matter."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.ui.driving import SIZES, SMALL
from tests.ui.hostile import STRINGS, acts
from tests.ui.inspect.cast import WidgetApp, lines_of
from tui.core.failures import FileProblem
from tui.ui.widgets.raw.lines import LOOK_BACK, hex_lines, line_start_at, text_lines, text_start_before
from tui.ui.widgets.raw.view import RawView

BYTES = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from([b"\n", b"\r\n", b"abc", "字".encode(), b"\xff", b"\x1b[31m", b" "])).map(
        b"".join
    ),
)


class Held:
    """Bytes in memory; `asked` are the ranges that were read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.asked: list[tuple[int, int]] = []

    @property
    def size(self) -> int:
        return len(self.data)

    def raw(self, start: int, stop: int) -> bytes:
        self.asked.append((start, stop))
        return self.data[start:stop]


@given(BYTES, st.integers(8, 60))
def test_the_lines_cover_every_byte_once_and_fit(data: bytes, width: int) -> None:
    lines = text_lines(Held(data).raw, 0, 10_000, width)
    assert [line.start for line in lines] == [sum(x.length for x in lines[:n]) for n in range(len(lines))]
    assert sum(line.length for line in lines) == len(data)
    for line in lines:
        assert line.length > 0
        assert cell_len(line.text) <= width
        assert acts(line.text) == []


@given(BYTES, st.integers(8, 60))
def test_going_up_is_the_inverse_of_going_down(data: bytes, width: int) -> None:
    held = Held(data)
    starts = [line.start for line in text_lines(held.raw, 0, 10_000, width)]
    for before, after in itertools.pairwise(starts):
        assert text_start_before(held.raw, after, width) == before
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(data)
        assert {line_start_at(held.raw, byte, width) for byte in range(start, end)} <= {start}


@given(BYTES, st.sampled_from([8, 16]))
def test_hex_shows_every_byte(data: bytes, per_line: int) -> None:
    lines = hex_lines(Held(data).raw, 0, 1000, per_line)
    pairs = "".join(line.text[10 : 10 + per_line * 3] for line in lines).split()
    assert bytes.fromhex("".join(pairs)) == data
    assert all(acts(line.text) == [] for line in lines)


def test_one_line_without_end_is_walked_back_in_steps_of_the_width() -> None:
    held = Held(b"x" * (LOOK_BACK * 3))
    place = len(held.data)
    for _ in range(50):
        before = text_start_before(held.raw, place, 77)
        assert 0 < place - before <= 77
        place = before
    assert all(stop - start < LOOK_BACK * 2 for start, stop in held.asked)


@asynccontextmanager
async def shown(
    source: object, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[RawView, Pilot[None], WidgetApp]]:
    view = RawView()
    app = WidgetApp(view)
    async with app.run_test(size=size) as pilot:
        view.show(source)  # type: ignore[arg-type]  # anything with `size` and `raw`
        await pilot.pause()
        yield view, pilot, app


class Endless:
    """A terabyte that is never there as a whole."""

    size = 10**12

    def __init__(self) -> None:
        self.read = 0

    def raw(self, start: int, stop: int) -> bytes:
        self.read += stop - start
        row = b"0123456789abcdef" * 3 + b"\n"
        first = start // len(row)
        return (row * ((stop - start) // len(row) + 2))[start - first * len(row) :][: stop - start]


@pytest.mark.parametrize("size", SIZES)
async def test_a_terabyte_is_walked_from_end_to_end(size: tuple[int, int]) -> None:
    source = Endless()
    async with shown(source, size) as (view, pilot, app):
        assert lines_of(app)[0].startswith(" 0123456789abcdef")
        await pilot.press("G")
        last = view.lines[-1]
        assert last.start + last.length == source.size
        assert "100 %" in lines_of(app)[-1]
        await pilot.press("k", "pageup", "ctrl+u", "j")
        assert len(view.lines) == size[1] - 1
        await pilot.press("g")
        assert view.start == 0
        await pilot.press("down", "pagedown", "up", "pageup", "up")
        assert view.start == 0
        assert source.read < 2_000_000


async def test_down_at_the_end_stays() -> None:
    async with shown(Held(b"one\ntwo\nthree")) as (view, pilot, app):
        await pilot.press("down", "pagedown", "end", "j")
        assert view.start == 0
        assert [line.rstrip() for line in lines_of(app)[:4]] == [" one", " two", " three", ""]


async def test_hex_and_back_keep_the_place() -> None:
    data = b"".join(b"%05d\n" % n for n in range(5000))
    async with shown(Held(data)) as (view, pilot, app):
        await pilot.press("pagedown", "pagedown")
        place = view.start
        await pilot.press("b")
        assert view.start <= place < view.start + 16
        assert f"{view.start:08x}" in lines_of(app)[0]
        await pilot.press("j", "pagedown", "G")
        assert view.lines[-1].start + view.lines[-1].length == len(data)
        await pilot.press("b")
        assert lines_of(app)[-1].startswith(" text")


async def test_hostile_bytes_are_shown_and_do_nothing() -> None:
    data = "\n".join(STRINGS).encode("utf-8", "surrogatepass") + bytes(range(256))
    async with shown(Held(data), (100, 200)) as (_, pilot, app):
        for keys in ((), ("b",)):
            await pilot.press(*keys)
            for line in lines_of(app):
                assert acts(line) == []
                assert cell_len(line) == 100


async def test_bytes_that_arrive_appear_and_the_place_stays() -> None:
    held = Held(b"first\n")
    async with shown(held) as (view, pilot, app):
        held.data += b"second\n" * 100
        view.reread()
        await pilot.pause()
        assert lines_of(app)[1].startswith(" second")
        assert view.start == 0


async def test_nothing_and_an_answer_cleared_away_say_so() -> None:
    class Gone:
        size = 100

        def raw(self, start: int, stop: int) -> bytes:
            raise FileProblem("The answer has been cleared away.")

    async with shown(None) as (view, pilot, app):
        await pilot.press("down", "G", "b", "y")
        assert "no bytes" in lines_of(app)[-1]
        view.show(Gone())
        await pilot.pause()
        assert "cleared away" in lines_of(app)[-1]
        await pilot.press("down", "G", "b", "y")
