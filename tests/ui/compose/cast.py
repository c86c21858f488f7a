"""A workbench for Compose: the real routes and codec of the `te` provider, a scripted transport."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from textual.events import Paste

from tests.fakes import Fake, MemoryDrafts
from tests.ui.driving import SMALL, AppPilot, until
from tests.workbench.cast import MemoryLedger, NoSandbox, Script, answering, own_errors
from tui.core.cancel import CancelToken
from tui.core.exchange import ResponseHead
from tui.core.failures import Cancelled
from tui.core.ports import Sink
from tui.core.profile import SANDBOX_HOST, Environment, Profile
from tui.core.provider import Provider
from tui.core.request import UnsignedRequest
from tui.core.secret import Secret, SecretRef
from tui.core.sql_assist import SqlSize
from tui.providers.te import PROVIDER as TE
from tui.sql import TrinoAssistant
from tui.ui.app import AssayApp
from tui.ui.screens.compose import ComposeScreen
from tui.workbench import (
    History,
    Inspecting,
    Knowledge,
    Profiles,
    Queries,
    Schemas,
    Sending,
    Signatures,
    SqlHelp,
    Workbench,
)
from tui.workbench.composing.schemas import NoCache
from tui.workbench.sending.retrying import Retrying
from tui.workbench.tasks.verbs import Tasks

REF = SecretRef("session", "te")

SANDBOX = Profile(
    "sandbox-te",
    "sandbox te",
    "te",
    f"http://{SANDBOX_HOST}",
    Environment.SANDBOX,
    secret=REF,
    settings={"projectId": 1},
    built_in=True,
)
READ_ONLY = Profile("ro", "live", "te", "http://127.0.0.1:8992", Environment.PROD, secret=REF, read_only=True)
SECOND = Profile("second", "second", "te", "http://127.0.0.1:8992", Environment.DEV, secret=REF)


def enveloped(code: int = 0, message: str = "success", data: object = None) -> Script:
    document = {"return_code": code, "return_message": message, "data": data}
    return answering(json.dumps(document).encode())


@dataclass
class Waiting:
    """A server that answers when told to, and stops when the person cancels."""

    go_on: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def __call__(self, request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        sink.phase("waiting")
        self.asked.set()
        cancel.on_cancel(self.go_on.set)
        self.go_on.wait(10)
        if cancel.cancelled:
            raise Cancelled("Cancelled by you.")
        sink.head(ResponseHead(200))
        sink.write(b'{"return_code": 0, "return_message": "success"}')


@dataclass
class Cast(Fake):
    providers: Mapping[str, Provider] = field(default_factory=lambda: {"te": TE})
    drafts: MemoryDrafts = field(default_factory=MemoryDrafts)

    def __post_init__(self) -> None:
        self.vault.kept[REF] = Secret("0123456789abcdef")
        self.profile_store.kept = {p.id: p for p in (READ_ONLY, SECOND)}
        self.transport.script = enveloped()

    def build(self) -> Workbench:
        ids = itertools.count(1)
        times = itertools.count(1_700_000_000)

        def new_id() -> str:
            return f"id{next(ids)}"

        def clock() -> float:
            return float(next(times))

        providers = self.providers
        profiles = Profiles(providers, self.profile_store, self.vault, [SANDBOX], new_id)
        sending = Sending(profiles, self.vault, self.transport, self.answers, self.history, clock, new_id)
        signatures = Signatures(profiles, sending, MemoryLedger(), NoSandbox(), clock)
        knowledge = Knowledge(providers, own_errors)
        retrying = Retrying(profiles, sending, self.settings.load, clock)
        schemas = Schemas(profiles, retrying, NoCache(), clock)
        inspecting = Inspecting(
            profiles, providers, knowledge, self.answers, self.history, sending, signatures, schemas
        )
        workbench = super().build()
        workbench.profiles = profiles
        workbench.sending = sending
        workbench.retrying = Retrying(profiles, sending, self.settings.load, clock)
        workbench.tasks = Tasks(
            profiles,
            sending,
            workbench.retrying,
            self.answers,
            self.history,
            workbench.drafts,
            lambda profile, sql: SqlSize(known=False, why="not looked into"),
            clock,
        )
        workbench.inspecting = inspecting
        workbench.knowledge = knowledge
        workbench.signatures = signatures
        workbench.history = History(self.history, self.answers)
        workbench.drafts = self.drafts
        workbench.schemas = schemas
        workbench.sql = SqlHelp(profiles, schemas, TrinoAssistant, clock)
        workbench.retrying = Retrying(profiles, sending, self.settings.load, clock)
        workbench.tasks = Tasks(
            profiles,
            sending,
            workbench.retrying,
            self.answers,
            self.history,
            self.drafts,
            workbench.sql.size,
            clock,
        )
        workbench.queries = Queries(self.queries, profiles, sending, self.settings, workbench.building, dict)
        return workbench


@dataclass
class Compose:
    """The open Compose screen and the keys to it."""

    app: AssayApp
    pilot: AppPilot
    screen: ComposeScreen
    cast: Cast

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        await until(self.pilot, condition, what)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        names = {" ": "space", "\n": "enter", "_": "underscore"}
        await self.press(*(names.get(character, character) for character in text))

    async def paste(self, text: str) -> None:
        """As a terminal hands over what was pasted: in one piece."""
        self.app.post_message(Paste(text))
        await self.pilot.pause()

    async def open(self, operation_id: str) -> None:
        """Choose a route, as the tree does."""
        self.screen.post_message(self.screen.routes.Chosen(operation_id))

        def opened() -> bool:
            composition = self.screen.composition
            return composition is not None and composition.operation.id == operation_id

        await self.until(opened, f"opening {operation_id}")
        await self.until(lambda: self.desk_has_focus, "focus in the draft")

    @property
    def desk_has_focus(self) -> bool:
        focused = self.screen.focused
        return focused is not None and self.screen.desk in focused.ancestors_with_self

    async def sent(self) -> None:
        await self.until(lambda: self.screen.strip.result is not None, "a result")

    @property
    def requests(self) -> list[UnsignedRequest]:
        return list(self.cast.transport.seen)


@asynccontextmanager
async def composing(
    cast: Cast | None = None, size: tuple[int, int] = SMALL, *, profile: str = "sandbox te"
) -> AsyncIterator[Compose]:
    """The app on its Compose screen, the first draft open."""
    cast = cast or Cast()
    workbench = cast.build()
    app = AssayApp(lambda: workbench, profile=profile)
    async with app.run_test(size=size) as pilot:

        def is_open() -> bool:
            screen = app.screen
            return isinstance(screen, ComposeScreen) and screen._is_ready and screen.composition is not None

        await until(pilot, is_open, "the Compose screen")
        assert isinstance(app.screen, ComposeScreen)
        compose = Compose(app, pilot, app.screen, cast)
        await until(pilot, lambda: app.screen.focused is not None, "a focus")
        yield compose
