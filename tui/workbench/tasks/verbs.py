"""The verbs of background queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.answers import AnswerStore
from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import NotFound, Refused
from tui.core.operation import RequestDraft
from tui.core.ports import Clock, DraftStore, HistoryStore
from tui.core.profile import Profile
from tui.core.sql_assist import SqlSize
from tui.core.tasks import KeptTask, Run, TaskRoutes
from tui.workbench.profiles import Profiles
from tui.workbench.sending.outcomes import OnProgress
from tui.workbench.sending.retrying import Retrying
from tui.workbench.sending.verbs import Sending
from tui.workbench.tasks.calling import Caller, Tools, good
from tui.workbench.tasks.keeping import TaskBook

if TYPE_CHECKING:
    from tui.workbench.tasks.choosing import Advice


class Tasks:
    """Verbs block: call them from a worker thread."""

    def __init__(
        self,
        profiles: Profiles,
        sending: Sending,
        retrying: Retrying,
        answers: AnswerStore,
        history: HistoryStore,
        drafts: DraftStore,
        size: Callable[[Profile, str], SqlSize],
        clock: Clock,
    ) -> None:
        """`size` tells how many rows a statement may bring."""
        self._profiles = profiles
        self._size = size
        self._sending = sending
        self._retrying = retrying
        self._history = history
        self._book = TaskBook(drafts)
        self._tools = Tools(sending, retrying, answers, history, self._book, clock)

    # -- choosing --------------------------------------------------------------------------------

    def runs(self, profile: Profile, operation_id: str) -> Sequence[Run]:
        """The ways to run a query of that route, the route's own first; empty where there is no choice."""
        routes = self._routes_of(profile)
        return routes.runs(operation_id) if routes is not None else ()

    def draft(self, profile: Profile, draft: RequestDraft, run: Run) -> RequestDraft:
        """The call that begins the same query in that way."""
        return self._routes(profile).draft(draft, run)

    def advice(self, profile: Profile, sql: str) -> Advice:
        """The way that fits the size to be expected. Parses: some milliseconds."""
        from tui.workbench.tasks.choosing import advised

        return advised(self._size(profile, sql), self._routes(profile).big)

    # -- running ---------------------------------------------------------------------------------

    def send(
        self,
        profile: Profile,
        draft: RequestDraft,
        run: Run,
        *,
        cancel: CancelToken | None = None,
        on_progress: OnProgress | None = None,
        on_start: Callable[[Exchange], None] | None = None,
    ) -> Exchange:
        """Run a query and wait for its outcome: one exchange, one answer, however many calls it takes.

        Raises InvalidInput, Refused, VaultError or FileProblem before anything was sent; what fails
        later is told by the exchange.
        """
        draft = self.draft(profile, draft, run)
        if run is Run.STREAM:
            return self._retrying.send(
                profile, draft, cancel=cancel, on_progress=on_progress, on_start=on_start
            )
        from tui.workbench.tasks.running import TaskRun

        caller = self._caller(profile, draft, cancel, on_progress)
        return TaskRun(caller, draft).begin(on_start)

    def resume(
        self,
        kept: KeptTask,
        *,
        cancel: CancelToken | None = None,
        on_progress: OnProgress | None = None,
        on_start: Callable[[Exchange], None] | None = None,
    ) -> Exchange:
        """Go on with a query that an earlier run left: an exchange of its own, with the rows that were
        kept and those that were missing. Raises NotFound when its profile is gone."""
        from tui.workbench.tasks.running import TaskRun

        profile = self._profiles.find(kept.profile_id)
        caller = self._caller(profile, kept.draft, cancel, on_progress)
        if kept.exchange_id:
            note = f"It goes on with exchange {kept.exchange_id}."
            caller.whole = replace(caller.whole, notes=(note,))
        done = TaskRun(caller, kept.draft).go_on(kept, on_start)
        if kept.exchange_id:
            # What is left to do is now kept under the new exchange.
            self._book.forget(kept)
        return done

    def stop(self, kept: KeptTask) -> Exchange:
        """Stop a query at the server and forget it. The exchange tells whether the server confirmed it."""
        profile = self._profiles.find(kept.profile_id)
        exchange = self._caller(profile, kept.draft, None, None, part_of=kept.exchange_id).stop(kept.task)
        if good(exchange) and kept.exchange_id:
            self._book.forget(kept)
        return exchange

    # -- kept ones -------------------------------------------------------------------------------

    def resumable(self, profile_id: str = "") -> list[KeptTask]:
        """Queries that can be gone on with, newest first; none that a program is running just now."""
        found = [kept for kept in self._book.all() if profile_id in ("", kept.profile_id)]
        return [kept for kept in found if not _runs(self._history.get(kept.exchange_id))]

    def of(self, exchange_id: str) -> KeptTask | None:
        """What is kept to go on with an exchange; None where nothing is left to do."""
        return next((kept for kept in self.resumable() if kept.exchange_id == exchange_id), None)

    def find(self, word: str) -> KeptTask:
        """By the task's id or the exchange's, or the beginning of one. Raises NotFound."""
        found = [k for k in self.resumable() if word and (k.task.startswith(word) or k.exchange_id == word)]
        if len(found) == 1:
            return found[0]
        said = "is kept" if not found else f"begins so: {len(found)} are kept that do"
        raise NotFound(
            f"No background query “{word}” {said}.",
            next_step="List them with: assay task list",
        )

    def unknown(self, profile: Profile, task_id: str, draft: RequestDraft) -> KeptTask:
        """A task that was begun elsewhere, to be read with the layout that `draft` names."""
        return KeptTask("", profile.id, task_id, self.draft(profile, draft, Run.TASK), 0.0)

    # -- own -------------------------------------------------------------------------------------

    def _caller(
        self,
        profile: Profile,
        draft: RequestDraft,
        cancel: CancelToken | None,
        on_progress: OnProgress | None,
        *,
        part_of: str = "",
    ) -> Caller:
        whole = self._sending.record(profile, draft)
        if part_of:
            whole = replace(whole, id=part_of)
        return Caller(
            self._tools, profile, self._routes(profile), whole, cancel or CancelToken(), on_progress
        )

    def _routes_of(self, profile: Profile) -> TaskRoutes | None:
        provider = self._profiles.provider(profile.kind)
        return provider.tasks() if provider.tasks is not None else None

    def _routes(self, profile: Profile) -> TaskRoutes:
        routes = self._routes_of(profile)
        if routes is None:
            raise Refused("This API runs no queries in the background.")
        return routes


def _runs(exchange: Exchange | None) -> bool:
    return exchange is not None and exchange.state is ExchangeState.SENDING
