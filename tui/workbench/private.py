"""Private profiles: what is used while the program runs is held in memory, and disk gets next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from tui.core.ports import DraftStore, HistoryStore, NewId

if TYPE_CHECKING:
    from tui.core.exchange import Exchange
    from tui.workbench.profiles import Profiles

NOTE = "A private profile: request, draft and answer were not kept."
PREFIX = "private-"
"""Of the names of its exchanges, and so of the files of their answers, which go at the end."""


class PrivateHistory:
    """Plays `HistoryStore`. Of an exchange that is private the store gets route, state, code, sizes and
    times; whole it lives until the program ends."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self._whole: dict[str, Exchange] = {}

    def begin(self, exchange: Exchange) -> None:
        self._store.begin(self._kept(exchange))

    def finish(self, exchange: Exchange) -> None:
        self._store.finish(self._kept(exchange))

    def get(self, exchange_id: str) -> Exchange | None:
        return self._whole.get(exchange_id) or self._store.get(exchange_id)

    def recent(
        self, limit: int = 200, *, offset: int = 0, text: str = "", profile_id: str = ""
    ) -> Sequence[Exchange]:
        found = self._store.recent(limit, offset=offset, text=text, profile_id=profile_id)
        return [self._whole.get(exchange.id, exchange) for exchange in found]

    def count(self) -> int:
        return self._store.count()

    def pin(self, exchange_id: str, *, pinned: bool) -> None:
        self._store.pin(exchange_id, pinned=pinned)
        if exchange_id in self._whole:
            self._whole[exchange_id] = replace(self._whole[exchange_id], pinned=pinned)

    def delete(self, exchange_id: str) -> None:
        self._whole.pop(exchange_id, None)
        self._store.delete(exchange_id)

    def clear(self) -> None:
        self._whole.clear()
        self._store.clear()

    def close(self) -> None:
        self._whole.clear()
        self._store.close()

    def _kept(self, exchange: Exchange) -> Exchange:
        if not exchange.private:
            return exchange
        self._whole[exchange.id] = exchange
        return without_content(exchange)


def without_content(exchange: Exchange) -> Exchange:
    """What of a private exchange may lie on disk: nothing that was typed, and nothing that was answered."""
    request = replace(exchange.request, query=(), headers=(), body=b"")
    envelope, failure = exchange.envelope, exchange.failure
    if envelope is not None:
        envelope = replace(envelope, message="", data=None, stack="", labels=(), problem="", notes=())
    if failure is not None:
        failure = replace(failure, evidence=())
    head = replace(exchange.head, headers=()) if exchange.head is not None else None
    return replace(
        exchange,
        request=request,
        draft={},
        fingerprints={},
        head=head,
        envelope=envelope,
        failure=failure,
        task="",
        notes=(NOTE,),
    )


class PrivateDrafts:
    """Plays `DraftStore`. Unsent work of private profiles is held in memory; a key names its profile as
    one of its parts between strokes."""

    def __init__(self, store: DraftStore, private: Callable[[], Sequence[str]]) -> None:
        """`private` gives the ids of the private profiles."""
        self._store = store
        self._private = private
        self._held: dict[str, Mapping[str, object]] = {}

    def put(self, key: str, draft: Mapping[str, object]) -> None:
        if not self._is_private(key):
            self._store.put(key, draft)
            return
        self._held[key] = dict(draft)
        # What was kept before the profile became private goes too.
        self._store.delete(key)

    def get(self, key: str) -> Mapping[str, object] | None:
        return self._held.get(key) or self._store.get(key)

    def keys(self) -> Sequence[str]:
        return [*reversed(self._held), *self._store.keys()]

    def delete(self, key: str) -> None:
        self._held.pop(key, None)
        self._store.delete(key)

    def _is_private(self, key: str) -> bool:
        return not set(self._private()).isdisjoint(key.split("/"))


class Signed(HistoryStore, Protocol):
    """A history that tells which programs still run."""

    @property
    def token(self) -> str: ...

    def is_gone(self, token: str) -> bool: ...


class PrivateThings:
    """What private profiles ask for: stores that keep them off the disk, and names by which the files of
    their answers can be told."""

    def __init__(
        self,
        history: Signed,
        drafts: DraftStore,
        clear: Callable[[Callable[[str], bool]], int],
        profiles: Profiles,
        new_id: NewId,
    ) -> None:
        """`clear` removes the private answers of the programs that the predicate names."""
        self._signed = history
        self._clear = clear
        self._plain_id = new_id
        self._token = ""
        self.history = PrivateHistory(history)
        self.drafts = PrivateDrafts(drafts, lambda: [p.id for p in profiles.stored() if p.private])

    def new_id(self) -> str:
        self._token = self._signed.token
        return f"{PREFIX}{self._token}-{self._plain_id()}"

    def result_id(self) -> str:
        """Of what is asked locally: private from the first private answer on, which it may be made of."""
        return self.new_id() if self._token else self._plain_id()

    def sweep(self) -> str:
        """Answers that a killed program left."""
        count = self._clear(self._signed.is_gone)
        return f"Answers of private profiles were cleared: {count}." if count else ""

    def close(self) -> None:
        if self._token:
            self._clear(lambda token: token == self._token)
