"""A row reader as a provider brings it: the first line may be an envelope, a later one an error."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tui.core.answers import RowHead
from tui.core.envelope import Envelope, Tone
from tui.core.table import Cell, RowFormat
from tui.results import SpoolAnswer, SpoolAnswerStore

HEADER = b'{"data":{"headers":["a","b","c"]},"return_code":0}\n'
ERROR = b'{"return_code":-1022,"return_message":"cancelled"}'


class LineReader:
    """`header` tells whether a CSV stream begins with names."""

    def __init__(self, row_format: RowFormat = RowFormat.JSON_ARRAY, *, header: bool = False) -> None:
        self.format = row_format
        self._header = header
        self.asked: list[bytes] = []

    def head(self, first_line: bytes) -> RowHead:
        document = self._document(first_line)
        if document is not None and "return_code" in document:
            return self._from_envelope(document)
        if self._header:
            return RowHead(tuple(name.strip('"') for name in first_line.decode().split(",")))
        return RowHead((), is_row=True)

    def interruption(self, line: bytes) -> Envelope | None:
        self.asked.append(line)
        if b"html" in line:
            return Envelope(None, tone=Tone.BAD, problem="a page of HTML")
        document = self._document(line)
        if document is None or "return_code" not in document:
            return None
        return self._from_envelope(document).envelope

    def _from_envelope(self, document: dict[str, Any]) -> RowHead:
        code = document["return_code"]
        tone = Tone.GOOD if code == 0 else Tone.BAD
        names = tuple((document.get("data") or {}).get("headers", ()))
        return RowHead(names, Envelope(str(code), document.get("return_message", ""), tone))

    @staticmethod
    def _document(line: bytes) -> dict[str, Any] | None:
        try:
            value = json.loads(line)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


def keep(
    folder: Path,
    data: bytes | Iterable[bytes],
    reader: LineReader | None = None,
    *,
    complete: bool = True,
    name: str = "x",
) -> SpoolAnswer:
    """Write an answer in the given chunks, finish it, and open it."""
    store = SpoolAnswerStore(folder)
    writer = store.create(name, reader)
    for chunk in [data] if isinstance(data, bytes) else data:
        writer.write(chunk)
    writer.finish(complete=complete)
    answer = store.open(name)
    assert answer is not None
    return answer


def texts(rows: Sequence[tuple[Cell, ...]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def cut(data: bytes, sizes: Sequence[int]) -> list[bytes]:
    """The data in chunks of the given sizes, over and over."""
    chunks, position, turn = [], 0, 0
    while position < len(data):
        size = sizes[turn % len(sizes)]
        chunks.append(data[position : position + size])
        position += size
        turn += 1
    return chunks
