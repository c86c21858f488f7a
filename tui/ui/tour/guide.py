"""Where a person is in the tour, what is waited for, and what a deed changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from tui.core.envelope import Tone
from tui.core.wording import tr
from tui.ui.help import key_name
from tui.ui.messages import ComposeDraft, ProfileChosen
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.tour.card import Shown, TourCard
from tui.ui.tour.steps import FAREWELL, SAMPLE_PATH, STEPS, Move, sql_draft
from tui.ui.widgets.notice import ProblemNotice
from tui.ui.widgets.tabs import MODES

if TYPE_CHECKING:
    from tui.core.exchange import Exchange
    from tui.ui.touring import Touring
    from tui.workbench import Workbench

SETTING = "tour"
"""Kept in the settings: `offered`, `left` or `done`."""

SIGNS = ("app.signature", "signature.sign", "signature.verify")
"""The moves before which the sandbox's profile is taken."""

READY_EVERY = 0.05
"""Seconds between two looks at whether a screen's fields are there."""


class Guide:
    """One tour. The profiles in use come back when it ends; its own requests go to the sandbox only."""

    def __init__(self, app: Touring, workbench: Workbench) -> None:
        self._app = app
        self._workbench = workbench
        self._profiles = [*app.session.profile_ids.values(), app.session.profile_id]
        self._step = self._move = 0
        self.is_over = False
        """Whether the last move is done; the card then says goodbye."""

    # -- the place -------------------------------------------------------------------------------

    @property
    def move(self) -> Move:
        return STEPS[self._step].moves[self._move]

    def go(self, step: int) -> None:
        """To the beginning of a step; before the first is the first, after the last is the end."""
        self.is_over = step >= len(STEPS)
        self._step, self._move = max(0, min(step, len(STEPS) - 1)), 0
        if self.is_over:
            self._app.keep(SETTING, "done")
        else:
            self._begin_move()
        self.paint()

    def step(self, by: int) -> None:
        """Back to the beginning of this step, or from there to the one before; or on to the next."""
        if by < 0 and (self.is_over or self._move):
            by = 0
        self.go(self._step + by)

    def did(self, *deeds: str) -> bool:
        """Whether the tour is over and to be taken away; goes on when a deed was the one waited for."""
        if self.is_over:
            return any(deed.startswith("mode/") for deed in deeds)
        moves = STEPS[self._step].moves
        asked = {
            n
            for n, move in enumerate(moves)
            if n == self._move or (n > self._move and move.deed.startswith("answer/"))
        }
        done = [n for n in sorted(asked) if moves[n].deed in deeds]
        if not done:
            self.paint()
        elif done[0] + 1 < len(moves):
            # The answer that a later move waits for does too: there are several ways to get it.
            self._move = done[0] + 1
            self._begin_move()
            self.paint()
        else:
            self.go(self._step + 1)
        return False

    def answered(self, exchange: Exchange) -> None:
        envelope = exchange.envelope
        went = "good" if envelope is not None and envelope.tone is Tone.GOOD else "bad"
        code = (envelope.code if envelope is not None else None) or ""
        answer = f"answer/{exchange.provider}"
        self.did(answer, f"{answer}/{went}", f"{answer}/{code}")

    def _begin_move(self) -> None:
        move = self.move
        if not move.mode and move.deed == f"mode/{self._app.current_mode}":
            # Skipped to from the screen that it leads to.
            self._move += 1
            move = self.move
        if move.puts:
            self._app.post_message(
                ComposeDraft(self._workbench.profiles.sandbox("te").id, sql_draft(move.puts))
            )
        if move.binding in SIGNS:
            # Whatever profile was used before: no sign of the tour may reach a vendor.
            self._app.post_message(ProfileChosen(self._workbench.profiles.sandbox("td").id))
            self._fill_path()

    def _fill_path(self) -> None:
        """A path to be signed, where none is typed; the fields come after the screen."""
        screen = self._app.screen
        if self.is_over or self.move.binding not in SIGNS:
            return
        fields = screen.query("#path").results(Input)
        field = next(iter(fields), None)
        is_there = isinstance(screen, WorkbenchScreen) and screen.MODE == "signature" and screen.is_ready
        if field is None or not is_there:
            self._app.set_timer(READY_EVERY, self._fill_path)
        elif not field.value:
            field.value = SAMPLE_PATH

    # -- the card --------------------------------------------------------------------------------

    def arrived(self) -> None:
        """Another screen is there; its frame is composed after it."""
        self._app.screen_stack[0].call_after_refresh(self.paint)

    def paint(self) -> None:
        """Show the place on the screen that is seen, also below a dialog."""
        screen = self._app.screen_stack[0]
        if not isinstance(screen, WorkbenchScreen) or self._app.guide is not self:
            return
        shown = self._shown(screen)
        card = next(iter(screen.query(TourCard)), None)
        if card is not None:
            card.show(shown)
        elif notice := screen.query(ProblemNotice):
            screen.mount(TourCard(shown), before=notice.first())

    def take_away(self) -> None:
        """Remove every card, and go back to the profiles that were in use."""
        for screen in self._app.live_screens():
            screen.query(TourCard).remove()
        for profile_id in filter(None, self._profiles):
            self._app.post_message(ProfileChosen(profile_id))

    def _shown(self, screen: WorkbenchScreen) -> Shown:
        place = tr("Tour {number} of {count}", number=self._step + 1, count=len(STEPS))
        title = f"{place} · {tr(STEPS[self._step].title)}"
        if self.is_over:
            return Shown(title, "", tr(FAREWELL), is_last=True)
        move = self.move
        if move.mode and move.mode != screen.MODE:
            mode = next(mode for mode in MODES if mode.id == move.mode)
            words = tr("goes to {screen}, where the tour goes on.", screen=tr(mode.label))
            return Shown(title, _key(screen, f"app.{mode.id}", mode.key), words)
        return Shown(title, _key(screen, move.binding, move.key), tr(move.words))


def _key(screen: WorkbenchScreen, binding: str, key: str) -> str:
    """The key as a person has mapped it, where it works now; else as it comes with the program."""
    keys = [active.binding.key for active in screen.active_bindings.values() if active.binding.id == binding]
    return key if not binding or not keys or key in map(key_name, keys) else key_name(keys[0])
