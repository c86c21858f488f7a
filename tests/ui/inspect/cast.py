"""Exchanges and answers to put before the screens, and the app with one of them open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from textual.app import App, ComposeResult
from textual.widget import Widget

from tests.fakes import Fake
from tests.ui.driving import SMALL, AppPilot, running, screen_text, until
from tests.workbench.cast import MemoryAnswer
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import Exchange, ExchangeState, Failure, ResponseHead, Timing
from tui.core.request import UnsignedRequest
from tui.core.table import Cell, Column, RowSource
from tui.ui.app import AssayApp
from tui.ui.messages import OpenExchange
from tui.ui.screens.inspect import InspectScreen
from tui.ui.theme import DEFAULT_THEME, THEMES

REQUEST = UnsignedRequest(
    "POST",
    "http://127.0.0.1:8992",
    "/read",
    query=(("format", "json"),),
    headers=(("content-type", "application/json"),),
    body=b'{"thing": "a"}',
    secret_parameter="token",
)


def exchange(number: int = 1, **changes: Any) -> Exchange:
    """A finished one with a good verdict, unless told otherwise."""
    made = Exchange(
        id=f"ex{number}",
        profile_id="sandbox-te",
        profile_name="sandbox te",
        provider="te",
        operation="read",
        request=REQUEST,
        state=ExchangeState.FINISHED,
        started_at=1_700_000_000.0 + number,
        draft={"operation": "read", "body": {"thing": "a"}},
        head=ResponseHead(200, "OK", (("content-type", "application/json"),), "HTTP/1.1"),
        envelope=Envelope("0", "success", Tone.GOOD, "OK"),
        timing=Timing(0.01, 0.02, 0.3, 0.1, 0.43),
        received=1234,
        complete=True,
    )
    return replace(made, **changes)


FAILED = Failure("connection-lost", "The connection was lost.", evidence=("1,234 bytes had arrived.",))


class RowsAnswer(MemoryAnswer):
    """A stream of rows over a source; its bytes are those given."""

    is_rows = True

    def __init__(self, source: RowSource, data: bytes = b"[1]\n") -> None:
        super().__init__()
        self.source = source
        self.buffer = data
        self._complete = True

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # a plain attribute there
        return self.source.columns

    @property
    def row_count(self) -> int:  # type: ignore[override]  # a plain attribute there
        return self.source.row_count

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        return self.source.window(start, stop, columns)

    def raw_line(self, row: int) -> bytes:
        return f'[{row}, "a"]'.encode()


def document(data: bytes) -> MemoryAnswer:
    answer = MemoryAnswer()
    answer.buffer = data
    answer.finish(complete=True)
    return answer


@dataclass
class Inspect:
    """The open Inspect screen and the keys to it."""

    app: AssayApp
    pilot: AppPilot
    fake: Fake

    @property
    def screen(self) -> InspectScreen:
        assert isinstance(self.app.screen, InspectScreen)
        return self.app.screen

    @property
    def focused(self) -> str:
        """The id of the widget that has the focus."""
        return (self.screen.focused.id or "") if self.screen.focused is not None else ""

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def shows(self, *texts: str) -> None:
        await until(self.pilot, lambda: all(t in self.text() for t in texts), f"showing {texts}")

    def text(self) -> str:
        return screen_text(self.app)

    async def open(self, exchange_id: str, tab: str = "") -> None:
        self.app.post_message(OpenExchange(exchange_id, tab))

        def there() -> bool:
            screen = self.app.screen
            if not isinstance(screen, InspectScreen) or screen._subject is None:
                return False
            return screen._subject.exchange.id == exchange_id and (not tab or screen.panes.current == tab)

        await until(self.pilot, there, f"opening {exchange_id}")


@asynccontextmanager
async def inspecting(
    what: Exchange, answer: MemoryAnswer | None = None, size: tuple[int, int] = SMALL, *, tab: str = ""
) -> AsyncIterator[Inspect]:
    """The app with one exchange open in Inspect."""
    fake = Fake()
    fake.history.kept[what.id] = what
    if answer is not None:
        fake.answers.kept[what.id] = answer
    async with running(fake, size, sandbox=True) as (app, pilot):
        inspect = Inspect(app, pilot, fake)
        await inspect.open(what.id, tab)
        yield inspect


class WidgetApp(App[None]):
    """One widget on the whole screen, in our theme."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT_THEME
        self.widget = widget
        self.heard: list[object] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        from tui.ui.theme import ENVIRONMENT_VARIABLES

        return ENVIRONMENT_VARIABLES

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        self.widget.focus()


def lines_of(app: App[None]) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips()]
