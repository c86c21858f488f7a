"""The form of one profile, and what it says about its address while it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui.core.fields import FieldProblem, FieldSpec
from tui.core.profile import Profile
from tui.core.urls import is_plain_text
from tui.core.wording import tr
from tui.ui.screens.profiles.values import values_of, with_values
from tui.ui.widgets.form.form import FieldForm
from tui.ui.widgets.literal import literal


class ProfileEditor(Vertical):
    """Holds a draft of a profile until it is saved or left."""

    DEFAULT_CSS = """
    ProfileEditor > .warning { height: auto; color: $text-warning; padding: 0 1; display: none; }
    ProfileEditor > .warning.-shown { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id, classes="pane")
        self.draft: Profile | None = None
        self.is_new = False
        self._specs: tuple[FieldSpec, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(classes="warning")
        yield FieldForm()

    async def begin(self, profile: Profile, specs: Sequence[FieldSpec], *, is_new: bool) -> None:
        """Show a profile to be edited."""
        self.draft, self.is_new, self._specs = profile, is_new, tuple(specs)
        title = (
            tr("New profile ({kind})", kind=profile.kind) if is_new else tr("Edit {name}", name=profile.name)
        )
        self.border_title = literal(title, limit=60)
        self.border_subtitle = literal(tr("* required · ctrl+s saves · escape leaves"))
        form = self.query_one(FieldForm)
        await form.show(specs, values_of(profile))
        self._warn()
        form.focus_first()

    @property
    def changed(self) -> bool:
        return self.draft is not None and (self.is_new or self.query_one(FieldForm).changed)

    def read(self) -> tuple[Profile | None, list[FieldProblem]]:
        """The profile as typed, or what could not be read."""
        values, problems = self.query_one(FieldForm).read()
        if problems or self.draft is None:
            return None, problems
        if not values.get("environment"):
            return None, [FieldProblem("environment", tr("is required and empty"))]
        return with_values(self.draft, values, self._specs), []

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Each at its field; in the words above the form how many, since some may be out of sight."""
        rest = self.query_one(FieldForm).show_problems(problems)
        count = len({problem.field for problem in problems})
        words = (
            tr("Not saved: one field is wrong.")
            if count == 1
            else tr("Not saved: {count} fields are wrong.", count=count)
        )
        self._warn([words, *map(str, rest)])

    def end(self) -> None:
        self.draft = None

    def on_field_form_changed(self, event: FieldForm.Changed) -> None:
        self._warn()

    def _warn(self, more: Sequence[str] = ()) -> None:
        words = list(more)
        form = self.query_one(FieldForm)
        if is_plain_text(form.text("base_url").strip()):
            words.append(tr("NOT ENCRYPTED: over plain http anybody on the way can read the secret."))
        if form.text("tls.verify") == "false":
            words.append(tr("TLS NOT VERIFIED: anybody on the way can pose as the server."))
        if form.text("proxy").strip():
            words.append(tr("VIA PROXY: you are asked once before the first request goes through it."))
        warning = self.query_one(".warning", Static)
        warning.set_class(bool(words), "-shown")
        warning.update(literal("\n".join(f"▲ {word}" for word in words), keep_lines=True))
