"""What every screen has: header, tabs, status line, footer, and a way to run blocking verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.events import ScreenResume
from textual.screen import Screen
from textual.widget import Widget

from tui.core.failures import AssayError, NotFound
from tui.ui.background import run_in_background
from tui.ui.compositor import NarrowCompositor
from tui.ui.messages import ProblemRaised
from tui.ui.session import Session
from tui.ui.widgets.header import HeaderLine
from tui.ui.widgets.key_line import KeyLine
from tui.ui.widgets.notice import ProblemNotice
from tui.ui.widgets.status import StatusLine
from tui.ui.widgets.tabs import ModeTabs

if TYPE_CHECKING:
    from tui.core.profile import Profile
    from tui.workbench import Workbench

T = TypeVar("T")

BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
"""Columns from which a screen has the class: one pane at a time, or panes side by side."""


class Body(Vertical):
    """Holds a screen's own content, composed after the first paint of the frame."""

    DEFAULT_CSS = "Body { height: 1fr; }"

    def __init__(self, content: Callable[[], ComposeResult]) -> None:
        super().__init__(id="body")
        self._content = content

    def compose(self) -> ComposeResult:
        yield from self._content()


class Frame(Screen[None]):
    """The frame without content: what is painted first, before a workbench exists."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    MODE: ClassVar[str] = ""
    """The id of the mode whose tab is marked."""
    _pane: DOMNode | None = None
    """The pane that has the focus, marked by the class -focused."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NarrowCompositor()
        self._was_left = False
        """Whether another screen has stood before this one since."""

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield ModeTabs(self.MODE)
        yield self._first_content()
        yield ProblemNotice()
        yield StatusLine()
        yield KeyLine()

    def _first_content(self) -> Widget:
        """What stands between tabs and status line until there is something else."""
        return Vertical(id="blank")

    def on_mount(self) -> Awaitable[None] | None:
        self.watch(self, "focused", self._mark_pane, init=False)
        return None

    # -- styled once -----------------------------------------------------------------------------
    # All of a screen is styled as it is mounted. Textual then does it again because it has not shown
    # the screen yet, because of its width, and twice because it comes to the front.

    def fit(self, app: App[Any]) -> None:
        """Before it is mounted: what its styles depend on."""
        self._css_update_count = app._css_update_count
        of_width = self._get_breakpoint_classes(app.size.width, list(self.HORIZONTAL_BREAKPOINTS))
        self.add_class(*of_width, update=False)

    def on_screen_resume(self, event: ScreenResume) -> None:
        # Heard before Textual's own handler.
        event.refresh_styles = event.refresh_styles and self._was_left

    def on_screen_suspend(self) -> None:
        self._was_left = True

    def _mark_pane(self, focused: Widget | None) -> None:
        """Not :focus-within, for which Textual styles all of a pane anew at every step of the focus."""
        if focused is None:
            return
        pane = next((node for node in focused.ancestors_with_self if node.has_class("pane")), None)
        if pane is not self._pane:
            if self._pane is not None:
                self._pane.remove_class("-focused")
            if pane is not None:
                pane.add_class("-focused")
            self._pane = pane


class WorkbenchScreen(Frame):
    """A screen over the workbench. Subclasses implement `compose_body` and, where they need it,
    `body_ready`, `session_changed` and `unsaved`."""

    HELP: ClassVar[str] = ""
    """The screen's own help text; its bindings are listed below it."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__()
        self.workbench = workbench
        self.session = session
        self._generation: dict[str, int] = {}
        self._is_ready = False
        self.ahead: object = None
        """Of the first screen of a start: what `read_ahead` gave, until `body_ready` takes it."""

    # -- for subclasses --------------------------------------------------------------------------

    @classmethod
    def read_ahead(cls, workbench: Workbench, profile: Profile) -> object:
        """What the screen shows first, read in the thread that opens the workbench; None for nothing."""
        return None

    def compose_body(self) -> ComposeResult:
        """The screen's own widgets, composed after the frame has been painted."""
        yield from ()

    def body_ready(self) -> None:
        """The body is mounted: fill it from the session and the workbench. Called once."""

    async def show_ahead(self) -> None:
        """After `body_ready`: show what was read ahead, before the screen is painted for the first time."""

    def session_changed(self) -> None:
        """What the screens share has changed. Never called before `body_ready`."""

    def unsaved(self) -> str:
        """What would be lost by quitting now, as the end of “unsaved: …”; empty for nothing."""
        return ""

    def run_verb(
        self,
        verb: Callable[[], T],
        done: Callable[[T], object],
        *,
        group: str,
        failed: Callable[[AssayError], object] | None = None,
    ) -> None:
        """Run a blocking verb in a thread, then `done` or `failed` on the UI's thread.

        A later verb of the same group makes the outcome of an earlier one go unheard; the earlier
        verb itself runs on, so give it a CancelToken where it matters. Without `failed`, the
        failure is shown as a lasting notice.
        """
        generation = self._generation[group] = self._generation.get(group, 0) + 1

        def current() -> bool:
            return self._generation[group] == generation and self.is_attached

        def succeed(result: T) -> None:
            if current():
                done(result)

        def fail(error: AssayError) -> None:
            if current():
                (failed or self.raise_problem)(error)

        run_in_background(self, verb, succeed, fail, name=f"assay-{group}")

    def drop_verb(self, group: str) -> None:
        """Let the outcome of the group's running verb go unheard."""
        self._generation[group] = self._generation.get(group, 0) + 1

    def raise_problem(self, error: AssayError) -> None:
        self.post_message(ProblemRaised(error))

    @property
    def profile(self) -> Profile | None:
        """The profile in the header."""
        try:
            return self.workbench.profiles.find(self.session.profile_id)
        except NotFound:
            return None

    def offered_profiles(self) -> list[Profile]:
        """The profiles that may be used in this session."""
        return [p for p in self.workbench.profiles.all() if p.built_in or not self.session.sandbox_only]

    @property
    def is_ready(self) -> bool:
        """Whether the body is mounted and filled."""
        return self._is_ready

    # -- for the app -----------------------------------------------------------------------------

    def hear_session(self) -> None:
        """Repaint the frame from the session, then tell the subclass."""
        if not self._is_ready:
            return
        self._paint_frame()
        self.session_changed()

    # -- own -------------------------------------------------------------------------------------

    def _first_content(self) -> Widget:
        # The bare frame is on the screen already when there is something to show first.
        return Body(self.compose_body) if self.ahead is not None else super()._first_content()

    def on_mount(self) -> Awaitable[None] | None:
        # Textual calls the handler of every base class too, and this one when all of it is mounted.
        if self.ahead is None:
            self._paint_frame()
            self.call_after_refresh(self._mount_body)
            return None
        self._body_mounted()
        return self.show_ahead()

    async def _mount_body(self) -> None:
        await self.query_one("#blank").remove()
        await self.mount(Body(self.compose_body), after=self.query_one(ModeTabs))
        self._body_mounted()

    def _body_mounted(self) -> None:
        self._is_ready = True
        self._paint_frame()
        self.body_ready()

    def _paint_frame(self) -> None:
        self.query_one(HeaderLine).show(self.profile)
        self.query_one(StatusLine).show(
            list(self.session.running.values()),
            self.session.outcome,
            self.session.exchange_id,
            self.session.hint,
        )
        self.query_one(ProblemNotice).show(self.session.problems)
