"""gzip bodies, however they are cut into pieces."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.transport.body import STEP, BodyFault, Gunzip, Plain, decoder_for


def unpacked(packed: bytes, cuts: list[int]) -> bytes:
    decoder, result, start = Gunzip(), b"", 0
    for stop in [*sorted(c % (len(packed) + 1) for c in cuts), len(packed)]:
        for piece in decoder.feed(packed[start:stop]):
            assert 0 < len(piece) <= STEP
            result += piece
        start = stop
    decoder.finish()
    return result


@given(
    st.lists(st.binary(max_size=300).map(lambda b: b * 700), min_size=1, max_size=3),
    st.lists(st.integers(0, 10**6), max_size=5),
    st.integers(0, 20),
)
def test_members_come_back_whole(members: list[bytes], cuts: list[int], padding: int) -> None:
    packed = b"".join(map(gzip.compress, members)) + b"\0" * padding
    assert unpacked(packed, cuts) == b"".join(members)


@given(st.binary(min_size=1, max_size=500), st.data())
def test_a_missing_end_is_noticed(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    length = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(BodyFault) as caught:
        unpacked(packed[:length], [])
    assert caught.value.code == "transfer-cut"


@given(st.binary(min_size=20, max_size=200), st.integers(0, 10**6), st.integers(1, 255))
def test_damage_is_a_fault_or_harmless_and_never_a_foreign_error(body: bytes, at: int, flip: int) -> None:
    packed = bytearray(gzip.compress(body))
    packed[at % len(packed)] ^= flip
    try:
        result = unpacked(bytes(packed), [7])
    except BodyFault as fault:
        result = fault.code.encode()
    assert result in {body, b"transfer-cut", b"encoding-refused"}


def test_an_empty_body_is_whole() -> None:
    decoder = decoder_for(["gzip"])
    decoder.finish()
    assert isinstance(decoder, Gunzip)


@pytest.mark.parametrize("values", [[], [""], ["identity"], ["Identity, "]])
def test_no_encoding_is_plain(values: list[str]) -> None:
    assert isinstance(decoder_for(values), Plain)


@pytest.mark.parametrize("values", [["br"], ["gzip, gzip"], ["gzip", "br"], ["x" * 5000], ["gzip;q=1"]])
def test_all_but_one_gzip_is_refused(values: list[str]) -> None:
    with pytest.raises(BodyFault) as caught:
        decoder_for(values)
    assert caught.value.code == "encoding-refused"
    assert "xxx" not in "".join(caught.value.evidence)
