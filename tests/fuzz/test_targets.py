"""Every parser takes any bytes; `python -m tests.fuzz` runs the same targets for as long as wanted."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutating import inputs
from tests.fuzz.targets import TARGETS

EXAMPLES = 40


@pytest.mark.parametrize("name", TARGETS)
@given(st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_any_bytes_end_in_words(name: str, data: st.DataObject) -> None:
    TARGETS[name].run(data.draw(inputs(TARGETS[name])))


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_are_taken(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)


FOUND = {
    # An error that was seen before the head was refused.
    "rows-json": b'no row {"a\n["x",1]\n{"y",null]a"]}}\n[null]\n',
    # White space to Python, none to JSON.
    "json-tree": b"\x0b",
}
"""What the long runs found, kept for good; the shortest that shows it."""


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_stays_mended(name: str) -> None:
    TARGETS[name].run(FOUND[name])
