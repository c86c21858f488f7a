"""One table from the exceptions of HTTP, TLS and the system to our codes and sentences."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

import httpcore
import httpx


@dataclass(frozen=True, slots=True)
class Row:
    """`sentence` may name {origin}."""

    code: str
    sentence: str
    next_step: str = ""


BUG = Row(
    "internal-error",
    "The exchange with {origin} failed inside this program.",
    "Send it again; if it fails again, report it with the steps that led here.",
)
LOST = Row(
    "connection-lost",
    "{origin} closed the connection before it answered.",
    "Look whether the request took effect before you send it again.",
)
CUT = Row(
    "transfer-cut",
    "The answer of {origin} ends before its end.",
    "What arrived is kept and marked as incomplete. Send again if the request only reads.",
)
ADDRESS = Row(
    "address-invalid",
    "The address of the request cannot be used.",
    "Check the base URL of the profile.",
)
CONNECT = Row(
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
PROTOCOL = Row(
    "protocol-error",
    "{origin} answered with something that is not proper HTTP.",
    "Check that host and port are those of the API.",
)
LOCAL_PROTOCOL = Row(
    "address-invalid",
    "The request cannot be written as HTTP: a header, the method or the address holds what HTTP forbids.",
    "Check the base URL and the headers.",
)
PROXY = Row(
    "proxy-failed",
    "The proxy did not make the connection to {origin}.",
    "Check the proxy in the profile.",
)
_DECODING = Row("encoding-refused", "The answer of {origin} cannot be unpacked.")
TLS = Row(
    "tls-failed",
    "No encrypted connection to {origin} could be agreed on.",
    "Check that the port speaks TLS, and whether the server wants a client certificate.",
)
_TOO_LARGE = Row("answer-too-large", "The answer does not fit into memory.")

FOREIGN: dict[type[BaseException], Row] = {
    httpx.HTTPError: BUG,
    httpx.RequestError: BUG,
    httpx.TransportError: BUG,
    httpx.TimeoutException: _READ_TIMEOUT,
    httpx.ConnectTimeout: _CONNECT_TIMEOUT,
    httpx.ReadTimeout: _READ_TIMEOUT,
    httpx.WriteTimeout: _WRITE_TIMEOUT,
    httpx.PoolTimeout: _POOL_TIMEOUT,
    httpx.NetworkError: LOST,
    httpx.ReadError: LOST,
    httpx.WriteError: LOST,
    httpx.ConnectError: CONNECT,
    httpx.CloseError: LOST,
    httpx.ProxyError: PROXY,
    httpx.UnsupportedProtocol: ADDRESS,
    httpx.ProtocolError: PROTOCOL,
    httpx.LocalProtocolError: LOCAL_PROTOCOL,
    httpx.RemoteProtocolError: PROTOCOL,
    httpx.DecodingError: _DECODING,
    httpx.TooManyRedirects: BUG,
    httpx.HTTPStatusError: BUG,
    httpx.InvalidURL: ADDRESS,
    httpx.CookieConflict: BUG,
    httpx.StreamError: BUG,
    httpx.StreamConsumed: BUG,
    httpx.StreamClosed: BUG,
    httpx.ResponseNotRead: BUG,
    httpx.RequestNotRead: BUG,
    httpcore.ConnectionNotAvailable: BUG,
    httpcore.ProxyError: PROXY,
    httpcore.UnsupportedProtocol: ADDRESS,
    httpcore.ProtocolError: PROTOCOL,
    httpcore.LocalProtocolError: LOCAL_PROTOCOL,
    httpcore.RemoteProtocolError: PROTOCOL,
    httpcore.TimeoutException: _READ_TIMEOUT,
    httpcore.PoolTimeout: _POOL_TIMEOUT,
    httpcore.ConnectTimeout: _CONNECT_TIMEOUT,
    httpcore.ReadTimeout: _READ_TIMEOUT,
    httpcore.WriteTimeout: _WRITE_TIMEOUT,
    httpcore.NetworkError: LOST,
    httpcore.ConnectError: CONNECT,
    httpcore.ReadError: LOST,
    httpcore.WriteError: LOST,
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
    ConnectionResetError: LOST,
    ConnectionAbortedError: LOST,
    BrokenPipeError: LOST,
    ssl.SSLError: TLS,
    UnicodeError: LOCAL_PROTOCOL,
    OverflowError: ADDRESS,
    MemoryError: _TOO_LARGE,
    Exception: BUG,
    BaseException: BUG,
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

NOT_TLS = Row(
    "tls-to-plain-http",
    "{origin} does not speak TLS on this port.",
    "Use http:// if the server offers only that, or the port of its https.",
)
TLS_ONLY = Row(
    "plain-http-to-tls",
    "{origin} speaks TLS on this port, and the address says http.",
    "Begin the base URL with https://.",
)
