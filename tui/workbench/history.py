"""The exchanges of the past."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.answers import AnswerStore
from tui.core.exchange import Exchange
from tui.core.ports import HistoryStore


class History:
    """Lists, pins, deletes and clears; a deleted exchange takes its kept answer with it."""

    def __init__(self, store: HistoryStore, answers: AnswerStore) -> None:
        self._store = store
        self._answers = answers

    def recent(
        self, limit: int = 200, *, offset: int = 0, text: str = "", profile_id: str = ""
    ) -> Sequence[Exchange]:
        return self._store.recent(limit, offset=offset, text=text, profile_id=profile_id)

    def count(self) -> int:
        return self._store.count()

    def pin(self, exchange_id: str, *, pinned: bool = True) -> None:
        """Keep an exchange and its answer beyond every limit, or no longer. Raises FileProblem."""
        self._store.pin(exchange_id, pinned=pinned)
        if self._answers.open(exchange_id) is not None:
            self._answers.pin(exchange_id, pinned)

    def delete(self, exchange_id: str) -> None:
        self._answers.delete(exchange_id)
        self._store.delete(exchange_id)

    def clear(self) -> None:
        for exchange in self._store.recent(limit=1_000_000):
            self._answers.delete(exchange.id)
        self._store.clear()
