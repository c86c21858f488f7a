"""The screen of profiles: choosing, editing, storing the secret, testing, deleting."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.core.failures import AssayError, InvalidInput
from tui.core.fields import FieldSpec
from tui.core.profile import Profile
from tui.core.wording import told, tr
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.messages import ProfileChosen, ProfilesChanged
from tui.ui.screens.profiles.editor import ProfileEditor
from tui.ui.screens.profiles.upkeep import ProfileUpkeep
from tui.ui.screens.profiles.words import ProfileChoice, detail_lines
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.literal import literal
from tui.ui.widgets.reading import Reading

OF_LIST = {"new", "edit", "copy", "secret", "test", "look", "delete"}
OF_FORM = {"save"}
FIRST = ("name", "base_url", "environment", "read_only")


class ProfilesScreen(ProfileUpkeep):
    """List on the left, details or form on the right; one of them at a time where it is narrow."""

    MODE = "profiles"
    CSS_PATH = "profiles.tcss"
    HELP: ClassVar[str] = (
        "A profile names one server: its address, its environment, and where its secret lies. The secret "
        "is never in the profile, and never shown.\n\n"
        "The profile in use stands in the first line of every screen. The built-in sandbox profiles need "
        "no account; copy one to change it.\n\n"
        "Testing a connection sends one harmless read and says which. Deleting a profile removes its "
        "secret from the keyring too."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="profiles.new", tooltip="Make a profile"),
        Binding("e", "edit", "Edit", id="profiles.edit", tooltip="Change the profile"),
        Binding(
            "c", "copy", "Copy", id="profiles.copy", tooltip="A new profile from this one, without secret"
        ),
        Binding("s", "secret", "Secret", id="profiles.secret", tooltip="Store or replace the secret"),
        Binding("t", "test", "Test", id="profiles.test", tooltip="Send one harmless read"),
        Binding(
            "i", "look", "Look", show=False, id="profiles.look", tooltip="Look whether the secret is there"
        ),
        Binding("d", "delete", "Delete", id="profiles.delete", tooltip="Remove the profile and its secret"),
        Binding("ctrl+s", "save", "Save", id="profiles.save", tooltip="Save the profile"),
        Binding(
            "escape", "back", "Back", id="profiles.back", tooltip="Cancel what runs, else leave the form"
        ),
    ]

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="panes"):
            with Vertical(id="left", classes="pane") as left:
                left.border_title = Content(tr("Profiles"))
                left.border_subtitle = Content(tr("enter uses it"))
                yield Static(id="file-problem")
                yield ChoiceList(id="profiles")
                yield Static(id="keyring", classes="muted")
            with Vertical(id="right", classes="pane") as right:
                right.border_title = Content(tr("Details"))
                yield Reading(id="details")
            yield ProfileEditor(id="editor")

    def body_ready(self) -> None:
        self.show_list(self.session.profile_id)
        self.query_one("#profiles").focus()
        self._begin_if_wanted()
        self.look_for_keyring()

    def session_changed(self) -> None:
        if not self.is_editing:
            self.show_list(self.current.id if self.current else "")
        self._begin_if_wanted()

    def unsaved(self) -> str:
        editor = self.query(ProfileEditor)
        return tr("the profile being edited") if editor and editor.first().changed else ""

    @property
    def is_editing(self) -> bool:
        return self.has_class("-editing")

    # -- the list and the details ----------------------------------------------------------------

    @property
    def current(self) -> Profile | None:
        choice = self.query_one("#profiles", ChoiceList).current
        return choice.profile if isinstance(choice, ProfileChoice) else None

    def show_list(self, highlight: str = "") -> None:
        in_use = self.session.profile_id
        profiles = self.offered_profiles()
        choices = [ProfileChoice.of(profile, in_use=profile.id == in_use) for profile in profiles]
        self.query_one("#profiles", ChoiceList).show(choices, highlight)
        problems = self.workbench.profiles.problems()
        notice = self.query_one("#file-problem", Static)
        notice.set_class(bool(problems), "-shown")
        lines = [f"✗ {told(p.message)}\n  {told(p.next_step)}".rstrip() for p in problems]
        notice.update(literal("\n".join(lines), keep_lines=True))
        self.show_details()

    def show_health(self, words: str, *, usable: bool) -> None:
        keyring = self.query_one("#keyring", Static)
        keyring.set_classes("-good" if usable else "-caution")
        keyring.update(literal(words))

    def show_details(self) -> None:
        profile = self.current
        if profile is None:
            return
        tested = self.tested.get(profile.id)
        lines = detail_lines(
            profile,
            self.workbench.profiles.provider(profile.kind),
            self._specs(profile.kind),
            self.statuses.get(profile.id),
            tested.short if tested else (),
            may_add=not self.session.sandbox_only,
        )
        self.call_next(self.query_one("#details", Reading).show, lines)

    def on_option_list_option_highlighted(self) -> None:
        self.show_details()

    def on_option_list_option_selected(self) -> None:
        profile = self.current
        if profile is not None:
            self.post_message(ProfileChosen(profile.id))
            self.notify(tr("Requests now go to “{name}”. f3 composes one.", name=profile.name))

    # -- editing ---------------------------------------------------------------------------------

    def _specs(self, kind: str) -> tuple[FieldSpec, ...]:
        """What everybody fills in first, then the API's own fields, then what seldom matters."""
        provider = self.workbench.profiles.provider(kind)
        own = {spec.name for spec in provider.profile_fields}
        specs = [
            replace(spec, help=provider.base_url_help or spec.help) if spec.name == "base_url" else spec
            for spec in self.workbench.profiles.fields(kind)
        ]
        return tuple(sorted(specs, key=lambda s: 0 if s.name in FIRST else 1 if s.name in own else 2))

    def _begin_if_wanted(self) -> None:
        if self.session.new_profile_wanted:
            self.session.new_profile_wanted = False
            self.action_new()

    def action_new(self) -> None:
        """Ask for the kind, then show its empty form."""
        if not self.may_add():
            return
        kinds = [Choice(p.id, p.title, p.summary) for p in self.workbench.profiles.kinds()]
        dialog = ChoiceDialog(tr("New profile"), kinds, question=tr("Which API does the server speak?"))
        self.app.push_screen(dialog, self._new_of_kind)

    def _new_of_kind(self, kind: str | None) -> None:
        if kind is not None:
            self._begin(self.workbench.profiles.blank(kind), is_new=True)

    def action_edit(self) -> None:
        profile = self.current
        if profile is not None and self.may_change(profile):
            self._begin(profile, is_new=False)

    def action_copy(self) -> None:
        if self.current is not None and self.may_add():
            self._begin(self.workbench.profiles.copy(self.current), is_new=True)

    def _begin(self, profile: Profile, *, is_new: bool) -> None:
        self.add_class("-editing")
        self.refresh_bindings()
        editor = self.query_one(ProfileEditor)
        self.call_next(partial(editor.begin, profile, self._specs(profile.kind), is_new=is_new))

    def action_save(self) -> None:
        """Check every field, save, and ask for the secret when there is none yet."""
        editor = self.query_one(ProfileEditor)
        draft, problems = editor.read()
        if draft is None:
            editor.show_problems(problems)
            return
        save = partial(self.workbench.profiles.save, draft)
        self.run_verb(save, self._saved, group="saving", failed=self._not_saved)

    def _saved(self, profile: Profile) -> None:
        self._leave_form()
        self.show_list(profile.id)
        self.post_message(ProfilesChanged())
        self.notify(tr("“{name}” is saved.", name=profile.name))
        if self.workbench.profiles.stored() == (profile,):
            # The first profile of all is the one that was made to be used.
            self.post_message(ProfileChosen(profile.id))
        if profile.secret is None:
            self.ask_secret(profile)

    def _not_saved(self, error: AssayError) -> None:
        if isinstance(error, InvalidInput):
            self.query_one(ProfileEditor).show_problems(error.problems)
        else:
            self.raise_problem(error)

    def action_back(self) -> None:
        """Cancel a running test; else leave the form, asking first when something was typed."""
        if self.cancel_test():
            self.notify(tr("The test is being cancelled."))
        elif not self.is_editing:
            return
        elif self.query_one(ProfileEditor).changed:
            question = ConfirmDialog(
                tr("Leave the form?"),
                tr("What was typed is not saved. Leave it?"),
                yes=tr("Yes, throw it away"),
                no=tr("No, go on typing"),
            )
            self.app.push_screen(question, lambda yes: self._leave_form() if yes else None)
        else:
            self._leave_form()

    def _leave_form(self) -> None:
        self.query_one(ProfileEditor).end()
        self.remove_class("-editing")
        self.query_one("#profiles").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the form is open its own keys work, and those of the list do not."""
        if action in OF_LIST:
            return not self.is_editing
        if action == "back":
            return self.is_editing or self.is_testing
        return self.is_editing if action in OF_FORM else True
