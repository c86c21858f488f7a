"""What a profile's project holds: kept from the last time it was asked, fetched when a person asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, ExchangeState, Progress
from tui.core.failures import AssayError, FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.ports import Clock, SchemaCache
from tui.core.profile import Profile
from tui.core.provider import SchemaQuestion, SchemaSpec
from tui.core.schema import Schema
from tui.workbench.composing.schema_calls import (
    OnSchemaProgress,
    SchemaProgress,
    check_cancelled,
    failure_of,
)
from tui.workbench.profiles import Profiles
from tui.workbench.sending.retrying import Retrying


class NoCache:
    """Keeps nothing."""

    def load(self, key: str) -> Schema | None:
        return None

    def save(self, key: str, schema: Schema) -> None:
        pass


class Schemas:
    """Schemas by profile and project. Only `fetch`, `fetch_event` and, for the sandbox, `ready` send.

    The sandbox's are never written to disk: its data may be others at the next start.
    """

    def __init__(
        self,
        profiles: Profiles,
        retrying: Retrying,
        cache: SchemaCache,
        clock: Clock,
        keeps: Callable[[Profile], bool] = lambda profile: True,
    ) -> None:
        """`keeps` tells whether anything of a profile may lie on disk."""
        self._profiles = profiles
        self._retrying = retrying
        self._cache = cache
        self._clock = clock
        self._keeps = keeps
        self._known: dict[str, Schema | None] = {}
        self._troubles: dict[str, FileProblem] = {}
        self._lock = threading.Lock()

    # -- without sending -------------------------------------------------------------------------

    def offers(self, profile: Profile) -> bool:
        """Whether the profile's API tells what it holds."""
        return self._profiles.provider(profile.kind).schema is not None

    def project(self, profile: Profile) -> str:
        """The project that the profile names; empty when there is none."""
        spec = self._profiles.provider(profile.kind).schema
        return "" if spec is None else _project(spec, profile)

    def cached(self, profile: Profile, project: str = "") -> Schema | None:
        """The schema as it was fetched last, of the profile's own project unless another is named.

        Reads a file the first time, memory from then on; never sends, never raises.
        """
        key = self._key(profile, project)
        with self._lock:
            if key in self._known:
                return self._known[key]
        found = None
        if self._on_disk(profile):
            try:
                found = self._cache.load(key)
            except FileProblem as problem:
                self._troubles[key] = problem
        with self._lock:
            return self._known.setdefault(key, found)

    def trouble(self, profile: Profile, project: str = "") -> AssayError | None:
        """Why a kept schema was not used, or a fetched one not kept; None when all is well."""
        return self._troubles.get(self._key(profile, project))

    def age(self, schema: Schema) -> float:
        """Seconds since it was fetched."""
        return max(0.0, self._clock() - schema.fetched_at)

    def calls(self, profile: Profile, project: str = "") -> tuple[str, ...]:
        """What `fetch` would ask for, one title a call; empty for an API without a schema. Raises
        InvalidInput when the profile names no project."""
        if not self.offers(profile):
            return ()
        return tuple(one.title for one in self._questions(self._at(profile, project)))

    # -- sending ---------------------------------------------------------------------------------

    def ready(self, profile: Profile, cancel: CancelToken | None = None) -> Schema | None:
        """The cached schema; the sandbox's is fetched when there is none yet, because that costs nobody
        a call. Blocks; raises what `fetch` raises."""
        found = self.cached(profile)
        if found is None and profile.is_sandbox and self.offers(profile):
            return self.fetch(profile, cancel)
        return found

    def fetch(
        self,
        profile: Profile,
        cancel: CancelToken | None = None,
        *,
        project: str = "",
        on_progress: OnSchemaProgress | None = None,
    ) -> Schema:
        """Ask for everything, one call after the other; each is in the history as any other call.

        A call that the service refuses becomes a sentence in `problems`. Raises Cancelled, what kept the
        first call from being sent, and AssayError when no call gave anything; what was cached before
        then stays.
        """
        target = self._at(profile, project)
        spec = self._spec(profile)
        questions, problems = self._questions(target), list[str]()
        answers: dict[str, Any] = {}
        failure: AssayError | None = None
        for number, question in enumerate(questions):
            begun = SchemaProgress(number, len(questions), question.title)
            if on_progress is not None:
                on_progress(begun)
            exchange = self._asked(target, question, cancel, begun, on_progress)
            check_cancelled(exchange, cancel)
            failure = failure_of(exchange, question)
            if failure is None:
                answers[question.part] = exchange.envelope.data if exchange.envelope else None
                continue
            problems.append(failure.message)
            if exchange.state is not ExchangeState.FINISHED:
                # Who is not reached now is not reached by the next call either.
                problems += [f"Not asked for: {one.title}." for one in questions[number + 1 :]]
                break
        if not answers and failure is not None:
            raise failure
        if on_progress is not None:
            on_progress(SchemaProgress(len(questions), len(questions)))
        schema = spec.read(target, answers)
        schema = replace(
            schema, fetched_at=self._clock(), problems=(*dict.fromkeys([*problems, *schema.problems]),)
        )
        self._keep(profile, project, schema)
        return schema

    def fetch_event(
        self,
        profile: Profile,
        event: str,
        cancel: CancelToken | None = None,
        *,
        project: str = "",
        on_progress: OnSchemaProgress | None = None,
    ) -> Schema:
        """Ask which properties come with one event, and the schema with them in it. One call.

        Raises Cancelled, AssayError; InvalidInput when there is no schema to put them in.
        """
        spec, target = self._spec(profile), self._at(profile, project)
        schema = self.cached(profile, project)
        if schema is None or spec.event_question is None or spec.read_event is None:
            raise InvalidInput([FieldProblem("schema", "has to be fetched first")], what="The event")
        question = spec.event_question(target, event)
        exchange = self._asked(target, question, cancel, SchemaProgress(0, 1, question.title), on_progress)
        check_cancelled(exchange, cancel)
        failure = failure_of(exchange, question)
        if failure is not None:
            raise failure
        names = spec.read_event(exchange.envelope.data if exchange.envelope else None)
        if names is None:
            raise AssayError(
                f"The answer about “{event}” holds no list of properties that can be read.",
                code="unexpected-body",
                next_step="Look at it in History.",
            )
        events = tuple(replace(one, properties=names) if one.name == event else one for one in schema.events)
        schema = replace(schema, events=events)
        self._keep(profile, project, schema)
        return schema

    # -- own -------------------------------------------------------------------------------------

    def _asked(
        self,
        target: Profile,
        question: SchemaQuestion,
        cancel: CancelToken | None,
        begun: SchemaProgress,
        on_progress: OnSchemaProgress | None,
    ) -> Exchange:
        said = ""

        def alive(sign: Progress) -> None:
            nonlocal said
            if on_progress is not None and sign.phase != said:
                said = sign.phase
                on_progress(replace(begun, phase=said))

        return self._retrying.send(target, question.draft, cancel=cancel, on_progress=alive)

    def _spec(self, profile: Profile) -> SchemaSpec:
        provider = self._profiles.provider(profile.kind)
        if provider.schema is None:
            raise InvalidInput(
                [FieldProblem("profile", f"{provider.title} has no call that tells what it holds")],
                what="The profile",
            )
        return provider.schema

    def _at(self, profile: Profile, project: str) -> Profile:
        """The same profile, pointed at another project."""
        if not project or project == self.project(profile):
            return profile
        number: Any = int(project) if project.isascii() and project.isdigit() else project
        return replace(profile, settings={**profile.settings, self._spec(profile).setting: number})

    def _questions(self, target: Profile) -> Sequence[SchemaQuestion]:
        return self._spec(target).questions(target)

    def _key(self, profile: Profile, project: str) -> str:
        return "\n".join((profile.id, profile.base_url, project or self.project(profile)))

    def _on_disk(self, profile: Profile) -> bool:
        return not profile.is_sandbox and self._keeps(profile)

    def _keep(self, profile: Profile, project: str, schema: Schema) -> None:
        key = self._key(profile, project)
        with self._lock:
            self._known[key] = schema
        self._troubles.pop(key, None)
        if self._on_disk(profile):
            try:
                self._cache.save(key, schema)
            except FileProblem as problem:
                # The schema itself is there and can be used; only the next start has to fetch it again.
                self._troubles[key] = problem


def _project(spec: SchemaSpec, profile: Profile) -> str:
    return str(profile.settings.get(spec.setting) or "")
