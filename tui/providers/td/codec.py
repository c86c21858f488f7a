"""Draft to request, answer to envelope, for signature verification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.answers import RowReader
from tui.core.encoding import parameters, typed_json
from tui.core.envelope import Envelope
from tui.core.exact_json import compact_bytes
from tui.core.exchange import ResponseHead
from tui.core.operation import Operation, RequestDraft
from tui.core.profile import Profile
from tui.core.request import UnsignedRequest
from tui.providers.td.verdicts import read_verdict

SECRET_PARAMETER = "partner_key"  # noqa: S105 - the name of the parameter, not a key
PARTNER = "partner_code"


class TdCodec:
    """`path`, `sign`, `query` and `body` ride as they were typed. A part that is absent or None is
    left out and never sent as null; empty text is sent as empty text."""

    def encode(self, operation: Operation, draft: RequestDraft, profile: Profile) -> UnsignedRequest:
        # A draft that names the partner itself is a test of exactly that, so it goes before the profile.
        query = {PARTNER: profile.settings.get(PARTNER), **draft.query}
        return UnsignedRequest(
            method=operation.method,
            base_url=profile.base_url,
            path=operation.path,
            query=parameters(query),
            headers=(("Accept", "application/json"), ("Content-Type", "application/json")),
            body=_body(draft),
            secret_parameter=SECRET_PARAMETER,
        )

    def row_reader(self, operation: Operation, draft: RequestDraft) -> RowReader | None:
        return None

    def read(self, operation: Operation, head: ResponseHead, body: bytes) -> Envelope:
        return read_verdict(head, body)


def _body(draft: RequestDraft) -> bytes:
    if draft.text is not None:
        return typed_json(draft.text)
    body: Any = draft.body
    if isinstance(body, Mapping):
        body = {name: value for name, value in body.items() if value is not None}
    return compact_bytes({} if body is None else body)


CODEC = TdCodec()
