"""The thread that speaks HTTP: from the signature to the last byte of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import httpx

import tui
from tui.core.display import human_bytes, safe
from tui.core.exchange import Failure, ResponseHead
from tui.core.failures import AssayError
from tui.core.ports import Delivery, SendOptions
from tui.core.request import UnsignedRequest
from tui.core.secret import NOTHING_SECRET, Redactor, StreamRedactor
from tui.core.urls import Origin, origin_of
from tui.core.vault_ports import Authorizer
from tui.transport.body import BodyFault, decoder_for
from tui.transport.channel import Abandoned, Channel, Chunk, Ended, Event, Failed, Phase, Raised
from tui.transport.clients import Clients
from tui.transport.connection import connection_of
from tui.transport.explaining import Stage, explain
from tui.transport.phases import PhaseClock
from tui.transport.watch import CURRENT, Watch

_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "te", "upgrade"}
"""Headers about the transfer itself, which only the transport can set rightly."""

BOMB_BYTES, BOMB_RATIO = 256_000_000, 250
"""A body that has become more than so many bytes, and so many times what came over the wire, is no answer:
rows of a query pack 5 to 40 times, and 2 MB of nothing but zeros would become 2 GB on the disk."""


@dataclass(frozen=True, slots=True)
class Job:
    """One exchange to carry out."""

    request: UnsignedRequest
    origin: Origin
    authorizer: Authorizer | None
    options: SendOptions
    clients: Clients
    channel: Channel
    watch: Watch
    started: float


class _Refused(Exception):
    """The answer, or the address, is not to be used. Carries the report."""

    def __init__(self, report: Failure) -> None:
        super().__init__(report.message)
        self.report = report


def carry_out(job: Job) -> None:
    """The body of the thread. Never raises; its last event is the outcome."""
    CURRENT.set(job.watch)
    stage = Stage(str(job.origin), job.options.proxy)
    outcome: Event
    try:
        outcome = Ended(_exchange(job, stage))
    except Abandoned:
        return
    except AssayError as error:
        error.__cause__ = error.__context__ = None
        outcome = Raised(error.with_traceback(None))
    except _Refused as refusal:
        outcome = Failed(_masked(refusal.report, job))
    except BaseException as error:  # noqa: BLE001 - a foreign exception holds the signed address: it ends here
        stage.sent, stage.ended = job.watch.sent, job.watch.ended
        stage.first_bytes = job.watch.first_bytes
        outcome = Failed(_masked(explain(error, stage), job))
    job.watch.detach()
    try:
        job.channel.put(outcome)
    except Abandoned:
        return


def _masked(report: Failure, job: Job) -> Failure:
    """Reports hold no text of the server's but origins; those are masked as well."""
    if job.authorizer is None:
        return report
    masked = job.authorizer.redactor().text
    return replace(report, message=masked(report.message), evidence=tuple(map(masked, report.evidence)))


def _exchange(job: Job, stage: Stage) -> Delivery:
    redactor = job.authorizer.redactor() if job.authorizer else NOTHING_SECRET
    clock = PhaseClock(job.started, job.watch, stage, lambda name: job.channel.put(Phase(name)))
    with job.clients.lend(job.origin, job.options) as client:
        response = _open(job, client, clock)
        try:
            link = connection_of(response, job.options.proxy, reused=stage.reused, redact=redactor.text)
            head, masked = _head(response, redactor)
            _refuse_redirect(job.request, head)
            job.channel.put(head)
            stage.phase = "receiving"
            job.channel.put(Phase("receiving"))
            masked = _relay_body(job, stage, response, redactor) or masked
        finally:
            response.close()
            job.watch.detach()
    return Delivery(head, clock.timing(), stage.received, masked, link, stage.wire)


def _open(job: Job, client: httpx.BaseTransport, clock: PhaseClock) -> httpx.Response:
    """Send the request and read the answer's head. The signed address exists only in here."""
    request, origin = job.request, job.origin
    signed = job.authorizer.signed_url(request) if job.authorizer else request.url
    limits = job.options.timeouts
    outgoing = httpx.Request(
        request.method,
        signed,
        headers=_headers(request),
        content=request.body or None,
        extensions={
            "timeout": {
                "connect": limits.connect,
                "read": limits.read,
                "write": limits.read,
                "pool": limits.connect,
            },
            "trace": clock.trace,
        },
    )
    # Two parsers have read the address; the secret leaves only when both see the same place in it.
    intended = httpx.URL(scheme=origin.scheme, host=origin.host, port=origin.port)
    actual = outgoing.url
    if (actual.scheme, actual.raw_host, actual.port) != (intended.scheme, intended.raw_host, intended.port):
        raise _Refused(
            Failure("address-invalid", "The address of the request can be read in two ways.", False, (), "")
        )
    return client.handle_request(outgoing)


