"""A server of background queries that does what a test wants, and the verbs over it with real answers."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes import MemoryDrafts
from tests.workbench.cast import MemoryHistory, MemoryProfiles, MemoryVault, ScriptedTransport
from tests.workbench.waiting import QuickToken
from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, Progress, ResponseHead
from tui.core.failures import TransportFailure
from tui.core.operation import RequestDraft
from tui.core.ports import Sink
from tui.core.profile import Environment, Profile
from tui.core.request import UnsignedRequest
from tui.core.secret import Secret, SecretRef
from tui.core.sql_assist import SqlSize
from tui.core.tasks import Run
from tui.providers.te import PROVIDER as TE
from tui.results import SpoolAnswerStore
from tui.workbench import Profiles, Sending
from tui.workbench.sending.retrying import Retrying
from tui.workbench.tasks.verbs import Tasks

TASK = "0123456789abcdef0123456789abcdef"
REF = SecretRef("session", "te")
SUBMIT, INFO = "/open/submit-sql", "/open/sql-task-info"
PAGE, CANCEL, WAIT = "/open/sql-result-page", "/open/cancel-sql-task", "/open/execute-sql"


def enveloped(data: object = None, code: int = 0, message: str = "success") -> bytes:
    return json.dumps({"return_code": code, "return_message": message, "data": data}).encode()


def state(said: str, **facts: Any) -> bytes:
    return enveloped({"taskId": TASK, "status": said, **facts})


def finished(pages: int | None, rows: int, columns: tuple[str, ...] = ("n",)) -> bytes:
    stat: dict[str, Any] = {"headers": list(columns), "rowCount": rows}
    if pages is not None:
        stat["pageCount"] = pages
    return state("FINISHED", resultStat=stat)


class Lost(Exception):
    """In the place of an answer: the connection is lost."""


Answer = bytes | type[Lost]
PAGES: list[Answer] = [b"[1]\n[2]\n", b"[3]\n[4]\n", b"[5]\n"]
ROWS = [("1",), ("2",), ("3",), ("4",), ("5",)]


@dataclass
class Server:
    """`states` are given one after another, the last one for good; pages by number."""

    states: list[Answer]
    pages: list[Answer]
    submitted: Answer = field(default_factory=lambda: enveloped({"taskId": TASK}))
    stopped: Answer = field(default_factory=enveloped)
    past_the_end: bytes = field(default_factory=lambda: enveloped(code=-1008, message="no such page"))
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        form = parse_qsl(request.body.decode()) if request.method == "POST" else ()
        parameters = dict([*request.query, *form])
        self.asked.append((request.path, parameters))
        answer = self.answer(request.path, parameters)
        if not isinstance(answer, bytes):
            raise TransportFailure("The connection was lost.", code="connection-lost")
        sink.head(ResponseHead(200))
        sink.write(answer)

    def answer(self, path: str, parameters: dict[str, str]) -> Answer:
        if path in (SUBMIT, WAIT):
            return self.submitted
        if path == INFO:
            return self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if path == CANCEL:
            return self.stopped
        number = int(parameters["pageId"])
        return self.pages[number] if number < len(self.pages) else self.past_the_end

    def count(self, path: str) -> int:
        return sum(one == path for one, _ in self.asked)

    def pages_asked(self) -> list[int]:
        return [int(parameters["pageId"]) for path, parameters in self.asked if path == PAGE]


Make = Callable[..., "Desk"]
"""The fixture `make`: states, pages, and what the first call and the cancel are answered with."""


class Desk:
    """The verbs over one server. Time passes with the waiting only, a little with every look at the clock."""

    def __init__(self, folder: Path, server: Server) -> None:
        numbers = itertools.count(1)
        self.server = server
        self.now = 1_700_000_000.0
        self.token = QuickToken()
        self.heard: list[Progress] = []
        self.started: list[Exchange] = []
        self.drafts, self.history = MemoryDrafts(), MemoryHistory()
        vault = MemoryVault()
        vault.kept[REF] = Secret("0123456789abcdef")
        self.profile = Profile("live", "live", "te", "http://127.0.0.1:8992", Environment.DEV, secret=REF)
        store = MemoryProfiles()
        store.save(self.profile)
        profiles = Profiles({"te": TE}, store, vault, [], lambda: "new")
        self.answers = SpoolAnswerStore(folder / "answers")
        self.sending = Sending(
            profiles,
            vault,
            ScriptedTransport(server),
            self.answers,
            self.history,
            self.clock,
            lambda: f"id{next(numbers)}",
        )
        retrying = Retrying(profiles, self.sending, dict, self.clock)
        self.tasks = Tasks(
            profiles,
            self.sending,
            retrying,
            self.answers,
            self.history,
            self.drafts,
            lambda profile, sql: SqlSize(known=False),
            self.clock,
        )

    def clock(self) -> float:
        self.now += 0.001
        return self.now + self.token.waited

    def run(self, run: Run = Run.TASK, **form: Any) -> Exchange:
        return self.tasks.send(
            self.profile,
            RequestDraft("sql-query", form={"sql": "SELECT n FROM t", **form}),
            run,
            cancel=self.token,
            on_progress=self.heard.append,
            on_start=self.started.append,
        )

    def go_on(self) -> Exchange:
        (kept,) = self.tasks.resumable()
        return self.tasks.resume(kept, cancel=self.token, on_progress=self.heard.append)

    def rows(self, exchange: Exchange) -> list[tuple[str, ...]]:
        answer = self.answers.open(exchange.id)
        assert answer is not None
        return [tuple(cell.text for cell in row) for row in answer.window(0, answer.row_count)]

    def columns(self, exchange: Exchange) -> list[str]:
        answer = self.answers.open(exchange.id)
        assert answer is not None
        return [column.name for column in answer.columns]

    def phases(self) -> list[str]:
        return list(dict.fromkeys(sign.phase for sign in self.heard))
