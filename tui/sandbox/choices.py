"""What was chosen for the sandbox: variables of this program first, then what is kept for this user."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tui.core.failures import FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.ports import Clock
from tui.core.sandbox_choices import LimitInForce, SandboxLimit, StateInForce
from tui.sandbox.kept import KeptFile
from tui.sandbox.state import FileState

SPACE = "choices"
LIMITS_VARIABLE, STATE_VARIABLE = "ASSAY_SANDBOX_LIMITS", "ASSAY_SANDBOX_STATE"
_STATE_FILE = "state file"
_LIMIT = "limit "


class Choices:
    """Plays core.sandbox_choices.SandboxChoices. `known` gives the limits that there are; `limit_text`
    and `state_file` are what the variables say."""

    def __init__(
        self,
        state: FileState,
        clock: Clock,
        known: Callable[[], Sequence[SandboxLimit]],
        limit_text: str = "",
        state_file: str = "",
    ) -> None:
        self._state = state
        self._clock = clock
        self._known = known
        self._limit_text = limit_text
        self._state_file = state_file
        self._given: Mapping[str, float] | None = None

    # ---- limits

    def value(self, name: str) -> float | None:
        """The chosen value of a limit; None leaves it at its default. Raises InvalidInput."""
        given = self._from_variable()
        if name in given:
            return given[name]
        kept = self._state.peek(SPACE).get(_LIMIT + name, {}).get("value")
        return kept if isinstance(kept, int | float) else None

    def limits(self) -> Sequence[LimitInForce]:
        given = self._from_variable()
        found = []
        for limit in self._known():
            chosen = self.value(limit.name)
            source = LIMITS_VARIABLE if limit.name in given else "kept" if chosen is not None else "default"
            found.append(LimitInForce(limit, limit.default if chosen is None else chosen, source))
        return found

    def check_limits(self, values: Mapping[str, str]) -> None:
        self.read(values)

    def set_limits(self, values: Mapping[str, str]) -> None:
        numbers = self.read(values)
        now = self._clock()
        entries = {_LIMIT + name: {"at": now, "value": number} for name, number in numbers.items()}
        self._state.update(SPACE, lambda kept: kept.update(entries))
        self._check_kept()

    def reset_limits(self) -> None:
        def forget(kept: dict[str, dict[str, object]]) -> None:
            for name in [name for name in kept if name.startswith(_LIMIT)]:
                del kept[name]

        self._state.update(SPACE, forget)
        self._check_kept()

    def read(self, values: Mapping[str, str], field: str = "limit") -> dict[str, float]:
        """Numbers within their bounds. Raises InvalidInput."""
        known = {limit.name: limit for limit in self._known()}
        found = {}
        for name, text in values.items():
            if name not in known:
                problem = f"“{name[:40]}” is none; there are {', '.join(known)}"
                raise InvalidInput([FieldProblem(field, problem)], what="The limit")
            found[name] = _number(known[name], text)
        return found

    def _from_variable(self) -> Mapping[str, float]:
        if self._given is None:
            words = [word.strip().partition("=") for word in self._limit_text.split(",") if word.strip()]
            self._given = self.read({name.strip(): text for name, _, text in words}, LIMITS_VARIABLE)
        return self._given

    def _check_kept(self) -> None:
        if not self._state.shared:
            raise FileProblem("The choice cannot be kept: the sandbox's folder cannot be written.")

    # ---- state

    def kept_file(self) -> KeptFile | None:
        """The file in which writes are kept; None keeps them in memory."""
        name, _ = self._chosen_file()
        return KeptFile(Path(name)) if name else None

    def state(self) -> StateInForce:
        name, source = self._chosen_file()
        file = self.kept_file()
        return StateInForce(name, source, file.counts() if file else {})

    def keep_state(self, file: str) -> None:
        name = str(Path(file).expanduser().absolute()) if file else ""
        if name:
            kept = KeptFile(Path(name))
            with kept.locked():
                kept.counts()
        entry = {"at": self._clock(), "file": name}
        self._state.update(SPACE, lambda choices: choices.update({_STATE_FILE: entry}))
        self._check_kept()

    def clear_state(self) -> None:
        file = self.kept_file()
        if file is not None:
            with file.locked():
                file.clear()

    def check(self) -> None:
        """Raises InvalidInput, FileProblem, Refused for a choice that cannot be played."""
        self._from_variable()
        file = self.kept_file()
        if file is not None:
            file.counts()

    def _chosen_file(self) -> tuple[str, str]:
        if self._state_file:
            return str(Path(self._state_file).expanduser().absolute()), STATE_VARIABLE
        kept = self._state.peek(SPACE).get(_STATE_FILE, {}).get("file")
        return (kept, "kept") if isinstance(kept, str) and kept else ("", "default")


def _number(limit: SandboxLimit, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not limit.minimum <= number <= limit.maximum or (limit.whole and number != int(number)):
        kind = "a whole number" if limit.whole else "a number"
        problem = f"must be {kind} from {limit.minimum:g} to {limit.maximum:g}"
        if limit.unit:
            problem = f"must be {kind} from {limit.minimum:g} to {limit.maximum:g} {limit.unit}"
        raise InvalidInput([FieldProblem(limit.name, problem)], what="The limit")
    return number
