"""Profiles and exchanges to store."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tui.core.envelope import Envelope, Tone
from tui.core.exchange import Certificate, Connection, Exchange, ExchangeState, Failure, ResponseHead, Timing
from tui.core.profile import Environment, Profile, Timeouts, Tls
from tui.core.request import UnsignedRequest
from tui.core.secret import SecretRef
from tui.storage import Paths


def profile(profile_id: str = "a1", **changes: Any) -> Profile:
    full = Profile(
        id=profile_id,
        name="games · live",
        kind="te",
        base_url="https://te.example:8443/prefix",
        environment=Environment.PROD,
        secret=SecretRef("keyring", "0f" * 8),
        read_only=True,
        settings={"projectId": 377, "zone": "+08:00"},
        timeouts=Timeouts(1.5, 20.0, 600.0),
        tls=Tls(verify=False, ca_file="/ca.pem"),
        proxy="http://proxy.example:3128",
    )
    return replace(full, **changes)


def exchange(exchange_id: str = "x1", **changes: Any) -> Exchange:
    full = Exchange(
        id=exchange_id,
        profile_id="a1",
        profile_name="games",
        provider="te",
        operation="query-sql",
        request=UnsignedRequest(
            method="POST",
            base_url="https://te.example",
            path="/querySql",
            query=(("format", "json"), ("format", "json")),
            headers=(("Accept", "*/*"),),
            body=b"sql=select%201\xff\x00",
            secret_parameter="token",
        ),
        state=ExchangeState.SENDING,
        started_at=1_700_000_000.25,
        draft={"operation": "query-sql", "form": {"sql": "select 1.10"}, "body": [1, 0.5, None]},
        fingerprints={"sign": "ab" * 32},
    )
    return replace(full, **changes)


def finished(exchange_id: str = "x1", **changes: Any) -> Exchange:
    values: dict[str, Any] = {
        "state": ExchangeState.FINISHED,
        "head": ResponseHead(200, "OK", (("A", "1"), ("A", "2")), "HTTP/1.1"),
        "envelope": Envelope(
            "-1008", "bad", Tone.BAD, "ERROR", {"rows": [["1", 2, None]]}, "at x", ("env1",), notes=("odd",)
        ),
        "failure": Failure("transfer-cut", "cut", True, ("one", "two"), "again"),
        "timing": Timing(0.1, None, 0.2, 0.3, 0.6, resolve=0.01, send=0.02),
        "connection": Connection(
            "10.0.0.1:443",
            "TLSv1.3",
            "TLS_AES_128_GCM_SHA256",
            Certificate("CN=te.example", "CN=CA", 1.0, 2.5, ("te.example",), "ab" * 32),
            "http://proxy.example:3128",
            reused=True,
        ),
        "wire": 400,
        "received": 1234,
        "rows": 7,
        "complete": True,
        "masked": True,
        "notes": ("a", "b"),
    }
    return exchange(exchange_id, **{**values, **changes})


def everything_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run as a user whom permissions bind; the super-user of a container is bound by none."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def paths_in(folder: Path) -> Paths:
    paths = Paths.below(folder)
    paths.create()
    return paths
