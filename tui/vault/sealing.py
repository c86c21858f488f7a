"""A box of secrets as bytes: Argon2id makes the key from a passphrase, ChaCha20-Poly1305 seals the box.

The file has three lines: a header (JSON), the nonce (hex), the sealed box (Base64). The header is sealed
in, so that nobody can weaken the key's cost or move a box under another header. The box is padded, so that
its size does not tell how long a secret is.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from tui.core.failures import VaultError

FORMAT = "assay-secrets"
VERSION = 1
_PAD = 1024
_NONCE = 12
_SALT = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a passphrase costs: about 0.4 s and 128 MiB with these figures (RFC 9106 names
    2 GiB or 64 MiB as first choices; this is the most that a small server gives without pain)."""

    memory_kib: int = 128 * 1024
    iterations: int = 3
    lanes: int = 4


LEAST = Cost(8 * 1024, 1, 1)
MOST = Cost(1024 * 1024, 24, 16)
"""A file that asks for more was not written by us, and would stop the machine."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A key and the header it was made for. Never shown."""

    header: bytes
    key: bytes


def new_header(cost: Cost) -> bytes:
    kdf = {
        "name": "argon2id",
        "salt": os.urandom(_SALT).hex(),
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
    }
    words = {"format": FORMAT, "version": VERSION, "cipher": "chacha20-poly1305", "kdf": kdf}
    return json.dumps(words, separators=(",", ":")).encode("ascii")


def header_of(data: bytes) -> bytes:
    """The header of a sealed file. Raises VaultError for anything else."""
    header = _lines(data)[0]
    _kdf_of(header)
    return header


def make_key(header: bytes, passphrase: bytes) -> Key:
    """Takes about half a second, without holding up other threads. Raises VaultError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    salt, cost = _kdf_of(header)
    try:
        kdf = Argon2id(
            salt=salt,
            length=32,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
        return Key(header, kdf.derive(passphrase))
    except (UnsupportedAlgorithm, MemoryError) as error:
        raise VaultError(
            "The encrypted file cannot be opened on this machine.",
            code="sealed-file-damaged",
            evidence=[f"Argon2id with {cost.memory_kib // 1024} MiB failed: {type(error).__name__}."],
            next_step="Free memory, or install a newer version of the package cryptography.",
        ) from None


def seal(key: Key, secrets: Mapping[str, str]) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    box = json.dumps(dict(secrets), separators=(",", ":")).encode("ascii")
    box += b" " * (-len(box) % _PAD)
    nonce = os.urandom(_NONCE)
    sealed = ChaCha20Poly1305(key.key).encrypt(nonce, box, key.header)
    return b"\n".join([key.header, nonce.hex().encode("ascii"), base64.b64encode(sealed), b""])


def unseal(key: Key, data: bytes) -> dict[str, str]:
    """The secrets by locator. Raises VaultError: `passphrase-wrong` when the seal does not fit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    header, nonce, sealed = _lines(data)
    try:
        number, box = bytes.fromhex(nonce.decode("ascii")), base64.b64decode(sealed, validate=True)
    except (ValueError, binascii.Error):
        raise damaged("Its nonce or its content is not as written.") from None
    if len(number) != _NONCE:
        raise damaged("Its nonce has another length.")
    try:
        secrets = json.loads(ChaCha20Poly1305(key.key).decrypt(number, box, header))
    except InvalidTag:
        raise VaultError(
            "The passphrase does not open the encrypted file.",
            code="passphrase-wrong",
            evidence=["The seal does not fit: another passphrase, or a file that was changed."],
            next_step="Type it again; mind caps lock and the keyboard's layout.",
        ) from None
    except (ValueError, RecursionError):
        secrets = None
    if not isinstance(secrets, dict) or not all(isinstance(value, str) for value in secrets.values()):
        raise damaged("What is sealed in it is not a list of secrets.")
    return secrets


def damaged(evidence: str) -> VaultError:
    return VaultError(
        "The file of encrypted secrets cannot be read; it was left as it is.",
        code="sealed-file-damaged",
        evidence=[evidence],
        next_step="Restore it from a backup, or move it away and store the secrets again.",
    )


def _lines(data: bytes) -> tuple[bytes, bytes, bytes]:
    lines = data.split(b"\n")
    if len(lines) != 4 or lines[3]:
        raise damaged("It does not have its three lines.")
    return lines[0], lines[1], lines[2]


def _kdf_of(header: bytes) -> tuple[bytes, Cost]:
    """Salt and cost, within bounds."""
    try:
        words = json.loads(header)
        kdf = words["kdf"]
        wanted = (FORMAT, VERSION, "chacha20-poly1305", "argon2id")
        if (words["format"], words["version"], words["cipher"], kdf["name"]) != wanted:
            raise damaged("Its header names a format that this version does not know.")
        salt = bytes.fromhex(kdf["salt"])
        cost = Cost(kdf["memory_kib"], kdf["iterations"], kdf["lanes"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged("Its first line is not a header.") from None
    for name in ("memory_kib", "iterations", "lanes"):
        value = getattr(cost, name)
        # bool is an int; a header that says true was not written by us.
        if type(value) is not int or not getattr(LEAST, name) <= value <= getattr(MOST, name):
            raise damaged(f"Its header asks for a cost out of bounds: {name}.")
    if len(salt) != _SALT:
        raise damaged("Its salt has another length.")
    return salt, cost
