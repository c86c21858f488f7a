"""The sandbox's own sign: made as an SDK would make it, checked as a service might check it.

The vendor's algorithm is secret, and a sandbox sign is accepted by no vendor. The key below is public
on purpose: the scheme shows what verdicts look like, it protects nothing.

    sbx1.<key id>.<time, ms>.<nonce>.<device>.<coverage>.<HMAC-SHA256, base64url>

`device` is `-` or the letters of risk labels; `coverage` says what the sign covers, as the two
generations of SDKs differ in that: `p` path only, `q` path and query, `b` path and body, `qb` all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = "sbx1"

KEYS = {"k1": b"assay-sandbox-signing-key-1-public-by-design", "k0": b"assay-sandbox-signing-key-0-blocked"}
"""By key id. `k0` is on the block list."""

BLOCKED_KEYS = frozenset({"k0"})

DEVICE_LETTERS = {"r": "root", "h": "hack", "v": "virtualEnv", "c": "crawler"}

COVERAGES = ("p", "q", "b", "qb")

RESERVED_DEVICE = "/sandbox-device/"
"""A path that begins so plays a risky device: `/sandbox-device/rv/login` is signed as by a rooted and
virtual one. Letters of DEVICE_LETTERS."""

_FIELDS = 7
_NONCE = re.compile(r"[0-9a-f]{16}")
_TIME = re.compile(r"[0-9]{13}")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign taken apart."""

    key_id: str
    at_ms: int
    nonce: str
    device: str
    coverage: str
    mac: str

    @property
    def labels(self) -> list[str]:
        return [label for letter, label in DEVICE_LETTERS.items() if letter in self.device]


class NotASign(ValueError):
    """The text is not a sandbox sign at all."""


class Malformed(ValueError):
    """A sandbox sign with a part that cannot be."""


def make_sign(
    path: str,
    query: Mapping[str, Any] | None,
    body: str | None,
    *,
    at: float,
    key_id: str = "k1",
    device: str = "",
    coverage: str | None = None,
    nonce: str | None = None,
) -> str:
    """Play the SDK. `at` is seconds since the epoch; `device` holds letters of DEVICE_LETTERS. Without
    `coverage`, it covers what is given, so a path alone gives a sign of the newer generation."""
    coverage = coverage or coverage_of(0, query, body)
    nonce = nonce or secrets.token_hex(8)
    head = ".".join((VERSION, key_id, str(int(at * 1000)), nonce, device or "-", coverage))
    key = KEYS.get(key_id, b"unknown key")
    return f"{head}.{_mac(key, head, coverage, path, query, body)}"


def coverage_of(generation: int, query: Mapping[str, Any] | None, body: str | None) -> str:
    """What a sign covers that an SDK of a generation makes: 1, the older, always more than the path; 2,
    the newer, the path alone; 0 what it is given."""
    if generation == 2:
        return "p"
    given = ("q" if query is not None else "") + ("b" if body is not None else "")
    return given or ("qb" if generation == 1 else "p")


def device_of(path: str) -> str:
    """The letters of the device that a reserved path plays; nothing for every other path."""
    if not path.startswith(RESERVED_DEVICE):
        return ""
    letters = path.removeprefix(RESERVED_DEVICE).partition("/")[0]
    return "".join(letter for letter in DEVICE_LETTERS if letter in letters)


def parse_sign(text: str) -> Sign:
    """Raises NotASign or Malformed."""
    parts = text.split(".")
    if len(parts) != _FIELDS or parts[0] != VERSION:
        raise NotASign(text[:20])
    _, key_id, at, nonce, device, coverage, mac = parts
    letters = "" if device == "-" else device
    if not _TIME.fullmatch(at) or not _NONCE.fullmatch(nonce) or coverage not in COVERAGES:
        raise Malformed("time, nonce or coverage")
    if set(letters) - set(DEVICE_LETTERS) or not mac:
        raise Malformed("device or code")
    return Sign(key_id, int(at), nonce, letters, coverage, mac)


def covers(text: str, sign: Sign, path: str, query: Mapping[str, Any] | None, body: str | None) -> bool:
    """Whether the sign was made for this path and, as far as it covers them, this query and body."""
    head = text.rpartition(".")[0]
    expected = _mac(KEYS[sign.key_id], head, sign.coverage, path, query, body)
    return hmac.compare_digest(expected.encode(), sign.mac.encode("utf-8", "surrogatepass"))


def _mac(
    key: bytes, head: str, coverage: str, path: str, query: Mapping[str, Any] | None, body: str | None
) -> str:
    parts = [head, path]
    if "q" in coverage:
        pairs = sorted((str(name), _text(value)) for name, value in (query or {}).items())
        parts.append(json.dumps(pairs))
    if "b" in coverage:
        # Lone surrogates can stand in JSON text; they are hashed, not refused.
        parts.append(hashlib.sha256((body or "").encode("utf-8", "surrogatepass")).hexdigest())
    message = "\n".join(json.dumps(part) for part in parts).encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
