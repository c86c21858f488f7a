"""What is kept of a background query while it runs, so that a killed program can go on with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tui.core.operation import RequestDraft
from tui.core.ports import DraftStore
from tui.core.tasks import KeptTask

PREFIX = "task/"


class TaskBook:
    """Tasks among the drafts, one entry each. Verbs wait for the disk and raise FileProblem."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store

    def keep(self, kept: KeptTask) -> None:
        self._store.put(_key(kept.profile_id, kept.exchange_id), asdict(kept))

    def forget(self, kept: KeptTask) -> None:
        self._store.delete(_key(kept.profile_id, kept.exchange_id))

    def all(self) -> list[KeptTask]:
        """Newest first. An entry that cannot be read is left out."""
        keys = [key for key in self._store.keys() if key.startswith(PREFIX)]  # noqa: SIM118  # a store, no mapping
        found = [_read(self._store.get(key)) for key in keys]
        return sorted((kept for kept in found if kept is not None), key=lambda kept: -kept.at)


def _key(profile_id: str, exchange_id: str) -> str:
    return f"{PREFIX}{profile_id}/{exchange_id}"


def _read(entry: Mapping[str, Any] | None) -> KeptTask | None:
    try:
        values = dict(entry or {})
        draft = RequestDraft(**values.pop("draft"))
        kept = KeptTask(draft=draft, **values)
    except (TypeError, KeyError, AttributeError):
        return None
    numbers = (kept.at, kept.pages, kept.size, kept.rows)
    return kept if kept.task and all(isinstance(number, int | float) for number in numbers) else None
