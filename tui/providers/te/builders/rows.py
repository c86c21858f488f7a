"""Rows of a form: a line, the changes it takes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tui.core.building import Action, Answers, BuildContext, Built, FormLine, LineKind, Question
from tui.core.confidence import Confidence
from tui.core.fields import FieldProblem
from tui.providers.te.builders.paths import Path, at, drop, is_list, pointer, swap

Step = Callable[[Answers], Question | None]
"""One question of a change; None when the earlier answers make it needless."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What every part of a form reads."""

    body: Any
    context: BuildContext


@dataclass(frozen=True, slots=True)
class Change:
    """Questions in their order, and the body that the answers make."""

    finish: Callable[[Answers], tuple[Any, Path]]
    steps: tuple[Step, ...] = ()

    def question(self, answers: Answers) -> Question | None:
        """The first question that applies and is not answered."""
        for step in self.steps:
            asked = step(answers)
            if asked is not None and asked.name not in answers:
                return asked
        return None

    def asked(self, answers: Answers) -> list[Question]:
        """Every question that applies, answered or not."""
        return [asked for step in self.steps if (asked := step(answers)) is not None]

    def built(self, answers: Answers) -> Built:
        body, place = self.finish(answers)
        return Built(body, pointer(place))


def at_once(body: Any, place: Path) -> Change:
    """A change without a question."""
    return Change(lambda _: (body, place))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a form with its changes. `problems` are by wire place; the first one is shown."""

    path: Path
    kind: LineKind
    label: str = ""
    words: str = ""
    detail: str = ""
    depth: int = 0
    changes: Mapping[Action, Change] = field(default_factory=dict)
    help: str = ""
    confidence: Confidence = Confidence.DOCUMENTED
    problems: Sequence[FieldProblem] = ()
    is_unset: bool = False
    folds: bool = False

    def line(self) -> FormLine:
        return FormLine(
            pointer(self.path),
            self.kind,
            self.label,
            self.words,
            self.detail,
            self.depth,
            tuple(action for action in Action if action in self.changes),
            self.help,
            self.confidence,
            self.problems[0].message if self.problems else "",
            self.is_unset,
            self.folds,
        )


def problem(path: Path, message: str) -> FieldProblem:
    return FieldProblem(pointer(path), message)


def list_changes(body: Any, path: Path, *, moves: bool = True) -> dict[Action, Change]:
    """Remove, up and down for an item of a list."""
    index, holder = path[-1], path[:-1]
    assert isinstance(index, int)
    count = len(at(body, holder)) if is_list(at(body, holder)) else 0
    after: Path = holder if count < 2 else (*holder, min(index, count - 2))
    found = {Action.REMOVE: at_once(drop(body, path), after)}
    if moves and index > 0:
        found[Action.UP] = at_once(swap(body, path, index - 1), (*holder, index - 1))
    if moves and index + 1 < count:
        found[Action.DOWN] = at_once(swap(body, path, index + 1), (*holder, index + 1))
    return found
