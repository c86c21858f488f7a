"""The guided forms of the seven analysis models, declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from tui.core.building import Action, Answers, BuildContext, Built, FormLine, LineKind, Question
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.wording import tr
from tui.providers.te.builders.entries import EntriesPart, LinkPart, Role
from tui.providers.te.builders.filters import Holder
from tui.providers.te.builders.metrics import Item
from tui.providers.te.builders.people import CrowdsPart, FilterPart, PathEventsPart
from tui.providers.te.builders.rows import Change, Row, Scope
from tui.providers.te.builders.scalars import scalar_row, scalar_specs
from tui.providers.te.builders.splits import NODE, EventSplitPart, SplitsPart
from tui.providers.te.builders.times import TimePart
from tui.providers.te.operations import operations


class Part(Protocol):
    """A stretch of a form."""

    def rows(self, scope: Scope) -> Iterable[Row]: ...


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's name over plain values and other single lines."""

    title: str
    id: str
    folds: bool = False
    help: str = ""

    def rows(self, scope: Scope) -> Iterable[Row]:
        yield Row((self.id,), LineKind.SECTION, tr(self.title), folds=self.folds, help=tr(self.help))


@dataclass(frozen=True, slots=True)
class Scalars:
    """Plain fields of the operation by wire name, with labels of their own where given."""

    names: Mapping[str, str]
    operation: str

    def rows(self, scope: Scope) -> Iterable[Row]:
        specs = {spec.name: spec for spec in operations().get(self.operation).fields}
        for name, label in self.names.items():
            yield scalar_row(scope, specs[name], label)


class TeModelBuilder:
    """One model's form: its parts, and below them every plain field that no part shows."""

    def __init__(self, operation: str, parts: Sequence[Part], taken: Sequence[str] = ()) -> None:
        self.operation = operation
        self._parts = tuple(parts)
        self._taken = {*taken}
        for part in parts:
            if isinstance(part, Scalars):
                self._taken |= set(part.names)

    def lines(self, body: Any, context: BuildContext) -> tuple[FormLine, ...]:
        return tuple(row.line() for row in self._rows(body, context))

    def question(
        self, body: Any, line: str, action: Action, answers: Answers, context: BuildContext
    ) -> Question | None:
        return self._change(body, line, action, context).question(answers)

    def done(self, body: Any, line: str, action: Action, answers: Answers, context: BuildContext) -> Built:
        change = self._change(body, line, action, context)
        for question in change.asked(answers):
            wrong = _wrong_answer(question, answers.get(question.name))
            if wrong:
                raise InvalidInput([FieldProblem(line, wrong)], what=question.title)
        return change.built(answers)

    def problems(self, body: Any, context: BuildContext) -> list[FieldProblem]:
        return [found for row in self._rows(body, context) for found in row.problems]

    # -- own -------------------------------------------------------------------------------------

    def _rows(self, body: Any, context: BuildContext) -> list[Row]:
        scope = Scope(body, context)
        rows = [row for part in self._parts for row in part.rows(scope)]
        specs = scalar_specs(operations().get(self.operation).fields, self._taken)
        more = [scalar_row(scope, spec) for spec in specs]
        if more:
            sent = [f"{row.label.lower()} {row.words}" for row in more if not row.is_unset]
            rows.append(
                Row(
                    ("more",),
                    LineKind.SECTION,
                    tr("More"),
                    " · ".join(sent) or tr("nothing set"),
                    folds=True,
                    help=tr("The rest of what the API takes. enter opens or closes it."),
                )
            )
        return rows + more

    def _change(self, body: Any, line: str, action: Action, context: BuildContext) -> Change:
        for row in self._rows(body, context):
            if row.line().id == line and action in row.changes:
                return row.changes[action]
        raise InvalidInput([FieldProblem(line, f"has nothing to {action.value}")], what="The form")


def _wrong_answer(question: Question, answer: str | None) -> str:
    if answer is None:
        return "is not answered"
    if not question.is_free and answer not in [offer.value for offer in question.offers]:
        return f"“{answer}” is not one of the choices"
    return question.complaint(answer)


_TIME = ("eventView.recentDay", "eventView.startTime", "eventView.endTime")
_COMPARED = (
    "eventView.comparedByTime",
    "eventView.comparedRecentDay",
    "eventView.comparedStartTime",
    "eventView.comparedEndTime",
)
_JOINED = ("eventView.relation",)
_ALL = FilterPart("Filters", Holder(("eventView",)), "For the whole query: only what passes is counted.")
_PERIOD = Heading("Time", "time")
_BUCKET = {"eventView.timeParticleSize": "In steps of"}
_COMPARISON = TimePart(
    "Compared with",
    ("eventView", "comparedRecentDay"),
    ("eventView", "comparedStartTime"),
    ("eventView", "comparedEndTime"),
    ("eventView", "comparedByTime"),
)
_METRIC = Item(counts=True, formula=True, fixed=(("type", "normal"),))


