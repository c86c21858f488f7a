"""The app's part of the guided tour: its keys, and the deeds that it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.core.wording import tr
from tui.ui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.core.exchange import Exchange
    from tui.ui import messages
    from tui.ui.opening import Opening
    from tui.ui.tour.guide import Guide
    from tui.ui.widgets.signature.form import SignatureForm

# The tour itself is imported when it begins: it is no part of a start.


class Touring(TypedAhead):
    """Holds the guide while a tour is on. Every deed is heard here; the guide takes those it waits for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "leave_tour",
            "Leave the tour",
            show=False,
            priority=True,
            id="tour.leave",
            tooltip="Leave the tour",
        ),
        Binding(
            "alt+left",
            "tour_step(-1)",
            "Tour: back",
            show=False,
            priority=True,
            id="tour.back",
            tooltip="The step of the tour before this one",
        ),
        Binding(
            "alt+right",
            "tour_step(1)",
            "Tour: skip",
            show=False,
            priority=True,
            id="tour.skip",
            tooltip="The next step of the tour, without doing this one",
        ),
    ]

    guide: Guide | None = None
    """The tour that is on."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "tour_step":
            return self.guide is not None
        if action == "leave_tour":
            return self.guide is not None and self._escape_is_free()
        return super().check_action(action, parameters)

    def _escape_is_free(self) -> bool:
        """Whether escape would only go back: a dialog, what runs, and a box over the rows go first."""
        focused = self.focused
        if isinstance(self.screen, ModalScreen) or self.session.running:
            return False
        if focused is None:
            return True
        if getattr(focused, "popup", None) is not None:
            return False
        for node in focused.ancestors_with_self:
            if node is self.screen:
                break
            # What a keymap made of the class's bindings is in no public place.
            for binding in node._bindings.key_to_bindings.get("escape", ()):
                if node.check_action(binding.action, ()):
                    return False
        return True

    # -- beginning and leaving -------------------------------------------------------------------

    def offer_tour(self, opening: Opening) -> None:
        """One line, at the sandbox's first start."""
        if self.session.sandbox_only and not opening.preferences.tour:
            self.session.hint = tr("New here? ctrl+p, then “tour”: six steps show what assay does.")
            self.keep("tour", "offered")

    def action_tour(self) -> None:
        """Begin, or begin again."""
        from tui.ui.tour.guide import Guide

        if self.workbench is None:
            return
        self.session.hint = ""
        if self.guide is None:
            self.mode_change_signal.subscribe(self, self._mode_changed)
            self.screen_change_signal.subscribe(self, self._screen_changed)
        else:
            self.guide.take_away()
        self.guide = Guide(self, self.workbench)
        self.guide.go(0)

    def action_tour_step(self, by: int) -> None:
        if self.guide is None:
            return
        if self.guide.is_over and by > 0:
            self.action_leave_tour()
        else:
            self.guide.step(by)

    def action_leave_tour(self) -> None:
        guide, self.guide = self.guide, None
        if guide is None:
            return
        self.mode_change_signal.unsubscribe(self)
        self.screen_change_signal.unsubscribe(self)
        guide.take_away()
        if not guide.is_over:
            self.keep("tour", "left")
            self.notify(tr("You have left the tour. ctrl+p, then “tour”, begins it again."))

    # -- deeds -----------------------------------------------------------------------------------

    def on_done(self, message: messages.Done) -> None:
        self._did(*message.deeds)

    def _did(self, *deeds: str) -> None:
        if self.guide is not None and self.guide.did(*deeds):
            self.action_leave_tour()

    def _mode_changed(self, mode: str) -> None:
        if self.guide is not None:
            self._did(f"mode/{mode}")
        if self.guide is not None:
            self.guide.arrived()

    def _screen_changed(self, screen: Screen[object]) -> None:
        self._did(f"screen/{type(screen).__name__}")

    def _concluded(self, exchange: Exchange) -> None:
        super()._concluded(exchange)
        if self.guide is not None:
            self.guide.answered(exchange)

    def on_compose_draft(self, message: messages.ComposeDraft) -> None:
        # Textual calls the handler of every base class too.
        self._did("draft")

    def on_signature_form_typed(self, event: SignatureForm.Typed) -> None:
        if event.sign:
            self._did("sign")
