"""What is said of a profile: in the list, beside it, and before it is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from tui.core.display import safe
from tui.core.fields import FieldSpec
from tui.core.profile import Profile
from tui.core.provider import Provider
from tui.core.vault_ports import SecretState, SecretStatus
from tui.core.wording import told, tr, tr_later
from tui.ui.screens.profiles.values import values_of
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.form.row import text_of
from tui.ui.widgets.header import host_of, marks_of
from tui.ui.widgets.reading import Line

STORE_WORDS = {
    "keyring": tr_later("in the system's keyring"),
    "environment": tr_later("in an environment variable"),
    "command": tr_later("printed by a command"),
    "file": tr_later("in the encrypted file"),
    "session": tr_later("for this session only"),
    "sandbox": tr_later("made by the sandbox"),
}


def secret_words(profile: Profile) -> str:
    """Where the secret lies, without asking the store."""
    if profile.secret is None:
        return tr("no secret yet")
    store = profile.secret.store
    known = STORE_WORDS.get(store)
    return tr(known) if known else tr("in “{store}”, which is not known here", store=store)


@dataclass(frozen=True, slots=True)
class ProfileChoice(Choice):
    """Two lines: name and environment; kind, host and where the secret is."""

    profile: Profile | None = None
    in_use: bool = False

    @classmethod
    def of(cls, profile: Profile, *, in_use: bool) -> ProfileChoice:
        return cls(profile.id, profile.name, profile=profile, in_use=in_use)

    def content(self) -> Content:
        profile = self.profile
        if profile is None:
            return Content(safe(self.label))
        environment = profile.environment.value
        mark = "▸ " if self.in_use else "  "
        marks = "".join(f"  {word}" for word in marks_of(profile))
        where = profile.kind if profile.is_sandbox else f"{profile.kind} · {safe(host_of(profile), 40)}"
        return Content.assemble(
            mark,
            (safe(profile.name, 40), "bold"),
            "  ",
            (f" {environment} ", f"$env-text on $env-{environment.lower()}"),
            (marks, "bold"),
            (f"\n  {where} · {safe(secret_words(profile))}", "dim"),
        )


def status_lines(status: SecretStatus) -> list[Line]:
    """What a look into the store has found."""
    look = {SecretState.STORED: "point -good", SecretState.NOT_NAMED: "point"}.get(status.state, "point -bad")
    words = f"{tr(status.state.value)} {told(status.where)}".strip()
    lines = [Line(f"{words}. {told(status.detail)}".strip(), look)]
    return lines + ([Line(told(status.remedy), "point")] if status.remedy else [])


def detail_lines(
    profile: Profile,
    provider: Provider,
    specs: Sequence[FieldSpec],
    status: SecretStatus | None,
    tested: Sequence[Line],
    *,
    may_add: bool = True,
) -> list[Line]:
    """Everything of a profile that is not empty, its secret, and its last test."""
    lines = [Line(profile.name, "title"), Line(f"{provider.title} ({provider.id})", "muted")]
    if profile.built_in:
        words = tr("Built in: answers are made on this machine. c makes a profile from it.")
        if not may_add:
            words = tr(
                "Built in: answers are made on this machine. Profiles are made when assay is started "
                "without --sandbox."
            )
        lines.append(Line(words, "muted"))
    lines += [Line(f"▲ {mark}", "-caution") for mark in marks_of(profile)]
    lines.append(Line(tr("Secret"), "heading"))
    lines += status_lines(status) if status else [Line(f"{secret_words(profile)}", "point")]
    if tested:
        lines += [Line(tr("Last test of this session"), "heading"), *tested]
    lines.append(Line(tr("Settings"), "heading"))
    values = values_of(profile)
    lines += [
        Line(f"{tr(spec.title)}: {_shown(text_of(values.get(spec.name)))}", "point")
        for spec in specs
        if spec.name != "name" and values.get(spec.name) not in (None, "")
    ]
    return lines


def _shown(text: str) -> str:
    return {"true": tr("yes"), "false": tr("no")}.get(text, text)


def deletion_facts(profile: Profile) -> list[tuple[str, str]]:
    """What goes with a profile, and what stays."""
    facts = [(tr("Profile"), profile.name), (tr("Host"), host_of(profile))]
    stays = {
        "environment": tr("stays: the variable is not touched"),
        "command": tr("stays: it belongs to the command's program"),
    }
    if profile.secret is None:
        facts.append((tr("Secret"), tr("there is none")))
    else:
        fate = stays.get(profile.secret.store, tr("removed too ({where})", where=secret_words(profile)))
        facts.append((tr("Secret"), fate))
    facts.append((tr("History"), tr("stays, without any secret in it")))
    return facts
