"""One table from the exceptions of HTTP, TLS and the system to our codes and sentences.

No text of a foreign exception is ever shown: it may quote the server, and with it the secret.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import httpcore
import httpx

from tui.transport.body import BodyFault
from tui.transport.channel import Report
from tui.transport.in_process import AppFailed
from tui.transport.tls import TlsFileFault


@dataclass(frozen=True, slots=True)
class Row:
    """`sentence` may name {origin}."""

    code: str
    sentence: str
    next_step: str = ""


@dataclass(slots=True)
class Stage:
    """How far an exchange had come when it failed."""

    origin: str
    proxy: str = ""
    phase: str = "preparing"
    """preparing | connecting | tls | sending | waiting | receiving"""
    reused: bool = True
    """The connection was left from an earlier exchange."""
    received: int = 0
    sent: bool = False
    ended: bool = False
    first_bytes: bytes = b""


_BUG = Row(
    "internal-error",
    "The exchange with {origin} failed inside this program.",
    "Send it again; if it fails again, report it with the steps that led here.",
)
_LOST = Row(
    "connection-lost",
    "{origin} closed the connection before it answered.",
    "Look whether the request took effect before you send it again.",
)
_CUT = Row(
    "transfer-cut",
    "The answer of {origin} ends before its end.",
    "What arrived is kept and marked as incomplete. Send again if the request only reads.",
)
_ADDRESS = Row(
    "address-invalid",
    "The address of the request cannot be used.",
    "Check the base URL of the profile.",
)
_CONNECT = Row(
    "transport-failed",
    "No connection to {origin} could be made.",
    "Check host and port, and whether this network lets you reach them.",
)
_CONNECT_TIMEOUT = Row(
    "connect-timeout",
    "{origin} did not take the connection in time.",
    "A firewall may be dropping it, or a VPN is off. The limit is the profile's connect time-out.",
)
_READ_TIMEOUT = Row(
    "read-timeout",
    "{origin} was silent for longer than the profile allows.",
    "Raise the profile's read time-out, or make the query smaller.",
)
_WRITE_TIMEOUT = Row(
    "write-timeout",
    "{origin} did not take the request in time.",
    "Look whether the request took effect before you send it again.",
)
_POOL_TIMEOUT = Row("pool-timeout", "No connection became free in time.", "Send it again.")
_PROTOCOL = Row(
    "protocol-error",
    "{origin} answered with something that is not proper HTTP.",
    "Check that host and port are those of the API.",
)
_LOCAL_PROTOCOL = Row(
    "address-invalid",
    "The request cannot be written as HTTP: a header, the method or the address holds what HTTP forbids.",
    "Check the base URL and the headers.",
)
_PROXY = Row(
    "proxy-failed",
    "The proxy did not make the connection to {origin}.",
    "Check the proxy in the profile.",
)
_DECODING = Row("encoding-refused", "The answer of {origin} cannot be unpacked.")
_TLS = Row(
    "tls-failed",
    "No encrypted connection to {origin} could be agreed on.",
    "Check that the port speaks TLS, and whether the server wants a client certificate.",
)
_TOO_LARGE = Row("answer-too-large", "The answer does not fit into memory.")

FOREIGN: dict[type[BaseException], Row] = {
    httpx.HTTPError: _BUG,
    httpx.RequestError: _BUG,
    httpx.TransportError: _BUG,
    httpx.TimeoutException: _READ_TIMEOUT,
    httpx.ConnectTimeout: _CONNECT_TIMEOUT,
    httpx.ReadTimeout: _READ_TIMEOUT,
    httpx.WriteTimeout: _WRITE_TIMEOUT,
    httpx.PoolTimeout: _POOL_TIMEOUT,
    httpx.NetworkError: _LOST,
    httpx.ReadError: _LOST,
    httpx.WriteError: _LOST,
    httpx.ConnectError: _CONNECT,
    httpx.CloseError: _LOST,
    httpx.ProxyError: _PROXY,
    httpx.UnsupportedProtocol: _ADDRESS,
    httpx.ProtocolError: _PROTOCOL,
    httpx.LocalProtocolError: _LOCAL_PROTOCOL,
    httpx.RemoteProtocolError: _PROTOCOL,
    httpx.DecodingError: _DECODING,
    httpx.TooManyRedirects: _BUG,
    httpx.HTTPStatusError: _BUG,
    httpx.InvalidURL: _ADDRESS,
    httpx.CookieConflict: _BUG,
    httpx.StreamError: _BUG,
    httpx.StreamConsumed: _BUG,
    httpx.StreamClosed: _BUG,
    httpx.ResponseNotRead: _BUG,
    httpx.RequestNotRead: _BUG,
    httpcore.ConnectionNotAvailable: _BUG,
    httpcore.ProxyError: _PROXY,
    httpcore.UnsupportedProtocol: _ADDRESS,
    httpcore.ProtocolError: _PROTOCOL,
    httpcore.LocalProtocolError: _LOCAL_PROTOCOL,
    httpcore.RemoteProtocolError: _PROTOCOL,
    httpcore.TimeoutException: _READ_TIMEOUT,
    httpcore.PoolTimeout: _POOL_TIMEOUT,
    httpcore.ConnectTimeout: _CONNECT_TIMEOUT,
    httpcore.ReadTimeout: _READ_TIMEOUT,
    httpcore.WriteTimeout: _WRITE_TIMEOUT,
    httpcore.NetworkError: _LOST,
    httpcore.ConnectError: _CONNECT,
    httpcore.ReadError: _LOST,
    httpcore.WriteError: _LOST,
    socket.gaierror: Row(
        "dns-failed",
        "The host of {origin} has no address.",
        "Check its spelling, and whether its name is known only inside a VPN.",
    ),
    ConnectionRefusedError: Row(
        "connection-refused",
        "{origin} refused the connection.",
        "Check the port, and whether the server is running.",
    ),
    ConnectionResetError: _LOST,
    ConnectionAbortedError: _LOST,
    BrokenPipeError: _LOST,
    ssl.SSLError: _TLS,
    UnicodeError: _ADDRESS,
    OverflowError: _ADDRESS,
    MemoryError: _TOO_LARGE,
    Exception: _BUG,
    BaseException: _BUG,
}
"""Every class has a row of its own; a test fails when a library brings a new one."""

_EXPIRED = Row(
    "tls-expired",
    "The certificate of {origin} is outside its time of validity.",
    "Check this machine's clock; otherwise the server's administrator has to renew it.",
)
_UNTRUSTED = Row(
    "tls-self-signed",
    "The certificate of {origin} is not signed by an authority that is trusted here.",
    "If the server has a private authority, name its PEM file as the profile's CA file.",
)
_WRONG_HOST = Row(
    "tls-wrong-host",
    "The certificate of {origin} was issued for another host.",
    "Check the host of the base URL; use the name that the certificate carries.",
)
CERTIFICATE = {9: _EXPIRED, 10: _EXPIRED, 18: _UNTRUSTED, 19: _UNTRUSTED, 20: _UNTRUSTED, 21: _UNTRUSTED} | {
    62: _WRONG_HOST,
    64: _WRONG_HOST,
}
"""OpenSSL's verification results (x509_vfy.h) that have a code of their own."""

