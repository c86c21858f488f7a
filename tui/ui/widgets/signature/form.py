"""The parts of a signed request, exactly as typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Label, TextArea

from tui.core.failures import InvalidInput
from tui.core.fields import FieldKind, FieldProblem, FieldSpec, parse_text
from tui.core.wording import told, tr
from tui.ui.widgets.literal import literal
from tui.ui.widgets.toggle import Toggle

QUERY_FIELD = FieldSpec("query", FieldKind.JSON)


class SignatureParts(NamedTuple):
    """None leaves a part out of the request; an empty text is sent empty."""

    path: str | None
    sign: str | None
    query: Mapping[str, Any] | None
    body: str | None


class SignatureForm(Vertical):
    """Four fields and two buttons."""

    class Typed(Message):
        """Something was typed; `sign` tells whether it was the sign."""

        def __init__(self, *, sign: bool) -> None:
            super().__init__()
            self.sign = sign

    class Pressed(Message):
        """A button: `verify` or `make-sign`."""

        def __init__(self, button: str) -> None:
            super().__init__()
            self.button = button

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            # “Path” alone is the word for what people do one after the other.
            yield Label(tr("path").capitalize(), classes="name")
            yield Input(id="path", placeholder=tr("the signed path, such as /api/pay"), compact=True)
        with Horizontal(classes="row"):
            yield Label(tr("Sign"), classes="name")
            yield Input(id="sign", placeholder=tr("what the SDK returned"), compact=True)
        with Horizontal(classes="row"):
            yield Label(tr("Query"), classes="name")
            yield Input(id="query", placeholder=tr('left out, or {"key": "text"}'), compact=True)
        with Horizontal(classes="row -tall"):
            yield Label(tr("Body"), classes="name")
            yield TextArea(
                id="body",
                compact=True,
                highlight_cursor_line=False,
                placeholder=tr("left out, or the raw text as the client sent it"),
            )
        with Horizontal(classes="buttons"):
            yield Button(tr("Verify"), id="verify", variant="primary", compact=True)
            yield Button(tr("Sandbox sign"), id="make-sign", compact=True)
            yield Toggle(tr("Send empty fields"), id="empty")
        yield Label("", id="problem")

    def on_mount(self) -> None:
        self.query_one("#problem").display = False

    # -- values ----------------------------------------------------------------------------------

    def text(self, name: str) -> str:
        """What is typed in `path`, `sign`, `query` or `body`."""
        if name == "body":
            return self.query_one("#body", TextArea).text
        return self.query_one(f"#{name}", Input).value

    def _part(self, name: str) -> str | None:
        return self.text(name) if self.text(name) or self.query_one(Toggle).value else None

    def query_object(self) -> Mapping[str, Any] | None:
        """Raises InvalidInput when what is typed is not a JSON object."""
        text = self.text("query")
        if not text.strip():
            return None
        try:
            value = parse_text(QUERY_FIELD, text)
        except ValueError as error:
            raise InvalidInput([FieldProblem("query", str(error))]) from None
        if not isinstance(value, Mapping):
            raise InvalidInput([FieldProblem("query", tr('needs a JSON object, such as {"k": "v"}'))])
        return value

    def parts(self) -> SignatureParts:
        """Raises InvalidInput."""
        return SignatureParts(self._part("path"), self._part("sign"), self.query_object(), self._part("body"))

    def kept(self) -> dict[str, object]:
        """The draft that may lie on disk: without the sign, a one-time credential, and without a part
        that holds it."""
        sign = self.text("sign")
        kept = {name: self.text(name) for name in ("path", "query", "body")}
        return {name: "" if sign and sign in text else text for name, text in kept.items()}

    def restore(self, kept: Mapping[str, object]) -> None:
        for name in ("path", "query"):
            value = kept.get(name)
            if isinstance(value, str):
                self.query_one(f"#{name}", Input).value = value
        body = kept.get("body")
        if isinstance(body, str):
            self.query_one("#body", TextArea).text = body

    def put_sign(self, sign: str) -> None:
        self.query_one("#sign", Input).value = sign

    def put(self, parts: SignatureParts) -> None:
        """Replace all four; None empties a field."""
        self.query_one("#path", Input).value = parts.path or ""
        self.query_one("#sign", Input).value = parts.sign or ""
        query = "" if parts.query is None else json.dumps(parts.query, ensure_ascii=False)
        self.query_one("#query", Input).value = query
        self.query_one("#body", TextArea).text = parts.body or ""

    # -- showing ---------------------------------------------------------------------------------

    def show_sandbox(self, sandbox: bool) -> None:
        self.query_one("#make-sign").display = sandbox

    def show_problem(self, error: InvalidInput) -> None:
        """Name the fields, and go to the first."""
        text = "; ".join(f"{tr(problem.field)}: {told(problem.message)}" for problem in error.problems)
        label = self.query_one("#problem", Label)
        label.display = True
        label.update(literal(tr("✗ {text}. Nothing was sent.", text=text)))
        for problem in error.problems:
            for field in self.query(f"#{problem.field.split('.')[0]}"):
                field.focus()
                return

    def as_bytes(self) -> list[tuple[str, bytes | None]]:
        """Every part to the byte; None for one that is left out."""
        parts = ((name, self._part(name)) for name in ("path", "sign", "query", "body"))
        return [(n, None if text is None else text.encode("utf-8", "surrogatepass")) for n, text in parts]

    # -- events ----------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._typed(sign=event.input.id == "sign")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._typed(sign=False)

    def on_toggle_changed(self, event: Toggle.Changed) -> None:
        event.stop()
        self._typed(sign=False)

    def _typed(self, *, sign: bool) -> None:
        self.query_one("#problem").display = False
        self.post_message(self.Typed(sign=sign))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Pressed(event.button.id or ""))
