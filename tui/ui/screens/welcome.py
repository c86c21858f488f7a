"""The first run: what this is, and three ways to begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.core.vault_ports import StoreHealth
from tui.core.wording import told, tr, tr_later
from tui.ui.messages import ModeWanted, ProfileChosen
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.literal import literal

WHAT_THIS_IS = tr_later(
    "assay sends requests to the ThinkingEngine Open API and the TrustDecision signature API,\n"
    "shows answers of any size, and explains what a code means and what to do about it."
)


class WelcomeScreen(WorkbenchScreen):
    """Shown while no profile is stored."""

    MODE = "welcome"
    CSS_PATH = "welcome.tcss"
    HELP: ClassVar[str] = (
        "The sandbox is a small server inside assay: it speaks both APIs over a real database with real "
        "events, on this machine only. Nothing you do there reaches a vendor, and no account is needed.\n\n"
        "A profile names one server of yours: address, environment, and where its secret lies. The secret "
        "itself goes to the system's keyring, or stays where a command or a variable of yours has it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sandbox", "Try the sandbox", id="welcome.sandbox", tooltip="No account needed"),
        Binding(
            "t",
            "app.tour",
            "Take the tour",
            id="welcome.tour",
            tooltip="Six steps through the sandbox, key by key",
        ),
        Binding("n", "new_profile", "Make a profile", id="welcome.new", tooltip="Name a server of yours"),
    ]

    def compose_body(self) -> ComposeResult:
        with VerticalScroll(id="welcome"):
            yield Static(literal(tr("Welcome to assay")), classes="title")
            yield Static(literal(tr(WHAT_THIS_IS).replace("\n", " ")), id="what")
            yield ChoiceList(
                [
                    Choice("sandbox", tr("s  Try the sandbox"), tr("both APIs, real data, on this machine")),
                    Choice("tour", tr("t  Take the tour"), tr("six steps in the sandbox, key by key")),
                    Choice("new", tr("n  Make a profile"), tr("for a server and an account of yours")),
                ],
                id="ways",
            )
            yield Static(literal(tr("Secrets: looking for the keyring…")), id="health", classes="muted")

    def body_ready(self) -> None:
        ways = self.query_one("#ways", ChoiceList)
        ways.highlighted = 0
        ways.focus()
        self.run_verb(
            self.workbench.profiles.stores, self._show_health, group="health", failed=lambda _: None
        )

    def _show_health(self, stores: Sequence[StoreHealth]) -> None:
        keyring = next((store for store in stores if store.store == "keyring"), None)
        if keyring is None:
            return
        health = self.query_one("#health", Static)
        health.remove_class("muted")
        if keyring.usable:
            health.add_class("-good")
            health.update(
                literal(
                    tr(
                        "✓ Secrets can be kept in: {title}. {detail}",
                        title=keyring.title,
                        detail=told(keyring.detail),
                    )
                )
            )
            return
        words = tr(
            "▲ No keyring can be used now: {detail} {remedy}",
            detail=told(keyring.detail),
            remedy=told(keyring.remedy),
        ).rstrip()
        rest = tr("\nThe sandbox needs none.")
        health.add_class("-caution")
        health.update(literal(words + rest, keep_lines=True))

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        if event.option_id == "sandbox":
            self.action_sandbox()
        elif event.option_id == "tour":
            self.call_later(self.run_action, "app.tour")
        else:
            self.action_new_profile()

    def action_sandbox(self) -> None:
        first = next(profile for profile in self.workbench.profiles.all() if profile.built_in)
        self.post_message(ProfileChosen(first.id))
        self.post_message(ModeWanted("compose"))

    def action_new_profile(self) -> None:
        self.post_message(ModeWanted("profiles", new_profile=True))
