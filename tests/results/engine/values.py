"""Rows for properties: any JSON, and whatever servers send instead of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st

from tests.results.readers import LineReader, keep
from tui.core.table import RowFormat
from tui.results import SpoolAnswer

NUMBERS = st.one_of(
    st.integers(-5, 5).map(str),
    st.integers(-(10**30), 10**30).map(str),
    st.integers(2**53 - 3, 2**53 + 3).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-10, max_value=10, places=3).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(
        [
            "0.1",
            "0.10",
            "-0",
            "-0.0",
            "0.1000000000000000000001",
            "0.30000000000000004",
            "1e400",
            "-1e400",
            "1e-400",
            "1E+5",
            "100000.0",
            "123456789012345678901234567890.5",
            "9007199254740993",
            "1152921504606847000",
            "1152921504606847001",
        ]
    ),
).filter(lambda text: re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", text) is not None)

WORDS = st.sampled_from(
    ["-", "NaN", "a", "A", "B", "é", "É", "10", "9", "", " ", "null", "true", "日本", "x\ty"]
)
TEXTS = st.one_of(WORDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))

TOKENS = st.one_of(
    NUMBERS,
    TEXTS.map(json.dumps),
    TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from(["null", "true", "false", "NaN", "[1,\t2]", '{"k": "v"}', "[]", '"\\ud800"']),
)

ROWS = st.lists(st.lists(TOKENS, max_size=3), max_size=12)
LINES = ROWS.map(lambda rows: [("[" + ",".join(row) + "]").encode() for row in rows])
ODD_LINES = st.sampled_from([b"", b"[", b"not json", b'["\xff", 1]', b'{"a": 1}', b'["a", "b"] x'])


def answer_of(
    lines: list[bytes], *, header: bytes = b'{"data":{"headers":["a","b","c"]},"return_code":0}\n'
) -> SpoolAnswer:
    return keep(Path(mkdtemp()), header + b"".join(line + b"\n" for line in lines), LineReader())


def delimited(data: bytes, row_format: RowFormat = RowFormat.CSV) -> SpoolAnswer:
    return keep(Path(mkdtemp()), data, LineReader(row_format, header=True))
