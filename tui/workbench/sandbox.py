"""The embedded sandbox's own verbs: its data, its keys, its faults, its signs, and its port."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tui.core.failures import InvalidInput, NotFound
from tui.core.fields import FieldProblem
from tui.core.sandbox_choices import SandboxChoices
from tui.core.sandbox_control import LoadWish, SandboxDesk, ServeWish, Serving
from tui.core.sandboxing import SandboxProject

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}

MAX_EVENTS = 1_000_000_000


class SandboxVerbs:
    """The verbs behind `assay sandbox`."""

    def __init__(self, desk: SandboxDesk | None = None) -> None:
        self._given = desk

    @property
    def _desk(self) -> SandboxDesk:
        if self._given is None:
            raise NotFound("There is no sandbox here.")
        return self._given

    def warm(self) -> None:
        """Open the sandbox ahead of its first call; for a background thread."""
        self._desk.warm()

    def projects(self) -> Sequence[SandboxProject]:
        """Every project: shipped, loaded, received."""
        return self._desk.projects()

    def load(self, wish: LoadWish) -> SandboxProject:
        """Load a file as a project; sandboxes started from now on have it. Raises AssayError."""
        return self._desk.load(wish)

    def generate(
        self, events: str, *, output: str = "", wish: LoadWish | None = None
    ) -> SandboxProject | int:
        """Made-up events: the bytes of the file `output`, or without it a project. Raises AssayError."""
        count = event_count(events)
        if output:
            return self._desk.generate(count, output)
        return self._desk.generate_project(count, wish or LoadWish(""))

    def remove(self, project: int) -> None:
        """Raises NotFound for a project that was not loaded."""
        self._desk.remove(project)

    def make_key(self, kind: str, appid: str = "") -> str:
        """See SandboxDesk.make_key. The text is a secret: show it once, at a terminal."""
        return self._desk.make_key(kind, appid)

    def sign(
        self, path: str, query: Mapping[str, str] | None, body: str | None, options: Mapping[str, Any]
    ) -> str:
        """A fresh sign of the sandbox. Raises InvalidInput."""
        if not options:
            return self._desk.sign(path, query, body)
        return self._desk.sign_with(path, query, body, options)

    def faults(self) -> Mapping[str, str]:
        return self._desk.faults()

    def chosen_faults(self, words: Iterable[str]) -> Mapping[str, str]:
        """`name` or `name=value` words as faults. Raises InvalidInput for a name that is none."""
        known = self.faults()
        chosen = {}
        for word in words:
            name, _, value = word.partition("=")
            if name not in known:
                problem = FieldProblem("fault", f"“{name[:40]}” is none; there are {', '.join(known)}")
                raise InvalidInput([problem], what="The fault")
            chosen[name] = value
        return chosen

    @property
    def choices(self) -> SandboxChoices:
        """Its limits, and where it keeps what callers write."""
        return self._desk.choices

    def chosen_limits(self, words: Iterable[str]) -> Mapping[str, str]:
        """`name=value` words, which must be limits and fit them. Raises InvalidInput."""
        chosen = {name: value for name, _, value in (word.partition("=") for word in words)}
        self.choices.check_limits(chosen)
        return chosen

    def serve(self, wish: ServeWish, ready: Callable[[Serving], None]) -> None:
        """Serve until interrupted; blocks. Raises AssayError."""
        self._desk.serve(wish, ready)


def event_count(text: str) -> int:
    """`10M`, `250k` or `1_000_000` as a number. Raises InvalidInput."""
    match = re.fullmatch(r"([\d_]{1,15})([kmg]?)", text.strip().lower())
    count = int(match[1].replace("_", "") or "0") * _UNITS[match[2]] if match else 0
    if not 1 <= count <= MAX_EVENTS:
        raise InvalidInput(
            [FieldProblem("events", "must be a number from 1 to 1G, such as 250k or 10M")],
            what="The number of events",
        )
    return count
