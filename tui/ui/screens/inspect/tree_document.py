"""What the tree shows of an answer: the whole document, or one row of a stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.core.answers import Answer
from tui.core.cancel import CancelToken
from tui.core.json_document import ByteSource, JsonDocument
from tui.core.wording import tr

OpenDocument = Callable[[ByteSource], JsonDocument]

AT_ONCE = 2_000_000
"""Bytes of a document up to which its structure is read before it is shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the tree shows, or in `note` why there is nothing."""

    tree: JsonDocument | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a stream as a document of its own."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def raw(self, start: int, stop: int) -> bytes:
        return self.data[start:stop]


def read_document(open_document: OpenDocument, answer: Answer | None, row: int | None) -> Document:
    """The whole answer, or of a row stream the row with that number. Blocks; a long document is opened
    before its structure is read."""
    if answer is None or not answer.size:
        return Document(note=tr("The answer has no body, or it has been cleared."))
    source: ByteSource = answer
    if row is not None:
        source = _Row(answer.raw_line(row) if row < answer.row_count else b"")
    document = open_document(source)
    if source.size <= AT_ONCE:
        document.build(CancelToken())
    return Document(document)
