"""From an exception and the point of the exchange where it came up to a report for people.

No text of a foreign exception is ever shown: it may quote the server, and with it the secret.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from tui.core.exchange import Failure
from tui.transport.body import BodyFault
from tui.transport.failures import (
    ADDRESS,
    BUG,
    CERTIFICATE,
    CONNECT,
    CUT,
    FOREIGN,
    LOCAL_PROTOCOL,
    LOST,
    NOT_TLS,
    PROTOCOL,
    PROXY,
    TLS,
    TLS_ONLY,
    Row,
)
from tui.transport.in_process import AppFailed
from tui.transport.tls import TlsFileFault

_PLAIN_REASONS = {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"}
_TLS_ALERT = b"\x15\x03"


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
    wire: int = 0
    """Bytes of the body as they came, still packed."""
    sent: bool = False
    ended: bool = False
    first_bytes: bytes = b""


def explain(error: BaseException, stage: Stage) -> Failure:
    """The code, sentence and evidence for anything that an exchange can die of. Never raises."""
    if isinstance(error, BodyFault):
        advice = CUT.next_step if error.code == "transfer-cut" else ""
        return Failure(error.code, str(error.args[0]), True, error.evidence, advice)
    if isinstance(error, TlsFileFault):
        return Failure("tls-failed", str(error.args[0]), False, (), "Correct the file's name in the profile.")
    if isinstance(error, AppFailed):
        return Failure(
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
    return Failure(
        row.code,
        row.sentence.format(origin=stage.origin),
        sent=stage.sent,
        evidence=tuple(_evidence(cause, stage)),
        next_step=row.next_step,
    )


def _row(chain: list[BaseException], stage: Stage) -> tuple[Row, BaseException]:
    """The row that says most, and the exception it stands for: the deepest cause that has one."""
    root = next((e for e in reversed(chain) if _specific(e)), chain[0])
    return _in_phase(_of_type(root), stage), root


def _of_type(root: BaseException) -> Row:
    # OpenSSL sets these attributes on its own errors; others, made by Python code, lack them.
    if isinstance(root, ssl.SSLCertVerificationError):
        return CERTIFICATE.get(getattr(root, "verify_code", 0), TLS)
    if isinstance(root, ssl.SSLError) and getattr(root, "reason", None) in _PLAIN_REASONS:
        return NOT_TLS
    if isinstance(root, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return LOST
    return next(FOREIGN[cls] for cls in type(root).__mro__ if cls in FOREIGN)


def _in_phase(row: Row, stage: Stage) -> Row:
    """What the same exception means at this point of the exchange."""
    lost = row is LOST or (row is PROTOCOL and stage.ended)
    match stage.phase:
        case _ if row in (ADDRESS, LOCAL_PROTOCOL):
            # Once the request has left, its address cannot be what is wrong.
            return BUG if stage.sent else row
        case "connecting" if stage.proxy:
            return PROXY
        case "tls" if row in (LOST, CONNECT):
            return TLS
        case "waiting" if stage.first_bytes.startswith(_TLS_ALERT):
            return TLS_ONLY
        case "waiting" if lost and not stage.first_bytes:
            return LOST
        case "receiving" if lost or row is TLS:
            return CUT
    return row


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
