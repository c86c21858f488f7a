"""Guided forms over a JSON body: lines in words, and questions that change one thing at a time.

The body is the truth. A builder reads any body as far as it understands it and writes only what a person
changes; what it does not know stays where it is. Everything here is pure: the schema and the day come
from the caller.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from tui.core.confidence import Confidence
from tui.core.fields import FieldProblem
from tui.core.schema import Schema
from tui.core.wording import tr


class Action(StrEnum):
    """What can be done with a line."""

    EDIT = "edit"
    ADD = "add"
    """Another one like this, or the first one of a section."""
    FILTER = "filter"
    """A filter for what the line stands for."""
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"
    GROUP = "group"
    """Put a filter into a group of its own, with an and/or of its own."""
    UNGROUP = "ungroup"
    FLIP = "flip"
    """Change and to or, or or to and."""


class LineKind(StrEnum):
    SECTION = "section"
    ITEM = "item"
    FILTER = "filter"
    GROUP = "group"
    """Several filters with an and/or of their own."""
    FIELD = "field"
    """One plain value."""
    NOTE = "note"
    """A part that is not understood; it stays as it is."""


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What a builder may know beside the body: the project's schema, and which day it is."""

    today: datetime.date
    schema: Schema | None = None


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the form.

    `id` is the wire place that the line stands for, such as `events[1].filts[0]`, and unique in the form.
    `words` say what it holds, `detail` something to know about it, such as the actual dates. `is_unset`
    marks a value that the request leaves out. A section that `folds` begins closed.
    """

    id: str
    kind: LineKind
    label: str = ""
    words: str = ""
    detail: str = ""
    depth: int = 0
    actions: tuple[Action, ...] = ()
    help: str = ""
    confidence: Confidence = Confidence.DOCUMENTED
    problem: str = ""
    is_unset: bool = False
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One proposed answer. `value` is what is answered; the label is shown."""

    value: str
    label: str = ""
    detail: str = ""

    @property
    def title(self) -> str:
        return self.label or self.value


def no_complaint(text: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a change. Answers are text; `value` is the present one.

    Unless `is_free`, only an offered value is an answer. `complaint` gives a sentence on a text that
    cannot be taken, empty when it can. With `suggest`, offers depend on what has been typed and their
    values are whole texts.
    """

    name: str
    title: str
    help: str = ""
    offers: tuple[Offer, ...] = ()
    value: str = ""
    is_free: bool = False
    complaint: Callable[[str], str] = no_complaint
    suggest: Callable[[str], Sequence[Offer]] | None = None
    placeholder: str = ""
    confidence: Confidence = Confidence.DOCUMENTED


Answers = Mapping[str, str]
"""Answers by the names of their questions."""


@dataclass(frozen=True, slots=True)
class Built:
    """A body after a change, and the id of the line to look at now."""

    body: Any
    line: str = ""


class ModelBuilder(Protocol):
    """The guided form of one operation. Deterministic; never changes the body it is given."""

    @property
    def operation(self) -> str: ...

    def lines(self, body: Any, context: BuildContext) -> tuple[FormLine, ...]:
        """The form as it reads the body. Never raises, whatever the body is."""
        ...

    def question(
        self, body: Any, line: str, action: Action, answers: Answers, context: BuildContext
    ) -> Question | None:
        """The next question of an action, given the answers so far; None when all is known.

        Raises InvalidInput when the line has no such action.
        """
        ...

    def done(self, body: Any, line: str, action: Action, answers: Answers, context: BuildContext) -> Built:
        """The body after the action. Unchanged answers change nothing. Raises InvalidInput for an
        answer that cannot be taken."""
        ...

    def problems(self, body: Any, context: BuildContext) -> list[FieldProblem]:
        """What keeps the body from being a request of this model, by wire place."""
        ...


class Outcome(StrEnum):
    """What became of one part of a foreign body."""

    TRANSLATED = "translated"
    UNKNOWN = "not translated"
    """A code of the foreign form without a known meaning here; it stands as it was."""
    KEPT = "kept"
    """No field of this API; it stands as it was."""
    LEFT = "left out"
    """It stood in a shell around the body and is no part of it."""
    UNWRAPPED = "unwrapped"
    """A shell around the body was taken off."""


@dataclass(frozen=True, slots=True)
class TranslationNote:
    """One line of a translation: the place, what stood there, what stands there now."""

    place: str
    was: str
    became: str
    outcome: Outcome
    why: str = ""
    confidence: Confidence = Confidence.SEEN

    @property
    def words(self) -> str:
        match self.outcome:
            case Outcome.TRANSLATED:
                # Words of the wire, which are the same in every language.
                said = f"{self.was} → {self.became}"
            case Outcome.UNWRAPPED:
                said = f"{tr(self.was)} → {tr(self.became)}"
            case Outcome.UNKNOWN:
                said = tr("{was} is not translated", was=self.was)
            case Outcome.LEFT:
                said = tr("{was} is left out", was=self.was)
            case _:
                said = tr("{was} is kept as it is", was=self.was)
        return f"{self.place}: {said}{f' ({tr(self.why)})' if self.why else ''}"


@dataclass(frozen=True, slots=True)
class Translation:
    """A foreign body as a body of `operation`."""

    operation: str
    body: Any
    notes: tuple[TranslationNote, ...] = ()
    recognised: bool = False
    """Whether anything in it was of the foreign form."""

    @property
    def is_complete(self) -> bool:
        """Nothing of the foreign form was left without a translation."""
        return not any(note.outcome is Outcome.UNKNOWN for note in self.notes)


@dataclass(frozen=True, slots=True)
class Builders:
    """A provider's guided forms, and its reading of bodies copied from the vendor's own console.

    `translate` takes a decoded JSON value and an operation's id, empty to find it from the body. It raises
    InvalidInput for what is no body of any model.
    """

    by_operation: Mapping[str, ModelBuilder] = field(default_factory=dict)
    translate: Callable[[Any, str], Translation] | None = None
