"""What an answer may not bring back besides the profile's secret: the request's own one-time credentials."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.fields import Place
from tui.core.operation import Operation, RequestDraft
from tui.core.request import UnsignedRequest
from tui.core.secret import Redactor, Secret
from tui.core.vault_ports import Authorizer

MASKED_FROM = 20
"""Characters of a sensitive value from which it is masked; a shorter one, such as a test's `none`, occurs in
answers by chance."""


def masking(authorizer: Authorizer, operation: Operation, draft: RequestDraft) -> Authorizer:
    """The authorizer; with sensitive values in the draft, one whose redactor knows them too."""
    holders = {Place.QUERY: draft.query, Place.FORM: draft.form, Place.BODY: draft.body}
    found = []
    for spec in operation.fields:
        holder = holders.get(spec.place) if spec.sensitive else None
        value = holder.get(spec.name) if isinstance(holder, dict) else None
        if isinstance(value, str) and len(value) >= MASKED_FROM:
            found.append(Secret(value))
    return _Masking(authorizer, found) if found else authorizer


class _Masking:
    """Signs as the inner one does."""

    def __init__(self, inner: Authorizer, values: Sequence[Secret]) -> None:
        self._inner = inner
        self._values = values

    def signed_url(self, request: UnsignedRequest) -> str:
        return self._inner.signed_url(request)

    def redactor(self) -> Redactor:
        return self._inner.redactor().and_of(Redactor.of(self._values))
