"""Documents whose rows lie in a list inside the envelope: lists of users, events, members, pages of rows.

Answers of the models are nested maps that only their layouts can read; they have no such list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tui.core.answers import RowHead
from tui.core.envelope import Envelope
from tui.core.exact_json import parse_exact
from tui.core.operation import AnswerShape, Operation
from tui.core.table import RowFormat
from tui.providers.te.envelopes import envelope_of

PATHS = (("data",), ("data", "*"))
_MORE = "The document holds another list beside these rows; the tree shows it."


class TeListReader:
    """Plays `core.answers.ListReader`. Names of columns are those beside the rows, if there are any."""

    format = RowFormat.JSON_OBJECT
    list_paths = PATHS

    def head(self, first_line: bytes) -> RowHead:
        value = parse_exact(first_line).value
        if not isinstance(value, Mapping):
            return RowHead((), is_row=True)
        envelope = envelope_of(value)
        data = value.get("data")
        if not isinstance(data, Mapping):
            return RowHead((), envelope, is_row=True)
        headers = data.get("headers")
        named = isinstance(headers, list) and all(isinstance(name, str) for name in headers)
        others = [one for key, one in data.items() if key != "headers" and isinstance(one, list) and one]
        if others:
            envelope = replace(envelope, notes=(*envelope.notes, _MORE))
        return RowHead(tuple(headers) if named and headers else (), envelope, is_row=True)

    def interruption(self, line: bytes) -> Envelope | None:
        return None


def has_list(operation: Operation) -> bool:
    """Whether the rows of an operation's envelope may lie in a list."""
    if operation.answer is not AnswerShape.ENVELOPE or operation.mutates:
        return False
    return not operation.id.endswith("-analyze") and operation.id != "metric-data"
