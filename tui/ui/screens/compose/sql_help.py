"""Help with the SQL in the desk: notices in pauses, completion while typing, layout, and a question
before a statement that is no query. Everything is computed in threads; what comes too late is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from tui.core.failures import AssayError, InvalidInput, Refused
from tui.core.profile import Environment
from tui.core.wording import told, tr
from tui.ui.screens.compose.sending import SendingScreen
from tui.ui.screens.compose.views import View
from tui.ui.session import Session
from tui.ui.widgets.header import host_of
from tui.ui.widgets.sql.editor import SqlEditor
from tui.ui.widgets.sql.notices import NoticeLine
from tui.workbench import Workbench

if TYPE_CHECKING:
    from tui.core.sql_assist import Completion, SqlNotice
    from tui.workbench.composing.composition import Composition

CHECK_DELAY = 0.3
"""Seconds without a change after which the SQL is read for notices."""

FIRST_DELAY = 0.8
"""The same after a draft was opened: the parser is loaded when the screen has long been there."""


class HelpingScreen(SendingScreen):
    """Notices, completion and layout of the SQL; nothing of it changes the text unasked."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._notices: Sequence[SqlNotice] = ()
        self._notice = 0
        self._checked_text = ""
        self._check_timer: Timer | None = None
        self._asked: SqlEditor.Asked | None = None
        """The latest wish for proposals while an earlier one is computed."""
        self._is_proposing = False
        self._is_checking = self._checks_again = False

    def _sql(self) -> str | None:
        """The SQL as typed; None where the open route takes none."""
        composition = self.composition
        has_sql = composition is not None and composition.sql_field is not None
        return self.desk.sql.text if has_sql else None

    @property
    def has_notices(self) -> bool:
        return bool(self._notices)

    # -- notices ---------------------------------------------------------------------------------

    async def _show(self, composition: Composition | None) -> None:
        await super()._show(composition)
        self._told((), "")
        self._check_later(FIRST_DELAY)

    def on_desk_edited(self) -> None:
        self._check_later(CHECK_DELAY)

    def _check_later(self, delay: float) -> None:
        if self._check_timer is not None:
            self._check_timer.stop()
        self._check_timer = self.set_timer(delay, self.check_sql)

    def check_sql(self) -> None:
        """Read the SQL for notices, in a thread: one at a time, and then what it has become meanwhile."""
        sql, composition = self._sql(), self.composition
        if composition is None or sql is None or not sql.strip():
            self._told((), sql or "")
            return
        self._checks_again = self._is_checking
        if self._is_checking:
            return
        self._is_checking = True
        read = partial(self.workbench.sql.notices, composition.profile, sql)
        self.run_verb(read, partial(self._checked, sql), group="compose-notices", failed=self._unhelped)

    def _checked(self, sql: str, notices: Sequence[SqlNotice]) -> None:
        self._is_checking = False
        if sql == self._sql():
            self._told(notices, sql)
        if self._checks_again:
            self.check_sql()

    def _told(self, notices: Sequence[SqlNotice], sql: str) -> None:
        # The one that a person went on to stays; else what comes first in the text is shown.
        code = self._notices[self._notice].code if self._notice else ""
        self._notices, self._checked_text = notices, sql
        self._notice = next((i for i, notice in enumerate(notices) if notice.code == code), 0)
        self._show_notice()
        wrong = next((notice for notice in notices if notice.code == "does-not-parse"), None)
        if wrong is not None and self.desk.sql.error_at is None:
            self.desk.sql.mark_error(wrong.line, wrong.column)

    def _show_notice(self) -> None:
        if self.desk.is_attached:
            self.query_one(NoticeLine).show(self._notices, self._notice)

    def _unhelped(self, error: AssayError) -> None:
        """Help that fails is no help; the statement can be sent all the same."""
        self._checked("", ())
        self._told((), "")

    # -- keys ------------------------------------------------------------------------------------

    def on_sql_editor_help_wanted(self, event: SqlEditor.HelpWanted) -> None:
        event.stop()
        match event.what:
            case "fix":
                self._fix()
            case "next":
                self.next_notice()
            case _:
                self._lay_out()

    def on_notice_line_clicked(self) -> None:
        self.next_notice()

    def next_notice(self) -> None:
        """To the place of the notice that is shown; when the cursor is there already, of the next."""
        if not self._notices:
            self.notify(tr("There is nothing to say about this SQL."))
            return
        editor = self.desk.sql
        if self._place_of(self._notices[self._notice]) in (None, editor.cursor_location):
            self._notice = (self._notice + 1) % len(self._notices)
            self._show_notice()
        place = self._place_of(self._notices[self._notice])
        if place is not None and editor.text == self._checked_text:
            editor.move_cursor(place, center=True)
        editor.focus()

    @staticmethod
    def _place_of(notice: SqlNotice) -> tuple[int, int] | None:
        return (notice.line - 1, notice.column - 1) if notice.line else None

    def _fix(self) -> None:
        notice = self._notices[self._notice] if self._notices else None
        if notice is None:
            self.notify(tr("There is nothing to fix."))
        elif self.desk.sql.text != self._checked_text:
            self.check_sql()
            self.notify(tr("The text has changed since; it is being read again."))
        elif notice.fix is None:
            self.notify(tr("There is no repair for this one. {why}", why=told(notice.why)))
        else:
            self._change(notice.fix.text)

    def _change(self, text: str) -> None:
        self.desk.sql.close_popup()
        self.desk.sql.change_to(text)
        self.desk.collect()
        self.check_sql()

    def _lay_out(self) -> None:
        sql, composition = self._sql(), self.composition
        if composition is None or not sql or not sql.strip():
            self.notify(tr("There is no SQL to lay out."))
            return
        lay_out = partial(self.workbench.sql.formatted, composition.profile, sql)
        self.run_verb(
            lay_out, partial(self._laid_out, sql), group="compose-layout", failed=self._not_laid_out
        )

    def _laid_out(self, before: str, after: str) -> None:
        if before != self._sql():
            return
        if before == after:
            self.notify(tr("It is laid out already."))
        else:
            self._change(after)

    def _not_laid_out(self, error: AssayError) -> None:
        why = error.problems[0].message if isinstance(error, InvalidInput) else error.message
        self.notify(tr("The layout stays as it is: {why}.", why=told(why)), severity="warning")

    # -- completion ------------------------------------------------------------------------------

    def on_completing_editor_asked(self, event: SqlEditor.Asked) -> None:
        event.stop()
        self._asked = event
        if not self._is_proposing:
            self._propose()

    def _propose(self) -> None:
        """One thread at a time: while it works, only the latest wish is kept."""
        event, composition, editor = self._asked, self.composition, self.desk.sql
        self._asked = None
        if event is None or composition is None or event.text != editor.text:
            return
        self._is_proposing = True
        offset = editor.characters.get_index_from_location(event.place)
        propose = partial(self.workbench.sql.completions, composition.profile, event.text, offset)
        self.run_verb(
            propose,
            partial(self._proposed, event),
            group="compose-proposals",
            failed=lambda _: self._proposed(event, ()),
        )

    def _proposed(self, event: SqlEditor.Asked, items: Sequence[Completion]) -> None:
        self._is_proposing = False
        self.desk.sql.offer(event.text, event.place, items)
        self._propose()

    # -- sending ---------------------------------------------------------------------------------

    def _send(self, composition: Composition, *, confirmed: bool = False) -> None:
        """A statement that is no query asks first; one that may change something is refused on a
        read-only profile."""
        from tui.ui.dialogs.confirm import ConfirmDialog

        has_sql = composition.sql_field is not None and self.desk.view in (View.SQL, View.REQUEST)
        notice = self.workbench.sql.asks(composition.profile, composition.sql) if has_sql else None
        if notice is None:
            super()._send(composition, confirmed=confirmed)
            return
        profile = composition.profile
        if notice.code == "may-change" and profile.read_only:
            error = Refused(
                tr(
                    "The profile “{name}” is read-only. {message} Nothing was sent.",
                    name=profile.name,
                    message=told(notice.message),
                ),
                next_step=tr("Choose another profile, or take the read-only mark from this one."),
            )
            self.strip.refused(told(error.message))
            self.raise_problem(error)
            return
        operation = composition.operation
        title = tr(operation.title)
        twice = notice.code == "may-change" and profile.environment is Environment.PROD
        question = ConfirmDialog(
            tr("Send this statement?"),
            told(notice.message),
            [
                (tr("Why this asks"), told(notice.why)),
                (tr("Request"), f"{operation.method} {operation.path}"),
                (tr("Host"), host_of(profile)),
                (tr("Profile"), profile.name),
                (tr("Environment"), profile.environment.value),
            ],
            yes=tr("Yes, send it"),
            no=tr("No, do not send"),
            twice=tr("▲ PROD: “{title}” changes live data at once.", title=title) if twice else "",
            typed=profile.name,
            environment=profile.environment,
        )
        self.app.push_screen(question, partial(self._statement_answered, composition, confirmed))

    def _statement_answered(self, composition: Composition, confirmed: bool, yes: bool | None) -> None:
        if yes:
            super()._send(composition, confirmed=confirmed)
        else:
            self.strip.refused(tr("You said no."))
