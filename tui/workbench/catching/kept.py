"""Captures kept on disk, only where a person asked for it: the shape of a request, never its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tui.core.ports import DraftStore
from tui.core.secret import cut_short, fingerprint
from tui.workbench.catching.catch import Caught

KEY = "signature-caught"

KEPT = 200
"""Captures kept; the oldest go first."""


class KeptCaptures:
    """The sign is kept as its hash and cut short; of headers and of the query the names alone."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store

    def add(self, caught: Caught) -> None:
        """Raises FileProblem. A capture that was not verified is not kept."""
        if caught.sent is None:
            return
        sign = caught.sent.sign if isinstance(caught.sent.sign, str) else ""
        line = {
            "at": caught.at,
            "request": caught.name,
            "sign": cut_short(sign) if len(sign) > 12 else "",
            "sign_sha256": fingerprint(sign),
            "verdict": caught.got.outcome.value,
            "code": caught.got.code,
            **asdict(caught.shape),
        }
        self._store.put(KEY, {"captures": [line, *self.all()][:KEPT]})

    def all(self) -> Sequence[Mapping[str, Any]]:
        """The latest first."""
        kept = (self._store.get(KEY) or {}).get("captures")
        return [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []

    def forget(self) -> int:
        """How many there were."""
        count = len(self.all())
        self._store.delete(KEY)
        return count
