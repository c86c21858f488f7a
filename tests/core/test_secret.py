"""A secret shows nothing, and the redactor finds every spelling it promises to find."""

from __future__ import annotations

import base64
import copy
import dataclasses
import io
import json
import pickle
import traceback
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.pretty import pretty_repr

from tui.core.secret import (
    MASK,
    MASK_BYTES,
    MIN_MASKED_LENGTH,
    NOTHING_SECRET,
    Redactor,
    Secret,
    StreamRedactor,
    cut_short,
    fingerprint,
)

CANARY = "CANARY/7f+3a=é0b 1c%"

keys = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=8, max_size=40)


@dataclasses.dataclass
class Holder:
    secret: Secret


def test_no_view_of_a_secret_shows_its_value() -> None:
    secret = Secret(CANARY)
    console = Console(file=io.StringIO())
    console.print(secret, Holder(secret), {"k": secret})
    views = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        f"{secret!r}",
        repr(Holder(secret)),
        repr(dataclasses.asdict(Holder(secret))),
        repr(copy.copy(secret)),
        repr(copy.deepcopy(secret)),
        pretty_repr(Holder(secret)),
        console.file.getvalue(),  # type: ignore[attr-defined]  # it is the StringIO above
        repr(secret.patterns()),
        repr(secret.__slots__),
    ]
    assert not any(CANARY in view or "CANARY" in view for view in views)


@pytest.mark.parametrize(
    "carry",
    [
        pickle.dumps,
        json.dumps,
        hash,
        lambda s: s == Secret(CANARY),
        lambda s: {s},
        lambda s: s.__getstate__(),
        lambda s: pickle.dumps(s.patterns()),
    ],
)
def test_carrying_a_secret_away_is_refused(carry: object) -> None:
    assert callable(carry)
    with pytest.raises(TypeError) as caught:
        carry(Secret(CANARY))
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_two_secrets_are_compared_by_name_only() -> None:
    assert Secret("aaaaaaaa").same_as(Secret("aaaaaaaa"))
    assert not Secret("aaaaaaaa").same_as(Secret("aaaaaaab"))
    assert Secret("").is_empty()


@given(keys, st.sampled_from([1, 2, 3, 7, 64, 10_000]), st.binary(max_size=9), st.binary(max_size=9))
def test_every_promised_spelling_is_masked_across_any_chunks(
    key: str, size: int, before: bytes, after: bytes
) -> None:
    raw = key.encode()
    spellings = {
        raw,
        quote(key, safe="").encode(),
        quote_plus(key).encode(),
        json.dumps(key)[1:-1].encode(),
        raw.hex().encode(),
        raw.hex().upper().encode(),
    }
    redactor = Secret(key).patterns()
    for spelling in spellings:
        body = before + b" <" + spelling + b"> " + after
        stream = StreamRedactor(redactor)
        clean = b"".join(stream.feed(body[i : i + size]) for i in range(0, len(body), size))
        clean += stream.flush()
        assert spelling not in clean
        assert MASK_BYTES in clean
        assert stream.masked


@given(keys, st.binary(max_size=20), st.binary(max_size=20))
def test_base64_is_masked_at_any_alignment(key: str, before: bytes, after: bytes) -> None:
    encoded = base64.b64encode(before + key.encode() + after)
    clean = Secret(key).patterns().data(encoded)
    assert MASK_BYTES in clean
    assert len(clean) < len(encoded) + len(MASK_BYTES)


@given(st.binary(max_size=300), st.integers(1, 50))
def test_what_holds_no_secret_passes_unchanged(body: bytes, size: int) -> None:
    stream = StreamRedactor(Secret(CANARY).patterns())
    out = b"".join(stream.feed(body[i : i + size]) for i in range(0, len(body), size)) + stream.flush()
    assert out == body
    assert not stream.masked


def test_only_the_possible_beginning_of_a_secret_is_held_back() -> None:
    stream = StreamRedactor(Secret("SECRETSECRET").patterns())
    assert stream.feed(b"first row\n") == b"first row\n"
    assert stream.feed(b"second SECR") == b"second "
    assert stream.feed(b"et\n") == b"SECRet\n"


def test_a_short_value_is_not_masked_because_it_stands_everywhere() -> None:
    short = "a" * (MIN_MASKED_LENGTH - 1)
    assert Secret(short).patterns().text(f"x{short}x") == f"x{short}x"
    assert NOTHING_SECRET.text("anything") == "anything"
    assert NOTHING_SECRET.longest == 0


def test_the_longer_of_two_secrets_goes_first() -> None:
    redactor = Redactor.of([Secret("ABCDEFGH"), Secret("ABCDEFGHIJKL")])
    assert redactor.text("ABCDEFGHIJKL") == MASK


def test_a_sensitive_value_is_kept_as_its_ends_and_a_hash() -> None:
    assert cut_short("sbx1.0123456789abcdef") == "sbx1.0…cdef"
    assert cut_short("short") == "short"
    assert len(fingerprint("\ud800")) == 64
