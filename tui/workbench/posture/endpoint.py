"""A person's own endpoint: the request that goes to it, with whatever sign, and what it did."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, unquote_plus, urlsplit

from tui.core.cancel import CancelToken
from tui.core.exchange import ResponseHead
from tui.core.failures import InvalidInput, TransportFailure
from tui.core.fields import FieldProblem
from tui.core.ports import SendOptions, Transport
from tui.core.profile import Timeouts
from tui.core.request import UnsignedRequest
from tui.core.urls import Origin, origin_of
from tui.workbench.importing import CapturedRequest, Recipe, SignPlace

READ = 64 * 1024
"""Bytes of an answer that are looked at."""

TIMEOUTS = Timeouts(connect=10.0, read=20.0, total=30.0)

_OURS = frozenset({"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "expect"})
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_RANGE = re.compile(r"([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?\Z")


class Did(StrEnum):
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    UNCLEAR = "UNCLEAR"


@dataclass(frozen=True, slots=True)
class Judge:
    """How to tell what an endpoint did: by status, and first by a text in its answer."""

    accepted: frozenset[int] = frozenset(range(200, 300))
    refused: frozenset[int] = frozenset(range(400, 500)) - {404, 405, 408, 411, 413, 414, 415, 431}
    """Without those that say that the request was not understood."""
    accepted_text: str = ""
    refused_text: str = ""

    def __call__(self, status: int, body: str) -> Did:
        if self.refused_text and self.refused_text in body:
            return Did.REFUSED
        if self.accepted_text:
            return Did.ACCEPTED if self.accepted_text in body else Did.REFUSED
        if status in self.accepted:
            return Did.ACCEPTED
        return Did.REFUSED if status in self.refused else Did.UNCLEAR


def statuses(text: str, field_name: str) -> frozenset[int]:
    """`200-299,302` as statuses. Raises InvalidInput."""
    found: set[int] = set()
    for word in text.split(","):
        match = _RANGE.match(word.strip())
        if match is None:
            wrong = f"needs statuses such as 200-299,302, not “{word.strip()[:20]}”"
            raise InvalidInput([FieldProblem(field_name, wrong)], what="The posture check")
        found |= set(range(int(match.group(1)), int(match.group(2) or match.group(1)) + 1))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class EndpointWish:
    """What is asked: an address that was named, and where the sign goes. `template` gives method, headers and
    body of a request that was captured; its host must be the named one."""

    to: str
    method: str = ""
    sign: Recipe = field(default_factory=lambda: Recipe("endpoint", SignPlace.HEADER, "x-td-sign"))
    template: CapturedRequest | None = None
    body: str | None = None
    judge: Judge = field(default_factory=Judge)


@dataclass(frozen=True, slots=True)
class Action:
    """What the endpoint did. `status` 0: no answer."""

    did: Did
    status: int = 0
    seconds: float = 0.0
    message: str = ""

    def __str__(self) -> str:
        return f"{self.did.value} {self.status or ''}".strip()


class Endpoint:
    """Asks one origin, once each time, following nothing, with no secret of any profile."""

    def __init__(self, transport: Transport, request: CapturedRequest, sign: Recipe, judge: Judge) -> None:
        self._transport = transport
        self._request = request
        self._sign = sign
        self._judge = judge

    @property
    def origin(self) -> str:
        return str(origin_of(self._request.url))

    @property
    def name(self) -> str:
        """`POST https://shop.example/api/order`, without its query."""
        return f"{self._request.method} {self._request.url.partition('?')[0]}"

    def ask(self, sign: str | None, cancel: CancelToken) -> Action:
        """Send once with that sign; None leaves it out. Whatever goes wrong is an unclear action."""
        sink = _Sink()
        options = SendOptions(TIMEOUTS, connection_key=f"endpoint {self.origin}")
        try:
            delivery = self._transport.send(self.with_sign(sign), None, options, sink, cancel)
        except TransportFailure as error:
            status = sink.answer.status if sink.answer is not None else 0
            return Action(Did.UNCLEAR, status, 0.0, " ".join((error.message, *error.evidence[:1])))
        text = bytes(sink.body).decode("utf-8", "replace")
        status = delivery.head.status
        did = self._judge(status, text)
        message = f"It answered {status}, which says neither yes nor no." if did is Did.UNCLEAR else ""
        return Action(did, status, delivery.timing.total, message)

    def with_sign(self, sign: str | None) -> UnsignedRequest:
        """The request with that sign in its place, and no other."""
        request, place, name = self._request, self._sign.sign_place, self._sign.sign_name
        headers = [(key, value) for key, value in request.headers if key.lower() not in _OURS]
        target, body = request.url[len(request.url.partition("://")[0]) + 3 :], request.body
        target = target[target.index("/") :] if "/" in target else "/"
        if place is SignPlace.HEADER:
            headers = [one for one in headers if one[0].lower() != name.lower()]
            headers += [(name, sign)] if sign is not None else []
        elif place is SignPlace.QUERY:
            target = _in_query(target, name, sign)
        else:
            body = _in_json(body, name, sign)
        return UnsignedRequest(request.method, self.origin, target, (), tuple(headers), body)


def _in_query(target: str, name: str, sign: str | None) -> str:
    path, _, query = target.partition("?")
    pairs = [pair for pair in query.split("&") if pair and unquote_plus(pair.partition("=")[0]) != name]
    pairs += [f"{quote(name, safe='')}={quote(sign, safe='')}"] if sign is not None else []
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def _in_json(body: bytes, name: str, sign: str | None) -> bytes:
    document = json.loads(body)
    *way, last = name.split(".")
    holder = document
    for key in way:
        holder = holder.setdefault(key, {})
    if sign is None:
        holder.pop(last, None)
    else:
        holder[last] = sign
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


class _Sink:
    """The head and the first bytes of an answer."""

    def __init__(self) -> None:
        self.answer: ResponseHead | None = None
        self.body = bytearray()

    def phase(self, name: str) -> None:
        """How far it is, which nobody is told."""

    def head(self, head: ResponseHead) -> None:
        self.answer = head

    def write(self, chunk: bytes) -> None:
        if len(self.body) < READ:
            self.body += chunk[: READ - len(self.body)]


def endpoint_of(transport: Transport, wish: EndpointWish) -> Endpoint:
    """Raises InvalidInput for an address, a template or a place of the sign that cannot be used."""
    problems = list(_problems(wish))
    if problems:
        raise InvalidInput(problems, what="The posture check")
    template = wish.template
    body = wish.body.encode("utf-8", "surrogatepass") if wish.body is not None else b""
    headers: Sequence[tuple[str, str]] = ()
    if template is not None:
        headers, body = template.headers, body if wish.body is not None else template.body
    elif body:
        headers = (("Content-Type", "application/json"),)
    method = wish.method or (template.method if template is not None else "POST")
    request = CapturedRequest(method.upper(), wish.to, tuple(headers), body)
    endpoint = Endpoint(transport, request, wish.sign, wish.judge)
    try:
        endpoint.with_sign("x")
    except (ValueError, AttributeError, TypeError):
        wrong = f"cannot go into json:{wish.sign.sign_name}: the body is no JSON object with room for it"
        raise InvalidInput([FieldProblem("sign", wrong)], what="The posture check") from None
    return endpoint


def _problems(wish: EndpointWish) -> list[FieldProblem]:
    found = []
    try:
        origin = origin_of(wish.to)
        parts = urlsplit(wish.to)
        if parts.username is not None or parts.fragment or not wish.to.isascii() or not wish.to.isprintable():
            found.append(FieldProblem("to", "must be an address without user name, fragment and blanks"))
    except ValueError:
        return [FieldProblem("to", "must be the whole address of your endpoint: https://HOST/PATH")]
    if " " in wish.to:
        found.append(FieldProblem("to", "holds a blank"))
    if wish.template is not None:
        found += _template_problems(wish.template, origin)
    if wish.sign.sign_place is SignPlace.HEADER and not _NAME.match(wish.sign.sign_name):
        found.append(FieldProblem("sign", "needs the name of a header"))
    if wish.method and not _NAME.match(wish.method):
        found.append(FieldProblem("method", "must be a word such as POST"))
    return found


def _template_problems(template: CapturedRequest, origin: Origin) -> list[FieldProblem]:
    try:
        same = origin_of(template.url) == origin
    except ValueError:
        same = False
    wrong = [
        f"has a header that cannot be sent: {n[:40]!r}" for n, v in template.headers if not _sendable(n, v)
    ]
    if not same:
        wrong.append(f"is a request to another host than {origin}, which is named")
    return [FieldProblem("from", one) for one in wrong]


def _sendable(name: str, value: str) -> bool:
    if not _NAME.match(name):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return not set(value) & {"\r", "\n", "\0"}
