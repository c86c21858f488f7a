"""What can be told of the connection that an answer came over: its TLS, its certificate, its proxy."""

from __future__ import annotations

import contextlib
import hashlib
import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from tui.core.exchange import Certificate, Connection

_SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "localityName": "L",
    "stateOrProvinceName": "ST",
}


def connection_of(
    response: httpx.Response, proxy: str, *, reused: bool, redact: Callable[[str], str]
) -> Connection | None:
    """None where no connection was needed. Never raises."""
    stream = response.extensions.get("network_stream")
    if stream is None:
        return None
    secure, peer = stream.get_extra_info("ssl_object"), None
    with contextlib.suppress(OSError):
        # The other side may have hung up already; its answer is whole all the same.
        peer = stream.get_extra_info("server_addr")
    version = cipher = ""
    certificate = None
    if secure is not None:
        version = str(secure.version() or "")
        cipher = str((secure.cipher() or ("",))[0])
        certificate = _certificate(secure, redact)
    return Connection(
        address=_address(peer),
        tls_version=version,
        cipher=cipher,
        certificate=certificate,
        proxy=_without_password(proxy),
        reused=reused,
    )


def _address(peer: object) -> str:
    if not isinstance(peer, tuple) or len(peer) < 2:
        return ""
    host, port = str(peer[0]), peer[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _without_password(proxy: str) -> str:
    if not proxy:
        return ""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _certificate(secure: ssl.SSLObject | ssl.SSLSocket, redact: Callable[[str], str]) -> Certificate | None:
    """The certificate that the server showed. Its names are read only of one that was verified."""
    # By position: the library may hand out the object below the socket, which knows no names.
    raw, fields = secure.getpeercert(True), secure.getpeercert(False)
    if raw is None:
        return None
    read: Mapping[str, Any] = fields or {}
    names = [
        redact(str(value)) for kind, value in read.get("subjectAltName", ()) if kind in {"DNS", "IP Address"}
    ]
    return Certificate(
        subject=redact(_name(read.get("subject", ()))),
        issuer=redact(_name(read.get("issuer", ()))),
        valid_from=_seconds(read.get("notBefore")),
        valid_until=_seconds(read.get("notAfter")),
        names=tuple(names[:20]),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def _name(parts: Any) -> str:
    pairs = [pair for part in parts for pair in part]
    return ", ".join(f"{_SHORT.get(key, key)}={value}" for key, value in reversed(pairs))


def _seconds(text: object) -> float | None:
    with contextlib.suppress(ValueError, TypeError):
        return float(ssl.cert_time_to_seconds(str(text))) if text else None
    return None
