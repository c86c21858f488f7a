"""Saved queries and the values of variables: the verbs, without a screen."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.core.drafting import starting_draft
from tui.core.failures import FileProblem, InvalidInput, NotFound
from tui.core.fields import FieldProblem
from tui.core.operation import Operation, RequestDraft
from tui.core.ports import SettingsStore
from tui.core.profile import Profile
from tui.core.saved_queries import SAMPLES, QueryListing, QueryStore, SavedQuery, StoredQuery
from tui.core.variables import Variable, VariableKind, VariableScope, name_problem, parse_value
from tui.workbench.composing.building import Building
from tui.workbench.composing.variables import Resolved, resolve
from tui.workbench.composing.verbs import without_sensitive
from tui.workbench.profiles import Profiles
from tui.workbench.sending.verbs import Sending

VARIABLE_PREFIX = "ASSAY_VAR_"
"""And the variable's name in capitals: its value, before the profile's."""

SETTING = "variables"
"""`variables.PROFILE_ID.NAME` in the settings is a profile's value of a variable."""


class NoQueries:
    """Plays `QueryStore` where there is none."""

    folder = ""

    def at(self, folder: str) -> QueryStore:
        raise self._none()

    def listing(self) -> QueryListing:
        return QueryListing()

    def load(self, path: str) -> StoredQuery:
        raise NotFound(f"There is no saved query “{path}”.")

    def save(self, query: SavedQuery, seen: str = "", *, replace: bool = False) -> StoredQuery:
        raise self._none()

    def rename(self, path: str, new_path: str) -> None:
        raise self._none()

    def delete(self, path: str) -> None:
        raise self._none()

    @staticmethod
    def _none() -> FileProblem:
        return FileProblem("No folder of saved queries is known here.", code="file-unwritable")


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it may lie on the disk, and one sentence for each thing that was left out of it."""

    draft: RequestDraft
    notes: tuple[str, ...] = ()


class Queries:
    """Every verb but `keepable` reads or writes files: call it from a worker thread."""

    def __init__(
        self,
        store: QueryStore,
        profiles: Profiles,
        sending: Sending,
        settings: SettingsStore,
        building: Building,
        environ: Callable[[], Mapping[str, str]] = lambda: os.environ,
    ) -> None:
        self._store = store
        self._profiles = profiles
        self._sending = sending
        self._settings = settings
        self._building = building
        self._environ = environ

    # -- the folder ------------------------------------------------------------------------------

    @property
    def folder(self) -> str:
        return self._store.folder

    def at(self, folder: str) -> Queries:
        """The same verbs over another folder, which must be there. Raises NotFound."""
        store = self._store.at(folder)
        return Queries(store, self._profiles, self._sending, self._settings, self._building, self._environ)

    def listing(self) -> QueryListing:
        """Never raises."""
        return self._store.listing()

    def find(self, name: str) -> StoredQuery:
        """By path, or by its name alone where only one query has it. Raises NotFound, FileProblem."""
        name = name.removesuffix(".toml")
        try:
            return self._store.load(name)
        except (NotFound, InvalidInput) as error:
            if "/" in name:
                raise
            same = [s for s in self._store.listing().queries if s.query.name.casefold() == name.casefold()]
            if len(same) == 1:
                return same[0]
            if not same:
                raise error from None
        raise NotFound(
            f"“{name}” is the name of {len(same)} saved queries.",
            evidence=[f"They are {', '.join(s.query.path for s in same)}."],
            next_step="Name it with its folder.",
        )

    def in_folder(self, folder: str) -> tuple[QueryListing, str]:
        """The queries below a folder of the store, `.` for all but the samples, and its title."""
        found = self._store.listing()
        wanted = folder.strip("/")
        if wanted in {"", "."}:
            own = tuple(s for s in found.queries if not s.query.is_sample)
            return replace(found, queries=own), os.path.basename(self.folder) or "queries"  # noqa: PTH119  # a name for people; the store may be anywhere
        start = f"{wanted}/".casefold()
        below = tuple(s for s in found.queries if f"{s.query.path}/".casefold().startswith(start))
        if not below:
            raise NotFound(
                f"There is no folder “{folder}” of saved queries.",
                evidence=[f"It was looked for in {self.folder}, and {SAMPLES} is there always."],
                next_step="List them with: assay saved",
            )
        return replace(found, queries=below), wanted

    def save(
        self, query: SavedQuery, seen: str = "", *, replace_it: bool = False
    ) -> tuple[StoredQuery, Kept]:
        """Write it without what must not be kept. Raises Refused for a file that is not as it was seen,
        InvalidInput for a name that cannot be used, FileProblem."""
        kept = self.keepable(query.kind, query.draft)
        stored = self._store.save(replace(query, draft=kept.draft), seen, replace=replace_it)
        return stored, kept

    def rename(self, path: str, new_path: str) -> None:
        """Raises Refused where the place is taken, NotFound, InvalidInput, FileProblem."""
        self._store.rename(path, new_path)

    def delete(self, path: str) -> None:
        """Raises NotFound, FileProblem, Refused for a sample."""
        self._store.delete(path)

    def keepable(self, kind: str, draft: RequestDraft) -> Kept:
        """The draft without sensitive values and without the parameter of the credential."""
        operation = self._sending.operation(kind, draft.operation)
        kept = without_sensitive(operation, draft)
        notes = []
        if kept != draft:
            names = ", ".join(spec.name for spec in operation.fields if spec.sensitive)
            notes.append(f"{names}: sensitive, so the value is not kept.")
        secret = self._profiles.provider(kind).credential.parameter
        for part in ("query", "form"):
            values: Mapping[str, Any] = getattr(kept, part)
            if any(name.casefold() == secret.casefold() for name in values):
                clean = {n: v for n, v in values.items() if n.casefold() != secret.casefold()}
                kept = replace(kept, query=clean) if part == "query" else replace(kept, form=clean)
                notes.append(f"{secret}: the secret of a profile, so it is not kept.")
        return Kept(kept, tuple(notes))

    # -- using one -------------------------------------------------------------------------------

    def operation(self, query: SavedQuery, profile: Profile) -> Operation:
        """Raises InvalidInput when the query is of another API or of a route that is not known."""
        if query.kind and query.kind != profile.kind:
            message = f"is of kind {query.kind}, and the profile {profile.name} of kind {profile.kind}"
            raise InvalidInput([FieldProblem("kind", message)], what=f"The saved query {query.path}")
        return self._sending.operation(profile.kind, query.draft.operation)

    def fresh(self, operation: Operation, profile: Profile) -> RequestDraft:
        """A draft to begin with, such as an import that names only a route."""
        return starting_draft(operation, profile.settings)

    # -- variables -------------------------------------------------------------------------------

    def scope(
        self,
        profile: Profile,
        declared: tuple[Variable, ...] = (),
        given: Mapping[str, str] | None = None,
    ) -> VariableScope:
        """What is known of variables for a profile: given values before those of the environment, then the
        profile's, then the defaults. May read the sandbox's list of projects for its day."""
        values = {**self.profile_values(profile), **self._from_environment(declared), **(given or {})}
        return VariableScope(self._building.context(profile).today, declared, values)

    def resolve(self, profile: Profile, draft: RequestDraft, scope: VariableScope) -> Resolved:
        return resolve(self._sending.operation(profile.kind, draft.operation), draft, scope)

    def resolved(self, profile: Profile, draft: RequestDraft, scope: VariableScope) -> RequestDraft:
        """The draft to be sent. Raises InvalidInput that names the variables."""
        made = self.resolve(profile, draft, scope)
        if made.problems:
            raise InvalidInput(made.problems)
        return made.draft

    def field_problems(self, profile: Profile, draft: RequestDraft) -> list[FieldProblem]:
        """What keeps a draft without variables from being sent, by field."""
        return self._sending.check(profile, draft)

    def profile_values(self, profile: Profile) -> dict[str, str]:
        """The profile's values by name, as typed."""
        table = self._settings.load().get(SETTING)
        own = table.get(profile.id) if isinstance(table, Mapping) else None
        if not isinstance(own, Mapping):
            return {}
        return {name: _as_text(value) for name, value in own.items() if not isinstance(value, Mapping)}

    def remember(self, profile: Profile, values: Mapping[str, str | None]) -> None:
        """Keep values for the profile; None forgets one. Raises FileProblem."""
        before = self.profile_values(profile)
        for name, value in values.items():
            if before.get(name) != value and not name_problem(name):
                self._settings.put(f"{SETTING}.{profile.id}.{name}", value)

    def _from_environment(self, declared: tuple[Variable, ...]) -> dict[str, str]:
        """Under the declared name where one matches, letter case aside; else in small letters."""
        names = {one.name.upper(): one.name for one in declared}
        found = {}
        for key, value in self._environ().items():
            if key.startswith(VARIABLE_PREFIX):
                name = key.removeprefix(VARIABLE_PREFIX)
                found[names.get(name.upper(), name.lower())] = value
        return found


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def value_problem(variable: Variable, text: str, today: datetime.date) -> str:
    """What is wrong with a value as typed; empty when nothing is."""
    try:
        parse_value(variable.kind, text, today)
    except ValueError as error:
        return str(error)
    return ""


def declared_for(
    names: tuple[str, ...], known: tuple[Variable, ...], values: Mapping[str, str]
) -> tuple[Variable, ...]:
    """The variables of a draft that is saved: as known; what nobody declared is what its value looks like."""
    declared = {one.name for one in known}
    kept = [one for one in known if one.name in names]
    return (*kept, *(Variable(n, _looks_like(values.get(n))) for n in names if n not in declared))


def _looks_like(value: str | None) -> VariableKind:
    if value is None:
        return VariableKind.ANY
    is_number = parse_value(VariableKind.ANY, value, datetime.date.min).kind is VariableKind.ANY
    return VariableKind.NUMBER if is_number else VariableKind.TEXT
