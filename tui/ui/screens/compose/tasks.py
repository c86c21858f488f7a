"""How SQL is run from Compose, and going on with background queries that were left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.core.failures import AssayError
from tui.core.wording import told, tr
from tui.core.wrapping import cells
from tui.ui.screens.compose.keeping import KeepingScreen
from tui.ui.session import Session
from tui.ui.widgets.literal import literal
from tui.workbench import Workbench

if TYPE_CHECKING:
    from tui.core.exchange import Exchange
    from tui.core.tasks import KeptTask, Run
    from tui.ui.widgets.choice_list import Choice
    from tui.workbench.composing.composition import Composition

AUTO = "auto"
ALONE = "call"
"""Only the route's own call, whatever it answers with."""

STREAMED = "sql-query"
SETTING = "compose.run"
"""The choice for the route that streams: it is the one people write queries on."""

FIRST_DELAY = 0.5
"""Seconds from the first draft of a start to reading how large its answer will be."""

STOP = "stop/"

SUBTITLE = 74
"""Characters below the draft at 80 columns."""


class TaskingScreen(KeepingScreen):
    """The choice stands below the draft and changes by a key only."""

    TASK_BINDINGS = (
        Binding(
            "f10",
            "run_as",
            "Run as",
            show=False,
            id="compose.run_as",
            tooltip="SQL: by its size, as one stream, page by page, or in the background",
        ),
        Binding(
            "f11",
            "go_on",
            "Go on",
            show=False,
            id="compose.go_on",
            tooltip="Go on with a background query that was cut off, or left by an earlier run",
        ),
    )

    def __init__(self, workbench: Workbench, session: Session) -> None:
        from tui.core.tasks import Run

        super().__init__(workbench, session)
        self._run_words: dict[str, str] = {}
        """The choice by operation, of this session."""
        self._advice: tuple[str, Run, str, str] = ("", Run.STREAM, "", "")
        """For which SQL, what, and why: in a few words, and in a sentence."""
        self._offered_for = ""

    # -- the choice ------------------------------------------------------------------------------

    def run_choices(self, composition: Composition) -> Sequence[str]:
        """What the key goes through; empty for a route that has one way only."""
        from tui.core.tasks import Run

        runs = self.workbench.tasks.runs(composition.profile, composition.operation.id)
        if not runs:
            return ()
        if runs[0] is Run.STREAM:
            return (AUTO, *(run.value for run in runs))
        return (ALONE, *(run.value for run in runs))

    def run_word(self, composition: Composition) -> str:
        choices = self.run_choices(composition)
        word = self._run_words.get(composition.operation.id, "")
        return word if word in choices else (choices[0] if choices else "")

    def run_of(self, composition: Composition, sql: str) -> Run | None:
        """How to send it; None for the route's own call alone. Parses for `auto`: in a worker."""
        from tui.core.tasks import Run

        word = self.run_word(composition)
        if word in ("", ALONE):
            return None
        return self.workbench.tasks.advice(composition.profile, sql).run if word == AUTO else Run(word)

    def action_run_as(self) -> None:
        composition = self.composition
        choices = self.run_choices(composition) if composition is not None else ()
        if composition is None or not choices:
            self.notify(tr("This route has one way to run. SQL routes have several."))
            return
        from tui.ui.dialogs.choice import ChoiceDialog

        dialog = ChoiceDialog(
            tr("How is this SQL run?"),
            [self._way(composition, word) for word in choices],
            current=self.run_word(composition),
        )
        self.app.push_screen(dialog, partial(self._run_chosen, composition.operation.id))

    def _way(self, composition: Composition, word: str) -> Choice:
        from tui.core.tasks import RUN_WORDS, Run
        from tui.ui.widgets.choice_list import Choice

        if word == AUTO:
            sql, run, reason = self._advice[0], self._advice[1], self._advice[3]
            meaning = tr("stream or task, by the size to expect")
            if sql == composition.sql and reason:
                now = {"run": run.value, "reason": told(reason)}
                meaning = tr("stream or task, by the size to expect; now {run}: {reason}", **now)
            return Choice(word, f"{word:<7}", meaning)
        profile, draft = composition.profile, composition.draft
        if word == ALONE:
            operation, meaning = composition.operation, tr("its own call alone, whatever it answers with")
        else:
            begun = self.workbench.tasks.draft(profile, draft, Run(word)).operation
            operation, meaning = (
                self.workbench.sending.operation(profile.kind, begun),
                tr(RUN_WORDS[Run(word)]),
            )
        return Choice(word, f"{word:<7}", f"{operation.method} {operation.path}: {meaning}")

    def _run_chosen(self, operation_id: str, word: str | None) -> None:
        if word is None:
            return
        self._run_words[operation_id] = word
        if operation_id == STREAMED:
            put = partial(self.workbench.settings.put, SETTING, word)
            self.run_verb(put, lambda _: None, group="compose-run-kept", failed=lambda _: None)
        self.show_run()

    def show_run(self) -> None:
        """Write the choice below the draft, and what `auto` comes to for the SQL as it is now."""
        composition = self.composition
        if composition is None or not self.run_choices(composition):
            return
        word = self.run_word(composition)
        sql = composition.sql
        if word == ALONE:
            self._write_run(composition, tr("its own call alone (f10 changes)"))
        elif word != AUTO:
            self._write_run(composition, tr("{word}: your choice (f10 changes)", word=word), word)
        elif self._advice[0] == sql:
            self._write_run(
                composition,
                tr(
                    "{run}: {why} (auto, f10 changes)",
                    run=self._advice[1].value,
                    why=told(self._advice[2]),
                ),
                self._advice[1].value,
            )
        else:
            ask = partial(self.workbench.tasks.advice, composition.profile, sql)
            self.run_verb(
                ask,
                lambda advice: self._advised(sql, advice.run, advice.why, advice.reason),
                group="compose-advice",
                failed=lambda _: self._write_run(composition, tr("auto, by its size (f10 changes)")),
            )

    def _advised(self, sql: str, run: Run, why: str, reason: str) -> None:
        self._advice = (sql, run, why, reason)
        self.show_run()

    def _write_run(self, composition: Composition, words: str, run: str = "") -> None:
        """With the route that is called first; its method goes where the line is too short for it."""
        from tui.core.tasks import Run

        profile, operation = composition.profile, composition.operation
        if run:
            begun = self.workbench.tasks.draft(profile, composition.draft, Run(run)).operation
            operation = self.workbench.sending.operation(profile.kind, begun)
        subtitle = tr(
            "Runs as {words} · {method} {path}", words=words, method=operation.method, path=operation.path
        )
        if cells(subtitle) > SUBTITLE:
            subtitle = tr("Runs as {words} · {path}", words=words, path=operation.path)
        self.desk.border_subtitle = literal(subtitle, limit=SUBTITLE)

    # -- following the draft ---------------------------------------------------------------------

    async def _show(self, composition: Composition | None) -> None:
        is_first = self.composition is None
        await super()._show(composition)
        if is_first:
            # It loads a parser: the first text has been on the screen for a while then.
            self.set_timer(FIRST_DELAY, self.show_run)
        else:
            self.show_run()
        if composition is not None and self._offered_for != composition.profile.id:
            self._offered_for = composition.profile.id
            look = partial(self._left, composition.profile.id)
            self.run_verb(look, self._offer, group="compose-left", failed=lambda _: None)

    def _save(self) -> None:
        super()._save()
        self.show_run()

    # -- going on --------------------------------------------------------------------------------

    def _left(self, profile_id: str) -> list[KeptTask]:
        table = self.workbench.settings.load().get("compose")
        word = table.get("run") if isinstance(table, Mapping) else None
        if isinstance(word, str):
            self._run_words.setdefault(STREAMED, word)
        return self.workbench.tasks.resumable(profile_id)

    def _offer(self, left: list[KeptTask]) -> None:
        """Told once for each profile that is opened."""
        self.show_run()
        if left:
            one = told(left[0].words)
            words = tr("A background query was left: {words}. f11 goes on with it.", words=one)
            if len(left) > 1:
                words = tr("{count} background queries were left. f11 goes on with it.", count=len(left))
            self.offer_go_on(words)

    def offer_go_on(self, words: str) -> None:
        """The subclass has a place to say it."""

    def action_go_on(self) -> None:
        profile = self.profile
        if profile is not None:
            look = partial(self.workbench.tasks.resumable, profile.id)
            self.run_verb(look, self._choose, group="compose-left")

    def _choose(self, left: list[KeptTask]) -> None:
        from tui.ui.dialogs.choice import ChoiceDialog
        from tui.ui.widgets.choice_list import Choice

        if not left:
            self.notify(tr("No background query of this profile is waiting to be gone on with."))
            return
        if len(left) == 1 and left[0].exchange_id == self.session.exchange_id:
            # It is the one on the screen: nobody has to be asked which.
            self.go_on(left[0])
            return
        choices = [
            Choice(kept.exchange_id, tr("Go on: {words}", words=told(kept.words)), _sql(kept))
            for kept in left
        ]
        for kept in left:
            words = tr("Stop at the server: {words}", words=told(kept.words))
            choices.append(Choice(STOP + kept.exchange_id, words, _sql(kept)))
        self.app.push_screen(
            ChoiceDialog(tr("Go on with a background query"), choices), partial(self._chosen_task, left)
        )

    def _chosen_task(self, left: list[KeptTask], chosen: str | None) -> None:
        if chosen is None:
            return
        kept = next(one for one in left if one.exchange_id == chosen.removeprefix(STOP))
        if not chosen.startswith(STOP):
            self.go_on(kept)
            return
        stop = partial(self.workbench.tasks.stop, kept)
        self.run_verb(stop, partial(self._stopped, kept), group="compose-stop")

    def _stopped(self, kept: KeptTask, exchange: Exchange) -> None:
        envelope = exchange.envelope
        if envelope is not None and envelope.code == "0":
            self.notify(tr("The server confirmed that it is stopped."))
            return
        self.raise_problem(_unconfirmed(exchange))

    def go_on(self, kept: KeptTask) -> None:
        """The subclass sends it."""


def _unconfirmed(exchange: Exchange) -> AssayError:
    """The server's own words are the evidence."""
    envelope = exchange.envelope
    said = told(exchange.failure.message) if exchange.failure is not None else ""
    said = said or (envelope.message or told(envelope.problem) if envelope is not None else "")
    return AssayError(
        tr("The server did not confirm that the background query is stopped."),
        code="task-waiting",
        evidence=[said] if said else [],
        next_step=tr("Try again with f11, or leave it: it ends by itself."),
    )


def _sql(kept: KeptTask) -> str:
    return " ".join(str(kept.draft.form.get("sql") or "").split())[:60]
