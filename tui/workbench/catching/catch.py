"""Requests of one's own app as they come: found, verified once each, answered, told."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlsplit

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.listening import HeardRequest, Listener, ListenWish, Reply, TurnedAway
from tui.workbench.importing import CapturedRequest, Recipe, Taken, find_sign, recipe_for, take
from tui.workbench.signature_tests import ABSENT, BROKEN, Got, Outcome, Parts, Session
from tui.workbench.signature_tests.front import Plan
from tui.workbench.signature_tests.verdicts import not_sent

TITLE = "Catch mode"

COUNT = 100
"""Verifications after which a catch ends, if nothing else is said."""

UNVERIFIED = 500
"""Requests that were not verified and are told all the same; further ones are only answered, so that a
client that floods fills neither the table nor the memory."""


@dataclass(frozen=True, slots=True)
class CatchWish:
    """What is heard and how it is answered. `recipe` says where the sign is; None lets the finder look.

    `strip` is a gateway's prefix to cut off the path, whose leading slash goes without `slash`. With
    `mirror` the answer's status is the verdict's; else it is 200 whatever came.
    """

    listen: ListenWish = field(default_factory=ListenWish)
    mirror: bool = False
    count: int = COUNT
    recipe: Recipe | None = None
    strip: str = ""
    slash: bool = True
    send_query: bool = False
    send_body: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A request without its values: names of headers and of query keys, bytes of the body."""

    origin: str = ""
    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    body: int = 0


@dataclass(frozen=True, slots=True)
class Caught:
    """One request. `sent` is None when nothing was verified; `status` is what the app was answered."""

    number: int
    at: float
    name: str
    """`POST /api/order`, or what was turned away."""
    status: int
    got: Got
    sent: Parts | None = None
    shape: Shape = field(default_factory=Shape)


class CatchMode:
    """A test whose rows come from outside. It ends after `count` verifications, when it is cancelled, and
    when the session stops."""

    def __init__(self, listener: Listener, wish: CatchWish) -> None:
        self._listener = listener
        self._wish = wish
        self._rows: queue.SimpleQueue[Caught | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._number = self._taken = self._untold = 0
        self._session: Session | None = None
        self.url = ""
        """Where it listens; empty before and after."""

    def plan(self) -> Plan:
        how = "mirrors the verdict" if self._wish.mirror else "is 200 whatever the verdict"
        return Plan(TITLE, self._wish.count, notes=(f"The answer's status {how}.",))

    def run(self, session: Session) -> Iterator[Caught]:
        """Row by row as requests come. Raises as `Session.begin`, Refused and NotFound of the listener."""
        session.begin(self.plan())
        self._session = session
        forget = session.cancel.on_cancel(lambda: self._rows.put(None))
        listening = self._listener.listen(self._wish.listen, self._heard, self._turned_away)
        self.url = listening.url
        verified = 0
        try:
            while not session.halted() and (row := self._rows.get()) is not None:
                yield row
                verified += row.sent is not None
                if verified >= self._wish.count:
                    break
        finally:
            forget()
            listening.close()
            self.url = ""

    # -- in the listener's threads -------------------------------------------------------------------

    def _turned_away(self, away: TurnedAway) -> None:
        self._tell("turned away", away.status, not_sent(away.reason))

    def _tell(
        self, name: str, status: int, got: Got, sent: Parts | None = None, shape: Shape | None = None
    ) -> int:
        with self._lock:
            self._number += 1
            number = self._number
            self._untold += sent is None
            if sent is None and self._untold > UNVERIFIED:
                return number
        at = self._session.signatures.now() if self._session is not None else 0.0
        self._rows.put(Caught(number, at, name, status, got, sent, shape or Shape()))
        return number

    def _heard(self, heard: HeardRequest) -> Reply:
        if heard.target == "/favicon.ico":
            return Reply(404)
        request = CapturedRequest(heard.method, f"{self.url}{heard.target}", heard.headers, heard.body)
        shape, name = _shape(request), f"{heard.method} {urlsplit(request.url).path}"
        try:
            taken = _taken(request, self._wish)
        except InvalidInput as error:
            return self._answered(name, not_sent(" ".join(error.evidence)), None, shape)
        if not self._reserve():
            return self._answered(name, not_sent("The catch has ended."), None, shape)
        parts = _parts(taken)
        assert self._session is not None
        got = self._session.verify(parts)
        return self._answered(
            f"{heard.method} {parts.path}", got, None if got.outcome is Outcome.NOT_SENT else parts, shape
        )

    def _reserve(self) -> bool:
        with self._lock:
            self._taken += 1
            return self._taken <= self._wish.count

    def _answered(self, name: str, got: Got, sent: Parts | None, shape: Shape) -> Reply:
        status = _mirrored(got) if self._wish.mirror else 200
        number = self._tell(name, status, got, sent, shape)
        said: dict[str, object] = {"caught": number, "verdict": got.outcome.value}
        if sent is None:
            said["problem"] = got.message
        else:
            said |= {"code": got.code, "result": got.result, "env": list(got.labels)}
        said["simulated"] = bool(self._session and self._session.profile.is_sandbox)
        return Reply(status, json.dumps(said).encode() + b"\n")


def _mirrored(got: Got) -> int:
    if got.accepted:
        return 200
    return 503 if got.outcome in BROKEN or got.outcome is Outcome.UNKNOWN else 403


def _shape(request: CapturedRequest) -> Shape:
    try:
        pairs = parse_qsl(urlsplit(request.url).query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        pairs = []
    names = tuple(dict.fromkeys(name for name, _ in request.headers))
    keys = tuple(dict.fromkeys(name for name, _ in pairs))
    return Shape(request.header("origin") or "", names, keys, len(request.body))


def _taken(request: CapturedRequest, wish: CatchWish) -> Taken:
    """Raises InvalidInput where no sign, or more than one, is found."""
    recipe = wish.recipe
    if recipe is None:
        findings = find_sign(request)
        if findings.must_ask:
            names = ", ".join(f"{one.place.value}:{one.name}" for one in findings.signs)
            raise InvalidInput([_problem(names)])
        recipe = recipe_for(findings.signs[0], request=request)
    if wish.strip or not wish.slash:
        recipe = replace(recipe, path_header="", strip_prefix=wish.strip, leading_slash=wish.slash)
    return take(request, replace(recipe, send_query=wish.send_query, send_body=wish.send_body))


def _problem(names: str) -> FieldProblem:
    if not names:
        return FieldProblem(
            "sign", "is in no field that looks like one; say where it is, such as header:X-Sign"
        )
    return FieldProblem("sign", f"may be in several fields: {names}; say which")


def _parts(taken: Taken) -> Parts:
    path, sign, query, body = taken.parts.path, taken.parts.sign, taken.parts.query, taken.parts.body
    return Parts(path, sign, ABSENT if query is None else query, ABSENT if body is None else body)