_NOT_TLS = Row(
    "tls-to-plain-http",
    "{origin} does not speak TLS on this port.",
    "Use http:// if the server offers only that, or the port of its https.",
)
_TLS_ONLY = Row(
    "plain-http-to-tls",
    "{origin} speaks TLS on this port, and the address says http.",
    "Begin the base URL with https://.",
)
_PLAIN_REASONS = {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"}
_TLS_ENDS = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
_TLS_ALERT = b"\x15\x03"


def explain(error: BaseException, stage: Stage) -> Report:
    """The code, sentence and evidence for anything that an exchange can die of. Never raises."""
    if isinstance(error, BodyFault):
        advice = _CUT.next_step if error.code == "transfer-cut" else ""
        return Report(error.code, str(error.args[0]), True, error.evidence, advice)
    if isinstance(error, TlsFileFault):
        return Report("tls-failed", str(error.args[0]), False, (), "Correct the file's name in the profile.")
    if isinstance(error, AppFailed):
        return Report(
            "internal-error",
            f"The server inside this program failed to answer for {stage.origin}.",
            stage.sent,
            (f"It raised {error.args[0]}.",),
            "Send it again; if it fails again, report it with the steps that led here.",
        )
    chain = list(_causes(error))
    row, cause = _row(chain, stage)
    if isinstance(chain[-1], OSError):
        cause = chain[-1]
    return Report(
        row.code,
        row.sentence.format(origin=stage.origin),
        sent=stage.sent,
        evidence=tuple(_evidence(cause, stage)),
        next_step=row.next_step,
    )


def _row(chain: list[BaseException], stage: Stage) -> tuple[Row, BaseException]:
    """The row that says most, and the exception it stands for: the deepest cause that has one."""
    root = next((e for e in reversed(chain) if _specific(e)), chain[0])
    row = next(FOREIGN[cls] for cls in type(root).__mro__ if cls in FOREIGN)
    # OpenSSL sets these attributes on its own errors; others, made by Python code, lack them.
    if isinstance(root, ssl.SSLCertVerificationError):
        row = CERTIFICATE.get(getattr(root, "verify_code", 0), _TLS)
    elif isinstance(root, ssl.SSLError) and getattr(root, "reason", None) in _PLAIN_REASONS:
        row = _NOT_TLS
    elif stage.phase == "tls" and row in (_LOST, _CONNECT):
        row = _TLS
    elif isinstance(root, _TLS_ENDS) and stage.phase != "tls":
        row = _LOST
    if row is _ADDRESS and stage.phase not in {"preparing", "connecting"}:
        row = _BUG
    if stage.phase == "connecting" and stage.proxy and row is not _ADDRESS:
        return _PROXY, root
    if stage.phase == "waiting" and stage.first_bytes.startswith(_TLS_ALERT):
        return _TLS_ONLY, root
    if stage.phase == "waiting" and row is _PROTOCOL and stage.ended and not stage.first_bytes:
        return _LOST, root
    if stage.phase == "receiving" and (row in (_LOST, _TLS) or (row is _PROTOCOL and stage.ended)):
        return _CUT, root
    return row, root


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            current = current.exceptions[0]
        else:
            # httpcore hands the original on as the first argument; its pool raises `from None`.
            original = current.args[0] if current.args else None
            current = original if isinstance(original, BaseException) else current.__cause__


def _specific(error: BaseException) -> bool:
    """Whether the table knows more of this exception than that it is one."""
    known = next(cls for cls in type(error).__mro__ if cls in FOREIGN)
    return known not in (Exception, BaseException)


def _evidence(cause: BaseException, stage: Stage) -> Iterator[str]:
    """Facts in fixed words: numbers and names of our own making, texts of the system's tables."""
    if isinstance(cause, ssl.SSLCertVerificationError) and hasattr(cause, "verify_code"):
        yield f"OpenSSL: {cause.verify_message} (code {cause.verify_code})."
    elif isinstance(cause, ssl.SSLError) and getattr(cause, "reason", None):
        yield f"OpenSSL: {str(cause.reason).replace('_', ' ').lower()}."
    elif isinstance(cause, OSError) and cause.strerror:
        yield f"The system says: {cause.strerror}."
    if stage.phase == "connecting" and stage.proxy:
        yield f"Proxy: {stage.proxy}."
    if stage.phase == "receiving":
        yield f"{stage.received} bytes of the body had arrived."
    elif stage.phase == "waiting" and stage.reused:
        yield "The connection had been kept open from an earlier request."
