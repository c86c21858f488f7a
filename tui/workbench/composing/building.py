"""Guided forms and bodies of the vendor's console, by profile kind and operation."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Callable
from typing import Any

from tui.core.building import BuildContext, Builders, ModelBuilder, Translation
from tui.core.exact_json import parse_exact
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.ports import Clock
from tui.core.profile import Profile
from tui.core.schema import Schema
from tui.workbench.profiles import Profiles


class Building:
    """The verbs around guided forms. `today` tells which day it is for a profile's data."""

    def __init__(
        self,
        profiles: Profiles | None = None,
        clock: Clock = float,
        data_today: Callable[[Profile], str] = lambda profile: "",
    ) -> None:
        """Without profiles there are no guided forms. `data_today` gives the day (`yyyy-MM-dd`) from which
        a profile's service counts back when it is not the calendar's, as with the sandbox; else nothing."""
        self._profiles = profiles
        self._clock = clock
        self._data_today = data_today
        self._made: dict[str, Builders] = {}
        self._lock = threading.Lock()

    def builder(self, kind: str, operation: str) -> ModelBuilder | None:
        """The guided form of an operation; None when there is none."""
        return self._builders(kind).by_operation.get(operation)

    def context(self, profile: Profile, schema: Schema | None = None) -> BuildContext:
        """What a form may know beside the body. Never raises; may read the sandbox's list of projects."""
        told = self._data_today(profile)
        today = datetime.date.fromisoformat(told) if told else self.calendar().today
        return BuildContext(today, schema)

    def calendar(self) -> BuildContext:
        """No schema, and the calendar's day where this program runs; without reading anything."""
        now = datetime.datetime.fromtimestamp(self._clock(), datetime.UTC)
        return BuildContext(now.astimezone().date())

    def translate(self, kind: str, text: str, operation: str = "") -> Translation:
        """A body copied from the vendor's web console as one of the API.

        Raises InvalidInput, with the line and column, for text that is no JSON, and for what is no body of
        any model.
        """
        translate = self._builders(kind).translate
        if translate is None:
            raise _unusable("This API has no web console whose bodies are known here.")
        return translate(_decoded(text), operation)

    def _builders(self, kind: str) -> Builders:
        with self._lock:
            if kind not in self._made:
                make = self._profiles.provider(kind).builders if self._profiles is not None else None
                self._made[kind] = make() if make is not None else Builders()
            return self._made[kind]


def _decoded(text: str) -> Any:
    if not text.strip():
        raise _unusable("is empty: paste the JSON that the web console sends")
    exact = parse_exact(text)
    if exact.problem:
        raise _unusable(exact.problem)
    # Read exactly only to find what is wrong; numbers of a query are small.
    return json.loads(text)


def _unusable(message: str) -> InvalidInput:
    return InvalidInput([FieldProblem("body", message)], what="The console body")
