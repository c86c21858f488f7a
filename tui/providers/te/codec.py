"""Draft to request, answer to envelope, for the Open API."""

from __future__ import annotations

from tui.core.answers import RowReader
from tui.core.drafting import with_settings
from tui.core.envelope import Envelope
from tui.core.exchange import ResponseHead
from tui.core.operation import AnswerShape, Operation, RequestDraft
from tui.core.profile import Profile
from tui.core.request import UnsignedRequest
from tui.providers.te.envelopes import read_envelope
from tui.providers.te.lists import TeListReader, has_list
from tui.providers.te.payloads import encoded_body, encoded_query
from tui.providers.te.rows import TeRowReader, row_format

SECRET_PARAMETER = "token"  # noqa: S105 - the name of the parameter, not a token


class TeCodec:
    """Pure but for one thing: the bytes of a file that a draft names are read while encoding."""

    def encode(self, operation: Operation, draft: RequestDraft, profile: Profile) -> UnsignedRequest:
        draft = with_settings(operation, draft, profile.settings)
        content_type, body = encoded_body(operation, draft)
        accept = "application/json" if operation.answer is AnswerShape.ENVELOPE else "*/*"
        headers = [("Accept", accept)]
        if content_type:
            headers.append(("Content-Type", content_type))
        return UnsignedRequest(
            method=operation.method,
            base_url=profile.base_url,
            path=operation.path,
            query=encoded_query(operation, draft),
            headers=tuple(headers),
            body=body,
            secret_parameter=SECRET_PARAMETER,
        )

    def row_reader(self, operation: Operation, draft: RequestDraft) -> RowReader | None:
        if operation.answer is not AnswerShape.ROWS:
            return TeListReader() if has_list(operation) else None
        wanted = str(draft.query.get("format") or draft.form.get("format") or "json")
        return TeRowReader(row_format(wanted), names_first=wanted.endswith("_header"))

    def read(self, operation: Operation, head: ResponseHead, body: bytes) -> Envelope:
        return read_envelope(operation, head, body)


CODEC = TeCodec()
