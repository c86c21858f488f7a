"""What will be sent, to the byte, with the secret as a mask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.core.display import human_bytes, safe
from tui.core.wording import told, tr
from tui.ui.widgets.literal import literal

if TYPE_CHECKING:
    from tui.core.fields import FieldProblem
    from tui.core.request import UnsignedRequest

SHOWN_BYTES = 64_000
"""Bytes of a body that are shown; all of it is sent."""


class RequestView(VerticalScroll, can_focus=True):
    """Method, address, headers, body; or why there is no request yet."""

    DEFAULT_CSS = """
    RequestView { padding: 0 1; }
    RequestView > Static { height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False, id="request.down", tooltip="Down"),
        Binding("k", "scroll_up", "Up", show=False, id="request.up", tooltip="Up"),
        Binding("g", "scroll_home", "Top", show=False, id="request.top", tooltip="Top"),
        Binding("G", "scroll_end", "End", show=False, id="request.end", tooltip="End"),
        Binding("ctrl+d", "page_down", "Page", show=False, id="request.page", tooltip="Page down"),
        Binding("ctrl+u", "page_up", "Page", show=False, id="request.back", tooltip="Page up"),
    ]

    def compose(self) -> ComposeResult:
        yield Static(id="request-text")

    def show(self, request: UnsignedRequest, notes: Sequence[str] = ()) -> None:
        parts = [
            Content.assemble(
                (f"{safe(request.method)} ", "bold $primary"), (safe(request.shown_url), "bold")
            ),
            *(Content.assemble((f"{safe(name)}: ", "dim"), safe(value)) for name, value in request.headers),
            Content(""),
            *_body(request.body),
            Content(""),
            Content.styled(_size(request.body), "dim"),
            *(Content.styled(safe(told(note)), "$text-warning") for note in notes),
        ]
        self._put(Content("\n").join(parts))

    def refuse(self, message: str, problems: Sequence[FieldProblem] = ()) -> None:
        """There is no request, and why."""
        parts = [
            Content.styled(f"✗ {safe(told(message))}", "bold $text-error"),
            *(
                Content.assemble("  ", (safe(p.field), "bold"), f": {safe(told(p.message))}")
                for p in problems
            ),
        ]
        self._put(Content("\n").join(parts))

    def wait(self) -> None:
        self._put(literal("…"))

    def _put(self, content: Content) -> None:
        self.query_one("#request-text", Static).update(content)


def _body(body: bytes) -> list[Content]:
    if not body:
        return [Content.styled(tr("no body"), "dim")]
    text = body[:SHOWN_BYTES].decode("utf-8", "backslashreplace")
    shown = [literal(text, keep_lines=True)]
    if len(body) > SHOWN_BYTES:
        shown.append(
            Content.styled(
                tr("… the first {size}; all of it is sent", size=human_bytes(SHOWN_BYTES)),
                "$text-warning",
            )
        )
    return shown


def _size(body: bytes) -> str:
    exact = "" if len(body) < 1000 else tr(" ({count:,} bytes)", count=len(body))
    return tr("body {size}{exact} · •••• stands for the secret", size=human_bytes(len(body)), exact=exact)
