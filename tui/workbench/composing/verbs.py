"""Composing a draft: the list of routes, and where unsent work is kept."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from tui.core.confidence import Confidence
from tui.core.operation import Operation, OperationCatalog, RequestDraft
from tui.core.wording import tr
from tui.workbench.composing.draft_views import text_place, value_of, with_value

if TYPE_CHECKING:
    from tui.core.ports import DraftStore
    from tui.core.profile import Profile
    from tui.workbench.composing.composition import Composition

# ---- routes ------------------------------------------------------------------------------------

SEEN_MARK = "★"
PATH_MARK = "·"


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One route as a list shows it. `mark` is never alone: `words` say what it stands for."""

    id: str
    title: str
    method: str
    path: str
    mark: str
    words: str
    writes: bool
    notes: str = ""
    """What else is known of it, and what is not."""


@dataclass(frozen=True, slots=True)
class RouteGroup:
    name: str
    routes: tuple[RouteLine, ...]


def route_groups(catalog: OperationCatalog, wanted: str = "") -> tuple[RouteGroup, ...]:
    """Routes by group, in the catalogue's order; only those that hold every word of `wanted` in their
    title (in English or as it is shown), path, id, method or group. A group without a match is left out."""
    words = wanted.casefold().split()
    found = []
    for name, operations in catalog.groups().items():
        lines = tuple(route_line(operation) for operation in operations if _matches(operation, words))
        if lines:
            found.append(RouteGroup(name, lines))
    return tuple(found)


def _matches(operation: Operation, words: list[str]) -> bool:
    if not words:
        return True
    haystack = " ".join(
        (
            operation.title,
            tr(operation.title),
            operation.path,
            operation.id,
            operation.method,
            operation.group,
        )
    ).casefold()
    return all(word in haystack for word in words)


def route_line(operation: Operation) -> RouteLine:
    known = operation.fields_known and operation.confidence in {Confidence.DOCUMENTED, Confidence.SEEN}
    if not operation.fields_known:
        words = tr("path known, parameters unknown")
    elif operation.confidence is Confidence.DOCUMENTED:
        words = tr("documented by the vendor")
    elif operation.confidence is Confidence.SEEN:
        words = tr("seen in working public clients")
    else:
        words = tr("not documented ({sure})", sure=tr(operation.confidence.value))
    if operation.mutates:
        words += "; " + tr("W: it changes state and asks before it is sent")
    return RouteLine(
        operation.id,
        operation.title,
        operation.method,
        operation.path,
        SEEN_MARK if known else PATH_MARK,
        words,
        operation.mutates,
        operation.notes,
    )


# ---- keeping -----------------------------------------------------------------------------------


class DraftBook:
    """Unsent work per profile and route. Verbs wait for the disk; run them in a worker."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._written: dict[str, int] = {}

    def saving(self, composition: Composition) -> Callable[[], None]:
        """A verb that keeps the draft as it is now, without its sensitive values.

        Verbs may run in any thread and any order: one that was made earlier never replaces the
        work of a later one. The verb raises FileProblem.
        """
        number = next(self._numbers)
        operation, profile_id = composition.operation, composition.profile.id
        kept = without_sensitive(operation, composition.draft)
        hidden = {spec.name for spec in operation.fields if spec.sensitive}
        unfinished = {name: text for name, text in composition.unfinished.items() if name not in hidden}

        saved = composition.saved.query.path if composition.saved else composition.saved_path

        def save() -> None:
            self._put(
                number,
                f"compose/{profile_id}/{operation.id}",
                {**asdict(kept), "unfinished": unfinished, "saved": saved},
            )
            self._put(number, f"compose/{profile_id}", {"operation": operation.id})

        return save

    def _put(self, number: int, key: str, data: Mapping[str, object]) -> None:
        with self._lock:
            if self._written.get(key, 0) < number:
                self._store.put(key, data)
                self._written[key] = number

    def load(self, profile: Profile, operation: Operation) -> Composition:
        """The route's kept draft, or its example when there is none."""
        from tui.core.drafting import starting_draft
        from tui.workbench.composing.composition import Composition

        kept = self._store.get(f"compose/{profile.id}/{operation.id}") or {}
        query, form, text = kept.get("query"), kept.get("form"), kept.get("text")
        if not isinstance(query, Mapping) or not isinstance(form, Mapping):
            return Composition(profile, operation, starting_draft(operation, profile.settings))
        draft = RequestDraft(
            operation.id,
            query=dict(query),
            form=dict(form),
            body=kept.get("body"),
            text=text if isinstance(text, str) else None,
        )
        composition = Composition(profile, operation, draft)
        saved = kept.get("saved")
        composition.saved_path = saved if isinstance(saved, str) else ""
        unfinished = kept.get("unfinished")
        if isinstance(unfinished, Mapping):
            composition.unfinished = {str(name): str(value) for name, value in unfinished.items()}
        return composition

    def last_route(self, profile_id: str) -> str:
        """The operation that was edited last with this profile; empty when there is none."""
        operation = (self._store.get(f"compose/{profile_id}") or {}).get("operation")
        return operation if isinstance(operation, str) else ""


def first_route(catalog: OperationCatalog, *wanted: str) -> Operation | None:
    """The first of the wanted operations that exists, else the catalogue's first."""
    for operation_id in wanted:
        if operation_id in catalog:
            return catalog.get(operation_id)
    return next(iter(catalog), None)


def without_sensitive(operation: Operation, draft: RequestDraft) -> RequestDraft:
    """What of a draft may lie on disk unsent. Text that may hold a sensitive value goes as a whole."""
    for spec in operation.fields:
        if spec.sensitive:
            if spec.place is text_place(operation) and draft.text is not None:
                draft = replace(draft, text=None)
            if value_of(draft, spec) is not None:
                draft = with_value(draft, spec, None)
    return draft
