"""Bytes for the targets: documents that parse, cut, spliced and spoilt; and plain noise."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.targets import Target


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Any bytes, words of the language in any order, and spoilt documents."""
    words = st.lists(st.sampled_from(target.words) | st.binary(max_size=3), max_size=40).map(b"".join)
    return st.binary(max_size=120) | words | spoilt(target)


@st.composite
def spoilt(draw: st.DrawFn, target: Target) -> bytes:
    data = draw(st.sampled_from(target.seeds))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 0, 1, 2, 8, 60]))
        piece = draw(st.sampled_from(target.words) | st.binary(max_size=4) | st.just(data[at : at + 40] * 3))
        data = data[:at] + piece + data[at + length :]
    return data
