"""Draft to request, answer to envelope: `{"status", "detail", "data"}`."""

from __future__ import annotations

from tui.core.answers import RowReader
from tui.core.bodies import read_object
from tui.core.encoding import parameters, typed_json
from tui.core.envelope import Envelope, Tone
from tui.core.exact_json import compact_bytes
from tui.core.exchange import ResponseHead
from tui.core.operation import Operation, Payload, RequestDraft
from tui.core.profile import Profile
from tui.core.request import UnsignedRequest


class MemoCodec:
    """The board rides beside the key."""

    def encode(self, operation: Operation, draft: RequestDraft, profile: Profile) -> UnsignedRequest:
        body = b""
        headers = [("Accept", "application/json")]
        if operation.payload is Payload.JSON:
            headers.append(("Content-Type", "application/json"))
            body = typed_json(draft.text) if draft.text is not None else compact_bytes(draft.body or {})
        return UnsignedRequest(
            method=operation.method,
            base_url=profile.base_url,
            path=operation.path,
            query=parameters({"board": profile.settings.get("board"), **draft.query}),
            headers=tuple(headers),
            body=body,
            secret_parameter="key",
        )

    def row_reader(self, operation: Operation, draft: RequestDraft) -> RowReader | None:
        return None

    def read(self, operation: Operation, head: ResponseHead, body: bytes) -> Envelope:
        document = read_object(head, body)
        if document.value is None:
            return Envelope(None, tone=Tone.BAD, word="NOT THE API", problem=document.problem)
        status = document.value.get("status")
        if not isinstance(status, str):
            return Envelope(None, tone=Tone.BAD, word="NO STATUS", problem="The answer has no status.")
        good = status == "ok"
        detail = str(document.value.get("detail") or "")
        tone, word = (Tone.GOOD, "OK") if good else (Tone.BAD, "REFUSED")
        return Envelope(status, detail, tone, word, data=document.value.get("data"))
