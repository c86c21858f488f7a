"""What a case expects of its verdict, and in what an outcome differs from that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.display import human_seconds
from tui.workbench.signature_tests.verdicts import Got, Outcome

KEYS = frozenset({"class", "status", "result", "env", "max_seconds"})


@dataclass(frozen=True, slots=True)
class Expectation:
    """Empty parts expect nothing. `env` labels must all be there; `max_seconds` bounds the whole call."""

    classes: tuple[Outcome, ...] = ()
    status: tuple[str, ...] = ()
    result: str = ""
    env: tuple[str, ...] = ()
    max_seconds: float | None = None

    def failures(self, got: Got) -> list[str]:
        """One sentence for each difference; none when the outcome is as expected."""
        found = []
        if self.classes and got.outcome not in self.classes:
            found.append(f"The class is {got.outcome}, not {' or '.join(self.classes)}.")
        if self.status and got.code not in self.status:
            found.append(f"The code is {got.code or 'missing'}, not {' or '.join(self.status)}.")
        if self.result and got.result != self.result:
            found.append(f"The result is “{got.result}”, not “{self.result}”.")
        missing = [label for label in self.env if label not in got.labels]
        if missing:
            found.append(f"env lacks {', '.join(missing)}; it holds {', '.join(got.labels) or 'nothing'}.")
        if self.max_seconds is not None and got.seconds > self.max_seconds:
            allowed = human_seconds(self.max_seconds)
            found.append(f"It took {human_seconds(got.seconds)}, more than the {allowed} allowed.")
        return found

    def __str__(self) -> str:
        said = [
            " or ".join(self.classes),
            f"code {' or '.join(self.status)}" if self.status else "",
            f"result {self.result}" if self.result else "",
            f"env with {', '.join(self.env)}" if self.env else "",
            f"within {human_seconds(self.max_seconds)}" if self.max_seconds is not None else "",
        ]
        return ", ".join(part for part in said if part)


def expectation(data: Any) -> Expectation:
    """From a case file's `expect`. Raises ValueError with a sentence."""
    if not isinstance(data, Mapping) or not data:
        raise ValueError(f"needs a table with one of {', '.join(sorted(KEYS))}")
    unknown = sorted(set(data) - KEYS)
    if unknown:
        raise ValueError(f"does not know {', '.join(unknown)}; it knows {', '.join(sorted(KEYS))}")
    known = {one.value for one in Outcome if one is not Outcome.NOT_SENT}
    classes = _texts(data.get("class", []), "class")
    wrong = [name for name in classes if name not in known]
    if wrong:
        raise ValueError(f"class “{wrong[0]}” is not one of {', '.join(sorted(known))}")
    limit = data.get("max_seconds")
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float) or limit <= 0):
        raise ValueError("max_seconds must be a number of seconds")
    result = data.get("result", "")
    if not isinstance(result, str):
        raise ValueError("result must be text")
    return Expectation(
        tuple(Outcome(name) for name in classes),
        tuple(_texts(data.get("status", []), "status")),
        result,
        tuple(_texts(data.get("env", []), "env")),
        None if limit is None else float(limit),
    )


def _texts(value: Any, name: str) -> list[str]:
    """One value or a list of them, as text."""
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, bool) or not isinstance(one, str | int) for one in values):
        raise ValueError(f"{name} must be text, a whole number, or a list of them")
    return [str(one) for one in values]
