"""How long answers and history are kept, by the settings `answers.*` and `history.*`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tui.core.ports import Clock, SettingsStore

HISTORY_LIMIT = 100_000
"""Exchanges kept at most; `history.most` says otherwise."""

HISTORY_DAYS = 180
"""Days after which an exchange is dropped from the history; `history.days` says otherwise."""

LARGEST_MEGABYTES = 4_000
"""Megabytes at which one answer is stopped, unpacked; `answers.largest` says otherwise."""

DAY = 86_400.0


def largest_answer(settings: SettingsStore) -> int:
    """Bytes of one answer, unpacked, at which its transfer is stopped: a server that never ends cannot
    fill the disk. What came until then is kept, marked as cut off."""
    return int((limit_of(settings, "answers", "largest") or LARGEST_MEGABYTES) * 1_000_000)


def limit_of(settings: SettingsStore, table: str, name: str) -> float | None:
    """A limit of the settings; None when it is not set, or is no number above nothing."""
    values = settings.load().get(table)
    value = values.get(name) if isinstance(values, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if value > 0 else None


class Dropped(Protocol):
    """What was dropped, and in a sentence why; empty for nothing."""

    @property
    def reason(self) -> str: ...


class DroppedExchanges(Dropped, Protocol):
    @property
    def ids(self) -> Sequence[str]: ...


class KeptAnswers(Protocol):
    """The store of answers, as far as its age and size go; without limits it uses its own."""

    def sweep(self, now: float, *, max_bytes: int = ..., max_age: float = ...) -> Dropped: ...

    def delete(self, exchange_id: str) -> None: ...


class KeptHistory(Protocol):
    def prune(self, max_count: int | None = None, max_age: float | None = None) -> DroppedExchanges: ...


@dataclass(frozen=True, slots=True)
class Retention:
    """Drops what is beyond the limits; each verb says in a sentence what it dropped."""

    settings: SettingsStore
    answers: KeptAnswers
    history: KeptHistory
    clock: Clock

    def sweep_answers(self) -> str:
        """By `answers.megabytes` and `answers.days`."""
        limits: dict[str, Any] = {}
        if (megabytes := limit_of(self.settings, "answers", "megabytes")) is not None:
            limits["max_bytes"] = int(megabytes * 1_000_000)
        if (days := limit_of(self.settings, "answers", "days")) is not None:
            limits["max_age"] = days * DAY
        return self.answers.sweep(self.clock(), **limits).reason

    def prune_history(self) -> str:
        """By `history.most` and `history.days`; the answers of what goes are deleted too."""
        most = limit_of(self.settings, "history", "most") or HISTORY_LIMIT
        days = limit_of(self.settings, "history", "days") or HISTORY_DAYS
        pruned = self.history.prune(int(most), days * DAY)
        for exchange_id in pruned.ids:
            self.answers.delete(exchange_id)
        return pruned.reason
