"""Answers that are one document, looked at as a tree."""

from __future__ import annotations

from collections.abc import Callable

from tui.core.failures import AssayError
from tui.core.json_document import ByteSource, JsonDocument

OpenDocument = Callable[[ByteSource], JsonDocument]


def no_documents(source: ByteSource) -> JsonDocument:
    """Plays `OpenDocument` where nothing reads documents. Raises AssayError."""
    raise AssayError("Nothing can be shown as a tree here.", code="engine-failed")


class Documents:
    """Opens; what the document then answers, it answers by itself."""

    def __init__(self, open_document: OpenDocument) -> None:
        self._open = open_document

    def open(self, source: ByteSource) -> JsonDocument:
        """A document over the bytes that are there now; `build` reads its structure. Raises FileProblem."""
        return self._open(source)