def _headers(request: UnsignedRequest) -> list[tuple[bytes, bytes]]:
    """As bytes: values beyond ASCII go out as UTF-8, which servers of these APIs read."""
    own = [(name, value) for name, value in request.headers if name.lower() not in _OURS]
    given = {name.lower() for name, _ in own}
    if "accept" not in given:
        own.append(("Accept", "*/*"))
    if "user-agent" not in given:
        own.append(("User-Agent", f"assay/{tui.__version__}"))
    own.append(("Accept-Encoding", "gzip"))
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in own]


def _head(response: httpx.Response, redactor: Redactor) -> tuple[ResponseHead, bool]:
    """The head with secrets masked, and whether there were any."""
    reason = _text(response.extensions.get("reason_phrase", b""))
    raw = [(_text(name), _text(value)) for name, value in response.headers.raw]
    clean = [(redactor.text(name), redactor.text(value)) for name, value in raw]
    head = ResponseHead(
        status=response.status_code,
        reason=redactor.text(reason),
        headers=tuple(clean),
        http_version=_text(response.extensions.get("http_version", b"")),
    )
    if head.status < 200:
        raise _Refused(
            Failure(
                "protocol-error",
                "The server wants to change to another protocol.",
                True,
                (f"It answered with status {head.status}.",),
            )
        )
    return head, clean != raw or head.reason != reason


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _refuse_redirect(request: UnsignedRequest, head: ResponseHead) -> None:
    """A redirect is never followed: its target could be handed the secret."""
    location = head.header("location")
    if not 300 <= head.status < 400 or not location:
        return
    try:
        target = origin_of(urljoin(request.url, location))
        same = target == request.origin
        where = f"It points to {safe(str(target), 200)}, {'the same' if same else 'another'} server."
    except ValueError:
        where = "It points to something that is not an http or https address."
    raise _Refused(
        Failure(
            "redirect-refused",
            "The server answered with a redirect, which is never followed.",
            True,
            (f"Status {head.status}.", where),
            "If the new address is right, put it into the profile as its base URL.",
        )
    )


def _relay_body(job: Job, stage: Stage, response: httpx.Response, redactor: Redactor) -> bool:
    """Pass the decoded, masked body on; what came before a cut is passed on too."""
    masking = StreamRedactor(redactor)
    try:
        for piece in _decoded(job.options.max_bytes, response, stage):
            stage.received += len(piece)
            _pass_on(job.channel, masking.feed(piece))
    finally:
        _pass_on(job.channel, masking.flush())
    return masking.masked


def _decoded(limit: int | None, response: httpx.Response, stage: Stage) -> Iterator[bytes]:
    decoder = decoder_for(response.headers.get_list("content-encoding"))
    announced = response.headers.get("content-length", "")
    if limit is not None and announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    total = 0
    for raw in response.iter_raw():
        stage.wire += len(raw)
        for piece in decoder.feed(raw):
            total += len(piece)
            if limit is not None and total > limit:
                raise _too_large(limit)
            if total > BOMB_BYTES and total > BOMB_RATIO * stage.wire:
                raise _bomb(total, stage.wire)
            yield piece
    decoder.finish()


def _bomb(unpacked: int, packed: int) -> BodyFault:
    return BodyFault(
        "answer-too-large",
        "The answer is packed so tightly that it would fill the disk, so it was stopped.",
        f"{packed} bytes have become {unpacked}; real rows pack far less.",
    )


def _too_large(limit: int) -> BodyFault:
    return BodyFault(
        "answer-too-large",
        "The answer is larger than what is accepted for it.",
        f"The limit is {human_bytes(limit)}, unpacked.",
    )


def _pass_on(channel: Channel, data: bytes) -> None:
    if data:
        channel.put(Chunk(data))
