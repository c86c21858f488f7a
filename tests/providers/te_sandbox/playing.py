"""Calls straight into the handlers of the sandbox's Open API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tui.core.encoding import multipart_bytes
from tui.core.fields import Place
from tui.core.operation import Operation, Payload
from tui.core.request import UnsignedRequest
from tui.core.sandboxing import SandboxAnswer, SandboxRequest
from tui.providers.te.operations import operations
from tui.providers.te.sandbox import mount
from tui.sandbox.control import Services


@dataclass
class Played:
    """One answer: the envelope of the first line, and the lines behind it."""

    answer: SandboxAnswer
    body: bytes
    envelope: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> int:
        return int(self.envelope["return_code"])

    @property
    def message(self) -> str:
        return str(self.envelope["return_message"])

    @property
    def data(self) -> Any:
        assert self.code == 0, self.message
        return self.envelope.get("data")

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()[1:]]

    def header(self, name: str) -> str:
        return next((value for key, value in self.answer.headers if key == name), "")


class Player:
    """A sandbox without its server."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._mount = mount(services)
        self._handlers = {(route.method, route.path): route.handler for route in self._mount.routes()}
        self.key = services.keys.credential("te").reveal()

    def close(self) -> None:
        if self._mount.close is not None:
            self._mount.close()
        self.services.close()

    def call(
        self,
        operation: str | Operation,
        body: Any = None,
        *,
        key: str | None = None,
        file: bytes | None = None,
        raw: bytes | None = None,
        **query: Any,
    ) -> Played:
        """One call with the parameters where the catalogue puts them; `query` rides in the address."""
        found = operations().get(operation) if isinstance(operation, str) else operation
        headers: tuple[tuple[str, str], ...] = ()
        content = b""
        if found.payload is Payload.JSON:
            content = json.dumps(body if body is not None else {}).encode()
        elif found.payload is Payload.FORM and body:
            content = urlencode(body).encode()
        elif found.payload is Payload.MULTIPART and file is not None:
            kind, content = multipart_bytes([("file", "f.csv", file)])
            headers = (("content-type", kind),)
        content = raw if raw is not None else content
        pairs = [("token", self.key if key is None else key)]
        pairs += [
            (name, value if isinstance(value, str) else json.dumps(value)) for name, value in query.items()
        ]
        return self._play(SandboxRequest(found.method, found.path, tuple(pairs), headers, content))

    def wire(self, request: UnsignedRequest) -> Played:
        """What the codec has made, with the key in the address, as the authorizer puts it there."""
        headers = tuple((name.lower(), value) for name, value in request.headers)
        query = (*request.query, (request.secret_parameter, self.key))
        return self._play(SandboxRequest(request.method, request.path, query, headers, request.body))

    def _play(self, request: SandboxRequest) -> Played:
        answer = self._handlers[request.method, request.path](request)
        text = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
        played = Played(answer, text)
        if text.startswith(b"{"):
            played.envelope = json.loads(text.splitlines()[0])
        return played

    def example(self, operation: Operation, without: str = "") -> Played:
        """The catalogue's example, or with `without` the same without one parameter."""
        values = {k: v for k, v in operation.example.items() if k != without}
        return self.send(operation, values, without)

    def send(self, operation: Operation, values: Mapping[str, Any], without: str = "") -> Played:
        """Values by wire name, put where they belong; `without` may be a dotted name inside the body."""
        kept = _without(json.loads(json.dumps(values)), without.split(".")) if without else dict(values)
        places = {spec.name: spec.place for spec in operation.fields}
        query = {k: v for k, v in kept.items() if places.get(k) is Place.QUERY}
        body = {k: v for k, v in kept.items() if k not in query}
        return self.call(operation, body, **query)


def services_in(folder: Path) -> Services:
    return Services(folder, lambda: 1_700_000_000.0, {})


def _without(node: Any, way: list[str]) -> Any:
    if not isinstance(node, dict):
        return node
    if len(way) == 1:
        return {k: v for k, v in node.items() if k != way[0]}
    return {k: _without(v, way[1:]) if k == way[0] else v for k, v in node.items()}