def _event() -> TeModelBuilder:
    name = "event-analyze"
    parts = (
        EntriesPart("Metrics", "metric", _METRIC, help="What is counted; one line of the answer for each."),
        _PERIOD,
        TimePart(),
        Scalars(_BUCKET, name),
        _COMPARISON,
        _ALL,
        SplitsPart(),
        EventSplitPart(),
    )
    return TeModelBuilder(name, parts, (*_TIME, *_COMPARED, *_JOINED))


def _retention() -> TeModelBuilder:
    name = "retention-analyze"
    roles = (
        Role("first", "Begin with"),
        Role("second", "Come back"),
        Role("simultaneous_display", "Also count", Item(counts=True), is_needed=False),
    )
    parts = (
        EntriesPart("Events", "event", roles=roles, help="Who did the first, and when they did the second."),
        _PERIOD,
        TimePart(),
        Scalars({**_BUCKET, "eventView.unitNum": "Followed for", "eventView.statType": "Count"}, name),
        _ALL,
        SplitsPart(),
    )
    return TeModelBuilder(name, parts, (*_TIME, *_JOINED))


def _funnel() -> TeModelBuilder:
    name = "funnel-analyze"
    parts = (
        EntriesPart("Steps", "step", least=2, help="In this order, within the window."),
        _PERIOD,
        TimePart(),
        Scalars({"eventView.windows_gap": "Window", "eventView.windows_gap_tu": "Window unit"}, name),
        _ALL,
        SplitsPart(),
    )
    return TeModelBuilder(name, parts, (*_TIME, *_JOINED))


def _distribution() -> TeModelBuilder:
    name = "distribution-analyze"
    item = Item(counts=True, formula=True, buckets=True, fixed=(("type", "normal"), ("intervalType", "def")))
    parts = (
        EntriesPart("Metric", "metric", item, most=1, help="A value for each user, put into buckets."),
        _PERIOD,
        TimePart(),
        Scalars(_BUCKET, name),
        _ALL,
        SplitsPart(),
    )
    return TeModelBuilder(name, parts, (*_TIME, *_JOINED))


def _path() -> TeModelBuilder:
    name = "path-analyze"
    view = "eventView"
    parts = (
        PathEventsPart(),
        Heading("Time", "time"),
        TimePart("Period", (view, "recent_day"), (view, "from_date"), (view, "to_date")),
        Scalars(
            {
                "events.source_type": "Anchor is",
                "eventView.session_interval": "Session gap",
                "eventView.session_type": "Gap unit",
                "eventView.col_limit": "Nodes a step",
            },
            name,
        ),
        FilterPart(
            "Users",
            Holder(("events", "user_filter"), compound=True, tables=("user", "cluster")),
            "Whose paths.",
        ),
        SplitsPart("Split nodes", ("events", "by_fields"), NODE, ("event", "user"), "A node for each value."),
    )
    return TeModelBuilder(
        name,
        parts,
        (
            "eventView.recent_day",
            "eventView.from_date",
            "eventView.to_date",
            "events.source_event.event_name",
        ),
    )


def _interval() -> TeModelBuilder:
    name = "interval-analyze"
    roles = (Role("first", "From"), Role("second", "To"))
    parts = (
        EntriesPart("Events", "event", roles=roles, help="The time from the first to the next second one."),
        LinkPart(),
        _PERIOD,
        TimePart(),
        Scalars(
            {**_BUCKET, "eventView.windowsGapValue": "Longest gap", "eventView.windowsGapUnit": "Gap unit"},
            name,
        ),
        _ALL,
        SplitsPart(),
    )
    return TeModelBuilder(name, parts, (*_TIME, *_JOINED))


def _user_prop() -> TeModelBuilder:
    item = Item(over_users=True, fixed=(("tableType", "user"),))
    tables = ("user", "cluster")
    parts = (
        EntriesPart(
            "Metric",
            "metric",
            item,
            most=1,
            filter_tables=tables,
            help="Over the users as they are now; there is no time range.",
        ),
        CrowdsPart(),
        SplitsPart(tables=tables),
    )
    return TeModelBuilder("user-prop-analyze", parts)


@cache
def model_builders() -> Mapping[str, TeModelBuilder]:
    """By operation id, in the manual's order."""
    made = (_event, _retention, _funnel, _distribution, _path, _interval, _user_prop)
    return {builder.operation: builder for builder in (make() for make in made)}
