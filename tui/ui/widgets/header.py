"""The line that says where a request would go: nobody may mistake the sandbox for a live answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui.core.display import safe
from tui.core.urls import is_plain_text, origin_of
from tui.core.wording import tr
from tui.ui.theme import ENVIRONMENT_CLASSES
from tui.ui.widgets.literal import literal

if TYPE_CHECKING:
    from tui.core.profile import Environment, Profile


def host_of(profile: Profile) -> str:
    """Scheme, host and port of a profile; the address as it is when it is no address."""
    try:
        return str(origin_of(profile.base_url))
    except ValueError:
        return profile.base_url


def marks_of(profile: Profile) -> tuple[str, ...]:
    """What must not be overlooked about a profile, as words."""
    marks = []
    if profile.read_only:
        marks.append("READ-ONLY")
    if profile.private:
        marks.append("PRIVATE")
    if not profile.tls.verify:
        marks.append(tr("TLS NOT VERIFIED"))
    if is_plain_text(profile.base_url):
        marks.append(tr("NOT ENCRYPTED"))
    if profile.proxy:
        # Whoever runs it can see the host, and over plain http the key too.
        marks.append(tr("VIA PROXY {host}", host=_host(profile.proxy)))
    return tuple(marks)


def _host(address: str) -> str:
    """Host and port, a long host by its end, which says who runs it."""
    try:
        found = origin_of(address)
    except ValueError:
        return safe(address, HOST)
    host = found.host if len(found.host) <= HOST else f"…{found.host[-HOST:]}"
    return f"{host}:{found.port}"


HOST = 18
"""Characters of a proxy's host that are shown."""

CROWDED = 20
"""Characters of marks from which a narrow screen gives up the brand and most of the name."""


class HeaderLine(Horizontal):
    """Profile name, kind, environment, host and marks. Long names and hosts are cut, marks never."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; background: $panel; }
    HeaderLine > Static { height: 1; width: auto; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    HeaderLine > .brand { text-style: bold; color: $primary; padding: 0 1; }
    HeaderLine > .name { text-style: bold; max-width: 30%; }
    HeaderLine > .host { width: 1fr; color: $text-muted; }
    HeaderLine > .marks { color: $text-warning; text-style: bold; }
    HeaderLine > .environment { text-style: bold; color: $env-text; background: $secondary; }
    HeaderLine > .-hidden { display: none; }
    """

    def compose(self) -> ComposeResult:
        yield Static("assay", classes="brand")
        yield Static(classes="name -hidden")
        yield Static(classes="kind -hidden")
        yield Static(classes="environment -hidden")
        yield Static(classes="host")
        yield Static(classes="marks -hidden")

    def show(self, profile: Profile | None) -> None:
        """Name the profile that a request would use; None when there is none yet."""
        if not self.is_mounted:
            self.call_after_refresh(self.show, profile)
            return
        parts = dict.fromkeys(("name", "kind", "environment", "marks"), "")
        host = tr("no profile yet: f2 makes one")
        if profile is not None:
            host = tr("answers are made on this machine") if profile.is_sandbox else host_of(profile)
            parts = {
                "name": profile.name,
                "kind": profile.kind,
                "environment": profile.environment.value,
                "marks": "  ".join(marks_of(profile)),
            }
        for part, text in parts.items():
            cell = self.query_one(f".{part}", Static)
            cell.update(literal(text))
            cell.set_class(not text, "-hidden")
        self.query_one(".host", Static).update(literal(host))
        self.set_class(len(parts["marks"]) > CROWDED, "-crowded")
        self._paint_environment(profile.environment if profile is not None else None)

    def _paint_environment(self, environment: Environment | None) -> None:
        cell = self.query_one(".environment", Static)
        cell.remove_class(*ENVIRONMENT_CLASSES.values())
        if environment is not None:
            cell.add_class(ENVIRONMENT_CLASSES[environment])
