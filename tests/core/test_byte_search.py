"""Searching bytes: every hit in its turn, in both directions, wherever the pieces are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.results.test_json_tree import Held
from tui.core import byte_search
from tui.core.byte_search import Hit, Needle, find
from tui.core.cancel import CancelToken


@given(st.text("ab", max_size=80), st.text("ab", min_size=1, max_size=4), st.integers(0, 80), st.booleans())
def test_the_next_hit_is_the_one_that_a_whole_reading_finds(
    text: str, wanted: str, start: int, backwards: bool
) -> None:
    start = min(start, len(text))
    places = [place for place in range(len(text)) if text.startswith(wanted, place)]
    ahead = [p for p in places if (p < start if backwards else p >= start)]
    rest = [p for p in places if p not in ahead]
    order = [*sorted(ahead, reverse=backwards), *sorted(rest, reverse=backwards)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_search, "PIECE", 7)
        hit = find(Held(text.upper()), Needle.of(wanted), start, CancelToken(), backwards=backwards)
    assert (hit.start if hit else None) == (order[0] if order else None)
    if hit:
        assert hit.stop - hit.start == len(wanted)
        assert hit.wrapped == (hit.start not in ahead)


@pytest.mark.parametrize(
    ("data", "text", "start"),
    [
        ('{"n": "名前"}'.encode(), "名前", 7),
        (b'{"n": "\\u540d\\u524d"}', "名前", 7),
        (b'{"n": "say \\"hi\\""}', 'say "hi"', 7),
        (b"abc\r\ndef", "0x0D0a", 3),
        (b"abc\xff\x00def", "0xff 00", 3),
    ],
)
def test_other_spellings_and_bytes_are_found(data: bytes, text: str, start: int) -> None:
    hit = find(Held(data), Needle.of(text), 0, CancelToken())
    assert hit is not None
    assert hit.start == start


def test_a_cancelled_search_finds_nothing_more() -> None:
    cancel = CancelToken()
    cancel.cancel()
    assert find(Held(b"aaa"), Needle.of("a"), 0, cancel) is None
    shares: list[float] = []
    hit = find(Held(b"x" * 5_000_000 + b"y"), Needle.of("Y"), 0, CancelToken(), on_share=shares.append)
    assert hit == Hit(5_000_000, 5_000_001)
    assert shares == sorted(shares)
    assert shares
