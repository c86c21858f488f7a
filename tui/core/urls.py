"""Addresses: what a base URL may be, and when two addresses are the same origin."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: the only place to which a profile's secret may go."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        if DEFAULT_PORTS.get(self.scheme) == self.port:
            return f"{self.scheme}://{host}"
        return f"{self.scheme}://{host}:{self.port}"


def origin_of(url: str) -> Origin:
    """The origin of an absolute http(s) address. Raises ValueError for anything else."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError("not an absolute http or https address")
    return Origin(scheme, parts.hostname.lower(), parts.port or DEFAULT_PORTS[scheme])


def check_base_url(url: str) -> str | None:
    """One sentence on what is wrong with a base URL, or None when it can be used."""
    if any(ord(c) <= 32 or ord(c) == 127 for c in url):
        return "holds a blank or a control character"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        text = str(error)
        return "the port must be a number from 1 to 65535" if "ort" in text else f"is malformed: {text}"
    if parts.scheme.lower() not in DEFAULT_PORTS:
        return "must begin with http:// or https://"
    if not parts.hostname:
        return "names no host"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or password"
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        return "must not hold a query or a fragment; parameters are added per request"
    if port == 0:
        return "the port must be a number from 1 to 65535"
    return None


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_plain_text(url: str) -> bool:
    """Whether a secret sent to this address can be read on the way: http beyond this machine."""
    try:
        origin = origin_of(url)
    except ValueError:
        return False
    # .invalid never resolves (RFC 2606); the sandbox behind it is reached in process.
    return origin.scheme == "http" and not is_loopback(origin.host) and not origin.host.endswith(".invalid")


def join_path(base_url: str, path: str) -> str:
    """The address of an operation: its path hangs below the base URL, prefix included."""
    return base_url.rstrip("/") + "/" + path.lstrip("/")
